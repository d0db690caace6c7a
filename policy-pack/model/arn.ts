import { isRegion } from "./region";

/** The parts of an Amazon Resource Name. Region and account are empty where the service leaves them out, as S3 does. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** @returns `undefined` for anything that is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith("arn:")) return undefined;
  const [prefix, partition, service, region, account, ...resource] = text.split(":");
  if (prefix !== "arn" || !partition || !service || region === undefined || account === undefined) return undefined;
  if (resource.length === 0 || resource[0] === "") return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
}

/** The bucket's name in a bucket ARN, or the text itself where it is no ARN: a bucket is named by either. */
export function bucketName(arnOrName: string): string {
  const arn = parseArn(arnOrName);
  return arn?.service === "s3" ? arn.resource : arnOrName;
}

/**
 * Whether a text has the form of a bucket's name, with what only buckets from before 2018 may have in theirs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function isBucketName(text: string): boolean {
  return /^[A-Za-z0-9._-]{3,255}$/.test(text);
}

/** The role's name in a role ARN, without its path, or the text itself where it is no ARN. */
export function roleName(arnOrName: string): string {
  const arn = parseArn(arnOrName);
  return arn?.service === "iam" ? (arn.resource.split("/").at(-1) ?? arnOrName) : arnOrName;
}

/** The key's id in a KMS key ARN, or the text itself where it is no ARN. Aliases keep their `alias/`. */
export function keyId(arnOrId: string): string {
  const arn = parseArn(arnOrId);
  return arn?.service === "kms" ? arn.resource.replace(/^key\//, "") : arnOrId;
}

/** Whether a text names an alias of a KMS key: by its name or by its ARN. */
export function isAlias(text: string): boolean {
  return keyId(text).startsWith("alias/");
}

/**
 * What an account-regional bucket name says: `<prefix>-<account>-<Region>-an` can only be created by that account in that
 * Region. Inferred, and negligible: a bucket made before March 2026 could bear such a name.
 *
 * @returns `undefined` for any other name.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
export function parseAccountRegionalName(
  name: string,
): { readonly account: string; readonly region: string } | undefined {
  if (name.length > 63) return undefined;
  const [, account, region] = /^[a-z0-9][a-z0-9.-]*-(\d{12})-([a-z]+(?:-[a-z]+)+-\d)-an$/.exec(name) ?? [];
  return account !== undefined && region !== undefined && isRegion(region) ? { account, region } : undefined;
}

/** Whether a text is an account's ID: twelve digits. */
export function isAccountId(text: unknown): text is string {
  return typeof text === "string" && /^\d{12}$/.test(text);
}
