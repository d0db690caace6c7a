import type { DeclaredResource, Kind } from "./resource";
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
  ["aws_kms_grant", "key-grant"],
  ["aws_kms_alias", "alias"],
  ["aws_s3_bucket_notification", "notification"],
  ["aws_cloudwatch_metric_alarm", "alarm"],
]);

/** Blocks that may be repeated have a plural name, and are lists. */
const PLURALS: ReadonlyMap<string, string> = new Map([
  ["rule", "rules"],
  ["rules", "rules"],
  ["lifecycle_rule", "lifecycleRules"],
  ["inline_policy", "inlinePolicies"],
  ["assume_role", "assumeRoles"],
  ["metric_query", "metricQueries"],
]);

/** Maps of a user's, whose keys are not the provider's. */
const MAPS: ReadonlySet<string> = new Set(["tags", "tags_all", "dimensions"]);

/** Lists of texts, which say something where they are empty. Of blocks an empty list is none. */
const LISTS: ReadonlySet<string> = new Set(["managed_policy_arns", "policy_names", "policy_arns", "roles"]);

export interface Translation {
  readonly shape: DeclaredResource["shape"];
  /** A plan and a state show an optional text that is not set as an empty one. */
  readonly emptyIsAbsent: boolean;
}

/** A block of Terraform's under neutral names, without what is not set. */
export function translated(block: Block, translation: Translation): Block {
  const result = new Map<string, Value>();
  for (const [key, value] of block) {
    const name = neutralName(key, translation);
    const inner = translatedValue(key, value, translation);
    if (isAbsent(key, inner, translation)) continue;
    result.set(name, translation.shape !== "api" && PLURALS.has(key) && isBlock(inner) ? [inner] : inner);
  }
  return result;
}

/** `versioning_configuration` as `versioningConfiguration`. */
export function neutralName(key: string, { shape }: Pick<Translation, "shape">): string {
  return (shape === "api" ? undefined : PLURALS.get(key)) ?? camelCase(key);
}

const camelCased = new Map<string, string>();

function camelCase(key: string): string {
  if (!key.includes("_")) return key;
  const before = camelCased.get(key);
  if (before !== undefined) return before;
  if (camelCased.size > MOST_NAMES) camelCased.clear();
  const name = key.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
  camelCased.set(key, name);
  return name;
}

/** More names than the settings of the types that are read. */
const MOST_NAMES = 2_000;

function isAbsent(key: string, value: Value, { emptyIsAbsent }: Translation): boolean {
  if (value === undefined) return true;
  if (value === "") return emptyIsAbsent;
  return isList(value) && value.length === 0 && !LISTS.has(key);
}

function translatedValue(key: string, value: Value, translation: Translation): Value {
  if (translation.shape !== "api" && MAPS.has(key)) return isBlock(value) ? present(value) : value;
  if (isList(value)) return value.map((item) => translatedValue("", item, translation));
  return isBlock(value) ? translated(value, translation) : value;
}

/** Tags without those that are `null`. */
function present(map: Block): Block {
  return [...map.values()].includes(undefined) ? new Map([...map].filter(([, value]) => value !== undefined)) : map;
}
