import type { Vocabulary } from "../../model/vocabulary";
import type { DeclaredResource, Kind } from "../declared/resource";
import { isBlock, isList, type Block, type Value } from "../declared/value";

interface Type {
  readonly kind: Kind;
  readonly shape: DeclaredResource["shape"];
}

const provider = (kind: Kind): Type => ({ kind, shape: "provider" });
const api = (kind: Kind): Type => ({ kind, shape: "api" });

/** The resource types that are read, by what they are. Those of `awscc` follow AWS's own API. */
const TYPES: ReadonlyMap<string, Type> = new Map([
  ["aws_s3_bucket", provider("bucket")],
  ["aws_s3_bucket_versioning", provider("versioning")],
  ["aws_s3_bucket_replication_configuration", provider("replication")],
  ["aws_s3_bucket_server_side_encryption_configuration", provider("encryption")],
  ["aws_s3_bucket_object_lock_configuration", provider("object-lock")],
  ["aws_s3_bucket_request_payment_configuration", provider("request-payment")],
  ["aws_s3_bucket_lifecycle_configuration", provider("lifecycle")],
  ["aws_s3_bucket_policy", provider("bucket-policy")],
  ["aws_s3_bucket_ownership_controls", provider("ownership")],
  ["aws_iam_role", provider("role")],
  ["aws_iam_role_policy", provider("role-policy")],
  ["aws_iam_role_policy_attachment", provider("role-policy-attachment")],
  ["aws_iam_role_policies_exclusive", provider("role-policies-exclusive")],
  ["aws_iam_role_policy_attachments_exclusive", provider("role-policy-attachments-exclusive")],
  ["aws_iam_policy", provider("policy")],
  ["aws_iam_policy_attachment", provider("policy-attachment")],
  ["aws_kms_key", provider("key")],
  ["aws_kms_replica_key", provider("key")],
  ["aws_kms_external_key", provider("key")],
  ["aws_kms_key_policy", provider("key-policy")],
  ["aws_kms_alias", provider("alias")],
  ["awscc_s3_bucket", api("bucket")],
  ["awscc_s3_bucket_policy", api("bucket-policy")],
  ["awscc_iam_role", api("role")],
  ["awscc_iam_role_policy", api("role-policy")],
  ["awscc_iam_managed_policy", api("policy")],
  ["awscc_kms_key", api("key")],
  ["awscc_kms_replica_key", api("key")],
  ["awscc_kms_alias", api("alias")],
]);

export function typeOf(type: string): Type | undefined {
  return TYPES.get(type);
}

/** Blocks that may be repeated have a plural name, and are lists. */
const PLURALS: ReadonlyMap<string, string> = new Map([
  ["rule", "rules"],
  ["rules", "rules"],
  ["lifecycle_rule", "lifecycleRules"],
  ["inline_policy", "inlinePolicies"],
  ["assume_role", "assumeRoles"],
]);

/** Maps of a user's, whose keys are not the provider's. */
const MAPS: ReadonlySet<string> = new Set(["tags", "tags_all"]);

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

export function neutralName(key: string, { shape }: Pick<Translation, "shape">): string {
  const plural = shape === "api" ? undefined : PLURALS.get(key);
  return plural ?? key.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

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

/** In the order in which a name is looked for. */
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
  readBack: "judge the plan, which shows what the configuration sets",
  waitForVersioning: "Add the versioning resource to the replication configuration's depends_on.",
};

/** The words of a configuration with the AWS Cloud Control provider, whose buckets have their settings in themselves. */
export const CLOUD_CONTROL: Vocabulary = {
  ...TERRAFORM,
  setting: (path) => path.split(".").map(snake).join("."),
  enableVersioning: 'Set `versioning_configuration = { status = "Enabled" }` on the bucket.',
};
