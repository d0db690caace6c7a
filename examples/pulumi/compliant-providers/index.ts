import * as aws from "@pulumi/aws";
import { everythingTo, replicationRole } from "../replication-role";

const home = new aws.Provider("home", { region: "eu-west-1" });
const west = new aws.Provider("west", { region: "us-west-2" });

const data = new aws.s3.Bucket("data", { bucket: "acme-data" }, { provider: home });
const dataVersioning = new aws.s3.BucketVersioning(
  "data",
  { bucket: data.id, versioningConfiguration: { status: "Enabled" } },
  { provider: home },
);

const replica = new aws.s3.Bucket("replica", { bucket: "acme-data-replica" }, { provider: west });
const replicaVersioning = new aws.s3.BucketVersioning(
  "replica",
  { bucket: replica.id, versioningConfiguration: { status: "Enabled" } },
  { provider: west },
);

const { role, permissions } = replicationRole("replication", data, replica);
new aws.s3.BucketReplicationConfig(
  "data",
  { bucket: data.id, role: role.arn, rules: [everythingTo(replica)] },
  { provider: home, dependsOn: [dataVersioning, replicaVersioning, permissions] },
);

export const sourceBucketArn = data.arn;
export const replicationRoleArn = role.arn;
