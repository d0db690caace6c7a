import type { Vocabulary } from "../../model/vocabulary";
import type { DeclaredResource, Kind } from "../declared/resource";
import { PROVIDER_TYPES } from "../declared/provider-names";
import { isBlock, isList, type Block, type Value } from "../declared/value";

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

/** Blocks that may be repeated have a plural name, and are lists. */
const PLURALS: ReadonlyMap<string, string> = new Map([
  ["rule", "rules"],
  ["rules", "rules"],
  ["lifecycle_rule", "lifecycleRules"],
  ["inline_policy", "inlinePolicies"],
  ["assume_role", "assumeRoles"],
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
