import * as aws from "@pulumi/aws";
import * as aws6 from "@pulumi/aws-v6";
import * as pulumi from "@pulumi/pulumi";

// The ways in which programs write a bucket and its replica, through the real SDKs. Every bucket is named for what is
// expected of it: `good-…` is fine, `wait-…` settles on apply, `bad-…` is violated.

const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
const region = "us-west-2";
const west6 = new aws6.Provider("west6", { region });

const enabled = { versioningConfiguration: { status: "Enabled" } };
const rule = (id: string, bucket: pulumi.Input<string>) => ({
  id,
  status: "Enabled",
  filter: {},
  deleteMarkerReplication: { status: "Disabled" },
  destination: { bucket },
});

function versioned(name: string, args: aws.s3.BucketArgs = {}, options: pulumi.CustomResourceOptions = {}) {
  const bucket = new aws.s3.Bucket(name, args, options);
  const place = args.region === undefined ? {} : { region: args.region };
  new aws.s3.BucketVersioning(name, { bucket: bucket.id, ...enabled, ...place }, options);
  return bucket;
}

function replicate(source: aws.s3.Bucket, name: string, rules: aws.s3.BucketReplicationConfigArgs["rules"]) {
  return new aws.s3.BucketReplicationConfig(name, { bucket: source.id, role: role.arn, rules });
}

// A component that holds both buckets, with providers handed down.
class Replicated extends pulumi.ComponentResource {
  readonly source: aws.s3.Bucket;
  constructor(name: string) {
    super("test:index:Replicated", name);
    this.source = versioned(`good-${name}-source`, {}, { parent: this });
    const replica = versioned(`good-${name}-replica`, { region }, { parent: this });
    replicate(this.source, `good-${name}`, [rule("all", replica.arn)]);
  }
}
new Replicated("component");

// The destination is read with `.get()`: a bucket of some other stack.
const existing = aws.s3.Bucket.get("existing", "acme-dr-us-west-2-existing");
replicate(versioned("good-existing-promised"), "existing", [rule("all", existing.arn)]);

// Names that the program sets, and references by name and by ARN made from it.
const named = versioned("good-named-replica", { region, bucket: "acme-named-replica" });
replicate(versioned("good-named", { bucket: "acme-named" }), "named", [
  rule(
    "all",
    named.bucket.apply((name) => `arn:aws:s3:::${name}`),
  ),
]);

// Several buckets in a loop, to one replica.
const shared = versioned("good-loop-replica", { region });
for (const index of [0, 1, 2]) {
  replicate(versioned(`good-loop-${index}`), `loop-${index}`, [rule("all", shared.arn)]);
}

// Secrets, in what is read and in what is not.
replicate(versioned("good-secret", { tags: { password: pulumi.secret("hunter2") } }), "secret", [
  rule("all", pulumi.secret(shared.arn)),
]);

// A rule without an id, which the provider gives it.
replicate(versioned("good-rule-without-id"), "without-id", [
  {
    status: "Enabled",
    filter: {},
    deleteMarkerReplication: { status: "Disabled" },
    destination: { bucket: shared.arn },
  },
]);

// Rules that are known on apply as a whole.
replicate(
  versioned("wait-whole-rules"),
  "whole",
  shared.arn.apply((arn) => [rule("all", arn)]),
);

// Two rules to two buckets of which one is at home: it is known on apply which is which.
const atHome = new aws.s3.Bucket("bad-at-home");
new aws.s3.BucketVersioning("bad-at-home", { bucket: atHome.id, ...enabled });
replicate(versioned("wait-two-destinations"), "two", [
  rule("one", shared.arn),
  { ...rule("two", atHome.arn), priority: 1 },
]);

// BucketV2 of both major versions, with side resources named V2, and the older settings inside the bucket.
const v2 = new aws6.s3.BucketV2("good-v2");
new aws6.s3.BucketVersioningV2("good-v2", { bucket: v2.id, ...enabled });
const v2replica = new aws6.s3.BucketV2("good-v2-replica", {}, { provider: west6 });
new aws6.s3.BucketVersioningV2("good-v2-replica", { bucket: v2replica.id, ...enabled }, { provider: west6 });
new aws6.s3.BucketReplicationConfig("good-v2", { bucket: v2.id, role: role.arn, rules: [rule("all", v2replica.arn)] });

new aws6.s3.BucketV2("good-v2-inline", {
  versionings: [{ enabled: true }],
  replicationConfigurations: [
    { role: role.arn, rules: [{ id: "all", status: "Enabled", destinations: [{ bucket: v2replica.arn }] }] },
  ],
});

new aws6.s3.Bucket("good-legacy", {
  versioning: { enabled: true },
  replicationConfiguration: {
    role: role.arn,
    rules: [{ id: "all", status: "Enabled", destination: { bucket: v2replica.arn } }],
  },
});

new aws6.s3.Bucket("bad-legacy-versioning-off", {
  versioning: { enabled: false },
  replicationConfiguration: {
    role: role.arn,
    rules: [{ id: "all", status: "Enabled", destination: { bucket: v2replica.arn } }],
  },
});

// What only one resource tells, before it is created.
const twice = versioned("bad-twice");
replicate(twice, "bad-twice", [rule("all", shared.arn)]);
replicate(twice, "bad-twice-again", [rule("all", shared.arn)]);
replicate(versioned("good-but-refused"), "bad-refused", [
  {
    ...rule("tagged", shared.arn),
    filter: { tag: { key: "a", value: "b" } },
    deleteMarkerReplication: { status: "Enabled" },
  },
]);

// Directory buckets do not replicate and are not judged.
new aws.s3.DirectoryBucket("directory", {
  bucket: "directory--use1-az4--x-s3",
  location: { name: "use1-az4" },
});
