import { policyToReplicate, TRUST } from "../test/support/replication-role";

type Body = Readonly<Record<string, unknown>>;

interface Planned {
  readonly type: string;
  readonly name: string;
  readonly provider?: string;
  readonly values: Body;
  readonly unknown: Body;
  readonly expressions: Body;
  readonly dependsOn?: readonly string[];
}

const constant = (value: unknown): Body => ({ constant_value: value });
/** A reference to an attribute, with its beginnings behind it, as Terraform prints them. */
const refers = (address: string, attribute: string): Body => ({ references: [`${address}.${attribute}`, address] });

const bucket = (name: string, provider?: string): Planned => ({
  type: "aws_s3_bucket",
  name,
  ...(provider !== undefined && { provider }),
  values: { bucket: `acme-${name}`, bucket_prefix: null, force_destroy: false, tags: null, timeouts: null },
  unknown: { arn: true, id: true, region: true, acl: true, versioning: true, object_lock_enabled: true },
  expressions: { bucket: constant(`acme-${name}`) },
});

const versioning = (name: string, provider?: string): Planned => ({
  type: "aws_s3_bucket_versioning",
  name,
  ...(provider !== undefined && { provider }),
  values: { expected_bucket_owner: null, mfa: null, versioning_configuration: [{ status: "Enabled" }] },
  unknown: { bucket: true, id: true, versioning_configuration: [{ mfa_delete: true }] },
  expressions: {
    bucket: refers(`aws_s3_bucket.${name}`, "id"),
    versioning_configuration: [{ status: constant("Enabled") }],
  },
});

/** A bucket, its copy in another Region, and all that the replication needs. */
function pair(index: number): readonly Planned[] {
  const [data, copy, role] = [`data-${index}`, `copy-${index}`, `role-${index}`];
  const policy = policyToReplicate(`acme-${data}`, `acme-${copy}`);
  return [
    bucket(data),
    bucket(copy, "aws.west"),
    versioning(data),
    versioning(copy, "aws.west"),
    {
      type: "aws_iam_role",
      name: role,
      values: { name: role, assume_role_policy: TRUST, path: "/", permissions_boundary: null, tags: null },
      unknown: { arn: true, id: true, unique_id: true },
      expressions: { name: constant(role), assume_role_policy: constant(TRUST) },
    },
    {
      type: "aws_iam_role_policy",
      name: role,
      values: { name: role, policy },
      unknown: { id: true, role: true },
      expressions: { name: constant(role), role: refers(`aws_iam_role.${role}`, "id"), policy: constant(policy) },
    },
    {
      type: "aws_s3_bucket_replication_configuration",
      name: data,
      values: {
        token: null,
        rule: [
          {
            id: "all",
            priority: 1,
            status: "Enabled",
            filter: [{ and: [], prefix: null, tag: [] }],
            delete_marker_replication: [{ status: "Enabled" }],
            destination: [{ account: null, storage_class: null }],
            existing_object_replication: [],
            source_selection_criteria: [],
          },
        ],
      },
      unknown: { bucket: true, id: true, role: true, rule: [{ destination: [{ bucket: true }] }] },
      expressions: {
        bucket: refers(`aws_s3_bucket.${data}`, "id"),
        role: refers(`aws_iam_role.${role}`, "arn"),
        rule: [
          {
            id: constant("all"),
            priority: constant(1),
            status: constant("Enabled"),
            filter: [{}],
            delete_marker_replication: [{ status: constant("Enabled") }],
            destination: [{ bucket: refers(`aws_s3_bucket.${copy}`, "arn") }],
          },
        ],
      },
      dependsOn: [
        `aws_s3_bucket_versioning.${data}`,
        `aws_s3_bucket_versioning.${copy}`,
        `aws_iam_role_policy.${role}`,
      ],
    },
  ];
}

const shown = ({ type, name, values }: Planned): Body => ({
  address: `${type}.${name}`,
  mode: "managed",
  type,
  name,
  provider_name: "registry.terraform.io/hashicorp/aws",
  schema_version: 0,
  values,
  sensitive_values: {},
});

/** A plan as `terraform show -json` prints it, of so many pairs that are as they should be. */
export function planOf(pairs: number): string {
  const all = Array.from({ length: pairs }, (_, index) => pair(index)).flat();
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: { resources: all.map(shown) } },
    resource_changes: all.map((each) => {
      const { values: _values, sensitive_values: _sensitive, schema_version: _version, ...rest } = shown(each);
      const change = { actions: ["create"], before: null, after: each.values, after_unknown: each.unknown };
      return { ...rest, change: { ...change, before_sensitive: false, after_sensitive: {} } };
    }),
    configuration: {
      provider_config: {
        aws: { name: "aws", expressions: { region: constant("eu-west-1") } },
        "aws.west": { name: "aws", alias: "west", expressions: { region: constant("us-west-2") } },
      },
      root_module: {
        resources: all.map(({ type, name, provider = "aws", expressions, dependsOn }) => ({
          address: `${type}.${name}`,
          mode: "managed",
          type,
          name,
          provider_config_key: provider,
          expressions,
          schema_version: 0,
          ...(dependsOn && { depends_on: dependsOn }),
        })),
      },
    },
    complete: true,
    errored: false,
  });
}
