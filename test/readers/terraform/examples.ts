import type { JsonConfiguration } from "../../../policy-pack/readers/terraform";

// What people start from: the examples of the AWS provider's documentation, and the shapes of the modules they use most,
// reduced and in other words. The source is at home in us-west-2, its copies in eu-west-1.

type Body = Readonly<Record<string, unknown>>;

export interface Example {
  readonly root: Body;
  /** Modules by their folders. */
  readonly folders?: Readonly<Record<string, JsonConfiguration>>;
  /** The rules that speak of the configuration: with "? " where they cannot decide. */
  readonly said: readonly string[];
  /** Of the plan of the same in HCL, where that tells something else. */
  readonly planSaid?: readonly string[];
}

const away = { provider: "aws.oregon" };
const enabled = { versioning_configuration: { status: "Enabled" } };
const READS = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"];
const WRITES = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];
const ANNOTATIONS = "s3:GetObjectVersionAnnotationForReplication";

const bucket = (name: string, more: Body = {}): Body => ({ [name]: { bucket: `acme-${name}`, ...more } });
const versioning = (name: string, more: Body = {}): Body => ({
  [name]: { bucket: `\${aws_s3_bucket.${name}.id}`, ...enabled, ...more },
});

/** The role with its policy, by data sources, for copies from one bucket to another. */
const role = (name: string, from: string, to: string, more: readonly Body[] = [], reads = READS) => ({
  document: {
    [name]: {
      statement: [
        {
          actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
          resources: [`\${aws_s3_bucket.${from}.arn}`],
        },
        { actions: reads, resources: [`\${aws_s3_bucket.${from}.arn}/*`] },
        { actions: WRITES, resources: [`\${aws_s3_bucket.${to}.arn}/*`] },
        ...more,
      ],
    },
  },
  role: {
    [name]: { name: `acme-${name}`, assume_role_policy: "${data.aws_iam_policy_document.trust.json}" },
  },
  policy: { [name]: { name: `acme-${name}`, policy: `\${data.aws_iam_policy_document.${name}.json}` } },
  attachment: {
    [name]: { role: `\${aws_iam_role.${name}.name}`, policy_arn: `\${aws_iam_policy.${name}.arn}` },
  },
});
const TRUST = {
  trust: {
    statement: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }] }],
  },
};

/** A whole stack: two buckets, versioned, the first copied to the second. */
function pair(rule: Body, { more = {}, statements = [], reads = READS, waits = ["archive"] }: Variation = {}): Body {
  const grants = role("copies", "archive", "mirror", statements, reads);
  return {
    data: { aws_iam_policy_document: { ...TRUST, ...grants.document } },
    resource: {
      aws_iam_role: grants.role,
      aws_iam_policy: grants.policy,
      aws_iam_role_policy_attachment: grants.attachment,
      aws_s3_bucket: { ...bucket("archive", away), ...bucket("mirror") },
      aws_s3_bucket_versioning: { ...versioning("archive", away), ...versioning("mirror") },
      aws_s3_bucket_replication_configuration: {
        archive: {
          ...away,
          bucket: "${aws_s3_bucket.archive.id}",
          role: "${aws_iam_role.copies.arn}",
          depends_on: waits.map((each) => `aws_s3_bucket_versioning.${each}`),
          rule: [rule],
        },
      },
      ...more,
    },
  };
}

interface Variation {
  readonly more?: Body;
  readonly statements?: readonly Body[];
  readonly reads?: string[];
  readonly waits?: readonly string[];
}

const mirror = { bucket: "${aws_s3_bucket.mirror.arn}", storage_class: "STANDARD" };
const whole = { id: "all", status: "Enabled", filter: [{}], delete_marker_replication: [{ status: "Disabled" }] };
const careful = { reads: [...READS, ANNOTATIONS], waits: ["archive", "mirror"] };
/** The documentation's policies are of ARNs, which HCL's plan does not know yet. */
const POLICY_LATER = ["? role-can-replicate", "? role-least-privileged", "? tags-can-replicate"];

const KEY = "${aws_kms_key.mirror.arn}";
const HOME_KEY = "${aws_kms_key.archive.arn}";

const DOCUMENTATION: Readonly<Record<string, Example>> = {
  // With a filter S3 asks for delete_marker_replication; the replica's versioning is not waited for.
  "the provider's first example: a prefix, and no word on delete markers": {
    root: pair({ id: "media", status: "Enabled", filter: [{ prefix: "media" }], destination: [mirror] }),
    said: ["configured-after-versioning", "rule-set-accepted", "tags-can-replicate", "whole-bucket-covered"],
    planSaid: ["configured-after-versioning", "rule-set-accepted", "whole-bucket-covered", ...POLICY_LATER],
  },
  "the same, as S3 accepts it": {
    root: pair({ ...whole, destination: [mirror] }, careful),
    said: [],
    planSaid: POLICY_LATER,
  },
  "both ways, each with a role of its own": {
    root: bothWays(),
    said: [],
    planSaid: POLICY_LATER,
  },
  "a replica in the same Region": {
    root: inOneRegion(pair({ ...whole, destination: [mirror] }, careful)),
    said: ["destination-in-another-region", "replication-enabled"],
    planSaid: ["destination-in-another-region", "replication-enabled", ...POLICY_LATER],
  },
  "Replication Time Control, with metrics": {
    root: pair(
      {
        ...whole,
        destination: [
          {
            ...mirror,
            replication_time: [{ status: "Enabled", time: [{ minutes: 15 }] }],
            metrics: [{ status: "Enabled", event_threshold: [{ minutes: 15 }] }],
          },
        ],
      },
      careful,
    ),
    said: [],
    planSaid: POLICY_LATER,
  },
  "Replication Time Control without metrics, which S3 refuses": {
    root: pair(
      {
        ...whole,
        destination: [{ ...mirror, replication_time: [{ status: "Enabled", time: [{ minutes: 15 }] }] }],
      },
      careful,
    ),
    said: ["rule-set-accepted"],
    planSaid: ["rule-set-accepted", ...POLICY_LATER],
  },
  "encrypted with KMS on both sides": {
    root: pair(
      {
        ...whole,
        source_selection_criteria: [{ sse_kms_encrypted_objects: [{ status: "Enabled" }] }],
        destination: [{ ...mirror, encryption_configuration: [{ replica_kms_key_id: KEY }] }],
      },
      {
        ...careful,
        statements: [
          { actions: ["kms:Decrypt"], resources: [HOME_KEY] },
          { actions: ["kms:Encrypt", "kms:GenerateDataKey"], resources: [KEY] },
        ],
        more: encryption("archive", "mirror"),
      },
    ),
    said: [],
    planSaid: POLICY_LATER,
  },
  "encrypted with KMS, and the rule does not select such objects": {
    root: pair({ ...whole, destination: [mirror] }, { ...careful, more: encryption("archive") }),
    said: ["encrypted-objects-selected"],
    planSaid: ["encrypted-objects-selected", ...POLICY_LATER],
  },
};

function inOneRegion(root: Body): Body {
  return JSON.parse(JSON.stringify(root, (key, value: unknown) => (key === "provider" ? undefined : value))) as Body;
}

function encryption(...names: readonly string[]): Body {
  const place = (name: string) => (name === "archive" ? away : {});
  const by = (name: string) => ({ sse_algorithm: "aws:kms", kms_master_key_id: `\${aws_kms_key.${name}.arn}` });
  return {
    aws_kms_key: Object.fromEntries(names.map((name) => [name, { description: name, ...place(name) }])),
    aws_s3_bucket_server_side_encryption_configuration: Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...place(name),
          bucket: `\${aws_s3_bucket.${name}.id}`,
          rule: [{ apply_server_side_encryption_by_default: [by(name)] }],
        },
      ]),
    ),
  };
}

function bothWays(): Body {
  const [there, back] = [
    role("there", "archive", "mirror", [], careful.reads),
    role("back", "mirror", "archive", [], careful.reads),
  ];
  const copies = (from: string, to: string, by: string, more: Body = {}) => ({
    ...more,
    bucket: `\${aws_s3_bucket.${from}.id}`,
    role: `\${aws_iam_role.${by}.arn}`,
    depends_on: ["aws_s3_bucket_versioning.archive", "aws_s3_bucket_versioning.mirror"],
    rule: [{ ...whole, destination: [{ bucket: `\${aws_s3_bucket.${to}.arn}` }] }],
  });
  return {
    data: { aws_iam_policy_document: { ...TRUST, ...there.document, ...back.document } },
    resource: {
      aws_iam_role: { ...there.role, ...back.role },
      aws_iam_policy: { ...there.policy, ...back.policy },
      aws_iam_role_policy_attachment: { ...there.attachment, ...back.attachment },
      aws_s3_bucket: { ...bucket("archive", away), ...bucket("mirror") },
      aws_s3_bucket_versioning: { ...versioning("archive", away), ...versioning("mirror") },
      aws_s3_bucket_replication_configuration: {
        there: copies("archive", "mirror", "there", away),
        back: copies("mirror", "archive", "back"),
      },
    },
  };
}

/** A policy by names, which is known before anything exists. */
const policyFor = (from: string, to: string): string =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
        Resource: `arn:aws:s3:::${from}`,
      },
      { Effect: "Allow", Action: [...READS, ANNOTATIONS], Resource: `arn:aws:s3:::${from}/*` },
      { Effect: "Allow", Action: WRITES, Resource: `arn:aws:s3:::${to}/*` },
    ],
  });
const trust = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const roleBeside = (from: string, to: string): Body => ({
  aws_iam_role: { copies: { name: "acme-copies", assume_role_policy: trust } },
  aws_iam_role_policy: { copies: { role: "${aws_iam_role.copies.name}", policy: policyFor(from, to) } },
});

/** One bucket of everything, each part by `count`, its rules by `dynamic` over a variable of any shape. */
const BUCKET_OF_ALL: JsonConfiguration = {
  variable: {
    create_bucket: { default: true },
    bucket: { default: null },
    versioning: { default: {} },
    replication_configuration: { default: {} },
  },
  resource: {
    aws_s3_bucket: { this: { count: "${var.create_bucket ? 1 : 0}", bucket: "${var.bucket}" } },
    aws_s3_bucket_versioning: {
      this: {
        count: "${var.create_bucket && length(keys(var.versioning)) > 0 ? 1 : 0}",
        bucket: "${aws_s3_bucket.this[0].id}",
        versioning_configuration: {
          status:
            '${try(var.versioning["enabled"] ? "Enabled" : "Suspended", tobool(var.versioning["status"]) ? "Enabled" : "Suspended", title(lower(var.versioning["status"])))}',
        },
      },
    },
    aws_s3_bucket_replication_configuration: {
      this: {
        count: "${var.create_bucket && length(keys(var.replication_configuration)) > 0 ? 1 : 0}",
        bucket: "${aws_s3_bucket.this[0].id}",
        role: '${var.replication_configuration["role"]}',
        depends_on: ["aws_s3_bucket_versioning.this"],
        dynamic: {
          rule: [
            {
              for_each:
                '${flatten(try([var.replication_configuration["rule"]], [var.replication_configuration["rules"]], []))}',
              content: {
                id: "${try(rule.value.id, null)}",
                priority: "${try(rule.value.priority, null)}",
                status:
                  '${try(tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)), "Enabled")}',
                filter: [{ prefix: "${try(rule.value.prefix, null)}" }],
                dynamic: {
                  delete_marker_replication: [
                    {
                      for_each: "${flatten(try([rule.value.delete_marker_replication], []))}",
                      content: {
                        status: '${try(delete_marker_replication.value ? "Enabled" : "Disabled", "Disabled")}',
                      },
                    },
                  ],
                  destination: [
                    {
                      for_each: "${try(flatten([rule.value.destination]), [])}",
                      content: {
                        bucket: "${destination.value.bucket}",
                        storage_class: "${try(destination.value.storage_class, null)}",
                      },
                    },
                  ],
                },
              },
            },
          ],
        },
      },
    },
  },
  output: {
    arn: { value: '${try(aws_s3_bucket.this[0].arn, "")}' },
    id: { value: '${try(aws_s3_bucket.this[0].id, "")}' },
  },
};

/** Everything behind one switch, the rules by `for_each` over a list of objects. */
const SWITCHED: JsonConfiguration = {
  variable: { enabled: { default: true }, name: {}, rules: { default: [] }, role_arn: { default: "" } },
  locals: { enabled: "${var.enabled}", replicates: "${local.enabled && length(var.rules) > 0}" },
  resource: {
    aws_s3_bucket: { default: { count: "${local.enabled ? 1 : 0}", bucket: "${var.name}" } },
    aws_s3_bucket_versioning: {
      default: {
        count: "${local.enabled ? 1 : 0}",
        bucket: '${join("", aws_s3_bucket.default[*].id)}',
        ...enabled,
      },
    },
    aws_s3_bucket_replication_configuration: {
      default: {
        count: "${local.replicates ? 1 : 0}",
        bucket: '${join("", aws_s3_bucket.default[*].id)}',
        role: "${var.role_arn}",
        depends_on: ["aws_s3_bucket_versioning.default"],
        dynamic: {
          rule: [
            {
              for_each: "${var.rules}",
              content: {
                id: "${rule.value.id}",
                priority: "${rule.value.priority}",
                status: "${rule.value.status}",
                filter: [{}],
                delete_marker_replication: [{ status: "Disabled" }],
                destination: [{ bucket: "${rule.value.to}" }],
              },
            },
          ],
        },
      },
    },
  },
  output: { arn: { value: '${join("", aws_s3_bucket.default[*].arn)}' } },
};

/** Both sides in one module, which is handed a provider for each. */
const BOTH_SIDES: JsonConfiguration = {
  terraform: {
    required_providers: { aws: { source: "hashicorp/aws", configuration_aliases: ["aws.main", "aws.standby"] } },
  },
  variable: { name: {} },
  resource: {
    aws_s3_bucket: {
      main: { provider: "aws.main", bucket: "${var.name}" },
      standby: { provider: "aws.standby", bucket: "${var.name}-standby" },
    },
    aws_s3_bucket_versioning: {
      main: { provider: "aws.main", bucket: "${aws_s3_bucket.main.id}", ...enabled },
      standby: { provider: "aws.standby", bucket: "${aws_s3_bucket.standby.id}", ...enabled },
    },
    aws_iam_role: { copies: { provider: "aws.main", name: "${var.name}-copies", assume_role_policy: trust } },
    aws_iam_role_policy: {
      copies: {
        provider: "aws.main",
        role: "${aws_iam_role.copies.name}",
        policy: policyFor("${var.name}", "${var.name}-standby"),
      },
    },
    aws_s3_bucket_replication_configuration: {
      main: {
        provider: "aws.main",
        bucket: "${aws_s3_bucket.main.id}",
        role: "${aws_iam_role.copies.arn}",
        depends_on: ["aws_s3_bucket_versioning.main", "aws_s3_bucket_versioning.standby"],
        rule: [{ ...whole, destination: [{ bucket: "${aws_s3_bucket.standby.arn}" }] }],
      },
    },
  },
} as unknown as JsonConfiguration;

const ofAll = (rules: Body): Body => ({
  module: {
    copy: {
      source: "./of_all",
      bucket: "acme-copy",
      versioning: { enabled: true },
    },
    data: {
      source: "./of_all",
      providers: { aws: "aws.oregon" },
      bucket: "acme-data",
      versioning: { status: true },
      replication_configuration: { role: "${aws_iam_role.copies.arn}", ...rules },
      depends_on: ["module.copy"],
    },
  },
  resource: roleBeside("acme-data", "acme-copy"),
});
const copyRule = (more: Body = {}): Body => ({
  id: "all",
  priority: 1,
  status: true,
  delete_marker_replication: false,
  destination: { bucket: "arn:aws:s3:::acme-copy" },
  ...more,
});

const switched = (enabledThere: boolean): Body => ({
  module: {
    copy: { source: "./switched", name: "acme-copy", enabled: enabledThere },
    data: {
      source: "./switched",
      providers: { aws: "aws.oregon" },
      name: "acme-data",
      role_arn: "${aws_iam_role.copies.arn}",
      rules: [{ id: "all", priority: 1, status: "Enabled", to: "arn:aws:s3:::acme-copy" }],
      depends_on: ["module.copy"],
    },
  },
  resource: roleBeside("acme-data", "acme-copy"),
});

const MODULES: Readonly<Record<string, Example>> = {
  "a module for every bucket, its rules of any shape": {
    root: ofAll({ rules: [copyRule()] }),
    folders: { of_all: BUCKET_OF_ALL },
    said: [],
  },
  "the same, without a word on delete markers": {
    root: ofAll({ rule: copyRule({ delete_marker_replication: [] }) }),
    folders: { of_all: BUCKET_OF_ALL },
    said: ["rule-set-accepted"],
  },
  "a module behind a switch": {
    root: switched(true),
    folders: { switched: SWITCHED },
    said: [],
  },
  "a module behind a switch that is off for the replica": {
    root: switched(false),
    folders: { switched: SWITCHED },
    said: [
      "? destination-in-another-region",
      "? destination-versioned",
      "? role-can-replicate",
      "? tags-can-replicate",
      "? whole-bucket-covered",
    ],
  },
  "a module with both sides, for several names and a provider for each side": {
    root: {
      module: {
        store: {
          source: "./both_sides",
          for_each: { orders: "acme-orders", invoices: "acme-invoices" },
          name: "${each.value}",
          providers: { "aws.main": "aws.oregon", "aws.standby": "aws" },
        },
      },
    },
    folders: { both_sides: BOTH_SIDES },
    said: [],
  },
  "the same, both sides with one provider": {
    root: {
      module: {
        store: { source: "./both_sides", name: "acme-orders", providers: { "aws.main": "aws", "aws.standby": "aws" } },
      },
    },
    folders: { both_sides: BOTH_SIDES },
    said: ["destination-in-another-region", "replication-enabled"],
  },
};

export const EXAMPLES: Readonly<Record<string, Example>> = { ...DOCUMENTATION, ...MODULES };

export const EXAMPLE_PROVIDERS = [{ region: "eu-west-1" }, { alias: "oregon", region: "us-west-2" }] as const;

/** The rules that speak, with "? " where they cannot decide. */
export const rulesOf = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((line) => line.replace(/^(\? )?([\w-]+).*$/s, "$1$2")))].sort();
