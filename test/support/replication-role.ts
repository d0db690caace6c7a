/** The trust policy of a role that S3 assumes. */
export const TRUST_POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
export const TRUST = JSON.stringify(TRUST_POLICY);

/** A statement of the role's policy; `Resource` is what the source writes for an ARN. */
export interface Statement<Arn> {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: Arn;
}

/**
 * What a role may do that replicates one bucket to another, tags and delete markers too.
 *
 * @param source The bucket's ARN, as it is written where the policy stands.
 * @param objectsIn Writes the ARN of all objects of a bucket.
 */
export function statementsToReplicate<Arn>(
  source: Arn,
  copy: Arn,
  objectsIn: (bucket: Arn) => Arn,
): readonly Statement<Arn>[] {
  return [
    { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: source },
    {
      Effect: "Allow",
      Action: [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectVersionAnnotationForReplication",
      ],
      Resource: objectsIn(source),
    },
    {
      Effect: "Allow",
      Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
      Resource: objectsIn(copy),
    },
  ];
}

/** The ARN of all objects of a bucket, where ARNs are texts. */
export const objectsIn = (bucket: string): string => `${bucket}/*`;

/** The policy of a role that replicates one bucket to another, by their names. */
export function policyToReplicate(source: string, copy: string): string {
  const [from, to] = [source, copy].map((name) => `arn:aws:s3:::${name}`) as [string, string];
  return JSON.stringify({ Version: "2012-10-17", Statement: statementsToReplicate(from, to, objectsIn) });
}
