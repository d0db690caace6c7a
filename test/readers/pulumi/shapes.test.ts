import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { SharedOptions } from "../../../policy-pack/options";
import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import { readStack } from "../../../policy-pack/readers/pulumi";
import type { Props, StackResource } from "../../../policy-pack/readers/pulumi/resource";
import { RULES } from "../../../policy-pack/rules";
import { Scope } from "../../../policy-pack/scope";
import { judgedWith } from "../../support/judged";
import { bucket, compliantStack, providerNamed, replication, resource, UNKNOWN, versioning } from "../../support/stack";
import { fromState } from "../../support/state";

// Each case is a whole stack in one of the shapes that real stacks have, and all that the rules say about it: "rule
// bucket" for a violation, "? bucket" for what only configuration settles, "… bucket" for what settles on apply.

// Most of these stacks have no role, which a shape of its own below has.
const ROLES: readonly string[] = ["tags-can-replicate", "role-can-replicate", "role-least-privileged"];
const SHOWN = RULES.filter(({ id }) => !ROLES.includes(id));

const NOW = new Date("2026-06-15T12:00:00Z");

function said(stack: readonly StackResource[], options: Partial<SharedOptions> = {}): readonly string[] {
  const all = { ...DEFAULT_OPTIONS, ...options };
  const { buckets } = judgedWith(readStack(stack, all), options, { project: "project", stack: "dev", now: NOW });
  return buckets.flatMap(({ bucket: { label }, verdicts, open, pending }) => {
    const isShown = ({ rules }: { readonly rules: readonly string[] }): boolean =>
      rules.some((id) => !ROLES.includes(id));
    return [
      ...SHOWN.filter(({ id }) => verdicts.get(id)?.answer === "violated").map(({ id }) => `${id} ${label}`),
      ...(open.some(isShown) ? [`? ${label}`] : pending.some(isShown) ? [`… ${label}`] : []),
    ];
  });
}

type Case = readonly [stack: readonly StackResource[], said: readonly string[], options?: Partial<SharedOptions>];

const { data, replica, rest } = compliantStack();
const compliant = [data, replica, ...rest];
const aws =
  (type: string) =>
  (name: string, props: Props, options = {}) =>
    resource(type, name, props, options);
const v2 = aws("aws:s3/bucketV2:BucketV2");
const native = aws("aws-native:s3:Bucket");
const NATIVE_HOME = {
  ...providerNamed("n", { region: "eu-west-1" }),
  urn: "urn:pulumi:dev::project::pulumi:providers:aws-native::n",
};
const NATIVE_WEST = {
  ...providerNamed("nw", { region: "us-west-2" }),
  urn: "urn:pulumi:dev::project::pulumi:providers:aws-native::nw",
};

const nativeRule = (bucketArn: string): Props => ({
  id: "all",
  status: "Enabled",
  priority: 1,
  filter: { prefix: "" },
  deleteMarkerReplication: { status: "Disabled" },
  destination: { bucket: bucketArn },
});
const nativeReplica = native(
  "nreplica",
  { bucketName: "nreplica-1", arn: UNKNOWN, versioningConfiguration: { status: "Enabled" } },
  { provider: NATIVE_WEST },
);
const nativeSource = (settings: Props, rule = nativeRule(UNKNOWN)) =>
  native(
    "ndata",
    {
      bucketName: "ndata-1",
      arn: UNKNOWN,
      versioningConfiguration: { status: "Enabled" },
      replicationConfiguration: { role: UNKNOWN, rules: [rule] },
      ...settings,
    },
    { provider: NATIVE_HOME, from: { replicationConfiguration: [nativeReplica] } },
  );
const v2Source = (rule: Props, from: readonly StackResource[]) =>
  v2(
    "old",
    {
      bucket: "old-1",
      versionings: [{ enabled: true }],
      replicationConfigurations: [{ role: "arn:aws:iam::111122223333:role/r", rules: [rule] }],
    },
    { from: { replicationConfigurations: from } },
  );
const tagged = (value: unknown, settings: Props = {}) =>
  bucket("tagged", { tags: { "s3-crr:replica-of": value }, versioning: { enabled: true }, ...settings });
const lone = bucket("lone", { versioning: { enabled: true } });
const exemption = { bucket: "lone", reason: "scratch data" };
/** Rules to one destination, each with a filter and what else S3 asks for beside it. */
const withRules = (of: StackResource, to: StackResource, rules: readonly Props[]): StackResource => {
  const configuration = replication(of, [to]);
  const complete = rules.map((rule, position) => ({
    id: `rule-${position}`,
    status: "Enabled",
    priority: position,
    filter: {},
    deleteMarkerReplication: { status: "Disabled" },
    destination: { bucket: `arn:aws:s3:::${to.name}-1234567` },
    ...rule,
  }));
  return { ...configuration, props: { ...configuration.props, rules: complete } };
};
const withTags = (tags: Props): StackResource => bucket("lone", { tags });

const twoRules = {
  ...replication(data, [replica, lone]),
  props: {
    bucket: UNKNOWN,
    rules: [1, 2].map((priority) => ({ ...nativeRule(UNKNOWN), id: `rule-${priority}`, priority })),
  },
};

const blocking = (name: string, ...blockedEncryptionTypes: readonly string[]): StackResource =>
  resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "encryption", {
    bucket: name,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, blockedEncryptionTypes }],
  });
const gate = resource("acme:index:Gate", "gate", {});

const CASES: Readonly<Record<string, Case>> = {
  "aws 7, side resources": [compliant, []],
  "aws 7, settings inside the bucket": [
    [
      bucket("data", {
        versioning: { enabled: true },
        replicationConfiguration: {
          role: "arn:aws:iam::111122223333:role/r",
          rules: [{ id: "all", status: "Enabled", destination: { bucket: "arn:aws:s3:::replica-1234567" } }],
        },
      }),
      replica,
      versioning(replica),
    ],
    // The replica's versioning comes after the bucket that replicates to it.
    ["configured-after-versioning data"],
  ],
  "BucketV2, settings inside the bucket, blocks as lists": [
    [v2Source({ status: "Enabled", destinations: [{ bucket: UNKNOWN }] }, [replica]), replica, versioning(replica)],
    ["configured-after-versioning old"],
  ],
  "BucketV2, a filter by tags and a KMS key without a selection": [
    [
      v2Source(
        {
          status: "Enabled",
          filters: [{ tags: { a: "b" } }],
          destinations: [{ bucket: UNKNOWN, replicaKmsKeyId: "arn:aws:kms:us-west-2:111122223333:key/k" }],
        },
        [replica],
      ),
      replica,
      versioning(replica),
    ],
    ["rule-set-accepted old", "whole-bucket-covered old", "configured-after-versioning old"],
  ],
  "BucketV2, versioning off": [
    [v2("old", { bucket: "old-1", versionings: [{ enabled: false }] })],
    ["versioning-enabled old", "replication-enabled old"],
  ],
  "BucketV2 with a side resource named V2": [
    [
      v2("old", { bucket: "old-1", arn: UNKNOWN }),
      aws("aws:s3/bucketVersioningV2:BucketVersioningV2")("v", {
        bucket: "old-1",
        versioningConfiguration: { status: "Enabled" },
      }),
    ],
    ["replication-enabled old"],
  ],
  "aws-native": [[nativeSource({}), nativeReplica], []],
  "aws-native, versioning Suspended": [
    [nativeSource({ versioningConfiguration: { status: "Suspended" } }), nativeReplica],
    ["versioning-enabled ndata"],
  ],
  "aws-native, a filter by tag with delete markers": [
    [
      nativeSource(
        {},
        {
          ...nativeRule(UNKNOWN),
          filter: { tagFilter: { key: "a", value: "b" } },
          deleteMarkerReplication: { status: "Enabled" },
        },
      ),
      nativeReplica,
    ],
    ["rule-set-accepted ndata", "whole-bucket-covered ndata"],
  ],
  "aws-native sends no priority for one that is left out, and what S3 makes of it in the only rule is open": [
    [nativeSource({}, { ...nativeRule(UNKNOWN), priority: undefined }), nativeReplica],
    ["? ndata"],
  ],
  "aws-native source, and a replica of the other provider by its name": [
    [nativeSource({}, nativeRule("arn:aws:s3:::replica-1234567")), nativeReplica, replica, versioning(replica)],
    ["configured-after-versioning ndata", "replication-enabled nreplica"],
  ],
  "an aws side resource that versions an aws-native bucket": [
    [
      native("ndata", { bucketName: "ndata-1", arn: UNKNOWN }, { provider: NATIVE_HOME }),
      {
        ...versioning(lone),
        props: { bucket: "ndata-1", versioningConfiguration: { status: "Enabled" } },
        propertyDependencies: {},
      },
    ],
    ["replication-enabled ndata"],
  ],
  "nothing was evaluated because of --target": [
    [
      { ...data, props: {}, inputs: {} },
      { ...replica, props: {}, inputs: {} },
    ],
    [],
  ],
  "a replica that was not part of the preview": [[data, { ...replica, props: {}, inputs: {} }, ...rest], ["… data"]],
  "a versioning that was not part of the preview": [
    [data, replica, ...rest.map((each) => (each.type.includes("ersioning") ? { ...each, props: {} } : each))],
    ["… data"],
  ],
  "a replica that was not part of the preview, nor its versioning": [
    [
      data,
      { ...replica, props: {}, inputs: {} },
      ...rest.map((each) => (each.name === "replica-versioning" ? { ...each, props: {} } : each)),
    ],
    ["… data"],
  ],
  "a replica inside the Region that was not part of the preview": [
    [data, { ...lone, props: {}, inputs: {} }, versioning(data), replication(data, [lone])],
    ["… data"],
  ],
  "a provider that is known on apply": [
    [data, { ...replica, provider: providerNamed("later", { region: UNKNOWN }) }, ...rest],
    ["… data", "… replica"],
  ],
  "a Region from the environment on one side": [
    [data, { ...replica, provider: providerNamed("default", {}) }, ...rest],
    ["? data", "? replica"],
  ],
  "a Region from the environment on both sides, by one provider": [
    compliant.map((each) => ({ ...each, provider: providerNamed("default", {}) })),
    ["destination-in-another-region data", "replication-enabled replica"],
  ],
  "a secret destination, which arrives in plain text": [
    [data, replica, versioning(data), versioning(replica), replication(data, ["arn:aws:s3:::replica-1234567"])],
    ["configured-after-versioning data"],
  ],
  "a destination in another stack": [
    [data, versioning(data), replication(data, ["arn:aws:s3:::elsewhere"])],
    ["? data"],
  ],
  "a destination in another stack that is promised": [
    [data, versioning(data), replication(data, ["arn:aws:s3:::elsewhere"])],
    [],
    { knownDestinations: [{ bucket: "else*", region: "us-west-2", versioned: true }] },
  ],
  "a destination in another stack that is promised to be at home": [
    [data, versioning(data), replication(data, ["arn:aws:s3:::elsewhere"])],
    ["destination-in-another-region data"],
    { knownDestinations: [{ bucket: "elsewhere", region: "eu-west-1", versioned: true }] },
  ],
  "two destinations, one at home, and which is which is known on apply": [
    [data, replica, lone, versioning(data), versioning(replica), twoRules],
    // One of the two rules reaches the replica, whichever it is.
    ["… data", "replication-enabled lone"],
  ],
  "rules that are known on apply as a whole": [
    [
      data,
      replica,
      versioning(data),
      versioning(replica),
      { ...replication(data, [replica]), props: { bucket: UNKNOWN, role: UNKNOWN, rules: UNKNOWN } },
    ],
    ["… data", "… replica"],
  ],
  "settings that ignoreChanges keeps as they were": [
    // The engine puts the old inputs back before a pack sees them.
    [data, replica, versioning(data, "Suspended"), versioning(replica), replication(data, [replica])],
    ["versioning-enabled data"],
  ],
  "outputs that remember what the program has dropped": [
    [
      resource(
        "aws:s3/bucket:Bucket",
        "stale",
        {
          bucket: "stale",
          versioning: { enabled: true },
          replicationConfiguration: {
            role: "r",
            rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::replica-1234567" } }],
          },
        },
        { inputs: { bucket: "stale" } },
      ),
    ],
    ["versioning-enabled stale", "replication-enabled stale"],
  ],
  "two replication configurations for one bucket": [
    [...compliant, { ...replication(data, [replica]), urn: "urn:pulumi:dev::project::x::second", name: "second" }],
    ["single-replication-configuration data"],
  ],
  "a replica of a bucket elsewhere, by its tag": [[tagged("arn:aws:s3:::acme-source")], []],
  "a replica of a bucket elsewhere must be versioned all the same": [
    [tagged("arn:aws:s3:::acme-source", { versioning: { enabled: false } })],
    ["versioning-enabled tagged"],
  ],
  "a tag that names no bucket": [[tagged("yes")], ["replication-enabled tagged"]],
  "a tag that names a bucket of this stack, which has no such rule": [
    [tagged("arn:aws:s3:::data-1234567"), ...compliant],
    ["replication-enabled tagged"],
  ],
  "a tag that is known on apply": [[tagged(UNKNOWN)], ["… tagged"]],
  "a bucket whose policy lets someone replicate to it, without the tag": [
    [
      lone,
      resource("aws:s3/bucketPolicy:BucketPolicy", "policy", {
        bucket: "lone-1234567",
        policy:
          '{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/r"},"Action":["s3:ReplicateObject"],"Resource":"*"}}',
      }),
    ],
    ["? lone"],
  ],
  "which types of encryption are blocked is known on apply": [
    [...compliant, blocking("data-1234567", UNKNOWN)],
    ["… data"],
  ],
  "SSE-C is let in, whatever else is known on apply": [
    [...compliant, blocking("data-1234567", "NONE", UNKNOWN)],
    ["customer-key-objects-accepted data"],
  ],
  "a bucket whose policy is not a policy": [
    [lone, resource("aws:s3/bucketPolicy:BucketPolicy", "policy", { bucket: "lone-1234567", policy: "allow all" })],
    ["? lone"],
  ],
  "a configuration that waits for something that Pulumi does not show": [
    compliant.map((each) =>
      each.name === "data-replication"
        ? { ...each, dependencies: ["urn:pulumi:dev::project::acme:index:Gate::gate"] }
        : each,
    ),
    ["? data"],
  ],
  "a configuration that waits for a component that waits for nothing": [
    [
      ...compliant.map((each) => (each.name === "data-replication" ? { ...each, dependencies: [gate.urn] } : each)),
      gate,
    ],
    ["configured-after-versioning data"],
  ],
  "a bucket whose policy denies": [
    [
      lone,
      resource("aws:s3/bucketPolicy:BucketPolicy", "policy", {
        bucket: "lone-1234567",
        policy: '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:ReplicateObject","Resource":"*"}]}',
      }),
    ],
    ["replication-enabled lone"],
  ],
  "a bucket with a policy that is known on apply": [
    [lone, resource("aws:s3/bucketPolicy:BucketPolicy", "policy", { bucket: "lone-1234567", policy: UNKNOWN })],
    ["replication-enabled lone"],
  ],
  "a bucket that is exempt": [[lone], [], { exemptions: [exemption] }],
  "a bucket that is exempt by its name in S3": [[lone], [], { exemptions: [{ ...exemption, bucket: "lone-*" }] }],
  "exempt from another rule": [
    [lone],
    ["replication-enabled lone"],
    { exemptions: [{ ...exemption, rules: ["versioning-enabled"] }] },
  ],
  "a bucket whose tag says that it is exempt": [[withTags({ "s3-crr:exempt-reason": "scratch" })], []],
  "a bucket whose tags say that it is exempt from one rule": [
    [withTags({ "s3-crr:exempt-reason": "scratch", "s3-crr:exempt-rules": "versioning-enabled" })],
    ["replication-enabled lone"],
  ],
  "a bucket whose tags say that it is exempt from several": [
    [withTags({ "s3-crr:exempt-reason": "scratch", "s3-crr:exempt-rules": "versioning-enabled replication-enabled" })],
    [],
  ],
  "a bucket whose exemption by tag has ended": [
    [withTags({ "s3-crr:exempt-reason": "scratch", "s3-crr:exempt-until": "2026-06-14" })],
    ["versioning-enabled lone", "replication-enabled lone"],
  ],
  "a bucket whose exemption by tag ends today": [
    [withTags({ "s3-crr:exempt-reason": "scratch", "s3-crr:exempt-until": "2026-06-15" })],
    [],
  ],
  "a bucket whose exemption by tag has no reason": [
    [withTags({ "s3-crr:exempt-until": "2027-01-01" })],
    ["versioning-enabled lone", "replication-enabled lone"],
  ],
  "a bucket whose exemption by tag ends on a day that is known on apply": [
    [withTags({ "s3-crr:exempt-reason": "scratch", "s3-crr:exempt-until": UNKNOWN })],
    ["… lone"],
  ],
  // What other tools get wrong, told as they would be asked about it.
  "a log bucket beside the one that is replicated": [
    [...compliant, bucket("logs"), versioning(bucket("logs"))],
    ["replication-enabled logs"],
  ],
  "a bucket that is its own destination": [
    [data, versioning(data), replication(data, [data])],
    ["destination-in-another-region data"],
  ],
  "a Disabled rule beside an Enabled one": [
    [
      data,
      replica,
      versioning(data),
      versioning(replica),
      withRules(data, replica, [{ status: "Disabled", priority: 1 }, { priority: 2 }]),
    ],
    [],
  ],
  "a rule for a prefix alone": [
    [data, replica, versioning(data), versioning(replica), withRules(data, replica, [{ filter: { prefix: "logs/" } }])],
    ["whole-bucket-covered data"],
  ],
  "a rule for a prefix alone, where that is all that has to be copied": [
    [data, replica, versioning(data), versioning(replica), withRules(data, replica, [{ filter: { prefix: "logs/" } }])],
    [],
    { requiredPrefixes: ["logs/"] },
  ],
  "a destination that no resource versions": [
    [data, replica, versioning(data), replication(data, [replica])],
    ["destination-versioned data"],
  ],
  "a rule that stays in the Region beside one that leaves it": [
    [
      data,
      replica,
      lone,
      ...[data, replica, lone].map((each) => versioning(each)),
      {
        ...replication(data, ["arn:aws:s3:::lone-1234567", "arn:aws:s3:::replica-1234567"], { filter: {} }),
        dependencies: [data, replica, lone].map((each) => versioning(each).urn),
      },
    ],
    ["rule-set-accepted data", "replication-enabled lone"],
  ],
  "a versioning that names its bucket by an equal literal": [
    [
      ...[data, replica].map((each) => ({
        ...versioning(each),
        props: { bucket: `${each.name}-1234567`, versioningConfiguration: { status: "Enabled" } },
        propertyDependencies: {},
      })),
      data,
      replica,
      replication(data, [replica]),
    ],
    [],
  ],
  "exempt in this stack": [[lone], [], { exemptions: [{ ...exemption, project: "project", stack: "dev" }] }],
  "exempt in another stack": [[lone], ["replication-enabled lone"], { exemptions: [{ ...exemption, stack: "prod" }] }],
  "exempt until today": [[lone], [], { exemptions: [{ ...exemption, until: "2026-06-15" }] }],
  "exempt until yesterday": [
    [lone],
    ["replication-enabled lone"],
    { exemptions: [{ ...exemption, until: "2026-06-14" }] },
  ],
  "exempt until yesterday, and again until tomorrow": [
    [lone],
    [],
    {
      exemptions: [
        { ...exemption, until: "2026-06-14" },
        { ...exemption, until: "2026-06-16" },
      ],
    },
  ],
};

test.each(Object.entries(CASES))("%s", (_name, [stack, expected, options]) => {
  expect(said(stack, options)).toEqual(expected);
});

const PLACE = { project: "project", stack: "dev", now: NOW };

test("an exemption that has ended is told in the violation", () => {
  const exemptions = [{ ...exemption, until: "2026-06-14" }];
  const { buckets } = judgedWith(readStack([lone], DEFAULT_OPTIONS), { exemptions }, PLACE);
  expect(JSON.stringify(buckets[0]?.findings.map(({ reason }) => reason))).toContain(
    "Its exemption (scratch data) ended on 2026-06-14.",
  );
});

test("an exemption that matches nothing is told where it names this stack, and a tag that is no ARN always", () => {
  const problems = (exemptions: SharedOptions["exemptions"], stack: readonly StackResource[]) =>
    judgedWith(readStack(stack, DEFAULT_OPTIONS), { exemptions }, PLACE).problems.map(({ reason }) => reason);
  const none = { ...exemption, bucket: "nothing" };
  expect(problems([none], [lone])).toEqual([]);
  expect(problems([{ ...none, project: "project", stack: "prod" }], [lone])).toEqual([]);
  expect(problems([{ ...none, project: "project", stack: "dev" }], [lone])).toEqual([
    'scope.exemptions[0] names this project and stack, but "nothing" matches no bucket in it.',
  ]);
  expect(problems([], [tagged("yes")])).toEqual(["The tag s3-crr:replica-of of tagged is not the ARN of a bucket."]);
});

test("a state that `pulumi stack export` wrote: everything is known, and only what the program sets counts", () => {
  const state = fromState(readFileSync(path.join(__dirname, "../../fixtures/state.json"), "utf8"));
  const stack = state.map(({ inputs, outputs }): StackResource => ({
    ...outputs,
    inputs: inputs.props,
    dependencies: outputs.dependencies ?? [],
    propertyDependencies: outputs.propertyDependencies ?? {},
  }));
  expect(said(stack)).toEqual([
    "configured-after-versioning data",
    "versioning-enabled stale",
    "replication-enabled stale",
  ]);
});

describe("the shapes of a role and its permissions", () => {
  const arns = { data: "arn:aws:s3:::data-1234567", replica: "arn:aws:s3:::replica-1234567" };
  const text = JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: arns.data },
      { Effect: "Allow", Action: "s3:GetObjectVersion*", Resource: `${arns.data}/*` },
      { Effect: "Allow", Action: "s3:Replicate*", Resource: `${arns.replica}/*` },
    ],
  });
  const trust = JSON.stringify({
    Statement: { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" },
  });
  const roleWith = (settings: Props, options = {}) =>
    resource("aws:iam/role:Role", "role", { name: "replication", assumeRolePolicy: trust, ...settings }, options);
  const role = roleWith({});
  const managed = resource("aws:iam/policy:Policy", "managed", {
    arn: "arn:aws:iam::111122223333:policy/managed",
    policy: text,
  });
  const unknownManaged = { ...managed, props: { ...managed.props, arn: UNKNOWN } };
  const rolePolicy = (settings: Props, options = {}) =>
    resource("aws:iam/rolePolicy:RolePolicy", "p", { role: "replication", policy: text, ...settings }, options);
  const attachment = (policyArn: unknown, from: readonly StackResource[] = []) =>
    resource(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "a",
      { role: "replication", policyArn },
      { from: { policyArn: from } },
    );

  const cases: Readonly<Record<string, readonly [stack: readonly StackResource[], answer: string]>> = {
    "a RolePolicy that names the role": [[role, rolePolicy({})], "satisfied"],
    "a RolePolicy that refers to the role": [
      [role, rolePolicy({ role: UNKNOWN }, { from: { role: [role] } })],
      "satisfied",
    ],
    "a policy as an object": [[role, rolePolicy({ policy: JSON.parse(text) as Props })], "satisfied"],
    "inlinePolicies of the role": [[roleWith({ inlinePolicies: [{ name: "p", policy: text }] })], "satisfied"],
    "a policy of the stack, attached": [[role, unknownManaged, attachment(UNKNOWN, [unknownManaged])], "satisfied"],
    "a policy of the stack, attached by its ARN": [[role, managed, attachment(managed.props["arn"])], "satisfied"],
    "managedPolicyArns with a policy of the stack": [
      [roleWith({ managedPolicyArns: [managed.props["arn"]] }), managed],
      "satisfied",
    ],
    "no policy at all": [[role], "violated"],
    "the policy of another role": [[role, rolePolicy({ role: "other" })], "violated"],
    "a policy that AWS manages, whose content is known": [
      [role, attachment("arn:aws:iam::aws:policy/AmazonS3FullAccess")],
      "satisfied",
    ],
    "a policy that AWS manages, whose content is not known here": [
      [role, attachment("arn:aws:iam::aws:policy/SomethingElse")],
      "undetermined",
    ],
    "a policy that is known on apply": [[role, rolePolicy({ policy: UNKNOWN })], "undetermined"],
    "a RolePolicy of a role that is known on apply": [[role, rolePolicy({ role: UNKNOWN })], "undetermined"],
    "a permissions boundary that allows too little": [
      [
        roleWith({ permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" }),
        rolePolicy({}),
        resource("aws:iam/policy:Policy", "boundary", {
          arn: "arn:aws:iam::111122223333:policy/boundary",
          policy: '{"Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}',
        }),
      ],
      "violated",
    ],
    "a permissions boundary that is not in the stack": [
      [roleWith({ permissionsBoundary: "arn:aws:iam::111122223333:policy/theirs" }), rolePolicy({})],
      "undetermined",
    ],
  };

  test.each(Object.entries(cases))("%s", (_name, [roles, answer]) => {
    const buckets = [data, replica, versioning(data), versioning(replica), replication(data, [replica])];
    const scope = new Scope(readStack([...buckets, ...roles], DEFAULT_OPTIONS));
    const [source] = scope.judged.filter(({ label }) => label === "data");
    const rule = RULES.find(({ id }) => id === "role-can-replicate");
    expect(rule && source && scope.judge(rule, source).answer).toBe(answer);
  });
});

describe("the shapes of a lifecycle", () => {
  const side = (rules: unknown, type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration") => [
    bucket("data"),
    resource(type, "lifecycle", { bucket: "data-1234567", rules }),
  ];
  const expiring = { id: "r", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } };
  const cases: Readonly<Record<string, readonly [stack: readonly StackResource[], days: number | undefined | string]>> =
    {
      "a rule for all objects": [side([{ ...expiring, filter: {} }]), 30],
      "a rule without a filter": [side([expiring]), 30],
      "a rule with an empty prefix": [side([{ ...expiring, filter: { prefix: "" } }]), 30],
      "a side resource named V2": [
        side([expiring], "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"),
        30,
      ],
      "the sooner of two": [side([expiring, { ...expiring, noncurrentVersionExpiration: { noncurrentDays: 7 } }]), 7],
      "a rule for a prefix": [side([{ ...expiring, filter: { prefix: "logs/" } }]), undefined],
      "a rule for a tag": [side([{ ...expiring, filter: { tag: { key: "a", value: "b" } } }]), undefined],
      "a rule that is Disabled": [side([{ ...expiring, status: "Disabled" }]), undefined],
      "a rule that keeps some versions": [
        side([{ ...expiring, noncurrentVersionExpiration: { noncurrentDays: 7, newerNoncurrentVersions: 3 } }]),
        undefined,
      ],
      "days that are known on apply": [
        side([{ ...expiring, noncurrentVersionExpiration: { noncurrentDays: UNKNOWN } }]),
        "unknown",
      ],
      "no lifecycle": [[bucket("data")], undefined],
      "aws 7, inside the bucket": [
        [bucket("data", { lifecycleRules: [{ enabled: true, noncurrentVersionExpiration: { days: 5 } }] })],
        5,
      ],
      "BucketV2, inside the bucket": [
        [v2("data", { lifecycleRules: [{ enabled: true, noncurrentVersionExpirations: [{ days: 5 }] }] })],
        5,
      ],
      "aws-native": [
        [
          native("data", {
            bucketName: "data-1",
            lifecycleConfiguration: { rules: [{ status: "Enabled", noncurrentVersionExpirationInDays: 9 }] },
          }),
        ],
        9,
      ],
    };

  test.each(Object.entries(cases))("%s", (_name, [stack, days]) => {
    const [read] = readStack(stack, DEFAULT_OPTIONS).buckets.values();
    const fact = read?.noncurrentExpirationDays;
    expect(fact?.known ? fact.value : "unknown").toBe(days);
  });
});
