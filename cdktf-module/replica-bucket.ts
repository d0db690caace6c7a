import type { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { BucketProps } from "./props";
import { SecureBucket } from "./secure-bucket";

/** Says on a replica which bucket it is a copy of; the policy pack reads it where the source is in another stack. */
export const REPLICA_OF_TAG = "s3-crr:replica-of";

export interface ReplicaBucketProps extends BucketProps {
  /** The ARN of the bucket it is a copy of. */
  readonly sourceArn: string;
  /**
   * The ARN of the role that replicates, where the source is in another account: the bucket's policy lets it.
   *
   * @default - the source is in the same account
   */
  readonly sourceRoleArn?: string;
}

/** The destination side of a replication: in the source's stack, or alone in another account's. */
export class ReplicaBucket extends SecureBucket {
  constructor(scope: Construct, id: string, props: ReplicaBucketProps) {
    super(scope, id, props, { [REPLICA_OF_TAG]: props.sourceArn }, (bucketArn) =>
      props.sourceRoleArn === undefined ? [] : allowReplication(bucketArn, props.sourceRoleArn),
    );
  }

  /** @param replication What the lifecycle comes after; the construct that replicates calls it. */
  addLifecycle(replication: ITerraformDependable): S3BucketLifecycleConfiguration | undefined {
    return this.expireNoncurrentVersions(replication);
  }
}

/**
 * What a destination in another account has to allow in its bucket policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
 */
export function allowReplication(bucketArn: string, roleArn: string) {
  const Principal = { AWS: roleArn };
  return [
    {
      Sid: "Replicate",
      Effect: "Allow" as const,
      Principal,
      Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"],
      Resource: `${bucketArn}/*`,
    },
    {
      Sid: "SeeVersioning",
      Effect: "Allow" as const,
      Principal,
      Action: ["s3:List*", "s3:GetBucketVersioning", "s3:PutBucketVersioning"],
      Resource: bucketArn,
    },
  ];
}
