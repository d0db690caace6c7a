import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import { readPlan } from "../../policy-pack/readers/terraform";
import { EXAMPLE_PROVIDERS, EXAMPLES, rulesOf } from "../readers/terraform/examples";
import { ONE_FILE } from "../readers/terraform/field";
import { said } from "../support/said";
import { initialized, OFFLINE, planIn, planned, PROVIDER, withTerraform, written } from "../support/terraform";
import { hclOf } from "../worlds/hcl";

// What people start from, and plans that do not show everything, made by Terraform itself.

const WHOLE = ONE_FILE[0]?.[1] ?? "";

/** Each example a module of one root. */
function examples(outdir: string): Promise<string> {
  const aws = { source: "hashicorp/aws" };
  const calls = Object.keys(EXAMPLES).map((_, index): readonly [string, object] => [
    `e${index}`,
    { source: `./e${index}`, providers: { aws: "aws", "aws.oregon": "aws.oregon" } },
  ]);
  const root = {
    terraform: { required_providers: { aws: { ...aws, version: PROVIDER } } },
    provider: { aws: EXAMPLE_PROVIDERS.map((each) => ({ ...each, ...OFFLINE })) },
    module: Object.fromEntries(calls),
  };
  const files = Object.values(EXAMPLES).flatMap((example, index): (readonly [string, string])[] => [
    [
      `e${index}/main.tf`,
      hclOf({
        terraform: { required_providers: { aws: { ...aws, configuration_aliases: ["aws.oregon"] } } },
        ...example.root,
      }),
    ],
    ...Object.entries(example.folders ?? {}).map(
      ([folder, body]) => [`e${index}/${folder}/main.tf`, hclOf(body)] as const,
    ),
  ]);
  return written(outdir, { "main.tf": hclOf(root), ...Object.fromEntries(files) });
}

withTerraform("the examples of the documentation and the shapes of modules, planned", () =>
  initialized(examples, async (call) => {
    const plan = await planned(call);
    const found = Object.keys(EXAMPLES).map((name, index): [string, readonly string[]] => [
      name,
      rulesOf(said((options) => readPlan(planIn(`e${index}`, plan), options))),
    ]);
    const expected = Object.entries(EXAMPLES).map(([name, example]): [string, readonly string[]] => [
      name,
      [...(example.planSaid ?? example.said)].sort(),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  }),
);

const TARGETS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    "the source alone",
    ['-target=aws_s3_bucket.source["data"]'],
    ["? replication-enabled", "? versioning-enabled", "unread"],
  ],
  [
    "the replication, which brings what it refers to",
    ["-target=aws_s3_bucket_replication_configuration.source"],
    ["? role-can-replicate", "? role-least-privileged", "? tags-can-replicate", "unread"],
  ],
  ["the state as it is", ["-refresh-only"], ["unread"]],
];

withTerraform("a configuration in HCL, planned in part", () =>
  initialized(
    (outdir) => written(outdir, { "main.tf": WHOLE }),
    async (call) => {
      const found: unknown[] = [];
      for (const [name, options] of TARGETS) {
        const plan = await planned(call, ...options);
        const lines = rulesOf(said((shared) => readPlan(plan, shared)));
        // Nothing but what is there is sure, and that is as it should be.
        expect([name, lines.filter((line) => !line.startsWith("? "))]).toEqual([name, []]);
        const { graph } = readPlan(plan, DEFAULT_OPTIONS);
        found.push([name, [...lines, ...(graph.unread.length > 0 ? ["unread"] : [])]]);
      }
      expect(found).toEqual(
        TARGETS.map(([name, , expected]) => [name, expect.arrayContaining([...expected]) as unknown]),
      );
    },
  ),
);
