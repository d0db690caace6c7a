import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { Construct } from "constructs";
import { MODES } from "../module/modes";
import { synthesizeInto } from "../support/synth";

// Terraform itself, with the AWS provider 5.100.0, validates and plans what the module writes. That provider knows no
// `region` argument, so every replica has a provider with an alias here.

const PROVIDER = "5.100.0";
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

(terraform ? test : test.skip)(
  "what the module writes in each mode validates and plans",
  async () => {
    const outdir = await mkdtemp(path.join(tmpdir(), "terraform-"));
    try {
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
      };
      written.terraform.required_providers.aws.version = PROVIDER;
      await writeFile(file, JSON.stringify(written));
      const call = async (...args: readonly string[]): Promise<string> => {
        const { stdout } = await run("terraform", [...args, "-no-color"], { cwd: directory, env: environment() });
        return stdout;
      };
      await call("init", "-input=false", ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]));
      expect(await call("validate")).toContain("Success! The configuration is valid");
      const plan = await call("plan", "-input=false", "-refresh=false");
      expect(plan).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      // Each mode, but the one that only has the replica, has its configuration; the two-way one has two.
      expect(plan.match(/# aws_s3_bucket_replication_configuration\.\S+ will be created/g)).toHaveLength(
        Object.keys(MODES).length,
      );
      expect(plan).not.toMatch(/Warning:/);
    } finally {
      await rm(outdir, { recursive: true, force: true });
    }
  },
  300_000,
);
