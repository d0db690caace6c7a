import type * as Endpoints from "@aws-sdk/util-endpoints";
import { similar } from "./wording";

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

const AREAS = "af ap ca cn eu eu-isoe eusc-de il me mx sa us us-gov us-iso us-isob us-isof".split(" ");
const DIRECTIONS = "central east north northeast northwest south southeast southwest west".split(" ");
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

let published: readonly string[] | undefined;

/** The published Region with the most similar name; `undefined` where none is similar. */
export function similarRegion(text: string): string | undefined {
  // The SDK has no list of Regions, only a lookup: names of this form that it finds make up the list.
  published ??= AREAS.flatMap((area) =>
    DIRECTIONS.flatMap((direction) => NUMBERS.map((number) => `${area}-${direction}-${number}`)),
  ).filter((name) => partitionOf(name) !== undefined);
  return similar(text.toLowerCase(), published);
}
