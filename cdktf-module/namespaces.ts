import { Token } from "./framework";
import type { BucketProps } from "./props";

/** The end of a name in an account's namespace: the account, and the full Region code. */
const SUFFIX = /-(\d{12})-([a-z]+(?:-[a-z]+)+-\d+)-an$/;

/** Regions without account-regional namespaces. */
export const WITHOUT_NAMESPACES: readonly string[] = ["me-south-1", "me-central-1"];

/** The account and the Region in a name of an account's namespace; `undefined` for any other name. */
export function ownerInName(name: string): { readonly account: string; readonly region: string } | undefined {
  const [, account, region] = SUFFIX.exec(name) ?? [];
  return account !== undefined && region !== undefined ? { account, region } : undefined;
}

/** A bucket's name without the end that its namespace requires. */
export const withoutOwner = (name: string): string => name.replace(SUFFIX, "");

/**
 * A bucket's full name: in an account-regional namespace it ends with the account and the Region. Where they are not
 * known, the name stays as it is, and is refused.
 */
export function fullName(
  { bucketName, bucketNamespace }: Pick<BucketProps, "bucketNamespace"> & { readonly bucketName: string },
  account: string | undefined,
  region: string | undefined,
): string {
  const isComplete = bucketNamespace !== "account-regional" || ownerInName(bucketName) !== undefined;
  if (isComplete || [bucketName, account, region].some((part) => part === undefined || Token.isUnresolved(part))) {
    return bucketName;
  }
  return `${bucketName}-${account ?? ""}-${region ?? ""}-an`;
}
