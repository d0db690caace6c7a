import type { SharedOptions } from "../../../policy-pack/options";
import { readTemplates, type Given, type LoadedStack } from "../../../policy-pack/readers/cloudformation";
import { statementsToReplicate, TRUST_POLICY } from "../../support/replication-role";
import { said } from "../../support/said";
import { parameters, stackOf, template, type Body } from "./templates";

// One template has one Region: a good scene is a source whose destination is elsewhere, and someone says where.

const statements = (source: unknown, replica: unknown) =>
  statementsToReplicate(source, replica, (bucket) => ({ "Fn::Join": ["", [bucket, "/*"]] }));

const VERSIONED = { VersioningConfiguration: { Status: "Enabled" } };
const REPLICA = "arn:aws:s3:::acme-replica";
const PROMISED: Partial<SharedOptions> = {
  knownDestinations: [{ bucket: "acme-replica", region: "us-west-2", versioned: true, allowsReplication: true }],
};
const HERE: Given = { region: "us-east-1" };

const rule = (destination: unknown, more: Body = {}): Body => ({
  Id: "all",
  Status: "Enabled",
  Priority: 1,
  Filter: {},
  DeleteMarkerReplication: { Status: "Disabled" },
  Destination: { Bucket: destination },
  ...more,
});
const role = (more: Body = {}): Body => ({
  Type: "AWS::IAM::Role",
  Properties: { AssumeRolePolicyDocument: TRUST_POLICY, ...more },
});
const policy = (replica: unknown, source: unknown = { "Fn::GetAtt": "Data.Arn" }): Body => ({
  Type: "AWS::IAM::Policy",
  Properties: {
    PolicyName: "replication",
    Roles: [{ Ref: "Role" }],
    PolicyDocument: { Version: "2012-10-17", Statement: statements(source, replica) },
  },
});
const bucket = (properties: Body = {}, more: Body = {}): Body => ({
  Type: "AWS::S3::Bucket",
  ...more,
  Properties: { ...VERSIONED, ...properties },
});
const replicating = (rules: unknown, properties: Body = {}): Body =>
  bucket({ ReplicationConfiguration: { Role: { "Fn::GetAtt": ["Role", "Arn"] }, Rules: rules }, ...properties });

/** A source as people write it, but for what a case puts in the place of a resource. */
const source = (resources: Body = {}, more: Body = {}, destination: unknown = REPLICA): Body => ({
  AWSTemplateFormatVersion: "2010-09-09",
  ...more,
  Resources: { Data: replicating([rule(destination)]), Role: role(), Policy: policy(destination), ...resources },
});

/** Two stacks of an app, in two Regions of an account. */
const app = (dr: Body, src: Body, more: Partial<LoadedStack> = {}): readonly LoadedStack[] => [
  stackOf("Dr", dr, { account: "111122223333", region: "us-west-2", ...more }),
  stackOf("Src", src, { account: "111122223333", region: "us-east-1", waitsFor: ["Dr"] }),
];
const REPLICA_STACK: Body = {
  Resources: { Replica: bucket() },
  Outputs: { Arn: { Value: { "Fn::GetAtt": "Replica.Arn" }, Export: { Name: "replica" } } },
};
const output = { "Fn::GetStackOutput": { StackName: "Dr", OutputName: "Arn", Region: "us-west-2" } };

interface Case {
  readonly stacks: readonly LoadedStack[];
  readonly said: readonly string[];
  readonly given?: Given;
  readonly options?: Partial<SharedOptions>;
}
const alone = (body: Body, said: readonly string[] = [], given: Given = HERE, options = PROMISED): Case => ({
  stacks: [template(body)],
  said,
  given,
  options,
});

const PARAMETER = { Parameters: { Replica: { Type: "String", Default: REPLICA } } };
const UNKNOWN_DESTINATION = [
  "? account-regional-name-matches",
  "? configured-after-versioning",
  "? destination-in-another-region",
  "? destination-versioned",
  "? replicas-not-chained",
  "? role-can-replicate",
  "? role-least-privileged",
  "? rule-set-accepted",
  "? settings-in-bucket-region",
  "? tags-can-replicate",
  "? whole-bucket-covered",
];
const CONDITIONS = { Conditions: { HasCopy: { "Fn::Equals": [{ Ref: "Copy" }, "yes"] } } };
const COPY = { Parameters: { Copy: { Type: "String", Default: "no" } }, ...CONDITIONS };
const IF = (one: unknown, other: unknown = { Ref: "AWS::NoValue" }) => ({ "Fn::If": ["HasCopy", one, other] });

const CASES: Readonly<Record<string, Case>> = {
  "a source whose destination is promised, with --region": alone(source()),
  "a source with the policy inside its role": alone(
    source(
      {
        Data: replicating([rule(REPLICA)], { BucketName: "acme-data" }),
        Policy: bucket({}, { Condition: "Never" }),
        Role: role({
          Policies: [{ PolicyName: "p", PolicyDocument: { Statement: statements("arn:aws:s3:::acme-data", REPLICA) } }],
        }),
      },
      { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } },
    ),
  ),
  "a status that is one of a parameter and another word": alone(
    source(
      {
        Data: replicating([rule(REPLICA)], {
          VersioningConfiguration: { Status: { "Fn::If": ["HasCopy", { Ref: "Status" }, "Suspended"] } },
        }),
      },
      {
        Parameters: { Status: { Type: "String" } },
        Conditions: { HasCopy: { "Fn::Equals": [{ Ref: "Status" }, "Enabled"] } },
      },
    ),
    ["? versioning-enabled", "? configured-after-versioning"],
  ),
  "a managed policy that names its role": alone(
    source({
      Policy: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          Roles: [{ Ref: "Role" }],
          PolicyDocument: { Statement: statements({ "Fn::GetAtt": "Data.Arn" }, REPLICA) },
        },
      },
    }),
  ),
  "a policy of a role by itself": alone(
    source({
      Policy: {
        Type: "AWS::IAM::RolePolicy",
        Properties: {
          PolicyName: "p",
          RoleName: { Ref: "Role" },
          PolicyDocument: { Statement: statements({ "Fn::GetAtt": "Data.Arn" }, REPLICA) },
        },
      },
    }),
  ),
  "the destination's ARN by a parameter, whose value is given": alone(source({}, PARAMETER, { Ref: "Replica" }), [], {
    ...HERE,
    ...parameters({ Replica: REPLICA }),
  }),
  "the destination's ARN by a parameter with a default": alone(
    source({}, PARAMETER, { Ref: "Replica" }),
    UNKNOWN_DESTINATION,
  ),
  "the destination's name by a parameter that allows two, both promised": alone(
    source(
      {},
      { Parameters: { Name: { Type: "String", AllowedValues: ["acme-one", "acme-two"] } } },
      { "Fn::Sub": "arn:aws:s3:::${Name}" },
    ),
    ["? role-can-replicate", "? role-least-privileged"],
    HERE,
    {
      knownDestinations: ["acme-one", "acme-two"].map((name) => ({
        bucket: name,
        region: "us-west-2",
        versioned: true,
        allowsReplication: true,
      })),
    },
  ),
  "both buckets in one template, whose Region nobody says": alone(
    source({ Replica: bucket() }, {}, { "Fn::GetAtt": "Replica.Arn" }),
    ["destination-in-another-region", "? role-can-replicate", "? tags-can-replicate", "replication-enabled"],
    {},
  ),
  "both buckets in one template, whose Region is given": alone(
    source({ Replica: bucket() }, {}, { "Fn::GetAtt": "Replica.Arn" }),
    ["destination-in-another-region", "replication-enabled"],
  ),
  "no versioning, no replication": alone({ Resources: { Data: { Type: "AWS::S3::Bucket" } } }, [
    "versioning-enabled",
    "replication-enabled",
  ]),
  "versioning suspended": alone(
    source({ Data: replicating([rule(REPLICA)], { VersioningConfiguration: { Status: "Suspended" } }) }),
    ["versioning-enabled"],
  ),
  "versioning under a condition": alone(
    source({ Data: replicating([rule(REPLICA)], { VersioningConfiguration: IF({ Status: "Enabled" }) }) }, COPY),
    ["? versioning-enabled", "? configured-after-versioning"],
  ),
  "versioning that is Enabled in both branches": alone(
    source(
      {
        Data: replicating([rule(REPLICA)], {
          VersioningConfiguration: IF({ Status: "Enabled" }, { Status: "Enabled" }),
        }),
      },
      COPY,
    ),
  ),
  "replication under a condition": alone(
    source(
      {
        Data: bucket({ ReplicationConfiguration: IF({ Role: { "Fn::GetAtt": "Role.Arn" }, Rules: [rule(REPLICA)] }) }),
      },
      COPY,
    ),
    [
      "? account-regional-name-matches",
      "? settings-in-bucket-region",
      "? replication-enabled",
      "? rule-set-accepted",
      "? destination-in-another-region",
      "? destination-versioned",
      "? whole-bucket-covered",
      "? role-can-replicate",
      "? tags-can-replicate",
      "? role-least-privileged",
      "? encrypted-objects-selected",
      "? customer-key-objects-accepted",
      "? keys-enabled",
      "? replica-key-in-destination-region",
      "? object-lock-matched",
      "? objects-owned-by-bucket-owner",
      "? replicas-not-chained",
      "? configured-after-versioning",
    ],
  ),
  "replication under a condition that is given": alone(
    source(
      {
        Data: bucket({ ReplicationConfiguration: IF({ Role: { "Fn::GetAtt": "Role.Arn" }, Rules: [rule(REPLICA)] }) }),
      },
      COPY,
    ),
    [],
    { ...HERE, ...parameters({ Copy: "yes" }) },
  ),
  "replication under a condition that is given, and does not hold": alone(
    source(
      {
        Data: bucket({ ReplicationConfiguration: IF({ Role: { "Fn::GetAtt": "Role.Arn" }, Rules: [rule(REPLICA)] }) }),
      },
      COPY,
    ),
    ["replication-enabled"],
    { ...HERE, ...parameters({ Copy: "no" }) },
  ),
  "a bucket that a condition leaves out": alone(
    source({ Other: { Type: "AWS::S3::Bucket", Condition: "HasCopy" } }, COPY),
    [],
    { ...HERE, ...parameters({ Copy: "no" }) },
  ),
  "two stacks, joined by Fn::GetStackOutput": { stacks: app(REPLICA_STACK, source({}, {}, output)), said: [] },
  "two stacks, joined by what the CDK hands over": {
    stacks: app(
      {
        Resources: {
          Replica: bucket(),
          Writer: {
            Type: "Custom::CrossRegionExportWriter",
            Properties: {
              WriterProps: {
                region: "us-east-1",
                exports: { "/cdk/exports/Src/Arn": { "Fn::GetAtt": "Replica.Arn" } },
              },
            },
          },
        },
      },
      source(
        { Reader: { Type: "Custom::CrossRegionExportReader" } },
        {},
        { "Fn::GetAtt": ["Reader", "/cdk/exports/Src/Arn"] },
      ),
    ),
    said: [],
  },
  "two stacks, joined by a literal name": {
    stacks: app({ Resources: { Replica: bucket({ BucketName: "acme-replica" }) } }, source()),
    said: [],
  },
  "two stacks, the replica's without versioning": {
    stacks: app({ ...REPLICA_STACK, Resources: { Replica: { Type: "AWS::S3::Bucket" } } }, source({}, {}, output)),
    said: ["destination-versioned"],
  },
  "two stacks in one Region, joined by an export": {
    stacks: app(REPLICA_STACK, source({}, {}, { "Fn::ImportValue": "replica" }), { region: "us-east-1" }),
    said: ["destination-in-another-region", "replication-enabled"],
  },
  "two stacks without Regions, joined by an export: it never leaves its Region": {
    stacks: [
      stackOf("Dr", REPLICA_STACK),
      stackOf("Src", source({}, {}, { "Fn::ImportValue": "replica" }), { waitsFor: ["Dr"] }),
    ],
    said: ["destination-in-another-region", "? role-can-replicate", "? tags-can-replicate", "replication-enabled"],
  },
  "two stacks without Regions, joined by a name": {
    stacks: [
      stackOf("Dr", { Resources: { Replica: bucket({ BucketName: "acme-replica" }) } }),
      stackOf("Src", source()),
    ],
    said: [
      "? replication-enabled",
      "? destination-in-another-region",
      "? whole-bucket-covered",
      "? role-can-replicate",
      "? tags-can-replicate",
    ],
  },
  "what another stack exports, which is not here": alone(
    source({}, {}, { "Fn::ImportValue": "replica" }),
    UNKNOWN_DESTINATION,
  ),
  "a KMS key by an alias, and no selection of objects": alone(
    source({
      Data: replicating([
        rule(REPLICA, { Destination: { Bucket: REPLICA, EncryptionConfiguration: { ReplicaKmsKeyID: "alias/acme" } } }),
      ]),
    }),
    ["rule-set-accepted", "replica-key-in-destination-region"],
  ),
  "encrypted with KMS, and nothing selects its objects": alone(
    source({
      Data: replicating([rule(REPLICA)], {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
        },
      }),
    }),
    ["encrypted-objects-selected"],
  ),
  "Object Lock on the source, none promised for the replica": alone(
    source({ Data: replicating([rule(REPLICA)], { ObjectLockEnabled: true }) }),
    ["? object-lock-matched", "role-can-replicate"],
  ),
  "a role that S3 may not assume": alone(source({ Role: role({ AssumeRolePolicyDocument: { Statement: [] } }) }), [
    "role-can-replicate",
  ]),
  "a policy that lacks the copies": alone(source({ Policy: policy("arn:aws:s3:::acme-other") }), [
    "role-can-replicate",
    "role-least-privileged",
  ]),
  "our tag may exempt a bucket": alone(
    {
      ...COPY,
      Resources: {
        Data: {
          Type: "AWS::S3::Bucket",
          Properties: { Tags: [IF({ Key: "s3-crr:exempt-reason", Value: "a scratch bucket" })] },
        },
      },
    },
    ["? versioning-enabled", "? replication-enabled"],
  ),
  "a role that S3 may assume for this account alone": alone(
    source({
      Role: role({
        AssumeRolePolicyDocument: {
          Statement: [
            {
              ...TRUST_POLICY.Statement[0],
              Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
            },
          ],
        },
      }),
    }),
  ),
  "our tag exempts a bucket": alone({
    Resources: {
      Data: {
        Type: "AWS::S3::Bucket",
        Properties: { Tags: [{ Key: "s3-crr:exempt-reason", Value: "a scratch bucket" }] },
      },
    },
  }),
  "the suppressions of other tools exempt nothing": alone(
    {
      Resources: {
        Data: { Type: "AWS::S3::Bucket", Metadata: { checkov: { skip: [{ id: "CKV_AWS_144", comment: "no" }] } } },
      },
    },
    ["versioning-enabled", "replication-enabled"],
  ),
};

const brief = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((line) => line.replace(/^(\? )?([\w-]+).*$/s, "$1$2")))].sort();

test.each(Object.entries(CASES))("%s", (_, { stacks, said: expected, given, options = {} }) => {
  const all = said((shared) => readTemplates(stacks, shared, given), options);
  expect({ brief: brief(all), all }).toMatchObject({ brief: [...expected].sort() });
});
