import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { configurationFrom, settingsFrom } from "../../../policy-pack/settings";
import { s3crr, type Files } from "../../support/command";
import {
  encrypted,
  exported,
  good,
  goodBut,
  inPlainText,
  replication,
  rolePolicy,
  versioning,
} from "../../support/exported";
import { SCHEMA_PAGE, schemaPage } from "../../support/profiles";

const ROOT = path.resolve(__dirname, "../../..");
const GOOD = { "good.json": exported(good()) };
const BAD = { "bad.json": exported(goodBut(versioning("data", "Suspended"))) };

describe("s3-crr check", () => {
  test("what is as it should be: one reassuring line, and status 0", async () => {
    expect(await s3crr(["check", "good.json"], GOOD)).toEqual({
      status: 0,
      stderr: "",
      stdout: `good.json: Pulumi state acme/prod

2 buckets: 1 replica; 1 with a copy in another Region, proven.
`,
    });
  });

  test("what is wrong: one line a finding below its bucket, and status 1", async () => {
    expect(await s3crr(["check", "bad.json"], BAD)).toEqual({
      status: 1,
      stderr: "",
      stdout: `bad.json: Pulumi state acme/prod
  data
    mandatory versioning-enabled: Versioning is Suspended on data.

2 buckets: 1 with findings; 1 replica.
1 finding: 1 mandatory. Add --explain to see why and what to do.
`,
    });
  });

  test("--explain adds what to do, why, and where it is written; --verbose what passed, with its proof", async () => {
    const { stdout } = await s3crr(["check", "bad.json", "--explain", "--verbose"], BAD);
    expect(stdout).toContain('      Fix: Set its status to "Enabled".\n      Why: S3 replicates only from');
    expect(stdout).toContain("      https://docs.aws.amazon.com/");
    expect(stdout).toContain('    passed replication-enabled: rule "all" is Enabled\n');
  });

  test("a terminal has colors and its width; a pipe has neither", async () => {
    const { stdout } = await s3crr(["check", "bad.json"], BAD, { columns: 50 });
    expect(stdout).toContain("\u001b[");
    const plain = stripVTControlCharacters(stdout).split("\n");
    expect(Math.max(...plain.map(({ length }) => length))).toBeLessThanOrEqual(50);
  });

  test("--format json has everything, what passed too", async () => {
    const { stdout, status } = await s3crr(["check", "bad.json", "nothing.json", "--format", "json"], BAD);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      tool: { name: "s3-cross-region-replication" },
      summary: { mandatory: 1, advisory: 0, undetermined: 0, pending: 0 },
      levels: { "versioning-enabled": "mandatory" },
      sources: [
        {
          path: "bad.json",
          kind: "Pulumi state",
          label: "acme/prod",
          findings: [{ policy: "versioning-enabled", level: "mandatory", answer: "violated", on: { name: "data" } }],
          buckets: [
            { label: "data", standing: "source", region: { known: true, value: "eu-west-1" } },
            { label: "replica", standing: "replica" },
          ],
        },
      ],
      unreadable: [{ path: "nothing.json", reason: "It cannot be read: there is no such file or folder." }],
    });
  });

  test.each<[string, readonly string[], Files, number]>([
    ["an advisory violation alone", ["--profile", "observe"], BAD, 0],
    ["an advisory violation with --fail-on advisory", ["--profile", "observe", "--fail-on", "advisory"], BAD, 1],
    ["a doubt", [], { "bad.json": exported(goodBut(rolePolicy(encrypted))) }, 0],
    [
      "a doubt with --fail-on undetermined",
      ["--fail-on", "undetermined"],
      { "bad.json": exported(goodBut(rolePolicy(encrypted))) },
      1,
    ],
    ["a level of its own", ["--config", "c.json"], { ...BAD, "c.json": { "versioning-enabled": "advisory" } }, 0],
    [
      "all of a configuration over a profile",
      ["--profile", "strict", "--config", "c.json"],
      { ...BAD, "c.json": { all: "advisory" } },
      0,
    ],
    [
      "a mistake in the configuration",
      ["--config", "c.json"],
      { "bad.json": exported(good()), "c.json": { versioning: "advisory" } },
      1,
    ],
  ])("%s ends it with the right status", async (name, options, files, expected) => {
    const { status } = await s3crr(["check", "bad.json", ...options], files);
    expect([name, status]).toEqual([name, expected]);
  });

  test("a mistake in the configuration is told as the pack tells it", async () => {
    const { stdout } = await s3crr(["check", "good.json", "--config", "c.json"], {
      ...GOOD,
      "c.json": { "versioning-enable": "advisory" },
    });
    expect(stdout).toContain(
      "mandatory scope: The policy configuration contains `versioning-enable`, which is not a policy. Did you mean `versioning-enabled`?",
    );
  });

  const VARIABLES = {
    "infra/main.tf": `variable "status" {}
provider "aws" {
  region = "eu-west-1"
}
resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}
resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  versioning_configuration {
    status = var.status
  }
}
`,
    "values/on.tfvars": 'status = "Enabled"\n',
  };

  test.each<[string, readonly string[], RegExp]>([
    ["no value", [], /undetermined nothing-undetermined/],
    ["a value", ["--var", "status=Suspended"], /mandatory versioning-enabled: Versioning is Suspended/],
    ["a file", ["--var-file", "values/on.tfvars"], /^((?!versioning-enabled).)*$/s],
    [
      "the last of both: a file",
      ["--var", "status=Suspended", "--var-file", "values/on.tfvars"],
      /^((?!Suspended).)*$/s,
    ],
    ["the last of both: a value", ["--var-file", "values/on.tfvars", "--var", "status=Suspended"], /Suspended/],
    ["a name that no variable has", ["--var", "stat=x"], /-var stat: the folder declares no variable of this name\./],
    ["a file that is not there", ["--var-file", "values/off.tfvars"], /off\.tfvars/],
  ])("variables of a folder: %s", async (_name, options, expected) => {
    expect((await s3crr(["check", "infra", ...options], VARIABLES)).stdout).toMatch(expected);
  });

  test.each<[string, readonly string[], RegExp]>([
    ["without a value", ["check", "infra", "--var", "status"], /Write it as name=value\./],
    ["of what has none", ["check", "good.json", "--var", "a=b"], /^--var and --var-file are for folders of \.tf files/],
  ])("variables %s are refused", async (_name, argv, expected) => {
    const { status, stderr } = await s3crr(argv, { ...VARIABLES, ...GOOD });
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
  });

  test("standard input is -", async () => {
    const { stdout, status } = await s3crr(["check", "-"], {}, { stdin: JSON.stringify(exported(good())) });
    expect([status, stdout.split("\n")[0]]).toEqual([0, "-: Pulumi state acme/prod"]);
  });

  test("--output is written whole, and nothing else is left behind", async () => {
    const ran = await s3crr(
      ["check", "good.json", "--output", "report.txt"],
      { ...GOOD, "report.txt": "before" },
      {
        then: (folder) => {
          expect(readdirSync(folder).sort()).toEqual(["good.json", "report.txt"]);
          expect(readFileSync(path.join(folder, "report.txt"), "utf8")).toContain("1 replica");
        },
      },
    );
    expect(ran).toEqual({ status: 0, stdout: "", stderr: "" });
    const failed = await s3crr(["check", "good.json", "--output", "no/report.txt"], GOOD, {
      then: (folder) => expect(existsSync(path.join(folder, "no"))).toBe(false),
    });
    expect(failed).toEqual({
      status: 2,
      stdout: "",
      stderr: "The report cannot be written to no/report.txt: there is no such file or folder.\n",
    });
  });

  test("a secret in plain text is read and never printed", async () => {
    const arn = "arn:aws:s3:::acme-top-secret";
    const files = { "s.json": exported(goodBut(replication(inPlainText(arn)))) };
    for (const format of ["text", "json", "html", "mermaid", "markdown"]) {
      const { stdout } = await s3crr(["check", "s.json", "--format", format, "--verbose", "--explain"], files);
      expect(stdout).not.toContain("top-secret");
      expect(stdout).toContain("not in this stack");
    }
  });

  test.each<[string, readonly string[], string]>([
    ["no path", ["check"], "missing required argument"],
    ["an unknown format", ["check", "a", "--format", "yaml"], "Allowed choices are text, json"],
    ["an unknown option", ["check", "a", "--formt", "json"], "Did you mean --format?"],
    ["a configuration that is not there", ["check", "a", "--config", "no.json"], "there is no such file or folder"],
    [
      "a rule that is not there",
      ["explain", "versioning"],
      "There is no rule `versioning`. Did you mean `versioning-enabled`?",
    ],
  ])("%s: usage is told, and the status is 2", async (_name, argv, expected) => {
    const { status, stderr } = await s3crr(argv);
    expect([status, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });
});

describe("what cannot be read is told in one sentence, and the rest is checked", () => {
  const cdktf = (stacks: object) => JSON.stringify({ version: "0.21.0", stacks });
  const state = JSON.stringify(exported(good()));

  test.each<[string, Files, RegExp]>([
    ["x.json", { "x.json": "" }, /^The file is empty\.$/],
    ["x.json", { "x.json": state.slice(0, 900) }, /^The file ends in the middle of its JSON/],
    ["x.json", { "x.json": "hello" }, /^The file is not JSON\.$/],
    ["x.json", { "x.json": { a: 1 } }, /^The file is JSON of another kind/],
    ["x.json", { "x.json": "[]" }, /^The file is JSON of another kind/],
    ["plan", { plan: Buffer.from("PK\u0003\u0004 a zip") }, /terraform show -json/],
    [
      "x.json",
      { "x.json": { version: 3, terraform_version: "0.11", modules: [] } },
      /^The state has a version that is not read/,
    ],
    ["x.json", { "x.json": '{"@level":"info"}\n{"@level":"info"}\n' }, /terraform plan -json/],
    ["x.yaml", { "x.yaml": "Resources:\n  Data: [\n" }, /^This is neither JSON nor YAML: line \d is not valid/],
    ["x.yaml", { "x.yaml": "Description: of something else\n" }, /^This is not a CloudFormation template/],
    [
      "x.json",
      {
        "x.json": {
          Resources: { A: { Type: "AWS::S3::Bucket", DependsOn: "B" }, B: { Type: "AWS::S3::Bucket", DependsOn: "A" } },
        },
      },
      /^CloudFormation refuses this template: its resources refer to one another in a circle \(A → B → A\)\./,
    ],
    ["main.tf", { "main.tf": 'resource "aws_s3_bucket" "data" {\n}\n' }, /name its folder/],
    ["cdk", { "cdk/cdk.out": "{}", "cdk/manifest.json": "{}" }, /^The manifest names no stack/],
    ["cdk", { "cdk/cdk.out": "{}", "cdk/manifest.json": "{" }, /^The folder has no manifest\.json that can be read/],
    [
      "cdk",
      {
        "cdk/cdk.out": "{}",
        "cdk/manifest.json": {
          artifacts: { A: { type: "aws:cloudformation:stack", properties: { templateFile: "../good.json" } } },
        },
      },
      /^The manifest names the stack A, whose template cannot be read/,
    ],
    ["empty", { "empty/": "" }, /^The folder is empty\.$/],
    ["other", { "other/a.txt": "" }, /^The folder is neither/],
    ["module", { "module/main.tf": 'resource "aws_s3_bucket" {' }, /main\.tf/],
    ["program", { "program/Pulumi.yaml": "" }, /pulumi preview --json/],
    ["app", { "app/manifest.json": cdktf({}), "app/stacks/": "" }, /^The manifest names no stack/],
    [
      "app",
      { "app/manifest.json": cdktf({ a: { synthesizedStackPath: "stacks/a/cdk.tf.json" } }), "app/stacks/": "" },
      /^The manifest names the stack a/,
    ],
  ])("%s %#", async (name, files, expected) => {
    const { stdout, status } = await s3crr(["check", "good.json", name, "--format", "json"], { ...GOOD, ...files });
    const { sources, unreadable } = JSON.parse(stdout) as { sources: object[]; unreadable: { reason: string }[] };
    expect([status, sources.length, unreadable.length]).toEqual([2, 1, 1]);
    expect(unreadable[0]?.reason).toMatch(expected);
  });

  test.each<[string, string | Buffer]>([
    ["UTF-16, as PowerShell writes it", Buffer.from(`\uFEFF${state}`, "utf16le")],
    ["UTF-8 with a byte order mark", `\uFEFF${state}`],
  ])("%s is read", async (_name, content) => {
    expect((await s3crr(["check", "s.json"], { "s.json": content })).status).toBe(0);
  });
});

describe("what a plan changes", () => {
  const bucket = (name: string, versioned: boolean) => [
    shown("aws_s3_bucket", name, { bucket: `acme-${name}`, region: "eu-west-1" }),
    ...(versioned
      ? [
          shown("aws_s3_bucket_versioning", name, {
            bucket: `acme-${name}`,
            region: "eu-west-1",
            versioning_configuration: [{ status: "Enabled" }],
          }),
        ]
      : []),
  ];
  const shown = (type: string, name: string, values: object) => {
    const address = `${type}.${name}`;
    return { address, mode: "managed", type, name, values };
  };
  const planOf = (after: readonly ReturnType<typeof shown>[], before?: readonly object[]) => ({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: after.map(({ values, ...resource }) => ({
      ...resource,
      change: { actions: ["update"], after: values, after_unknown: {} },
    })),
    configuration: { root_module: { resources: [] } },
    ...(before && {
      prior_state: {
        format_version: "1.0",
        terraform_version: "1.11.4",
        values: { root_module: { resources: before } },
      },
    }),
  });
  const told = async (plan: object): Promise<string> => {
    const { stdout } = await s3crr(["check", "plan.json", "--format", "markdown", "--config", "c.json"], {
      "plan.json": plan,
      "c.json": { all: "disabled", "versioning-enabled": "mandatory" },
    });
    return /\*\*What [^]*?(?=\n\n[^|]|$)/.exec(stdout.split("```")[0] ?? "")?.[0].trimEnd() ?? "";
  };

  test("its state from before is judged as it is", async () => {
    expect(
      await told(
        planOf([...bucket("data", true), ...bucket("new", true)], [...bucket("data", false), ...bucket("old", true)]),
      ),
    ).toBe(`**What plan.json changes**

| bucket | before | after |
| --- | --- | --- |
| aws\\_s3\\_bucket.data | ❌ has findings | ❔ no proven copy (fixes versioning-enabled) |
| aws\\_s3\\_bucket.new | was not there | ❔ no proven copy |
| aws\\_s3\\_bucket.old | ❔ no proven copy | removed |`);
  });

  test.each<[string, readonly object[] | undefined]>([
    ["the first plan", undefined],
    ["a state without resources", []],
  ])("%s changes nothing that was there", async (_name, before) => {
    expect(await told(planOf(bucket("data", true), before))).toBe("");
  });
});

describe("what is found is named", () => {
  const configuration = {
    resource: { aws_s3_bucket: { data: { bucket: "acme-data" } } },
    provider: { aws: { region: "eu-west-1" } },
  };

  test.each<[string, Files]>([
    ["Terraform plan", { x: { format_version: "1.2", resource_changes: [], configuration: {} } }],
    ["Terraform state", { x: { format_version: "1.0" } }],
    ["Terraform state", { x: { version: 4, terraform_version: "1.11.4", resources: [] } }],
    ["Terraform JSON configuration", { x: configuration }],
    ["Terraform configuration", { "x/main.tf": 'resource "aws_s3_bucket" "data" {\n  bucket = "acme-data"\n}\n' }],
    [
      "CDKTF app",
      {
        "x/manifest.json": JSON.stringify({ stacks: { a: { synthesizedStackPath: "stacks/a/cdk.tf.json" } } }),
        "x/stacks/a/cdk.tf.json": configuration,
      },
    ],
    ["Pulumi preview", { x: readFileSync(path.join(ROOT, "test/fixtures/pulumi/preview-same.json")) }],
    ["Pulumi event log", { x: readFileSync(path.join(ROOT, "test/fixtures/pulumi/events.jsonl")) }],
  ])("%s", async (kind, files) => {
    const { stdout } = await s3crr(["check", "x", "--format", "json"], files);
    expect(JSON.parse(stdout)).toMatchObject({ sources: [{ kind }], unreadable: [] });
  });
});

test("an exemption of a stack holds in that stack of a CDKTF app, and in its file", async () => {
  const stack = (name: string) => ({
    "//": { metadata: { stackName: name } },
    resource: { aws_s3_bucket: { data: { bucket: `acme-${name}` } } },
    provider: { aws: { region: "eu-west-1" } },
  });
  const files = {
    "app/manifest.json": {
      stacks: Object.fromEntries(
        ["a", "b"].map((name) => [name, { synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]),
      ),
    },
    "app/stacks/a/cdk.tf.json": stack("a"),
    "app/stacks/b/cdk.tf.json": stack("b"),
    "config.json": { scope: { exemptions: [{ bucket: "*", reason: "scratch", stack: "a" }] } },
  };
  const found = async (...paths: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await s3crr(["check", ...paths, "--config", "config.json"], files);
    return [...stdout.matchAll(/^ {2}(\S*aws_s3_bucket\S*)$/gm)].map(([, bucket = ""]) => bucket);
  };
  expect(await found("app")).toEqual(["b/aws_s3_bucket.data"]);
  expect(await found("app/stacks/a/cdk.tf.json", "app/stacks/b/cdk.tf.json")).toEqual(["aws_s3_bucket.data"]);
});

describe("profiles", () => {
  const folder = path.join(ROOT, "policy-pack/profiles");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "schema.json");

  test.each(names)("%s is a configuration without mistakes, and is described", (name) => {
    const configuration = configurationFrom(JSON.parse(readFileSync(path.join(folder, name), "utf8")));
    expect([configuration.problems, settingsFrom(configuration.written).problems]).toEqual([[], []]);
    expect(readFileSync(path.join(folder, "README.md"), "utf8")).toContain(`| \`${path.basename(name, ".json")}\` `);
  });

  test("their JSON Schema is the one that `npm run docs` writes", () => {
    expect(readFileSync(path.join(ROOT, SCHEMA_PAGE), "utf8")).toBe(schemaPage());
  });
});

test("s3-crr rules lists every policy, and `rules <id>` is `explain <id>`", async () => {
  expect((await s3crr(["rules"])).stdout).toContain(
    "versioning-enabled                 mandatory  Versioning must be Enabled.\n",
  );
  expect(await s3crr(["rules", "versioning-enabled"])).toEqual(await s3crr(["explain", "versioning-enabled"]));
});
