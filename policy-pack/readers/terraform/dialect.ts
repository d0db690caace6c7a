import type { Vocabulary } from "../../model/vocabulary";
import type { DeclaredResource, Kind } from "../declared/resource";
import { PROVIDER_TYPES } from "../declared/provider-names";

interface Type {
  readonly kind: Kind;
  readonly shape: DeclaredResource["shape"];
}

const api = (kind: Kind): Type => ({ kind, shape: "api" });

/** The types of the Cloud Control provider, which follow AWS's own API. */
const CLOUD_CONTROL_TYPES: ReadonlyMap<string, Type> = new Map([
  ["awscc_s3_bucket", api("bucket")],
  ["awscc_s3_bucket_policy", api("bucket-policy")],
  ["awscc_iam_role", api("role")],
  ["awscc_iam_role_policy", api("role-policy")],
  ["awscc_iam_managed_policy", api("policy")],
  ["awscc_kms_key", api("key")],
  ["awscc_kms_replica_key", api("key")],
  ["awscc_kms_alias", api("alias")],
  ["awscc_cloudwatch_alarm", api("alarm")],
]);

/** What a resource type is; `undefined` for one that is not read. */
export function typeOf(type: string): Type | undefined {
  const kind = PROVIDER_TYPES.get(type);
  return kind ? { kind, shape: "provider" } : CLOUD_CONTROL_TYPES.get(type);
}

const SINGULARS: ReadonlyMap<string, string> = new Map([
  ["rules", "rule"],
  ["lifecycleRules", "lifecycle_rule"],
  ["inlinePolicies", "inline_policy"],
  ["assumeRoles", "assume_role"],
]);

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function settingPath(path: string): string {
  const names = path.split(".");
  return names
    .map((part, index) => {
      const [, name = part, indexes = ""] = /^([^[]*)(\[.*)?$/s.exec(part) ?? [];
      // The block inside a bucket is called `rules` there too.
      const isInside = name === "rules" && names[index - 1]?.startsWith("replicationConfiguration") === true;
      return (isInside ? name : (SINGULARS.get(name) ?? snake(name))) + indexes;
    })
    .join(".");
}

/** The words of a configuration with the AWS provider. */
export const TERRAFORM: Vocabulary = {
  source: "terraform",
  setting: settingPath,
  enableVersioning: 'Add an aws_s3_bucket_versioning resource for this bucket with status "Enabled".',
  waitForVersioning: "Add the versioning resource to the replication configuration's depends_on.",
};

/** The words of a configuration with the AWS Cloud Control provider, whose buckets have their settings in themselves. */
export const CLOUD_CONTROL: Vocabulary = {
  ...TERRAFORM,
  setting: (path) => path.split(".").map(snake).join("."),
  enableVersioning: 'Set `versioning_configuration = { status = "Enabled" }` on the bucket.',
};
