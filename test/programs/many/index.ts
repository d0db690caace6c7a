import * as pulumi from "@pulumi/pulumi";

// 10,000 resources, a fifth of them buckets: pairs that are as they should be, and one bucket that is not.

/** Without the classes of an SDK, which take longer to load than all of these to register. */
class Resource extends pulumi.CustomResource {}

const resource = (type: string, name: string, inputs: pulumi.Inputs, dependsOn: pulumi.Resource[] = []) =>
  new Resource(type, name, inputs, { dependsOn });

const REPLICA = { region: "us-west-2" };
const TRUST = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

function bucket(name: string, place: pulumi.Inputs = {}) {
  const created = resource("aws:s3/bucket:Bucket", name, { bucket: name, ...place });
  const versioningConfiguration = { status: "Enabled" };
  const inputs = { bucket: created.id, versioningConfiguration, ...place };
  return { created, versioning: resource("aws:s3/bucketVersioning:BucketVersioning", name, inputs) };
}

function policy(from: string, to: string): string {
  const statement = (Action: string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
  return JSON.stringify({
    Statement: [
      statement(["s3:GetReplicationConfiguration", "s3:ListBucket"], `arn:aws:s3:::${from}`),
      statement(
        [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectVersionAnnotationForReplication",
        ],
        `arn:aws:s3:::${from}/*`,
      ),
      statement(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], `arn:aws:s3:::${to}/*`),
    ],
  });
}

// With the stack and the last bucket, and without the default provider, which Pulumi does not count: 10,000.
for (let pair = 0; pair < 1_000; pair++) {
  const [from, to] = [`data-${pair}`, `replica-${pair}`];
  const [data, replica] = [bucket(from), bucket(to, REPLICA)];
  const role = `arn:aws:iam::111122223333:role/${from}`;
  resource("aws:iam/role:Role", from, { name: from, assumeRolePolicy: TRUST });
  const permissions = resource("aws:iam/rolePolicy:RolePolicy", from, { role: from, policy: policy(from, to) });
  const rule = {
    id: "all",
    status: "Enabled",
    priority: 1,
    filter: {},
    deleteMarkerReplication: { status: "Disabled" },
    destination: { bucket: `arn:aws:s3:::${to}` },
  };
  const type = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
  const before = [data.versioning, replica.versioning, permissions];
  resource(type, from, { bucket: data.created.id, role, rules: [rule] }, before);
  for (let other = 0; other < (pair < 998 ? 3 : 2); other++) {
    resource("aws:lambda/function:Function", `${from}-${other}`, { runtime: "nodejs20.x" });
  }
}

resource("aws:s3/bucket:Bucket", "alone", { bucket: "alone" });
