/** Configurations of the field in HCL: Terraform plans them, and they are read as they are. */

/** The contents of files by their paths. */
export type Files = Readonly<Record<string, string>>;

/** The version of the AWS provider. */
export const PROVIDER = "5.100.0";

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
      { Effect = "Allow", Action = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:GetObjectVersionAnnotationForReplication"], Resource = [for n in local.names : "arn:aws:s3:::acme-\${n}/*"] },
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

/** A name, the only file, and the rules that speak of its plan. */
export const ONE_FILE: readonly (readonly [string, string, readonly string[]])[] = [
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
    ["? role-can-replicate", "? role-least-privileged", "? tags-can-replicate"],
  ],
];

/** The replica in a module of its own, its name known on apply. */
export const WITH_MODULE: Files = {
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

// The idioms of the field, each a module of one root: one plan is made of them all.

const ALIASES = `
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.west]
    }
  }
}
`;
const ENABLED = 'versioning_configuration { status = "Enabled" }';
const RULE = (destination: string): string => `
    id       = "all"
    priority = 1
    status   = "Enabled"
    filter {}
    delete_marker_replication { status = "Disabled" }
    destination { bucket = ${destination} }
`;
/** @param name Of the source; the replica's ends with `-copy`. */
const ROLE = (name: string, meta = ""): string => `
resource "aws_iam_role" "crr" {
  ${meta}
  name               = "${name}-crr"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
`;
const STATEMENTS = (source: string, replica: string): string => `jsonencode({ Statement = [
    { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = ${source} },
    { Effect = "Allow", Action = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:GetObjectVersionAnnotationForReplication"], Resource = [for arn in flatten([${source}]) : "\${arn}/*"] },
    { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], Resource = [for arn in flatten([${replica}]) : "\${arn}/*"] } ] })`;

const PAIR = (name: string, rule: string, more = ""): string => `${ALIASES}
resource "aws_s3_bucket" "data" { bucket = "${name}" }
resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  ${ENABLED}
}
resource "aws_s3_bucket" "copy" {
  provider = aws.west
  bucket   = "${name}-copy"
}
resource "aws_s3_bucket_versioning" "copy" {
  provider = aws.west
  bucket   = aws_s3_bucket.copy.id
  ${ENABLED}
}
${ROLE(name)}
resource "aws_iam_role_policy" "crr" {
  role   = aws_iam_role.crr.id
  policy = ${STATEMENTS(`"arn:aws:s3:::${name}"`, `"arn:aws:s3:::${name}-copy"`)}
}
resource "aws_s3_bucket_replication_configuration" "data" {
  bucket     = aws_s3_bucket.data.id
  role       = aws_iam_role.crr.arn
  depends_on = [aws_s3_bucket_versioning.data, aws_s3_bucket_versioning.copy]
  ${rule}
}
${more}
`;

interface Idiom {
  /** Of the module's files, by their names. */
  readonly files: Files;
  /** In the `module` block. */
  readonly call?: string;
  readonly handed?: string;
  /** The rules that speak: with "? " where they cannot decide. */
  readonly said: readonly string[];
}

const IDIOMS: Readonly<Record<string, Idiom>> = {
  plain: { files: { main: PAIR("acme-plain", `rule { ${RULE("aws_s3_bucket.copy.arn")} }`) }, said: [] },
  // One of several instances of a module.
  each: {
    files: {
      main: `variable "name" {}\n${PAIR("${var.name}", `rule { ${RULE("aws_s3_bucket.copy.arn")} }`).replaceAll("$" + "$", "$")}`,
    },
    call: `for_each = { orders = 1, "in.voices]" = 2 }
  name     = "acme-each-\${each.value}"`,
    said: [],
  },
  count_by_variable: {
    files: {
      main: `${ALIASES}
variable "replicate" { default = true }
resource "aws_s3_bucket" "data" { bucket = "acme-count" }
resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  ${ENABLED}
}
resource "aws_s3_bucket" "copy" {
  count    = var.replicate ? 1 : 0
  provider = aws.west
  bucket   = "acme-count-copy"
}
resource "aws_s3_bucket_versioning" "copy" {
  count    = var.replicate ? 1 : 0
  provider = aws.west
  bucket   = one(aws_s3_bucket.copy[*].id)
  ${ENABLED}
}
${ROLE("acme-count", "count = var.replicate ? 1 : 0")}
resource "aws_iam_role_policy" "crr" {
  count  = var.replicate ? 1 : 0
  role   = aws_iam_role.crr[0].id
  policy = ${STATEMENTS('"arn:aws:s3:::acme-count"', '"arn:aws:s3:::acme-count-copy"')}
}
resource "aws_s3_bucket_replication_configuration" "data" {
  count      = var.replicate ? 1 : 0
  bucket     = aws_s3_bucket.data.id
  role       = aws_iam_role.crr[0].arn
  depends_on = [aws_s3_bucket_versioning.data, aws_s3_bucket_versioning.copy]
  rule { ${RULE("aws_s3_bucket.copy[0].arn")} }
}
`,
    },
    said: [],
  },
  chained_for_each: {
    files: {
      main: `${ALIASES}
locals { names = { media = "m", docs = "d" } }
resource "aws_s3_bucket" "data" {
  for_each = local.names
  bucket   = "acme-chained-\${each.value}"
}
resource "aws_s3_bucket" "copy" {
  for_each = local.names
  provider = aws.west
  bucket   = "acme-chained-\${each.value}-copy"
}
resource "aws_s3_bucket_versioning" "data" {
  for_each = aws_s3_bucket.data
  bucket   = each.value.id
  ${ENABLED}
}
resource "aws_s3_bucket_versioning" "copy" {
  for_each = aws_s3_bucket.copy
  provider = aws.west
  bucket   = each.value.id
  ${ENABLED}
}
${ROLE("acme-chained")}
resource "aws_iam_role_policy" "crr" {
  role   = aws_iam_role.crr.name
  policy = ${STATEMENTS(
    '[for b in aws_s3_bucket.data : "arn:aws:s3:::${b.bucket}"]',
    '[for b in aws_s3_bucket.copy : "arn:aws:s3:::${b.bucket}"]',
  )}
}
resource "aws_s3_bucket_replication_configuration" "data" {
  for_each   = local.names
  bucket     = aws_s3_bucket.data[each.key].id
  role       = aws_iam_role.crr.arn
  depends_on = [aws_s3_bucket_versioning.data, aws_s3_bucket_versioning.copy]
  rule { ${RULE("aws_s3_bucket.copy[each.key].arn")} }
}
`,
    },
    said: [],
  },
  dynamic_known: {
    files: {
      main: PAIR(
        "acme-dynamic",
        `dynamic "rule" {
    for_each = ["arn:aws:s3:::acme-dynamic-copy"]
    content { ${RULE("rule.value")} }
  }`,
      ),
    },
    said: [],
  },
  dynamic_hidden: {
    files: {
      main: PAIR(
        "acme-hidden",
        `dynamic "rule" {
    for_each = flatten(try([local.replication["rule"]], [local.replication["rules"]], []))
    content { ${RULE("rule.value.to")} }
  }`,
        "locals { replication = { rules = [{ to = aws_s3_bucket.copy.arn }] } }",
      ),
    },
    said: ["?"],
  },
  own_provider: {
    files: {
      main: `
resource "aws_s3_bucket" "data" { bucket = "acme-own" }
module "inner" {
  source = "./inner"
  region = "us-west-2"
}
resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  ${ENABLED}
}
${ROLE("acme-own")}
resource "aws_iam_role_policy" "crr" {
  role   = aws_iam_role.crr.id
  policy = ${STATEMENTS('"arn:aws:s3:::acme-own"', '"arn:aws:s3:::acme-own-copy"')}
}
resource "aws_s3_bucket_replication_configuration" "data" {
  bucket     = aws_s3_bucket.data.id
  role       = aws_iam_role.crr.arn
  depends_on = [aws_s3_bucket_versioning.data, module.inner]
  rule { ${RULE("module.inner.arn")} }
}
`,
      "inner/main": `
variable "region" {}
provider "aws" {
  region                      = var.region
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
resource "aws_s3_bucket" "copy" { bucket = "acme-own-copy" }
resource "aws_s3_bucket_versioning" "copy" {
  bucket = aws_s3_bucket.copy.id
  ${ENABLED}
}
output "arn" { value = aws_s3_bucket.copy.arn }
`,
    },
    handed: "providers = { aws = aws }",
    said: [],
  },
  attachment: {
    files: {
      main: `${PAIR("acme-attached", `rule { ${RULE("aws_s3_bucket.copy.arn")} }`).replace(/resource "aws_iam_role_policy"[^]*?\n\}\n/, "")}
resource "aws_iam_policy" "crr" {
  name_prefix = "crr"
  policy      = ${STATEMENTS('"arn:aws:s3:::acme-attached"', '"arn:aws:s3:::acme-attached-copy"')}
}
resource "aws_iam_policy_attachment" "crr" {
  name       = "crr"
  roles      = [aws_iam_role.crr.name]
  policy_arn = aws_iam_policy.crr.arn
}
`,
    },
    said: [],
  },
};

const WEST = "providers = { aws = aws, aws.west = aws.west }";

/** All of them, each a module of one root. */
export const IDIOM_FILES: Files = {
  "main.tf":
    PROVIDERS +
    Object.entries(IDIOMS)
      .map(
        ([name, { call = "", handed = WEST }]) =>
          `module "${name}" {\n  source = "./${name}"\n  ${call}\n  ${handed}\n}\n`,
      )
      .join(""),
  ...Object.fromEntries(
    Object.entries(IDIOMS).flatMap(([name, { files }]) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}.tf`, text]),
    ),
  ),
};

export const SAID_OF_IDIOMS = Object.fromEntries(Object.entries(IDIOMS).map(([name, { said }]) => [name, said]));

/** The rules that speak of each; where one cannot decide it matters only that none of them is sure. */
export function saidOfIdioms(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(IDIOMS).map(([name, { said: expected }]) => {
      const own = lines.filter((line) => new RegExp(`module\\.${name}\\b`).test(line));
      const rules = [...new Set(own.map((line) => line.replace(/^(\? )?([\w-]+).*$/s, "$1$2")))].sort();
      const isUnsure = expected[0] === "?" && rules.every((each) => each.startsWith("? ")) && rules.length > 0;
      return [name, isUnsure ? ["?"] : rules];
    }),
  );
}
