import * as aws from "@pulumi/aws";
import { everythingTo, replicationRole } from "../replication-role";

// The home Region comes from `pulumi config set aws:region`; the replica's resources name theirs.
const region = "us-west-2";

const data = new aws.s3.Bucket("data", { bucket: "acme-data" });
const dataVersioning = new aws.s3.BucketVersioning("data", {
  bucket: data.id,
  versioningConfiguration: { status: "Enabled" },
});

const replica = new aws.s3.Bucket("replica", { bucket: "acme-data-replica", region });
const replicaVersioning = new aws.s3.BucketVersioning("replica", {
  bucket: replica.id,
  region,
  versioningConfiguration: { status: "Enabled" },
});

const { role, permissions } = replicationRole("replication", data, replica);
new aws.s3.BucketReplicationConfig(
  "data",
  { bucket: data.id, role: role.arn, rules: [everythingTo(replica)] },
  // S3 refuses a configuration while a bucket is not versioned, and the first objects fail while the role may nothing.
  { dependsOn: [dataVersioning, replicaVersioning, permissions] },
);

export const sourceBucketArn = data.arn;
export const replicationRoleArn = role.arn;
