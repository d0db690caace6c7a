import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import { readPlan, type ShownPlan } from "../../../policy-pack/readers/terraform";
import { policyToReplicate, TRUST } from "../../support/replication-role";
import { said } from "../../support/said";

// A plan with `-target` has the whole configuration, and changes of some of its resources. What it does not show is not
// known; what it shows is judged as in a full plan.

type Body = Readonly<Record<string, unknown>>;

const constant = (value: unknown): Body => ({ constant_value: value });
/** A reference to an attribute, with its beginnings behind it, as Terraform prints them. */
const refers = (address: string, attribute: string): Body => ({ references: [`${address}.${attribute}`, address] });

interface Planned {
  readonly after: Body;
  readonly unknown?: Body;
  readonly expressions: Body;
  readonly provider?: string;
  readonly count?: Body;
  readonly waitsFor?: readonly string[];
}

const bucket = (name: string, provider = "aws"): Planned => ({
  after: { bucket: name },
  unknown: { arn: true, id: true },
  expressions: { bucket: constant(name) },
  provider,
});

const versioning = (of: string, provider = "aws"): Planned => ({
  after: { versioning_configuration: [{ status: "Enabled" }] },
  unknown: { bucket: true },
  expressions: { bucket: refers(of, "id"), versioning_configuration: [{ status: constant("Enabled") }] },
  provider,
});

const POLICY = policyToReplicate("acme-data", "acme-copy");

const rule = (destination: Body) => ({
  id: constant("all"),
  priority: constant(1),
  status: constant("Enabled"),
  filter: [{}],
  delete_marker_replication: [{ status: constant("Disabled") }],
  destination: [{ bucket: destination }],
});
const replication = (of: string, destination: Body, known?: string): Planned => ({
  waitsFor: [of, "aws_s3_bucket.copy"].map((each) => each.replace("aws_s3_bucket.", "aws_s3_bucket_versioning.")),
  after: {
    rule: [
      {
        id: "all",
        priority: 1,
        status: "Enabled",
        filter: [{}],
        delete_marker_replication: [{ status: "Disabled" }],
        destination: [known === undefined ? {} : { bucket: known }],
      },
    ],
  },
  unknown: { bucket: true, role: true, ...(known === undefined && { rule: [{ destination: [{ bucket: true }] }] }) },
  expressions: {
    bucket: refers(of, "id"),
    role: refers("aws_iam_role.replication", "arn"),
    rule: [rule(destination)],
  },
});

/** One pair as it should be. */
const PAIR: Readonly<Record<string, Planned>> = {
  "aws_s3_bucket.data": bucket("acme-data"),
  "aws_s3_bucket_versioning.data": versioning("aws_s3_bucket.data"),
  "aws_s3_bucket.copy": bucket("acme-copy", "aws.west"),
  "aws_s3_bucket_versioning.copy": versioning("aws_s3_bucket.copy", "aws.west"),
  "aws_iam_role.replication": {
    after: { name: "replication", assume_role_policy: TRUST },
    unknown: { arn: true, id: true },
    expressions: { name: constant("replication"), assume_role_policy: {} },
  },
  "aws_iam_role_policy.replication": {
    after: { name: "replication", policy: POLICY },
    unknown: { role: true },
    expressions: { role: refers("aws_iam_role.replication", "id"), policy: {} },
  },
  "aws_s3_bucket_replication_configuration.data": replication(
    "aws_s3_bucket.data",
    refers("aws_s3_bucket.copy", "arn"),
  ),
};

const changeOf = (address: string, { after, unknown = {} }: Planned): Body => {
  const [, type = "", name = "", key] = /^(\w+)\.(\w+)(?:\["(.*)"\])?$/.exec(address) ?? [];
  return {
    address,
    mode: "managed",
    type,
    name,
    ...(key !== undefined && { index: key }),
    change: { actions: ["create"], after, after_unknown: unknown },
  };
};

const configured = (address: string, { expressions, provider = "aws", count, waitsFor }: Planned): Body => {
  const [type, name] = address.split(".");
  const more = { ...(count && { for_each_expression: count }), ...(waitsFor && { depends_on: waitsFor }) };
  return { mode: "managed", type, name, provider_config_key: provider, expressions, ...more };
};

/** A plan of a configuration that shows everything but some of it. */
function plan(
  without: readonly string[],
  { all = PAIR, more = { complete: false } }: { all?: Readonly<Record<string, Planned>>; more?: Body } = {},
): ShownPlan {
  const provider = (region: string) => ({
    expressions: { region: constant(region), allowed_account_ids: constant(["111122223333"]) },
  });
  return {
    resource_changes: Object.entries(all)
      .filter(([address]) => !without.includes(address))
      .map(([address, planned]) => changeOf(address, planned)),
    configuration: {
      provider_config: { aws: provider("eu-west-1"), "aws.west": provider("us-west-2") },
      root_module: { resources: Object.entries(all).map(([address, planned]) => configured(address, planned)) },
    },
    ...more,
  };
}

/** Every rule that speaks, with "? " where it cannot decide. */
const rulesIn = (shown: ShownPlan): readonly string[] =>
  [
    ...new Set(said((options) => readPlan(shown, options)).map((line) => line.replace(/^(\? )?([\w-]+).*$/s, "$1$2"))),
  ].sort();

test("a plan that shows everything is a full plan, whatever it says of itself", () => {
  expect(rulesIn(plan([], { more: { complete: true } }))).toEqual([]);
  expect(rulesIn(plan([]))).toEqual([]);
  expect(readPlan(plan([]), DEFAULT_OPTIONS).graph.unread).toEqual([]);
});

describe("what a partial plan does not show is not known", () => {
  test.each<[string, readonly string[], string]>([
    ["the versioning of the source", ["aws_s3_bucket_versioning.data"], "versioning-enabled"],
    ["the versioning of the replica", ["aws_s3_bucket_versioning.copy"], "destination-versioned"],
    ["the replication", ["aws_s3_bucket_replication_configuration.data"], "replication-enabled"],
    ["the policy of the role", ["aws_iam_role_policy.replication"], "role-can-replicate"],
    ["the role", ["aws_iam_role.replication", "aws_iam_role_policy.replication"], "role-can-replicate"],
    ["the replica", ["aws_s3_bucket.copy", "aws_s3_bucket_versioning.copy"], "destination-in-another-region"],
  ])("%s", (_name, without, expected) => {
    const partial = rulesIn(plan(without));
    expect(partial).toContain(`? ${expected}`);
    expect(partial.filter((each) => !each.startsWith("? "))).toEqual([]);
  });

  test("the bucket is told, and what to do", () => {
    expect(said((options) => readPlan(plan(["aws_s3_bucket_versioning.data"]), options))).toContain(
      "? versioning-enabled: the plan is partial (-target), and aws_s3_bucket_versioning.data is not in it",
    );
    const { graph } = readPlan(plan(["aws_s3_bucket.copy", "aws_s3_bucket_versioning.copy"]), DEFAULT_OPTIONS);
    expect(graph.unread).toEqual([
      {
        address: "aws_s3_bucket.copy",
        label: "aws_s3_bucket.copy",
        why: "the plan is partial (-target), so aws_s3_bucket.copy is not judged",
        settledBy: "configuration",
        settle: "judge a full plan, without -target",
      },
    ]);
  });

  test.each<[string, Body, string]>([
    ["with -target", { complete: false }, "the plan is partial (-target), so"],
    ["that ended with an error", { errored: true, complete: false }, "the plan ended with an error, so"],
    ["with -refresh-only", { resource_changes: undefined }, "the plan shows no changes (-refresh-only), so"],
  ])("a plan %s that shows no bucket", (_name, more, why) => {
    const { graph } = readPlan(plan(Object.keys(PAIR), { more }), DEFAULT_OPTIONS);
    expect(graph.unread.map((each) => each.why)).toEqual([
      `${why} aws_s3_bucket.data and aws_s3_bucket.copy are not judged`,
    ]);
  });

  test("without its configuration a plan may leave out anything", () => {
    const shown = { ...plan(Object.keys(PAIR).filter((each) => each !== "aws_s3_bucket.data")), configuration: {} };
    const rules = rulesIn(shown);
    expect(rules).toEqual(expect.arrayContaining(["? replication-enabled", "? versioning-enabled"]));
    expect(rules.filter((each) => !each.startsWith("? "))).toEqual([]);
  });
});

describe("what a partial plan shows is judged", () => {
  test("a setting that is wrong is wrong", () => {
    const suspended = {
      ...PAIR,
      "aws_s3_bucket_versioning.data": {
        ...versioning("aws_s3_bucket.data"),
        after: { versioning_configuration: [{ status: "Suspended" }] },
      },
    };
    const rules = rulesIn(plan(["aws_iam_role_policy.replication"], { all: suspended }));
    expect(rules).toContain("versioning-enabled");
    expect(rules).toContain("? role-can-replicate");
  });

  test("another pair that is not in the plan makes nothing of this one doubtful", () => {
    const other = {
      "aws_s3_bucket.logs": bucket("acme-logs"),
      "aws_s3_bucket_versioning.logs": versioning("aws_s3_bucket.logs"),
      "aws_s3_bucket_replication_configuration.logs": replication(
        "aws_s3_bucket.logs",
        refers("aws_s3_bucket.copy", "arn"),
      ),
    };
    expect(rulesIn(plan(Object.keys(other), { all: { ...PAIR, ...other } }))).toEqual([]);
  });

  test("other instances that are not in the plan make nothing of this one doubtful", () => {
    const over = refers("var", "names");
    const by = { references: ["aws_s3_bucket.many", "each.key"] };
    const ofMany = (key: string): Readonly<Record<string, Planned>> => ({
      [`aws_s3_bucket.many["${key}"]`]: { ...bucket(`acme-${key}`), count: over },
      [`aws_s3_bucket_versioning.many["${key}"]`]: {
        ...versioning(""),
        expressions: { bucket: by, versioning_configuration: [{ status: constant("Enabled") }] },
        count: over,
      },
    });
    const all = { ...ofMany("a"), ...ofMany("b") };
    const shown = plan(['aws_s3_bucket_versioning.many["b"]'], { all });
    const { configuration, ...rest } = shown as { configuration: { root_module: { resources: Body[] } } };
    // One block, not one for each instance.
    const blocks = configuration.root_module.resources
      .filter(({ name }) => name === 'many["a"]')
      .map((each) => ({ ...each, name: "many" }));
    const whole = { ...rest, configuration: { ...configuration, root_module: { resources: blocks } } };
    const lines = said((options) => readPlan(whole, options)).filter((line) => line.includes("versioning-enabled"));
    expect(lines).toEqual([
      "? versioning-enabled: the plan is partial (-target), and may not have every instance of aws_s3_bucket_versioning.many",
    ]);
  });
});

describe("a name that nothing in a partial plan has may be that of something it does not show", () => {
  const byName = {
    ...PAIR,
    "aws_s3_bucket_replication_configuration.data": replication(
      "aws_s3_bucket.data",
      constant("arn:aws:s3:::acme-copy"),
      "arn:aws:s3:::acme-copy",
    ),
  };
  const knownDestinations = [{ bucket: "acme-copy", region: "us-west-2", versioned: true, allowsReplication: true }];
  const without = ["aws_s3_bucket.copy", "aws_s3_bucket_versioning.copy"];

  test("be it promised", () => {
    const lines = said((options) => readPlan(plan(without, { all: byName }), options), { knownDestinations });
    expect(lines).toContain(
      "? destination-versioned: the plan is partial (-target), and aws_s3_bucket.copy is not in it",
    );
  });

  test("where every bucket is shown, it is elsewhere", () => {
    const all = Object.fromEntries(Object.entries(byName).filter(([address]) => !without.includes(address)));
    const lines = said((options) => readPlan(plan([], { all }), options), { knownDestinations });
    expect(lines).toEqual([]);
  });
});
