import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import {
  declaredInConfigurations,
  declaredInFolder,
  loadTerraformFolder,
  readLoadedFolder,
  readTerraformFolder,
  type Declared,
  type Given,
  type JsonConfiguration,
  type LoadedFolder,
} from "../../../policy-pack/readers/terraform";
import { said } from "../../support/said";
import { inFolder } from "../../support/terraform-folder";
import { IDIOM_FILES, ONE_FILE, SAID_OF_IDIOMS, saidOfIdioms, WITH_MODULE, type Files } from "./field";
import { resourceAt, settingAt, told } from "./told";

const load = (files: Files, given?: Given): Promise<LoadedFolder> =>
  inFolder(files, (folder) => loadTerraformFolder(folder, given));
const declared = async (files: Files, given?: Given): Promise<Declared> => declaredInFolder(await load(files, given));
const saidOf = async (files: Files, given?: Given): Promise<readonly string[]> => {
  const folder = await load(files, given);
  return said((options) => readLoadedFolder(folder, options));
};
/** The rules that speak, with "? " where they cannot decide. */
const brief = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((line) => line.replace(/^(\? )?([\w-]+).*$/s, "$1$2")))].sort();

const bucketOf = (all: Declared, name = "b"): unknown => settingAt(all, `aws_s3_bucket.${name}`, "bucket");
const addresses = ({ resources }: Declared): readonly string[] => resources.map(({ address }) => address).sort();

/** The sentence with which a folder is refused. */
async function refusal(files: Files, given?: Given): Promise<string> {
  return load(files, given).then(
    () => "it is read",
    (error: unknown) => {
      expect(error).toBeInstanceOf(Error);
      return (error as Error).message;
    },
  );
}

// What HCL says, and what its parser makes of it, are not the same text everywhere: each name of a bucket, by itself.
const EXPRESSIONS: Readonly<Record<string, readonly [expression: string, expected: unknown]>> = {
  "a text": ['"acme-data"', "acme-data"],
  "a template": ['"acme-${local.name}"', "acme-data"],
  "a template that is not known": ['"acme-${var.n}-x"', "~acme-<var.n>-x"],
  "a template of one text": ['"${"acme"}"', "acme"],
  "an escaped template is a text": ['"$${var.n}"', "${var.n}"],
  "an escaped template in a template": ['"${local.name}-$${var.n}"', "data-${var.n}"],
  "an escaped template in an argument": ['lower("A$${x}")', "a${x}"],
  "an escaped directive is a text": ['"%%{ if x }"', "%{ if x }"],
  "a dollar by an interpolation, as a text": ['"${"$"}{var.n}"', "${var.n}"],
  "a percent sign by an interpolation, as a text": ['"${"%"}{ if x }"', "%{ if x }"],
  "a dollar by its number, as a text": ['"\\u0024{var.n}"', "${var.n}"],
  "a dollar before an escaped template": ['"$$${var.n}"', "$${var.n}"],
  "dollars and percent signs by themselves": ['"100% of $ and $$"', "100% of $ and $$"],
  quotes: ['"a\\"b"', 'a"b'],
  "a backslash before a letter": ['"a\\\\nb"', "a\\nb"],
  "a backslash before a template": ['"a\\\\${local.name}"', "a\\data"],
  "quotes within a template within quotes": ['"x-${upper("a\\"b")}"', 'x-A"B'],
  "letters by their numbers": ['"\\u00e9\\U0001F600"', "é😀"],
  "a heredoc": ['<<EOT\nacme ${local.name} \\n "x"\nEOT', 'acme data \\n "x"\n'],
  "a heredoc without its indent": ["<<-EOT\n    a\n      b\n    EOT", "a\n  b\n"],
  "a heredoc in parentheses": ["trimspace(<<-EOT\n  acme\n  EOT\n)", "acme"],
  "a heredoc in an object": ['jsonencode({ a = <<EOT\nx "${local.name}"\nEOT\n })', '{"a":"x \\"data\\"\\n"}'],
  "spaces that a template strips": ['"a ${~ "b" ~} c"', "abc"],
  "a directive": ['"%{ if true }a%{ endif }"', "?"],
  "a reference": ["local.name", "data"],
  "a number": ["0012", 12],
  "a truth in a template": ['"x${true}"', "xtrue"],
  null: ["null", undefined],
  "null by a condition": ['true ? null : "x"', undefined],
  "a key by an expression": ['local.map["data"]', "by an expression"],
  "a key by a template": ['local.map["data-x"]', "by a template"],
  "a key that is escaped": ['local.map["${"$"}{x}"]', "by an escape"],
  "a key in quotes with a dot": ['local.map["a.b"]', "in quotes"],
  "a for expression": ['[for k, v in { a = "x" } : "${k}-${v}" if v != "y"][0]', "a-x"],
  "a for expression of an object": ['{ for k in ["a"] : k => upper(k) }["a"]', "A"],
  "a splat": ["aws_s3_bucket.many[*].bucket", ["acme-0", "acme-1"]],
  "an index by an old dot": ["aws_s3_bucket.many.1.bucket", "acme-1"],
  "a condition": ['local.name == "data" ? "yes" : "no"', "yes"],
  arithmetics: ['"x${(1 + 2) * 3 - -1}"', "x10"],
  "JSON with comments and braces in it": [
    'jsonencode({\n  # } a comment\n  a = "}" // another\n  /* { */\n  "b" : [1, true, null,],\n})',
    '{"a":"}","b":[1,true,null]}',
  ],
};

describe("an expression of HCL", () => {
  const names = Object.keys(EXPRESSIONS);
  const resources = Object.values(EXPRESSIONS).map(
    ([expression], index) => `resource "aws_s3_bucket_versioning" "v${index}" {\n  bucket = ${expression}\n}\n`,
  );
  const main = `
variable "n" { type = string }
locals {
  name = "data"
  map = {
    (local.name)      = "by an expression"
    "\${local.name}-x" = "by a template"
    "$\${x}"           = "by an escape"
    "a.b"             = "in quotes"
  }
}
resource "aws_s3_bucket" "many" {
  count  = 2
  bucket = "acme-\${count.index}"
}
${resources.join("")}`;
  let all: Declared;
  beforeAll(async () => {
    all = await declared({ "main.tf": main });
  });

  test.each(names)("%s", (name) => {
    const [, expected] = EXPRESSIONS[name] ?? [];
    expect(settingAt(all, `aws_s3_bucket_versioning.v${names.indexOf(name)}`, "bucket")).toEqual(expected);
  });
});

test("blocks, lists, dynamic blocks and meta-arguments are those of the same configuration in JSON", async () => {
  const folder = await declared({
    "main.tf": `
terraform {
  required_version = ">= 1.5"
}
provider "aws" { region = "us-east-1" }
provider "aws" {
  alias  = "west"
  region = var.region
  default_tags {
    tags = { team = "a" }
  }
}
variable "region" {
  type    = string
  default = "us-west-2"
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:*"]
    resources = ["\${aws_s3_bucket.b.arn}/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:username"
      values   = ["$\${aws:username}"]
    }
  }
}
resource "aws_s3_bucket" "b" {
  provider   = aws.west
  bucket     = "b"
  depends_on = [aws_iam_role.r, data.aws_iam_policy_document.d]
  tags       = { rule = "x", dynamic = "y" }
  versioning {
    enabled = true
  }
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags]
  }
  lifecycle_rule {
    id      = "one"
    enabled = true
  }
  dynamic "lifecycle_rule" {
    for_each = ["two", "three"]
    iterator = it
    content {
      id      = it.value
      enabled = it.key > 0
    }
  }
  replication_configuration {
    role = aws_iam_role.r.arn
    rules {
      status = "Enabled"
      filter {}
      destination { bucket = "arn:aws:s3:::c" }
    }
  }
}
resource "aws_iam_role" "r" {
  for_each           = toset(["a"])
  assume_role_policy = data.aws_iam_policy_document.d.json
}
`,
  });
  const json: JsonConfiguration = {
    provider: {
      aws: [{ region: "us-east-1" }, { alias: "west", region: "${var.region}", default_tags: { tags: { team: "a" } } }],
    },
    variable: { region: { type: "string", default: "us-west-2" } },
    data: {
      aws_iam_policy_document: {
        d: {
          statement: {
            actions: ["s3:*"],
            resources: ["${aws_s3_bucket.b.arn}/*"],
            condition: { test: "StringEquals", variable: "aws:username", values: ["$${aws:username}"] },
          },
        },
      },
    },
    resource: {
      aws_iam_role: {
        r: { for_each: '${toset(["a"])}', assume_role_policy: "${data.aws_iam_policy_document.d.json}" },
      },
      aws_s3_bucket: {
        b: {
          bucket: "b",
          depends_on: ["aws_iam_role.r", "data.aws_iam_policy_document.d"],
          dynamic: {
            lifecycle_rule: {
              for_each: ["two", "three"],
              iterator: "it",
              content: { id: "${it.value}", enabled: "${it.key > 0}" },
            },
          },
          lifecycle_rule: [{ id: "one", enabled: true }],
          provider: "aws.west",
          replication_configuration: [
            {
              role: "${aws_iam_role.r.arn}",
              rules: [{ status: "Enabled", filter: [{}], destination: [{ bucket: "arn:aws:s3:::c" }] }],
            },
          ],
          tags: { rule: "x", dynamic: "y" },
          versioning: [{ enabled: true }],
        },
      },
    },
  };
  const asJson = declaredInConfigurations({ s: json });
  for (const { address } of asJson.resources) {
    const [one, other] = [resourceAt(folder, address), resourceAt(asJson, address)];
    expect(told(one.settings)).toEqual(told(other.settings));
    expect([...one.dependencies].sort()).toEqual([...other.dependencies].sort());
    expect(told(one.provider?.settings)).toEqual(told(other.provider?.settings));
  }
  expect(addresses(folder)).toEqual(addresses(asJson));
});

describe("the files of a folder", () => {
  const bucket = (name: string, value = name): string => `resource "aws_s3_bucket" "${name}" { bucket = "${value}" }\n`;

  test("those of HCL and of JSON are one configuration", async () => {
    const all = await declared({
      "a.tf": bucket("a", "${local.x}"),
      "b.tf.json": JSON.stringify({
        locals: { x: "one" },
        resource: { aws_s3_bucket: { b: { bucket: "${local.y}" } } },
      }),
      "c.tf": '\uFEFFlocals { y = "two" }\r\n',
    });
    expect([bucketOf(all, "a"), bucketOf(all, "b")]).toEqual(["one", "two"]);
  });

  test("what Terraform ignores is ignored", async () => {
    const other = bucket("other");
    const all = await declared({
      "main.tf": bucket("b"),
      ".hidden.tf": other,
      "main.tf~": other,
      "#main.tf#": other,
      "main.tf.bak": other,
      "main.tofu": other,
      "sub/main.tf": other,
      "main.tftest.hcl": other,
    });
    expect(addresses(all)).toEqual(["aws_s3_bucket.b"]);
  });

  test.each<readonly [name: string, override: Files, setting: string, expected: unknown]>([
    ["an attribute", { "override.tf": 'resource "aws_s3_bucket" "b" { bucket = "new" }' }, "bucket", "new"],
    ["what it does not name", { "x_override.tf": 'resource "aws_s3_bucket" "b" { acl = "private" }' }, "bucket", "old"],
    [
      "the later of two",
      {
        "a_override.tf": 'resource "aws_s3_bucket" "b" { bucket = "a" }',
        "b_override.tf.json": '{"resource":{"aws_s3_bucket":{"b":{"bucket":"b"}}}}',
      },
      "bucket",
      "b",
    ],
    [
      "all blocks of a name",
      { "override.tf": 'resource "aws_s3_bucket" "b" {\n  lifecycle_rule { id = "new" }\n}' },
      "lifecycleRules",
      [{ id: "new" }],
    ],
    [
      "blocks by dynamic blocks",
      {
        "override.tf":
          'resource "aws_s3_bucket" "b" {\n  dynamic "lifecycle_rule" {\n    for_each = ["n"]\n    content { id = lifecycle_rule.value }\n  }\n}',
      },
      "lifecycleRules",
      [{ id: "n" }],
    ],
    ["a local value", { "override.tf": 'locals { tag = "new" }' }, "tags", { a: "new" }],
    [
      "a variable's default, which is no value",
      { "override.tf": 'variable "v" { default = "new" }' },
      "acl",
      "~<var.v>",
    ],
  ])("an override replaces %s", async (_name, override, setting, expected) => {
    const base = `
variable "v" { type = string }
locals { tag = "old" }
resource "aws_s3_bucket" "b" {
  bucket = "old"
  acl    = var.v
  tags   = { a = local.tag }
  lifecycle_rule { id = "one" }
  dynamic "lifecycle_rule" {
    for_each = ["two"]
    content { id = lifecycle_rule.value }
  }
}
`;
    const all = await declared({ "z.tf": base, ...override });
    const value = resourceAt(all, "aws_s3_bucket.b").settings.get(setting);
    expect(told(value)).toEqual(expected);
  });

  test("a default provider may be in an override alone", async () => {
    const all = await declared({ "main.tf": bucket("b"), "override.tf": 'provider "aws" { region = "us-west-2" }' });
    expect(told(resourceAt(all, "aws_s3_bucket.b").provider?.settings.get("region"))).toBe("us-west-2");
  });
});

describe("values of variables", () => {
  test("what a person does about one that is not given is to give it, or to judge the plan", async () => {
    const all = await declared({
      "main.tf": `variable "on" { default = true }
variable "name" {}
locals { on = var.on }
resource "aws_s3_bucket" "b" {
  count  = local.on ? 1 : 0
  bucket = var.name
}`,
    });
    const settle =
      "judge the plan (`terraform plan -out=plan && terraform show -json plan`), or give the values of variables with --var or --var-file";
    expect(all.resources[0]).toMatchObject({
      existence: {
        why: "whether aws_s3_bucket.b exists depends on local.on: var.on may be given another value than its default when Terraform runs",
        settle,
      },
    });
    expect(resourceAt(all, "aws_s3_bucket.b[0]").settings.get("bucket")).toMatchObject({
      about: { why: "var.name is given only when Terraform runs", settle },
    });
  });

  const main =
    'variable "v" {\n  type    = string\n  default = "by default"\n}\nresource "aws_s3_bucket" "b" { bucket = var.v }\n';
  const files = {
    "main.tf": main,
    "terraform.tfvars": 'v = "tfvars"\nunknown = 1\n',
    "terraform.tfvars.json": '{"v":"tfvars.json"}',
    "a.auto.tfvars": 'v = "a.auto"',
    "b.auto.tfvars.json": '{"v":"b.auto.json"}',
  };
  const only = (...names: readonly (keyof typeof files)[]): Files =>
    Object.fromEntries(["main.tf" as const, ...names].map((name) => [name, files[name]]));
  const environment = { TF_VAR_v: "environment", TF_VAR_other: "x" };

  test.each<readonly [string, Files, Given, unknown]>([
    ["a default is not the value", only(), {}, "~<var.v>"],
    ["the environment is asked only where it is given", only(), { environment }, "environment"],
    ["terraform.tfvars", only("terraform.tfvars"), { environment }, "tfvars"],
    ["then terraform.tfvars.json", only("terraform.tfvars", "terraform.tfvars.json"), {}, "tfvars.json"],
    ["then *.auto.tfvars by their names", files, {}, "b.auto.json"],
    ["then the command line", files, { values: [{ name: "v", value: "given" }] }, "given"],
    ["its last value", files, { values: ["one", "two"].map((value) => ({ name: "v", value })) }, "two"],
  ])("%s", async (_name, all, given, expected) => {
    expect(bucketOf(await declared(all, given))).toEqual(expected);
  });

  test("files and single values in the order in which they are given", () =>
    inFolder({ ...files, "more/x.tfvars": 'v = "file"', "more/y.json": '{"v":"$${json}"}' }, async (folder) => {
      const [x, y] = [{ file: path.join(folder, "more/x.tfvars") }, { file: path.join(folder, "more/y.json") }];
      const single = { name: "v", value: "single" };
      const found = async (...values: NonNullable<Given["values"]>) =>
        bucketOf(declaredInFolder(await loadTerraformFolder(folder, { values })));
      expect([await found(x, single), await found(single, x), await found(x, y)]).toEqual([
        "single",
        "file",
        "$${json}",
      ]);
    }));

  // A type, what is given, an expression of it, and what that is.
  const TYPED: Readonly<Record<string, readonly [type: string, given: string, expression: string, expected: unknown]>> =
    {
      "a number for a text": ["string", "v = 5", 'var.v == "5"', true],
      "a text for a truth": ["bool", 'v = "true"', "var.v", true],
      "a text for a number": ["number", 'v = "3"', "var.v + 1", 4],
      "an escape": ["string", 'v = "$${x}"', "var.v", "${x}"],
      "a heredoc": ["string", "v = <<EOT\na\nEOT\n", "var.v", "a\n"],
      null: ["string", "v = null", "var.v == null", true],
      "an expression": ["number", "v = (1 + 2) * 2", "var.v", 6],
      "a list": ["list(string)", 'v = ["a", 1]', "var.v", ["a", "1"]],
      "a set": ["set(string)", 'v = ["a", "a"]', "var.v", ["a"]],
      "a map": ["map(string)", "v = { a = 1, b = true }", "var.v", { a: "1", b: "true" }],
      "an optional attribute that is left out": ['object({ a = optional(string, "d") })', "v = {}", "var.v.a", "d"],
      "an optional attribute that is null": [
        'object({ a = optional(string, "d") })',
        "v = { a = null }",
        "var.v.a",
        "d",
      ],
      "an optional attribute without a default": [
        "object({ a = optional(string) })",
        "v = {}",
        "var.v.a == null",
        true,
      ],
      "an optional attribute is there for try": [
        "object({ on = optional(bool, true) })",
        "v = {}",
        "try(var.v.on, false)",
        true,
      ],
      "an attribute that the type does not have": [
        "object({ a = string })",
        'v = { a = "x", b = "y" }',
        'try(var.v.b, "none")',
        "none",
      ],
      "objects in a map": [
        "map(object({ n = optional(number, 1), on = optional(bool) }))",
        'v = { x = { n = "7" }, y = { on = "false" } }',
        "var.v",
        { x: { n: 7, on: undefined }, y: { n: 1, on: false } },
      ],
      "any type": ["any", "v = { a = [1] }", "var.v.a[0]", 1],
    };
  test.each(Object.entries(TYPED))("%s", async (_name, [type, given, expression, expected]) => {
    const variable = `variable "v" {\n  type = ${type}\n}\n`;
    const files = {
      "main.tf": `${variable}resource "aws_s3_bucket" "b" { bucket = ${expression} }`,
      "terraform.tfvars": given,
    };
    expect(bucketOf(await declared(files))).toEqual(expected);
  });

  test.each<readonly [type: string, value: string, expected: unknown]>([
    ["type = string", "[1]", "[1]"],
    ["type = number", "12", 12],
    ["", "x ${y}", "x ${y}"],
    ["type = list(string)", '["a", "$${b}"]', ["a", "${b}"]],
    ["type = any", "{ a = 1 }", { a: 1 }],
  ])("on the command line a variable with `%s` takes %s", async (type, value, expected) => {
    const main = `variable "v" {\n  ${type}\n}\nresource "aws_s3_bucket" "b" { bucket = var.v }\n`;
    expect(bucketOf(await declared({ "main.tf": main }, { values: [{ name: "v", value }] }))).toEqual(expected);
  });

  test("what a module is given: its types, its defaults, and `null` where it is no value", async () => {
    const all = await declared({
      "main.tf": 'module "m" {\n  source = "./m"\n  o = {}\n  n = null\n  k = null\n}\n',
      "m/main.tf": `
variable "o" {
  type = object({ a = optional(string, "o") })
}
variable "n" {
  nullable = false
  default  = "n"
}
variable "k" { default = "k" }
variable "d" { default = "$\${d}" }
resource "aws_s3_bucket" "b" { bucket = "\${var.o.a}-\${var.n}-\${var.k == null}-\${var.d}" }
`,
    });
    expect(settingAt(all, "module.m.aws_s3_bucket.b", "bucket")).toBe("o-n-true-${d}");
  });
});

describe("modules", () => {
  const bucket = (name: string): string => `resource "aws_s3_bucket" "b" { bucket = "${name}" }\n`;
  const call = (source: string, more = ""): string => `module "m" {\n  source = "${source}"\n  ${more}\n}\n`;
  const named = (declaredIn: Declared): Readonly<Record<string, unknown>> =>
    Object.fromEntries(addresses(declaredIn).map((address) => [address, settingAt(declaredIn, address, "bucket")]));

  test("local ones, each relative to the one that calls it", async () => {
    const all = await declared({
      "main.tf": bucket("root") + call("./modules/a", 'for_each = toset(["x"])'),
      "modules/a/main.tf": bucket("a") + call("../b/"),
      "modules/b/main.tf": bucket("b"),
      // Not the one that is meant.
      "b/main.tf": bucket("wrong"),
    });
    expect(named(all)).toEqual({
      "aws_s3_bucket.b": "root",
      'module.m["x"].aws_s3_bucket.b': "a",
      'module.m["x"].module.m.aws_s3_bucket.b': "b",
    });
  });

  const manifest = (source: string, version = "1.2.0"): string =>
    JSON.stringify({
      Modules: [
        { Key: "", Source: "", Dir: "." },
        { Key: "m", Source: source, Version: version, Dir: ".terraform/modules/m" },
      ],
    });
  const registry = "registry.terraform.io/acme/store/aws";
  const downloaded = (json: string): Files => ({
    ".terraform/modules/modules.json": json,
    ".terraform/modules/m/main.tf": bucket("downloaded"),
  });

  test.each<readonly [name: string, files: Files]>([
    ["a registry's", { "main.tf": call("acme/store/aws"), ...downloaded(manifest(registry)) }],
    ["one of a version", { "main.tf": call("acme/store/aws", 'version = "1.2.0"'), ...downloaded(manifest(registry)) }],
    ["one of a range", { "main.tf": call("acme/store/aws", 'version = "~> 1.0"'), ...downloaded(manifest(registry)) }],
    [
      "one by git",
      {
        "main.tf": call("github.com/acme/store?ref=v1"),
        ...downloaded(manifest("git::https://github.com/acme/store.git?ref=v1")),
      },
    ],
  ])("what `terraform init` has downloaded is read: %s", async (_name, files) => {
    expect(named(await declared(files))).toEqual({ "module.m.aws_s3_bucket.b": "downloaded" });
  });

  test.each<readonly [name: string, files: Files]>([
    ["nothing is downloaded", { "main.tf": call("acme/store/aws") }],
    [
      "another version is",
      { "main.tf": call("acme/store/aws", 'version = "2.0.0"'), ...downloaded(manifest(registry)) },
    ],
    ["another module is", { "main.tf": call("acme/other/aws"), ...downloaded(manifest(registry)) }],
    [
      "another branch is",
      {
        "main.tf": call("git::https://example.com/s.git?ref=v2"),
        ...downloaded(manifest("git::https://example.com/s.git?ref=v1")),
      },
    ],
    ["the list of what is cannot be read", { "main.tf": call("acme/store/aws"), ...downloaded("{") }],
  ])("a module is told as unread where %s", async (_name, files) => {
    const { unread, locations } = await declared(files);
    expect(unread).toMatchObject([
      {
        address: "module.m",
        why: "the module module.m is not read",
        settle:
          "run `terraform init`, which downloads it, or judge the plan (`terraform plan -out=plan && terraform show -json plan`)",
      },
    ]);
    expect(locations.get("module.m")).toEqual({ file: "main.tf", line: 1 });
  });

  test("one that is called from two places is read twice, and is no circle", async () => {
    const all = await declared({
      "main.tf": call("./a") + call("./b").replace('"m"', '"n"'),
      "a/main.tf": call("../c"),
      "b/main.tf": call("../c"),
      "c/main.tf": bucket("c"),
    });
    expect(Object.keys(named(all))).toEqual(["module.m.module.m.aws_s3_bucket.b", "module.n.module.m.aws_s3_bucket.b"]);
  });
});

test("every resource has the place where it is written, by its instances", async () => {
  const { locations } = await declared({
    "main.tf": `# resource "aws_s3_bucket" "not_this" {
/* resource "aws_s3_bucket" "nor_this" {
*/
locals {
  text = <<-EOT
    resource "aws_s3_bucket" "many" {
    EOT
  braces = "}{ \${ upper("}") } $\${ %{ if true }}%{ endif }"
}
resource "aws_s3_bucket" "many" {
  count = 2
}

  resource aws_s3_bucket_versioning "v" {
  bucket = "x"
}
`,
    "b/main.tf.json": '{"resource":{"aws_s3_bucket":{"j":{}}}}',
    "z.tf": 'module "b" {\n  source = "./b"\n}\nresource "aws_kms_key" "k" {}',
  });
  expect(Object.fromEntries(locations)).toEqual({
    "aws_s3_bucket.many[0]": { file: "main.tf", line: 10 },
    "aws_s3_bucket.many[1]": { file: "main.tf", line: 10 },
    "aws_s3_bucket_versioning.v": { file: "main.tf", line: 14 },
    "aws_kms_key.k": { file: "z.tf", line: 4 },
    "module.b.aws_s3_bucket.j": { file: "b/main.tf.json", line: undefined },
  });
});

type Refused = readonly [name: string, files: Files, sentence: string, given?: Given];

describe("a folder that cannot be read is refused with one sentence", () => {
  const bucket = 'resource "aws_s3_bucket" "b" {}\n';
  const module = 'module "m" {\n  source = "./m"\n}\n';

  test.each<Refused>([
    ["no files", { "README.md": "" }, "The folder has no .tf files. Name the folder of a root module."],
    [
      "a syntax error",
      { "main.tf": 'resource "aws_s3_bucket" "b" {\n  bucket = \n}\n' },
      "main.tf:2: Invalid expression: Expected the start of an expression, but found an invalid expression token. Fix the syntax; `terraform validate` checks it.",
    ],
    [
      "a syntax error in a module, the first of several",
      { "main.tf": module, "m/a.tf": bucket, "m/b.tf": '\nlocals {\n  a = "x\n}\n' },
      "m/b.tf:3: Invalid multi-line string: Quoted strings may not be split over multiple lines. Fix the syntax; `terraform validate` checks it.",
    ],
    [
      "an error in JSON, of which nothing is quoted",
      { "main.tf.json": '{\n  "locals": secret\n}' },
      "main.tf.json:2: this is not an object of valid JSON. Fix the syntax.",
    ],
    [
      "JSON that is no object",
      { "main.tf.json": "[1]" },
      "main.tf.json: this is not an object of valid JSON. Fix the syntax.",
    ],
    [
      "brackets without end",
      { "main.tf": `locals {\n  a = ${"[".repeat(100_000)}${"]".repeat(100_000)}\n}\n` },
      "main.tf cannot be parsed: it is nested too deeply. Simplify it, or judge the plan instead.",
    ],
    [
      "a huge file",
      { "main.tf": `${bucket}${"#".repeat(10 * 1024 * 1024)}` },
      "main.tf has more than 10 MB, and is not read. Split it, or judge the plan instead.",
    ],
    [
      "a resource that is declared twice",
      { "a.tf": `\n${bucket}`, "b.tf": bucket },
      "b.tf:1: resource aws_s3_bucket.b is already declared in a.tf:2. Rename or remove one of the two.",
    ],
    [
      "a provider that is declared twice in one file",
      { "a.tf": 'provider "aws" {\n  alias = "x"\n}\nprovider "aws" {}\nprovider "aws" {\n  alias = "x"\n}\n' },
      "a.tf:5: provider aws.x is already declared in a.tf:1. Rename or remove one of the two.",
    ],
    [
      "a local value that is declared twice",
      { "a.tf": "locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n" },
      "a.tf:4: local value a is already declared in a.tf:1. Rename or remove one of the two.",
    ],
    [
      "an override of nothing",
      { "main.tf": "locals {}", "override.tf": bucket },
      "override.tf:1: there is no resource aws_s3_bucket.b that this file could override. Declare it in another file, or remove it here.",
    ],
    [
      "a module that is not there",
      { "main.tf": `\n${module}` },
      "main.tf:2: the module ./m cannot be read: it does not exist.",
    ],
    [
      "a module without files",
      { "main.tf": module, "m/README.md": "" },
      "m has no .tf files. Name the folder of a root module.",
    ],
    [
      "a module that calls itself",
      {
        "main.tf": module,
        "m/main.tf": 'module "n" {\n  source = "../n"\n}\n',
        "n/main.tf": 'module "m" {\n  source = "../m"\n}\n',
      },
      "n/main.tf:1: a module calls itself, . → m → n → m. Remove one of the calls.",
    ],
    [
      "the root called by itself",
      { "main.tf": 'module "m" {\n  source = "./"\n}\n' },
      "main.tf:1: a module calls itself, . → .. Remove one of the calls.",
    ],
    [
      "a value that is none",
      { "main.tf": bucket, "terraform.tfvars": "a = var.b" },
      "terraform.tfvars: the value of a must be a value by itself: write it without references and functions.",
    ],
    [
      "a default that is none",
      { "main.tf": 'variable "v" {\n  default = local.x\n}\n' },
      "main.tf: the default of variable v must be a value by itself: write it without references and functions.",
    ],
    [
      "a file of values with an error",
      { "main.tf": bucket, "terraform.tfvars": "a = 1\nb\n" },
      "terraform.tfvars:2: Argument or block definition required: An argument or block definition is required here. Fix the syntax; `terraform validate` checks it.",
    ],
    [
      "a file of values that is not there",
      { "main.tf": bucket },
      "prod.tfvars cannot be read: it does not exist.",
      { values: [{ file: "prod.tfvars" }] },
    ],
    [
      "a value of no variable",
      { "main.tf": bucket },
      "-var x: the folder declares no variable of this name. Correct the name.",
      { values: [{ name: "x", value: "" }] },
    ],
    [
      "a value with an error",
      { "main.tf": 'variable "x" {\n  type = list(string)\n}\n' },
      "-var x:1: Invalid expression: Expected the start of an expression, but found an invalid expression token. Fix the syntax; `terraform validate` checks it.",
      { values: [{ name: "x", value: "]" }] },
    ],
  ])("%s", async (...row) => {
    const [, files, sentence, given] = row as unknown as Refused;
    expect(await refusal(files, given)).toBe(sentence);
  });

  test("a folder that is not there, and one that is a file", () =>
    inFolder({ "main.tf": bucket }, async (folder) => {
      const reason = (name: string) =>
        readTerraformFolder(path.join(folder, name), DEFAULT_OPTIONS).catch(
          (error: unknown) => (error as Error).message,
        );
      expect(await reason("none")).toBe(`${path.join(folder, "none")} cannot be read: it does not exist.`);
      expect(await reason("main.tf")).toBe(". cannot be read: it is not a folder.");
    }));

  test("files that cannot be read", () =>
    inFolder({}, async (folder) => {
      const reason = () => loadTerraformFolder(folder).catch((error: unknown) => (error as Error).message);
      await symlink("nowhere", path.join(folder, "main.tf"));
      expect(await reason()).toBe("main.tf cannot be read: it does not exist.");
      await rm(path.join(folder, "main.tf"));
      await mkdir(path.join(folder, "elsewhere"));
      await symlink("elsewhere", path.join(folder, "main.tf"));
      expect(await reason()).toBe("main.tf cannot be read: it is a folder.");
      await rm(path.join(folder, "main.tf"));
      await writeFile(path.join(folder, "main.tf"), bucket);
      await chmod(path.join(folder, "main.tf"), 0);
      // Whoever may read everything reads it all the same.
      expect([undefined, "main.tf cannot be read: permission is denied."]).toContain(
        await loadTerraformFolder(folder).then(
          () => undefined,
          (error: unknown) => (error as Error).message,
        ),
      );
    }));

  test("without a parser, what to install", async () => {
    const missing = () => {
      throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
    };
    jest.doMock("@cdktn/hcl2json", missing);
    jest.doMock("@cdktf/hcl2json", missing, { virtual: true });
    expect(await refusal({ "main.tf": bucket })).toBe(
      "Install @cdktn/hcl2json to read .tf files: npm install --save-dev @cdktn/hcl2json",
    );
    jest.dontMock("@cdktn/hcl2json").dontMock("@cdktf/hcl2json");
  });

  test("a folder of JSON needs no parser", async () => {
    expect(addresses(await declared({ "main.tf.json": '{"resource":{"aws_s3_bucket":{"b":{}}}}' }))).toEqual([
      "aws_s3_bucket.b",
    ]);
  });
});

// Terraform plans the same files, and its plans are judged in test/referees: no answer is the opposite of the plan's.
describe("configurations of the field", () => {
  test.each(ONE_FILE)("%s", async (name, text, expected) => {
    // The configuration tells of which ARNs the policy is; the plan does not.
    const isToldInFull = name === "a policy of ARNs that are known on apply";
    expect(brief(await saidOf({ "main.tf": text }))).toEqual(isToldInFull ? [] : expected);
  });

  test("the replica in a module", async () => {
    expect(await saidOf(WITH_MODULE)).toEqual([
      expect.stringMatching(
        /^\? role-can-replicate: the role arn:aws:iam::111122223333:role\/theirs is not in this stack/,
      ),
    ]);
  });

  test("the idioms of the field", async () => {
    // Here the configuration tells of which rules the dynamic block is made.
    expect(saidOfIdioms(await saidOf(IDIOM_FILES))).toEqual({ ...SAID_OF_IDIOMS, dynamic_hidden: [] });
  });

  test.each<readonly [name: string, value: string | undefined, expected: readonly string[]]>([
    ["on", "true", []],
    ["off", "false", ["replication-enabled"]],
    ["not given", undefined, ["? replication-enabled"]],
  ])("replication where a variable says so: %s", async (_name, value, expected) => {
    const providers = (IDIOM_FILES["main.tf"] ?? "")
      .replace(/^module [^]*/m, "")
      .replace(/^terraform [^]*?\n\}\n/m, "");
    const files = { "providers.tf": providers, "main.tf": IDIOM_FILES["count_by_variable/main.tf"] ?? "" };
    const lines = brief(await saidOf(files, { values: value === undefined ? [] : [{ name: "replicate", value }] }));
    expect(lines.filter((line) => line.endsWith("replication-enabled"))).toEqual(expected);
    expect(lines.filter((line) => !line.startsWith("?") && !expected.includes(line))).toEqual([]);
  });
});
