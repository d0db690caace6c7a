import { bucketAt, type Bucket, type ReplicationGraph } from "../../../policy-pack/model/graph";
import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import { readStack } from "../../../policy-pack/readers/pulumi";
import type { RuleId } from "../../../policy-pack/rules";
import type { Props, StackResource } from "../../../policy-pack/readers/pulumi/resource";
import { answerOf, judgedWith } from "../../support/judged";
import { resource, UNKNOWN } from "../../support/stack";

// The same pair of buckets under the type tokens of every way to declare one in a Pulumi program.

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
});

interface Dialect {
  readonly tokens: Readonly<Record<"bucket" | "versioning" | "replication" | "role" | "rolePolicy", string>>;
  readonly props: (names: Props) => Props;
}

const snake = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(snake)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([key, item]) => [
            key === "rules" ? "rule" : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
            snake(item),
          ]),
        )
      : value;
const inSnake = (props: Props): Props => snake(props) as Props;

const DIALECTS: Readonly<Record<string, Dialect>> = {
  "@pulumi/aws": {
    tokens: {
      bucket: "aws:s3/bucket:Bucket",
      versioning: "aws:s3/bucketVersioning:BucketVersioning",
      replication: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      role: "aws:iam/role:Role",
      rolePolicy: "aws:iam/rolePolicy:RolePolicy",
    },
    props: (props) => props,
  },
  "the generic Terraform provider": {
    tokens: {
      bucket: "aws:index/s3Bucket:S3Bucket",
      versioning: "aws:index/s3BucketVersioning:S3BucketVersioning",
      replication: "aws:index/s3BucketReplicationConfiguration:S3BucketReplicationConfiguration",
      role: "aws:index/iamRole:IamRole",
      rolePolicy: "aws:index/iamRolePolicy:IamRolePolicy",
    },
    props: (props) => props,
  },
  "Terraform state in Pulumi Cloud": {
    tokens: {
      bucket: "pulumi:terraform:aws_s3_bucket",
      versioning: "pulumi:terraform:aws_s3_bucket_versioning",
      replication: "pulumi:terraform:aws_s3_bucket_replication_configuration",
      role: "pulumi:terraform:aws_iam_role",
      rolePolicy: "pulumi:terraform:aws_iam_role_policy",
    },
    props: inSnake,
  },
  "inside a Terraform module": {
    tokens: {
      bucket: "vpc:tf:aws_s3_bucket",
      versioning: "vpc:tf:aws_s3_bucket_versioning",
      replication: "vpc:tf:aws_s3_bucket_replication_configuration",
      role: "vpc:tf:aws_iam_role",
      rolePolicy: "vpc:tf:aws_iam_role_policy",
    },
    props: inSnake,
  },
};

function stackIn({ tokens, props }: Dialect): readonly StackResource[] {
  // Without a provider each resource's own `region` has to carry it.
  const make = (
    type: string,
    name: string,
    own: Props,
    from: Readonly<Record<string, readonly StackResource[]>> = {},
  ) => resource(type, name, props(own), { provider: undefined, from });
  const data = make(tokens.bucket, "data", { bucket: "acme-data", region: "eu-west-1", arn: UNKNOWN });
  const copy = make(tokens.bucket, "copy", { bucket: "acme-copy", region: "us-west-2", arn: UNKNOWN });
  const role = make(tokens.role, "role", { name: "acme-replication", arn: UNKNOWN, assumeRolePolicy: TRUST });
  const enabled = { versioningConfiguration: { status: "Enabled" } };
  return [
    data,
    copy,
    role,
    make(tokens.rolePolicy, "policy", { role: "acme-replication", policy: POLICY }),
    make(tokens.versioning, "data-versioning", { bucket: "acme-data", region: "eu-west-1", ...enabled }),
    make(
      tokens.versioning,
      "copy-versioning",
      { bucket: UNKNOWN, region: "us-west-2", ...enabled },
      { bucket: [copy] },
    ),
    make(
      tokens.replication,
      "replication",
      {
        bucket: "acme-data",
        region: "eu-west-1",
        role: UNKNOWN,
        rules: [
          {
            id: "all",
            status: "Enabled",
            filter: {},
            deleteMarkerReplication: { status: "Disabled" },
            destination: { bucket: UNKNOWN, storageClass: "STANDARD_IA" },
          },
        ],
      },
      { role: [role], [tokens.replication.startsWith("aws:") ? "rules" : "rule"]: [copy] },
    ),
  ];
}

const read = (resources: readonly StackResource[]): ReplicationGraph => readStack(resources, DEFAULT_OPTIONS);

function named(graph: ReplicationGraph, label: string): Bucket {
  const found = [...graph.buckets.values()].find((bucket) => bucket.label === label);
  if (!found) throw new Error(`no bucket ${label}`);
  return found;
}

test.each(Object.entries(DIALECTS))(
  "a bucket, its versioning, replication and role, declared with %s",
  (_name, dialect) => {
    const graph = read(stackIn(dialect));
    const data = named(graph, "data");
    expect(data).toMatchObject({
      name: { known: true, value: "acme-data" },
      region: { known: true, value: "eu-west-1" },
      versioning: { known: true, value: { status: "Enabled" } },
    });
    expect(named(graph, "copy").versioning).toMatchObject({ known: true, value: { status: "Enabled" } });
    const configuration = data.replication.known ? data.replication.value : undefined;
    const [rule] = configuration?.rules.known ? configuration.rules.value : [];
    expect(rule).toMatchObject({ status: { value: "Enabled" }, storageClass: { value: "STANDARD_IA" } });
    expect(rule?.destination.known && bucketAt(graph, rule.destination.value).label).toBe("copy");
    const reference = configuration?.role.known ? configuration.role.value : undefined;
    const role = graph.roles.get(reference?.in === "stack" ? reference.address : "");
    expect(role).toMatchObject({ trust: { value: { text: TRUST } }, policies: [{ value: { text: POLICY } }] });
    expect(graph.unread).toEqual([]);
  },
);

test.each([
  ["a type of a later provider", "aws:s3/bucketV3:BucketV3", true],
  ["versioning of a later provider", "aws:s3/bucketVersioningV3:BucketVersioningV3", true],
  ["replication under Terraform's names", "pulumi:terraform:aws_s3_bucket_replication_rule", true],
  ["a bucket of AWS's own provider for Terraform", "pulumi:terraform:awscc_s3_bucket", true],
  ["a directory bucket, which does not replicate", "aws:s3/directoryBucket:DirectoryBucket", false],
  [
    "a table bucket, which has a replication of its own",
    "aws:s3tables/tableBucketReplication:TableBucketReplication",
    false,
  ],
  ["a vector bucket", "aws-native:s3vectors:VectorBucket", false],
  ["a bucket on Outposts", "aws:s3control/bucket:Bucket", false],
  ["an object", "aws:s3/bucketObjectv2:BucketObjectv2", false],
  ["a bucket of another service", "aws:lightsail/bucket:Bucket", false],
  ["a bucket of another cloud", "gcp:storage/bucket:Bucket", false],
  ["replication of a database", "aws:dms/replicationTask:ReplicationTask", false],
  ["a component that has buckets", "acme:index:ReplicatedBucket", false],
])("%s: a type that no reader knows is told, where it may be a bucket", (_name, type, isTold) => {
  const graph = read([resource(type, "unknown", { bucket: "acme-unknown" })]);
  expect(graph.unread.map(({ label, why }) => [label, why.includes(type)])).toEqual(isTold ? [["unknown", true]] : []);
});

const BUCKET = { Resources: { B: { Type: "AWS::S3::Bucket" } } };
const QUEUE = { Resources: { Q: { Type: "AWS::SQS::Queue" } } };
test.each<[string, string, Props, boolean]>([
  ["a stack", "aws:cloudformation/stack:Stack", { templateBody: JSON.stringify(BUCKET) }, true],
  ["a stack whose template is elsewhere", "aws:cloudformation/stack:Stack", { templateUrl: "https://x/t.yaml" }, true],
  ["a stack whose template is known on apply", "aws:cloudformation/stack:Stack", { templateBody: UNKNOWN }, true],
  ["a stack without a bucket", "aws:cloudformation/stack:Stack", { templateBody: JSON.stringify(QUEUE) }, false],
  ["a set of stacks", "aws-native:cloudformation:StackSet", { templateBody: JSON.stringify(BUCKET) }, true],
  ["a stack of Terraform", "store:tf:aws_cloudformation_stack", { template_body: JSON.stringify(BUCKET) }, true],
  ["a bucket by Cloud Control", "aws:cloudcontrol/resource:Resource", { typeName: "AWS::S3::Bucket" }, true],
  ["a queue by Cloud Control", "aws:cloudcontrol/resource:Resource", { typeName: "AWS::SQS::Queue" }, false],
  ["a bucket by its API's type", "aws-native:index:ExtensionResource", { type: "AWS::S3::Bucket" }, true],
  ["a stack of another cloud", "acme:cloudformation:Stack", { templateBody: JSON.stringify(BUCKET) }, false],
])("%s, which makes other resources, is told where it may make a bucket", (_name, type, props, isTold) => {
  const graph = read([resource(type, "maker", props)]);
  expect(graph.unread.map(({ label }) => label)).toEqual(isTold ? ["maker"] : []);
});

describe("roles and keys of aws-native", () => {
  const native = (
    type: string,
    name: string,
    props: Props,
    from: Readonly<Record<string, readonly StackResource[]>> = {},
  ) => resource(`aws-native:${type}`, name, props, { from });
  const role = native("iam:Role", "role", {
    roleName: "acme-replication",
    arn: UNKNOWN,
    assumeRolePolicyDocument: JSON.parse(TRUST) as unknown,
    policies: [{ policyName: "replication", policyDocument: JSON.parse(POLICY) as unknown }],
  });

  test("the policies inside a role", () => {
    const [only] = read([role]).roles.values();
    expect(only).toMatchObject({ name: { value: "acme-replication" }, trust: { value: { text: TRUST } } });
    expect(only?.policies).toMatchObject([{ value: { text: POLICY } }]);
  });

  test("a policy beside a role, by its name", () => {
    const beside = native("iam:RolePolicy", "beside", {
      roleName: "acme-replication",
      policyDocument: JSON.parse(POLICY) as unknown,
    });
    expect([...read([role, beside]).roles.values()][0]?.policies).toHaveLength(2);
  });

  test("a managed policy that names its roles", () => {
    const managed = native(
      "iam:ManagedPolicy",
      "managed",
      { roles: [UNKNOWN], policyDocument: JSON.parse(POLICY) as unknown },
      { roles: [role] },
    );
    expect([...read([role, managed]).roles.values()][0]?.policies).toMatchObject([
      { known: true, value: { on: managed.urn } },
      { known: true },
    ]);
  });

  test("a destination beside a reference to the role is that bucket", () => {
    const copy = native("s3:Bucket", "copy", { bucketName: "acme-copy", arn: UNKNOWN });
    const data = native(
      "s3:Bucket",
      "data",
      {
        bucketName: "acme-data",
        replicationConfiguration: {
          role: UNKNOWN,
          rules: [{ status: "Enabled", destination: { bucket: UNKNOWN } }],
        },
      },
      { replicationConfiguration: [role, copy] },
    );
    const { replication } = named(read([role, copy, data]), "data");
    const configuration = replication.known ? replication.value : undefined;
    expect(configuration?.role).toMatchObject({ known: true, value: { address: role.urn } });
    expect(configuration?.rules.known && configuration.rules.value[0]?.destination).toMatchObject({
      known: true,
      value: copy.urn,
    });
  });

  test("a key with its policy", () => {
    const key = native("kms:Key", "key", { arn: UNKNOWN, keyPolicy: JSON.parse(POLICY) as unknown });
    expect([...read([key]).keys.values()][0]?.policy).toMatchObject({ known: true, value: { text: POLICY } });
  });
});

describe("what is attached to a role", () => {
  const role = resource("aws:iam/role:Role", "role", { name: "acme-replication", assumeRolePolicy: TRUST });
  const policy = resource("aws:iam/policy:Policy", "policy", { name: "replication", policy: POLICY, arn: UNKNOWN });
  const policies = (...beside: readonly StackResource[]) =>
    [...read([role, policy, ...beside]).roles.values()][0]?.policies;

  test("a policy attached to a list of roles, by their names", () => {
    const attachment = resource(
      "aws:iam/policyAttachment:PolicyAttachment",
      "attachment",
      { roles: ["someone-else", "acme-replication"], policyArn: UNKNOWN },
      { from: { policyArn: [policy] } },
    );
    expect(policies(attachment)).toMatchObject([{ known: true, value: { text: POLICY } }]);
  });

  test("a policy that AWS manages has the content that AWS publishes; one that is not known here is a doubt", () => {
    const attachment = (policyArn: string) =>
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
        role: "acme-replication",
        policyArn,
      });
    const [full] = policies(attachment("arn:aws:iam::aws:policy/AmazonS3FullAccess")) ?? [];
    expect(full).toMatchObject({ known: true, value: { on: attachment("").urn } });
    expect(full?.known && full.value?.text).toContain('"s3:*"');
    expect(policies(attachment("arn:aws:iam::aws:policy/SomethingElse"))).toMatchObject([{ known: false }]);
  });

  test("a policy attached to a list of roles that is known on apply may be attached to this one", () => {
    const attachment = resource(
      "aws:iam/policyAttachment:PolicyAttachment",
      "attachment",
      { roles: UNKNOWN, policyArn: UNKNOWN },
      { from: { policyArn: [policy] } },
    );
    expect(policies(attachment)).toMatchObject([
      { known: false, settledBy: "apply", among: [{ text: POLICY }, undefined] },
    ]);
  });

  test("an inline policy that a list of all inline policies leaves out may be removed", () => {
    const inline = resource("aws:iam/rolePolicy:RolePolicy", "inline", {
      name: "replication",
      role: "acme-replication",
      policy: POLICY,
    });
    const only = (policyNames: readonly string[]) =>
      resource("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "only", {
        roleName: "acme-replication",
        policyNames,
      });
    expect(policies(inline, only(["replication"]))).toMatchObject([{ known: true, value: { text: POLICY } }]);
    expect(policies(inline, only([]))).toMatchObject([{ known: false, settledBy: "configuration" }]);
  });
});

describe("a list of all managed policies of a role", () => {
  const role = resource("aws:iam/role:Role", "role", { name: "acme-replication", assumeRolePolicy: TRUST });
  const policy = resource("aws:iam/policy:Policy", "policy", { name: "replication", policy: POLICY, arn: UNKNOWN });
  const other = resource("aws:iam/policy:Policy", "other", { name: "other", policy: "{}", arn: UNKNOWN });
  const attachment = resource(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "attachment",
    { role: "acme-replication", policyArn: UNKNOWN },
    { from: { policyArn: [policy] } },
  );
  const only = (policyArns: unknown, from: readonly StackResource[], roleName = "acme-replication") =>
    resource(
      "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
      "only",
      { roleName, policyArns },
      { from: { policyArns: from } },
    );
  const policies = (...beside: readonly StackResource[]) =>
    [...read([role, policy, other, ...beside]).roles.values()][0]?.policies;

  test("attaches what nothing else does", () => {
    expect(policies(only([UNKNOWN], [policy]))).toMatchObject([{ known: true, value: { text: POLICY } }]);
  });

  test("keeps what it names, and tells it once", () => {
    expect(policies(attachment, only([UNKNOWN], [policy]))).toMatchObject([{ known: true, value: { text: POLICY } }]);
  });

  test("may remove what it does not name", () => {
    expect(policies(attachment, only([], []))).toMatchObject([{ known: false, settledBy: "configuration" }]);
  });

  test("that is known on apply may name it", () => {
    expect(policies(attachment, only([UNKNOWN, UNKNOWN], [policy, other]))?.[0]).toMatchObject({
      known: false,
      settledBy: "apply",
    });
  });

  test("may be of another role", () => {
    expect(policies(only(["arn:aws:iam::aws:policy/AmazonS3FullAccess"], [], UNKNOWN))).toMatchObject([
      { known: false, settledBy: "apply" },
    ]);
  });
});

describe("what Terraform manages, in a Pulumi stack", () => {
  // The provider of the package, which is none of AWS.
  const store = { urn: "urn:pulumi:dev::project::pulumi:providers:store::default", name: "default", props: {} };
  const pair = (data: Props = {}, copy: Props = {}) =>
    ["data", "copy"].flatMap((name) => [
      resource(
        "store:tf:aws_s3_bucket",
        name,
        { bucket: `acme-${name}`, ...(name === "data" ? data : copy) },
        { provider: store },
      ),
      resource(
        "store:tf:aws_s3_bucket_versioning",
        `${name}-versioning`,
        { bucket: `acme-${name}`, versioning_configuration: [{ status: "Enabled" }] },
        { provider: store },
      ),
    ]);
  const replicating = (rest: readonly StackResource[]) =>
    judgedWith(
      read([
        ...rest,
        resource("store:tf:aws_iam_role", "role", {
          name: "acme",
          arn: "arn:aws:iam::111122223333:role/acme",
          assume_role_policy: TRUST,
        }),
        resource("store:tf:aws_iam_role_policy", "policy", { role: "acme", policy: POLICY }),
        resource(
          "store:tf:aws_s3_bucket_replication_configuration",
          "replication",
          {
            bucket: "acme-data",
            role: "arn:aws:iam::111122223333:role/acme",
            rule: [
              {
                id: "all",
                priority: 1,
                status: "Enabled",
                filter: [{}],
                delete_marker_replication: [{ status: "Disabled" }],
                destination: [{ bucket: "arn:aws:s3:::acme-copy" }],
              },
            ],
          },
          { provider: store },
        ),
      ]),
    ).buckets.find(({ bucket }) => bucket.label === "data");
  const answers = (rest: readonly StackResource[], ...ids: readonly RuleId[]) => {
    const judged = replicating(rest);
    return judged && ids.map((id) => answerOf(id, judged));
  };
  const at = (region: string, owner: string): Props => ({
    region,
    grant: [{ id: owner, permissions: ["FULL_CONTROL"] }],
  });

  test("buckets of one module are not in one Region, nor of one account, because of its package's provider", () => {
    expect(answers(pair(), "destination-in-another-region", "role-can-replicate")).toEqual([
      "undetermined",
      "undetermined",
    ]);
  });

  test("their own Regions and owners count", () => {
    const ids = ["destination-in-another-region", "role-can-replicate"] as const;
    const data = at("eu-west-1", "75aa57f0");
    expect(answers(pair(data, at("us-west-2", "75aa57f0")), ...ids)).toEqual(["satisfied", "satisfied"]);
    expect(answers(pair(data, at("us-west-2", "aeb22166")), ...ids)).toEqual(["satisfied", "undetermined"]);
    expect(answers(pair(data, at("eu-west-1", "75aa57f0")), ...ids)).toEqual(["violated", "satisfied"]);
  });

  test("without an owner that can be read nothing tells whose they are", () => {
    const stack = pair({ region: "eu-west-1" }, { region: "us-west-2" });
    expect(answers(stack, "destination-in-another-region", "role-can-replicate")).toEqual([
      "satisfied",
      "undetermined",
    ]);
  });

  test("what waits for what is not told", () => {
    expect(answers(pair(), "configured-after-versioning")).toEqual(["undetermined"]);
  });
});

test.each([
  ["for all objects", [{ prefix: "" }], 30],
  ["for a prefix", [{ prefix: "logs/" }], undefined],
  ["for a tag", [{ tags: [{ key: "a", value: "b" }] }], undefined],
  ["for a prefix and tags", [{ ands: [{ prefix: "logs/", tags: { a: "b" } }] }], undefined],
])("a lifecycle rule %s, whose filter the generic Terraform provider describes as a list", (_name, filters, days) => {
  const data = resource("aws:index/s3Bucket:S3Bucket", "data", { bucket: "acme-data" });
  const lifecycle = resource("aws:index/s3BucketLifecycleConfiguration:S3BucketLifecycleConfiguration", "lifecycle", {
    bucket: "acme-data",
    rules: [{ id: "all", status: "Enabled", filters, noncurrentVersionExpirations: [{ noncurrentDays: 30 }] }],
  });
  expect(named(read([data, lifecycle]), "data").noncurrentExpirationDays).toMatchObject({ known: true, value: days });
});

describe("the policy of a key", () => {
  const key = resource(
    "aws:kms/key:Key",
    "key",
    { arn: UNKNOWN, policy: UNKNOWN },
    { inputs: { description: "copies" } },
  );
  const policyOf = (...resources: readonly StackResource[]) => [...read(resources).keys.values()][0]?.policy;

  test("that nobody writes is AWS's default, although the provider computes it", () => {
    expect(policyOf(key)).toEqual({ known: true, value: undefined });
  });

  test("in a resource of its own", () => {
    const beside = resource(
      "aws:kms/keyPolicy:KeyPolicy",
      "policy",
      { keyId: UNKNOWN, policy: POLICY },
      { from: { keyId: [key] } },
    );
    expect(policyOf(key, beside)).toMatchObject({ known: true, value: { text: POLICY } });
  });
});
