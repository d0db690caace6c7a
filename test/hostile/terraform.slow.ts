import * as fc from "fast-check";
import { judge } from "../../policy-pack/judgement";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import {
  readConfigurations,
  readPlan,
  readState,
  type JsonConfiguration,
  type Read,
  type ShownPlan,
  type ShownState,
} from "../../policy-pack/readers/terraform";
import { DEFAULT_SETTINGS } from "../../policy-pack/settings";
import { renderTerraform } from "../worlds/render-terraform";
import { normal, world } from "../worlds/world";
import { spoiledWithSecret } from "./mutate";
import { faultsOf, wordsIn, type Outcome } from "./runs";

type Body = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Readonly<Record<string, Body>>>>;

const WORLDS = fc.sample(world, { numRuns: 300, seed: 1 }).map((drawn) =>
  normal({
    ...drawn,
    buckets: drawn.buckets.map((each) => ({ ...each, shape: each.shape === "native" ? "side" : each.shape })),
  }),
);

/** All that the language has beside resources, in one configuration. */
const RICH: JsonConfiguration = {
  variable: { name: { default: "acme", type: "string" }, regions: { default: ["us-west-2"] } },
  locals: {
    name: "${var.name}-data",
    copies: '${{ for region in var.regions : region => "${local.name}-${region}" }}',
    arn: '${format("arn:aws:s3:::%s", local.name)}',
    policy: '${jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = ["${local.arn}/*"] }] })}',
  },
  provider: { aws: [{ region: "eu-west-1" }, { alias: "west", region: "${var.regions[0]}" }] },
  data: {
    aws_iam_policy_document: {
      trust: {
        statement: [
          { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }] },
        ],
      },
    },
    aws_caller_identity: { me: {} },
  },
  module: {
    copies: { source: "./copies", for_each: "${local.copies}", name: "${each.value}", providers: { aws: "aws.west" } },
  },
  resource: {
    aws_s3_bucket: {
      data: { bucket: "${local.name}", tags: { owner: "${upper(var.name)}" } },
      copy: { for_each: "${local.copies}", provider: "aws.west", bucket: "${each.value}" },
      more: { count: "${length(var.regions) > 0 ? 2 : 0}", bucket: "more-${count.index}" },
    },
    aws_s3_bucket_versioning: {
      data: { bucket: "${aws_s3_bucket.data.id}", versioning_configuration: [{ status: "Enabled" }] },
      copy: {
        for_each: "${aws_s3_bucket.copy}",
        provider: "aws.west",
        bucket: "${each.value.id}",
        versioning_configuration: { status: "Enabled" },
      },
    },
    aws_iam_role: {
      role: { name: "replication", assume_role_policy: "${data.aws_iam_policy_document.trust.json}" },
    },
    aws_iam_role_policy: { role: { role: "${aws_iam_role.role.id}", policy: "${local.policy}" } },
    aws_s3_bucket_replication_configuration: {
      data: {
        bucket: "${aws_s3_bucket.data.id}",
        role: "${aws_iam_role.role.arn}",
        depends_on: ["aws_s3_bucket_versioning.data", "aws_s3_bucket_versioning.copy"],
        dynamic: {
          rule: {
            for_each: "${var.regions}",
            iterator: "region",
            content: {
              id: "${region.value}",
              status: "Enabled",
              filter: {},
              delete_marker_replication: { status: "Disabled" },
              destination: { bucket: "${aws_s3_bucket.copy[region.value].arn}", storage_class: "STANDARD" },
            },
          },
        },
      },
    },
  },
  output: { arn: { value: "${aws_s3_bucket.data.arn}" }, copies: { value: "${values(module.copies)[*].arn}" } },
};

const MODULE: JsonConfiguration = {
  variable: { name: {} },
  resource: { aws_s3_bucket: { this: { bucket: "${var.name}-m" } } },
  output: { arn: { value: "${aws_s3_bucket.this.arn}" } },
};

const CONFIGURATIONS: readonly JsonConfiguration[] = [
  RICH,
  RICH,
  RICH,
  ...WORLDS.map((whole, index) => renderTerraform(whole, index % 2 === 0 ? "literal" : "reference").configuration),
];

/** The resources of a configuration that names everything, one by one. */
function resourcesOf(configuration: JsonConfiguration): readonly { type: string; name: string; body: Body }[] {
  return Object.entries(configuration.resource as Resources).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, body]) => ({ type, name, body })),
  );
}

const LITERAL = WORLDS.map((whole) => renderTerraform(whole, "literal").configuration);

/** Arguments as a plan shows the expressions that they come from. */
function expressions(value: unknown): unknown {
  if (Array.isArray(value) && value.some((each) => typeof each === "object")) return value.map(expressions);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { constant_value: value };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expressions(each)]));
}

const PLANS: readonly ShownPlan[] = LITERAL.map((configuration) => {
  const all = resourcesOf(configuration);
  const { aws } = configuration.provider as { readonly aws: readonly Body[] };
  const planned = all.map(({ type, name, body: { provider: _provider, depends_on: _on, ...after } }) => ({
    ...{ address: `${type}.${name}`, mode: "managed", type, name },
    change: { actions: ["create"], after, after_unknown: { arn: true, id: true } },
  }));
  return {
    format_version: "1.2",
    resource_changes: planned,
    planned_values: {
      root_module: { resources: planned.map(({ change, ...rest }) => ({ ...rest, values: change.after })) },
    },
    configuration: {
      provider_config: Object.fromEntries(
        aws.map((each) => [
          `aws.${String(each["alias"])}`,
          { name: "aws", alias: each["alias"], expressions: expressions(each) },
        ]),
      ),
      root_module: {
        resources: all.map(({ type, name, body: { provider, depends_on: on, ...rest } }) => ({
          ...{ address: `${type}.${name}`, mode: "managed", type, name, depends_on: on ?? [] },
          ...(provider !== undefined && { provider_config_key: provider }),
          expressions: expressions(rest),
        })),
      },
    },
  } as ShownPlan;
});

const STATES: readonly ShownState[] = LITERAL.flatMap((configuration) => {
  const all = resourcesOf(configuration);
  const shown = {
    values: {
      root_module: {
        resources: all.map(({ type, name, body: { provider: _provider, depends_on: on, ...values } }) => ({
          ...{ address: `${type}.${name}`, mode: "managed", type, name, depends_on: on ?? [], values },
        })),
      },
    },
  };
  const written = {
    version: 4,
    resources: all.map(({ type, name, body: { provider: _provider, depends_on: on, ...attributes } }) => ({
      ...{ mode: "managed", type, name, provider: 'provider["registry.terraform.io/hashicorp/aws"]' },
      instances: [{ attributes, dependencies: on ?? [] }],
    })),
  };
  return [shown, written];
});

const BARE = { type: "aws_s3_bucket", name: "untouched", mode: "managed", address: "aws_s3_bucket.untouched" };

/** What is told, and whether a bucket without anything was judged whatever stands beside it. */
function told({ graph }: Read): Outcome {
  const { problems, buckets } = judge(graph, DEFAULT_SETTINGS);
  const reports = [...problems, ...buckets.flatMap(({ findings }) => findings)];
  const bare = buckets.find(({ bucket: { address } }) => address.endsWith(BARE.address));
  const isDoubted = bare !== undefined && bare.findings.length + bare.pending.length > 0;
  return { told: reports.flatMap(wordsIn), wrong: isDoubted ? [] : ["nothing is said about a bare bucket"] };
}

/** Blocks may be written in several pieces: one more has the bare bucket. */
const withBare = (spoiled: JsonConfiguration): JsonConfiguration => {
  const { resource } = isObject(spoiled) ? spoiled : {};
  const bare = { [BARE.type]: { [BARE.name]: { bucket: BARE.name } } };
  return { ...spoiled, resource: [...(Array.isArray(resource) ? (resource as unknown[]) : [resource]), bare] };
};

function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const withBareChange = (spoiled: ShownPlan): ShownPlan => ({
  ...spoiled,
  resource_changes: [
    ...listed(isObject(spoiled) ? spoiled["resource_changes"] : []),
    { ...BARE, change: { actions: ["create"], after: { bucket: BARE.name }, after_unknown: {} } },
  ],
});

const withBareInstance = (spoiled: ShownState): ShownState => {
  const { values, version, resources } = isObject(spoiled) ? spoiled : {};
  if (version === 4) {
    const instances = [{ attributes: { bucket: BARE.name } }];
    return { version, resources: [...listed(resources), { ...BARE, instances }] };
  }
  const root = isObject(values) && isObject(values["root_module"]) ? values["root_module"] : {};
  const bare = { ...BARE, values: { bucket: BARE.name } };
  return {
    values: { root_module: { ...root, resources: [...listed(root["resources"]), bare] } },
  };
};

test("configurations that somebody has spoiled", async () => {
  const faults = await faultsOf(0.25, (random) => {
    const spoiled = withBare(
      spoiledWithSecret(CONFIGURATIONS[random(CONFIGURATIONS.length)], random) as JsonConfiguration,
    );
    const module = random(3) === 0 ? (spoiledWithSecret(MODULE, random) as JsonConfiguration) : MODULE;
    const both = random(8) === 0 ? { one: spoiled, two: RICH } : { one: spoiled };
    return told(readConfigurations(both, DEFAULT_OPTIONS, () => module));
  });
  expect(faults).toEqual([]);
});

test("plans that somebody has spoiled", async () => {
  const faults = await faultsOf(0.1, (random) => {
    const spoiled = spoiledWithSecret(PLANS[random(PLANS.length)], random) as ShownPlan;
    return told(readPlan(withBareChange(spoiled), DEFAULT_OPTIONS));
  });
  expect(faults).toEqual([]);
});

test("states that somebody has spoiled", async () => {
  const faults = await faultsOf(0.1, (random) => {
    const spoiled = spoiledWithSecret(STATES[random(STATES.length)], random) as ShownState;
    return told(readState(withBareInstance(spoiled), DEFAULT_OPTIONS));
  });
  expect(faults).toEqual([]);
});
