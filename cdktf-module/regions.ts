import type * as Endpoints from "@aws-sdk/util-endpoints";

// Loaded on first use: it is a tenth of what importing the module takes.
const endpoints = (): typeof Endpoints =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require("@aws-sdk/util-endpoints") as typeof Endpoints;

/** The partition of a Region, from the data that AWS publishes with its SDK; `undefined` for any other name. */
export function partitionOf(region: string): { readonly name: string; readonly dnsSuffix: string } | undefined {
  const { name, dnsSuffix, ...rest } = endpoints().partition(region);
  // Only published Regions have a description. No bucket is in `aws-global` and its like.
  return "description" in rest && !region.endsWith("-global") ? { name, dnsSuffix } : undefined;
}
