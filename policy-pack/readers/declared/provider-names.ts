import type { Kind } from "./resource";
import { isBlock, isList, type Block, type Value } from "./value";

/** The AWS provider's types, by Terraform's names, and what they are. */
export const PROVIDER_TYPES: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["aws_s3_bucket", "bucket"],
  ["aws_s3_bucket_versioning", "versioning"],
  ["aws_s3_bucket_replication_configuration", "replication"],
  ["aws_s3_bucket_server_side_encryption_configuration", "encryption"],
  ["aws_s3_bucket_object_lock_configuration", "object-lock"],
  ["aws_s3_bucket_request_payment_configuration", "request-payment"],
  ["aws_s3_bucket_lifecycle_configuration", "lifecycle"],
  ["aws_s3_bucket_policy", "bucket-policy"],
  ["aws_s3_bucket_ownership_controls", "ownership"],
  ["aws_iam_role", "role"],
  ["aws_iam_role_policy", "role-policy"],
  ["aws_iam_role_policy_attachment", "role-policy-attachment"],
  ["aws_iam_role_policies_exclusive", "role-policies-exclusive"],
  ["aws_iam_role_policy_attachments_exclusive", "role-policy-attachments-exclusive"],
  ["aws_iam_policy", "policy"],
  ["aws_iam_policy_attachment", "policy-attachment"],
  ["aws_kms_key", "key"],
  ["aws_kms_replica_key", "key"],
  ["aws_kms_key_policy", "key-policy"],
  ["aws_kms_alias", "alias"],
  ["aws_s3_bucket_notification", "notification"],
  ["aws_cloudwatch_metric_alarm", "alarm"],
]);

/** Blocks that may be repeated have a plural name among the neutral ones. */
const PLURAL: ReadonlyMap<string, string> = new Map([
  ["rule", "rules"],
  ["lifecycle_rule", "lifecycleRules"],
  ["inline_policy", "inlinePolicies"],
]);

/** Maps of the user's, whose keys are not the provider's. */
const MAPS: ReadonlySet<string> = new Set(["tags", "tags_all", "dimensions"]);

/** Levels of blocks; the deepest the provider has is seven. */
const MOST_LEVELS = 30;

/** A block under Terraform's names, under the neutral ones. An empty list of blocks is none. */
export function neutralBlock(block: Block, levels = MOST_LEVELS): Block {
  const result = new Map<string, Value>();
  for (const [key, value] of block) {
    if (value === undefined || (isList(value) && value.length === 0)) continue;
    const inner = MAPS.has(key) ? value : neutral(value, levels);
    const plural = PLURAL.get(key);
    if (plural !== undefined) result.set(plural, isBlock(inner) ? [inner] : inner);
    else result.set(neutralName(key), inner);
  }
  return result;
}

function neutral(value: Value, levels: number): Value {
  if (levels === 0) return undefined;
  if (isList(value)) return value.map((item) => neutral(item, levels - 1));
  return isBlock(value) ? neutralBlock(value, levels - 1) : value;
}

/** `versioning_configuration` as `versioningConfiguration`. */
export function neutralName(name: string): string {
  return PLURAL.get(name) ?? name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}
