import type { ShownState } from "../../policy-pack/readers/terraform";
import { policyToReplicate, TRUST } from "./replication-role";

export type Applied = ReturnType<typeof resource>;
export type Body = Readonly<Record<string, unknown>>;

export const resource = (address: string, values: Body, dependsOn: readonly string[] = [], more: Body = {}) => {
  const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".").slice(-2);
  return { address, mode: "managed", type, name, values, depends_on: dependsOn, ...more };
};

/** A bucket as the provider reads it back. */
export const bucket = (name: string, region: string): Body => ({
  bucket: name,
  id: name,
  arn: `arn:aws:s3:::${name}`,
  bucket_prefix: "",
  region,
  tags: {},
  grant: [{ id: "75aa57f0", permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" }],
  request_payer: "BucketOwner",
  policy: "",
  object_lock_enabled: false,
  versioning: [{ enabled: true, mfa_delete: false }],
  replication_configuration: [],
  lifecycle_rule: [],
  server_side_encryption_configuration: [
    {
      rule: [
        {
          apply_server_side_encryption_by_default: [{ kms_master_key_id: "", sse_algorithm: "AES256" }],
          bucket_key_enabled: false,
        },
      ],
    },
  ],
});

export const POLICY = policyToReplicate("acme-data", "acme-copy");

export const versioning = (name: string, of: string) =>
  resource(
    `aws_s3_bucket_versioning.${name}`,
    {
      bucket: of,
      id: of,
      expected_bucket_owner: "",
      mfa: null,
      versioning_configuration: [{ mfa_delete: "", status: "Enabled" }],
    },
    [`aws_s3_bucket.${name}`],
  );

/** A source and its replica, applied. */
export const COMPLIANT = [
  resource("aws_s3_bucket.data", bucket("acme-data", "eu-west-1")),
  resource("aws_s3_bucket.copy", bucket("acme-copy", "eu-central-1")),
  versioning("data", "acme-data"),
  versioning("copy", "acme-copy"),
  resource("aws_iam_role.role", {
    name: "crr",
    id: "crr",
    arn: "arn:aws:iam::111122223333:role/crr",
    assume_role_policy: TRUST,
    permissions_boundary: "",
    description: "",
    inline_policy: [{ name: "crr", policy: POLICY }],
    managed_policy_arns: [],
  }),
  resource("aws_iam_role_policy.role", { role: "crr", name: "crr", policy: POLICY, name_prefix: "" }, [
    "aws_iam_role.role",
  ]),
  resource(
    "aws_s3_bucket_replication_configuration.data",
    {
      bucket: "acme-data",
      id: "acme-data",
      role: "arn:aws:iam::111122223333:role/crr",
      token: "",
      rule: [
        {
          id: "all",
          priority: 1,
          status: "Enabled",
          prefix: "",
          delete_marker_replication: [{ status: "Disabled" }],
          destination: [
            {
              access_control_translation: [],
              account: "",
              bucket: "arn:aws:s3:::acme-copy",
              encryption_configuration: [],
              metrics: [],
              replication_time: [],
              storage_class: "",
            },
          ],
          existing_object_replication: [],
          filter: [{ and: [], prefix: "", tag: [] }],
          source_selection_criteria: [],
        },
      ],
    },
    [
      "aws_iam_role.role",
      "aws_s3_bucket.copy",
      "aws_s3_bucket.data",
      "aws_s3_bucket_versioning.copy",
      "aws_s3_bucket_versioning.data",
    ],
  ),
];

/** What `terraform show -json` prints of a state. */
export const shown = (resources: readonly unknown[]): ShownState => ({ values: { root_module: { resources } } });

/** The same as `terraform.tfstate` has it. */
export const raw = (resources: readonly Applied[]): ShownState => ({
  version: 4,
  resources: resources.map(({ mode, type, name, values, depends_on }) => ({
    mode,
    type,
    name,
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [{ schema_version: 0, attributes: values, dependencies: depends_on }],
  })),
});
