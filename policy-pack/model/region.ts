import { partition } from "@aws-sdk/util-endpoints";

/**
 * The partition of a Region, from the data that AWS publishes with its SDK.
 *
 * @returns `undefined` for a name that is not in that data: a typing error, or a Region newer than the installed data.
 *   The SDK itself answers `aws` for every such name; a guess may not decide here.
 */
export function partitionOf(region: string): string | undefined {
  // Only published Regions have a description; `aws-global` and its like are no Region a bucket can be in.
  const data = partition(region) as { name: string; description?: string };
  return data.description === undefined || region.endsWith("-global") ? undefined : data.name;
}

/** Whether AWS has published a Region of this name. */
export function isRegion(text: string): boolean {
  return partitionOf(text) !== undefined;
}

/** What the names of a Region's services end with: `amazonaws.com`, in China `amazonaws.com.cn`. */
export function dnsSuffixOf(region: string): string {
  return partition(region).dnsSuffix;
}
