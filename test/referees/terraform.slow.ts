import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { Construct } from "constructs";
import { readPlan } from "../../policy-pack/readers/terraform";
import { MODES, type Mode } from "../module/modes";
import {
  IDIOM_FILES,
  ONE_FILE,
  PROVIDER,
  SAID_OF_IDIOMS,
  saidOfIdioms,
  WITH_MODULE,
  type Files,
} from "../readers/terraform/field";
import { ELSEWHERE, EXTERNAL_ROLE, said } from "../support/said";
import { ACCOUNT, synthesizeInto } from "../support/synth";
import { initialized, planned, withTerraform, written } from "../support/terraform";

// Terraform itself, with the AWS provider 5.100.0, validates and plans what the module writes. That provider knows no
// `region` argument, so every replica has a provider with an alias here.

/** The arguments of newer providers. */
const NEWER: Mode = "names in the account's namespace";
const PLANNED = Object.entries(MODES).filter(([mode]) => mode !== NEWER);

/** All modes of the module in one stack. */
async function allModes(outdir: string): Promise<string> {
  synthesizeInto(outdir, ({ stack, west, east, theirs }) => {
    for (const [index, [mode, build]] of PLANNED.entries()) {
      const scope = new Construct(stack, mode.replaceAll(/\W/g, "-"));
      build({
        scope,
        bucketName: `acme-${index + 1}`,
        away: { provider: west },
        second: { provider: east },
        theirs: { provider: theirs },
      });
    }
  });
  const directory = path.join(outdir, "stacks/test");
  const file = path.join(directory, "cdk.tf.json");
  const configuration = JSON.parse(await readFile(file, "utf8")) as {
    terraform: { required_providers: { aws: { version: string } }; backend?: unknown };
    provider: { aws: { allowed_account_ids?: unknown }[] };
  };
  configuration.terraform.required_providers.aws.version = PROVIDER;
  // Terraform would ask AWS whether it is so.
  for (const provider of configuration.provider.aws) delete provider.allowed_account_ids;
  await writeFile(file, JSON.stringify(configuration));
  return directory;
}

withTerraform(
  "what the module writes in each mode validates and plans, and its plan and its synthesis are judged alike",
  () =>
    initialized(allModes, async (call) => {
      expect(await call("validate", "-no-color")).toContain("Success! The configuration is valid");
      const text = await call("plan", "-input=false", "-refresh=false", "-no-color");
      expect(text).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      // Each mode, but the one that only has the replica, has its configuration; the three that are two-way have two.
      expect(text.match(/# aws_s3_bucket_replication_configuration\.\S+ will be created/g)).toHaveLength(
        PLANNED.length + 2,
      );
      expect(text).not.toMatch(/Warning:/);
      const plan = await planned(call);
      for (const provider of Object.values(plan.configuration.provider_config)) {
        // As a plan has it that was made with credentials.
        const account = provider.alias === "theirs" ? "444455556666" : ACCOUNT;
        provider.expressions["allowed_account_ids"] = { constant_value: [account] };
      }
      expect(said((options) => readPlan(plan, options), ELSEWHERE)).toEqual([EXTERNAL_ROLE]);
    }),
);

const files = (all: Files) => (outdir: string) => written(outdir, all);

withTerraform.each(ONE_FILE)("a configuration in HCL, planned: %s", (_name, text, expected) =>
  initialized(files({ "main.tf": text }), async (call) => {
    const plan = await planned(call);
    const lines = said((options) => readPlan(plan, options)).map((line) => line.replace(/^(\? )?([\w-]+).*$/s, "$1$2"));
    expect([...new Set(lines)].sort()).toEqual([...expected]);
  }),
);

withTerraform("a configuration in HCL, planned: the replica in a module", () =>
  initialized(files(WITH_MODULE), async (call) => {
    const plan = await planned(call);
    expect(said((options) => readPlan(plan, options))).toEqual([
      expect.stringMatching(
        /^\? role-can-replicate: the role arn:aws:iam::111122223333:role\/theirs is not in this stack/,
      ),
    ]);
  }),
);

withTerraform("the idioms of the field, planned", () =>
  initialized(files(IDIOM_FILES), async (call) => {
    const plan = await planned(call);
    const lines = said((options) => readPlan(plan, options));
    expect(lines.filter((line) => !line.includes("module."))).toEqual([]);
    expect(saidOfIdioms(lines)).toEqual(SAID_OF_IDIOMS);
  }),
);
