import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { SharedOptions } from "../policy-pack/options";
import { DEFAULT_OPTIONS } from "../policy-pack/options";
import { readStack } from "../policy-pack/readers/pulumi";
import type { Props, StackResource } from "../policy-pack/readers/pulumi/resource";
import { nothingUndetermined, RULES } from "../policy-pack/rules";
import { Scope } from "../policy-pack/scope";
import { bucket, compliantStack, providerNamed, replication, resource, UNKNOWN, versioning } from "./support/stack";
import { fromState } from "./support/state";

// Each case is a whole stack in one of the shapes that real stacks have, and all that the rules say about it: "rule
// bucket" for a violation, "? bucket" for what only configuration settles, "… bucket" for what settles on apply.

// Most of these stacks have no role, which a shape of its own below has.
const ROLES: readonly string[] = ["role-can-replicate", "role-least-privileged"];
const SHOWN = RULES.filter(({ id }) => !ROLES.includes(id));

const NOW = new Date("2026-06-15T12:00:00Z");

function said(stack: readonly StackResource[], options: Partial<SharedOptions> = {}): readonly string[] {
  const all = { ...DEFAULT_OPTIONS, ...options };
  const scope = new Scope(readStack(stack, all), all, { project: "project", stack: "dev", now: NOW });
  return scope.judged.flatMap((each) => {
    const verdicts = SHOWN.map((rule) => ({ rule, verdict: scope.judge(rule, each) }));
    const wrong = verdicts
      .filter(({ verdict }) => verdict.answer === "violated")
      .map(({ rule }) => `${rule.id} ${each.label}`);
    const open = nothingUndetermined.judge(verdicts.map(({ verdict }) => verdict)).answer;
    return [
      ...wrong,
      ...(open === "violated" ? [`? ${each.label}`] : open === "undetermined" ? [`… ${each.label}`] : []),
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
    { bucket: "old-1", versionings: [{ enabled: true }], replicationConfigurations: [{ role: "r", rules: [rule] }] },
    { from: { replicationConfigurations: from } },
  );
const tagged = (value: unknown, settings: Props = {}) =>
  bucket("tagged", { tags: { "s3-crr:replica-of": value }, versioning: { enabled: true }, ...settings });
const lone = bucket("lone", { versioning: { enabled: true } });
const exemption = { bucket: "lone", reason: "scratch data" };

const twoRules = {
  ...replication(data, [replica, lone]),
  props: {
    bucket: UNKNOWN,
    rules: [1, 2].map((priority) => ({ ...nativeRule(UNKNOWN), id: `rule-${priority}`, priority })),
  },
};

const CASES: Readonly<Record<string, Case>> = {
  "aws 7, side resources": [compliant, []],
  "aws 7, settings inside the bucket": [
    [
      bucket("data", {
        versioning: { enabled: true },
        replicationConfiguration: {
          role: "r",
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
  "aws-native sends no priority for one that is left out": [
    [nativeSource({}, { ...nativeRule(UNKNOWN), priority: undefined }), nativeReplica],
    ["rule-set-accepted ndata"],
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
    ["… data", "replication-enabled lone", "… replica"],
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

test("an exemption that has ended is told in the violation", () => {
  const options = { ...DEFAULT_OPTIONS, exemptions: [{ ...exemption, until: "2026-06-14" }] };
  const scope = new Scope(readStack([lone], options), options, { project: "project", stack: "dev", now: NOW });
  const [rule] = RULES.filter(({ id }) => id === "replication-enabled");
  const verdict = rule && scope.judged[0] && scope.judge(rule, scope.judged[0]);
  expect(JSON.stringify(verdict)).toContain("Its exemption (scratch data) ended on 2026-06-14.");
});

test("an exemption that matches nothing is told where it names this stack, and a tag that is no ARN always", () => {
  const problems = (exemptions: SharedOptions["exemptions"], stack: readonly StackResource[]) => {
    const options = { ...DEFAULT_OPTIONS, exemptions };
    return new Scope(readStack(stack, options), options, { project: "project", stack: "dev", now: NOW }).problems;
  };
  const none = { ...exemption, bucket: "nothing" };
  expect(problems([none], [lone])).toEqual([]);
  expect(problems([{ ...none, project: "project", stack: "prod" }], [lone])).toEqual([]);
  expect(problems([{ ...none, project: "project", stack: "dev" }], [lone])).toEqual([
    'scope.exemptions[0] names this stack and no bucket in it: "nothing".',
  ]);
  expect(problems([], [tagged("yes")])).toEqual([
    'The tag s3-crr:replica-of of tagged is "yes", which is not the ARN of a bucket.',
  ]);
});

test("a state that `pulumi stack export` wrote: everything is known, and only what the program sets counts", () => {
  const state = fromState(readFileSync(path.join(__dirname, "fixtures/state.json"), "utf8"));
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
