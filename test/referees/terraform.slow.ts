import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { Construct } from "constructs";
import { readPlan } from "../../policy-pack/readers/terraform";
import type { ShownPlan } from "../../policy-pack/readers/terraform/plan";
import { MODES } from "../module/modes";
import { ELSEWHERE, EXTERNAL_ROLE, said } from "../support/said";
import { ACCOUNT, synthesizeInto } from "../support/synth";

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

// As people write it: HCL, with a policy document, for_each and a module's worth of references.
const PROVIDERS = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "${PROVIDER}" }
  }
}
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
provider "aws" {
  alias                       = "west"
  region                      = "us-west-2"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
`;

const HCL = `${PROVIDERS}
locals { names = toset(["data", "logs"]) }
resource "aws_s3_bucket" "source" {
  for_each = local.names
  bucket   = "acme-\${each.key}"
}
resource "aws_s3_bucket_versioning" "source" {
  for_each = local.names
  bucket   = aws_s3_bucket.source[each.key].id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "replica" {
  for_each = local.names
  provider = aws.west
  bucket   = "acme-\${each.key}-west"
}
resource "aws_s3_bucket_versioning" "replica" {
  for_each = local.names
  provider = aws.west
  bucket   = aws_s3_bucket.replica[each.key].id
  versioning_configuration { status = "Enabled" }
}
resource "aws_iam_role" "replication" {
  name               = "replication"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.name
  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = [for n in local.names : "arn:aws:s3:::acme-\${n}"] },
      { Effect = "Allow", Action = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"], Resource = [for n in local.names : "arn:aws:s3:::acme-\${n}/*"] },
      { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], Resource = [for n in local.names : "arn:aws:s3:::acme-\${n}-west/*"] },
    ]
  })
}
resource "aws_s3_bucket_replication_configuration" "source" {
  for_each   = local.names
  bucket     = aws_s3_bucket.source[each.key].id
  role       = aws_iam_role.replication.arn
  depends_on = [aws_s3_bucket_versioning.source, aws_s3_bucket_versioning.replica]
  rule {
    id     = "everything"
    status = "Enabled"
    filter {}
    delete_marker_replication { status = "Disabled" }
    destination { bucket = aws_s3_bucket.replica[each.key].arn }
  }
}
`;

/** The replica in a module of its own, its name known on apply. */
const WITH_MODULE = {
  "main.tf": `${PROVIDERS}
module "backup" {
  source    = "./backup"
  prefix    = "acme-copy-"
  providers = { aws = aws.west }
}
resource "aws_s3_bucket" "source" { bucket = "acme-data" }
resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_replication_configuration" "source" {
  bucket     = aws_s3_bucket.source.id
  role       = "arn:aws:iam::111122223333:role/theirs"
  depends_on = [aws_s3_bucket_versioning.source, module.backup]
  rule {
    id     = "everything"
    status = "Enabled"
    filter {}
    delete_marker_replication { status = "Disabled" }
    destination { bucket = module.backup.arn }
  }
}
`,
  "backup/main.tf": `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "prefix" { type = string }
resource "aws_s3_bucket" "copy" { bucket_prefix = var.prefix }
resource "aws_s3_bucket_versioning" "copy" {
  bucket = aws_s3_bucket.copy.id
  versioning_configuration { status = "Enabled" }
}
output "arn" { value = aws_s3_bucket.copy.arn }
`,
};

const hcl = (text: string) => async (outdir: string) => {
  await writeFile(path.join(outdir, "main.tf"), text);
  return outdir;
};

withTerraform.each([
  ["as it should be", HCL, []],
  [
    "a replica at home",
    HCL.replaceAll('"us-west-2"', '"eu-west-1"'),
    ["destination-in-another-region", "replication-enabled"],
  ],
  ["versioning that is suspended", HCL.replace('"Enabled" }', '"Suspended" }'), ["versioning-enabled"]],
  [
    "a policy of ARNs that are known on apply",
    HCL.replace('"arn:aws:s3:::acme-$' + '{n}"', "aws_s3_bucket.source[n].arn"),
    ["? role-can-replicate", "? role-least-privileged"],
  ],
] as const)(
  "a configuration in HCL, planned: %s",
  (_name, text, expected) =>
    initialized(hcl(text), async (call) => {
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
    initialized(
      async (outdir) => {
        await mkdir(path.join(outdir, "backup"));
        for (const [file, text] of Object.entries(WITH_MODULE)) await writeFile(path.join(outdir, file), text);
        return outdir;
      },
      async (call) => {
        const plan = await planned(call);
        expect(said((options) => readPlan(plan, options))).toEqual([
          expect.stringMatching(
            /^\? role-can-replicate: the role arn:aws:iam::111122223333:role\/theirs is not in this stack/,
          ),
        ]);
      },
    ),
  120_000,
);
