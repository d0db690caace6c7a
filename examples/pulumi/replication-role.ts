import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const S3_MAY_ASSUME_IT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** The names of actions on the destination: a role that lacks one of them leaves something behind. */
export const WRITES = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];

/**
 * The role with which S3 replicates from one bucket to another, and what it may do: this and no more. The policy is made
 * of the buckets' names, which are known before they exist, and not of their ARNs: so it can be judged in the first preview.
 */
export function replicationRole(
  name: string,
  source: aws.s3.Bucket,
  destination: aws.s3.Bucket | string,
  writes = WRITES,
) {
  const role = new aws.iam.Role(name, { name, assumeRolePolicy: S3_MAY_ASSUME_IT });
  const permissions = new aws.iam.RolePolicy(name, {
    role: role.name,
    policy: pulumi
      .all([source.bucket, typeof destination === "string" ? destination : destination.bucket])
      .apply(([from, to]) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
              Resource: `arn:aws:s3:::${from}`,
            },
            {
              Effect: "Allow",
              Action: [
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                "s3:GetObjectVersionAnnotationForReplication",
              ],
              Resource: `arn:aws:s3:::${from}/*`,
            },
            { Effect: "Allow", Action: writes, Resource: `arn:aws:s3:::${to}/*` },
          ],
        }),
      ),
  });
  return { role, permissions };
}

/** A rule for the whole bucket; delete markers stay behind, so that a deletion here deletes nothing there. */
export function everythingTo(destination: aws.s3.Bucket, status = "Enabled") {
  return {
    id: "everything",
    status,
    priority: 1,
    filter: {},
    deleteMarkerReplication: { status: "Disabled" },
    destination: { bucket: destination.arn },
  };
}
