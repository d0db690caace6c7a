import { partition } from "@aws-sdk/util-endpoints";

/**
 * The partition of a Region, from the data that AWS publishes with its SDK.
 *
 * @returns `undefined` for a name that is not in that data: a typing error, or a Region newer than the installed data.
 *   The SDK itself answers `aws` for every such name; a guess may not decide here.
 */
export function partitionOf(region: string): string | undefined {
  const before = partitions.get(region);
  if (before) return before.name;
  const name = partitionIn(region);
  if (name !== undefined || partitions.size < MOST_REMEMBERED) partitions.set(region, { name });
  return name;
}

// A thousand buckets are in few Regions, and the SDK looks through all that there are. What is none may be any text: no
// more of them are kept than a stack has by mistake.
const MOST_REMEMBERED = 200;
const partitions = new Map<string, { readonly name: string | undefined }>();

function partitionIn(region: string): string | undefined {
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

/** Characters: no Region's name is longer, and the ways to change a text are many. */
const LONGEST = 25;
const LIKE_A_REGION = /^[a-z]{2,4}(-[a-z]+){1,2}-\d+$/;
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-";

/**
 * The Regions that a misspelt name may mean: one character differs, or its hyphens. AWS's data tells of a name whether it
 * is a Region's, and has no list to look through.
 *
 * @returns None for the names after the first 200 that are asked about: each takes milliseconds, and nobody reads so many.
 */
export function regionsNear(text: string): readonly string[] {
  const before = near.get(text);
  if (before) return before;
  const found = near.size < MOST_REMEMBERED ? meantBy(text) : [];
  if (near.size < MOST_REMEMBERED) near.set(text, found);
  return found;
}

const near = new Map<string, readonly string[]>();

function meantBy(text: string): readonly string[] {
  const written = text.toLowerCase();
  if (written.length > LONGEST) return [];
  return [...new Set([...hyphenated(written), ...withOneChange(written)])].filter(
    // The SDK takes its time for each, and hardly any of thousands looks like a Region.
    (each) => LIKE_A_REGION.test(each) && partitionIn(each) !== undefined,
  );
}

/** The letters and digits of a text with two or three hyphens among them. */
function hyphenated(text: string): readonly string[] {
  const letters = text.replace(/[^a-z0-9]/g, "");
  const withOneMore = (all: readonly string[]): readonly string[] =>
    all.flatMap((each) => {
      const from = each.lastIndexOf("-") + 2;
      return places(each, from).map((place) => `${each.slice(0, place)}-${each.slice(place)}`);
    });
  const two = withOneMore(withOneMore([letters]));
  return [...two, ...withOneMore(two)];
}

function places(text: string, from: number): readonly number[] {
  return Array.from({ length: Math.max(0, text.length - from) }, (_, index) => from + index);
}

function withOneChange(text: string): readonly string[] {
  const ends = places(`${text} `, 0).map((place) => [text.slice(0, place), text.slice(place)] as const);
  return ends.flatMap(([before, after]) => [
    before + after.slice(1),
    before + after.charAt(1) + after.charAt(0) + after.slice(2),
    ...Array.from(CHARACTERS).flatMap((each) => [before + each + after, before + each + after.slice(1)]),
  ]);
}
