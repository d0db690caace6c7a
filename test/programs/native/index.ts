import * as pulumi from "@pulumi/pulumi";

// Buckets of the AWS Cloud Control provider, whose settings are all inside the bucket: a replicated pair, and one without.

class Provider extends pulumi.ProviderResource {}

const provider = (name: string, region: string) => new Provider("aws-native", name, { region });
const home = provider("home", "eu-west-1");
const west = provider("west", "us-west-2");

const ROLE = "arn:aws:iam::111122223333:role/replication";
const versioningConfiguration = { status: "Enabled" };

class Bucket extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  constructor(name: string, settings: pulumi.Inputs, where: pulumi.ProviderResource) {
    super("aws-native:s3:Bucket", name, { arn: undefined, ...settings }, { provider: where });
  }
}

const replica = new Bucket("replica", { bucketName: "acme-replica", versioningConfiguration }, west);
const rule = {
  id: "all",
  status: "Enabled",
  priority: 1,
  filter: { prefix: "" },
  deleteMarkerReplication: { status: "Disabled" },
  destination: { bucket: replica.arn },
};
new Bucket(
  "data",
  { bucketName: "acme-data", versioningConfiguration, replicationConfiguration: { role: ROLE, rules: [rule] } },
  home,
);
new Bucket("alone", { bucketName: "acme-alone", versioningConfiguration: { status: "Suspended" } }, home);
