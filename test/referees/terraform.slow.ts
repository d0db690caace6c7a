import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { ReplicaBucket, ReplicatedBucket } from "../../cdktf-module";
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
      synthesizeInto(outdir, ({ stack, west }) => {
        const replica = { provider: west };
        const home = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";
        const away = "arn:aws:kms:us-west-2:111122223333:key/22222222-2222-2222-2222-222222222222";
        new ReplicatedBucket(stack, "plain", { bucketName: "acme-plain", replicas: [replica] });
        new ReplicatedBucket(stack, "rules", {
          bucketName: "acme-rules",
          replicas: [{ ...replica, storageClass: "STANDARD_IA", tags: { owner: "me" } }],
          replicationRules: [{ prefix: "logs/" }, { tags: { a: "b" } }, { prefix: "x/", tags: { a: "b", c: "d" } }].map(
            (filter) => ({ replica: "us-west-2", filter }),
          ),
        });
        new ReplicatedBucket(stack, "timed", {
          bucketName: "acme-timed",
          replicas: [replica],
          replicationTimeControl: true,
          deleteMarkerReplication: true,
          objectLock: true,
          noncurrentVersionExpirationDays: 30,
          batchReplication: true,
          roleName: "acme-timed",
          rolePath: "/replication/",
        });
        new ReplicatedBucket(stack, "kms", {
          bucketName: "acme-kms",
          kmsKeyArn: home,
          replicas: [{ ...replica, kmsKeyArn: away, noncurrentVersionExpirationDays: 7 }],
        });
        new ReplicatedBucket(stack, "elsewhere", {
          bucketName: "acme-elsewhere-source",
          replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", account: "444455556666" }],
          replicationRole: "arn:aws:iam::111122223333:role/replication",
        });
        new ReplicaBucket(stack, "alone", {
          bucketName: "acme-alone",
          sourceArn: "arn:aws:s3:::acme-source",
          sourceRoleArn: "arn:aws:iam::444455556666:role/replication",
          provider: west,
        });
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
      // Four sources with their replicas, one source alone and one replica alone: buckets and what stands beside them.
      expect(plan).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      expect(plan.match(/# aws_s3_bucket\.\S+ will be created/g)).toHaveLength(10);
      expect(plan.match(/# aws_s3_bucket_replication_configuration\.\S+ will be created/g)).toHaveLength(5);
      expect(plan).not.toMatch(/Warning:/);
    } finally {
      await rm(outdir, { recursive: true, force: true });
    }
  },
  300_000,
);
