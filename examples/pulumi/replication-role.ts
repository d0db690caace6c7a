import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The role with which S3 replicates from one bucket to another, and what it may do: this and no more. */
export function replicationRole(name: string, source: aws.s3.Bucket, destination: aws.s3.Bucket) {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  });
  const permissions = new aws.iam.RolePolicy(name, {
    role: role.id,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: source.arn },
        {
          Effect: "Allow",
          Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
          Resource: pulumi.interpolate`${source.arn}/*`,
        },
        {
          Effect: "Allow",
          Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
          Resource: pulumi.interpolate`${destination.arn}/*`,
        },
      ],
    }),
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
