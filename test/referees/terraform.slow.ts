import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { Construct } from "constructs";
import { readPlan, type ShownPlan } from "../../policy-pack/readers/terraform";
import { MODES } from "../module/modes";
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

// Terraform itself, with the AWS provider 5.100.0, validates and plans what the module writes. That provider knows no
// `region` argument, so every replica has a provider with an alias here.

const run = promisify(execFile);

/** Where providers may lie that need not be downloaded: what the environment says, Terraform's implied mirrors, add-ons. */
const MIRRORS = [
  process.env["TF_PLUGIN_MIRROR"],
  path.join(homedir(), ".terraform.d/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  "/opt/tf-plugins",
];
const mirror = MIRRORS.find(
  (each) => each !== undefined && existsSync(path.join(each, "registry.terraform.io/hashicorp/aws")),
);
const terraform = spawnSync("terraform", ["version"]).status === 0;
if (!terraform) process.stderr.write("terraform.slow.ts: SKIPPED, there is no `terraform` on the PATH\n");

/** Terraform's settings on this machine may name other mirrors, and its news are not for a test. */
const environment = (): NodeJS.ProcessEnv => {
  const { TF_CLI_CONFIG_FILE: _settings, ...rest } = process.env;
  return { ...rest, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
};

const withTerraform = terraform ? test : test.skip;

/** A folder with a configuration, initialized; and Terraform, to be called there. */
async function initialized<T>(
  write: (outdir: string) => Promise<string>,
  use: (call: (...args: readonly string[]) => Promise<string>) => Promise<T>,
): Promise<T> {
  const outdir = await mkdtemp(path.join(tmpdir(), "terraform-"));
  try {
    const directory = await write(outdir);
    const call = async (...args: readonly string[]): Promise<string> => {
      const options = { cwd: directory, env: environment(), maxBuffer: 256 * 1024 * 1024 };
      return (await run("terraform", [...args], options)).stdout;
    };
    await call("init", "-input=false", "-no-color", ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]));
    return await use(call);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** The plan of a configuration as `terraform show -json` prints it. */
async function planned(call: (...args: readonly string[]) => Promise<string>): Promise<Planned> {
  await call("plan", "-input=false", "-refresh=false", "-no-color", "-out=plan");
  return JSON.parse(await call("show", "-json", "plan")) as Planned;
}

interface Planned extends ShownPlan {
  readonly configuration: {
    readonly provider_config: Readonly<Record<string, { alias?: string; expressions: Record<string, unknown> }>>;
  };
}

/** All modes of the module in one stack. */
async function allModes(outdir: string): Promise<string> {
  synthesizeInto(outdir, ({ stack, west, east, theirs }) => {
    for (const [index, [mode, build]] of Object.entries(MODES).entries()) {
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
  const written = JSON.parse(await readFile(file, "utf8")) as {
    terraform: { required_providers: { aws: { version: string } }; backend?: unknown };
    provider: { aws: { allowed_account_ids?: unknown }[] };
  };
  written.terraform.required_providers.aws.version = PROVIDER;
  // Terraform would ask AWS whether it is so.
  for (const provider of written.provider.aws) delete provider.allowed_account_ids;
  await writeFile(file, JSON.stringify(written));
  return directory;
}

withTerraform(
  "what the module writes in each mode validates and plans, and its plan and its synthesis are judged alike",
  () =>
    initialized(allModes, async (call) => {
      expect(await call("validate", "-no-color")).toContain("Success! The configuration is valid");
      const text = await call("plan", "-input=false", "-refresh=false", "-no-color");
      expect(text).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      // Each mode, but the one that only has the replica, has its configuration; the two-way one has two.
      expect(text.match(/# aws_s3_bucket_replication_configuration\.\S+ will be created/g)).toHaveLength(
        Object.keys(MODES).length,
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
  300_000,
);

const files = (all: Files) => async (outdir: string) => {
  for (const [file, text] of Object.entries(all)) {
    const target = path.join(outdir, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return outdir;
};

withTerraform.each(ONE_FILE)(
  "a configuration in HCL, planned: %s",
  (_name, text, expected) =>
    initialized(files({ "main.tf": text }), async (call) => {
      const plan = await planned(call);
      const lines = said((options) => readPlan(plan, options)).map((line) =>
        line.replace(/^(\? )?([\w-]+).*$/s, "$1$2"),
      );
      expect([...new Set(lines)].sort()).toEqual([...expected]);
    }),
  120_000,
);

withTerraform(
  "a configuration in HCL, planned: the replica in a module",
  () =>
    initialized(files(WITH_MODULE), async (call) => {
      const plan = await planned(call);
      expect(said((options) => readPlan(plan, options))).toEqual([
        expect.stringMatching(
          /^\? role-can-replicate: the role arn:aws:iam::111122223333:role\/theirs is not in this stack/,
        ),
      ]);
    }),
  120_000,
);

withTerraform(
  "the idioms of the field, planned",
  () =>
    initialized(files(IDIOM_FILES), async (call) => {
      const plan = await planned(call);
      const lines = said((options) => readPlan(plan, options));
      expect(lines.filter((line) => !line.includes("module."))).toEqual([]);
      expect(saidOfIdioms(lines)).toEqual(SAID_OF_IDIOMS);
    }),
  300_000,
);
