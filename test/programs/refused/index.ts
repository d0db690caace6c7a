import * as aws from "@pulumi/aws";
import { everythingTo, replicationRole } from "../../../examples/pulumi/replication-role";

// A replication configuration that S3 refuses: one resource alone tells it, and all that it needs could be created.

const region = "us-west-2";
const status = "Enabled";

const data = new aws.s3.Bucket("data", { bucket: "acme-data" });
const replica = new aws.s3.Bucket("replica", { bucket: "acme-data-replica", region });
const versionings = [
  new aws.s3.BucketVersioning("data", { bucket: data.id, versioningConfiguration: { status } }),
  new aws.s3.BucketVersioning("replica", { bucket: replica.id, versioningConfiguration: { status }, region }),
];
const { role, permissions } = replicationRole("replication", data, replica);
const tagged = {
  ...everythingTo(replica),
  filter: { tag: { key: "copy", value: "yes" } },
  deleteMarkerReplication: { status },
};
new aws.s3.BucketReplicationConfig(
  "refused",
  { bucket: data.id, role: role.arn, rules: [tagged] },
  { dependsOn: [...versionings, permissions] },
);
