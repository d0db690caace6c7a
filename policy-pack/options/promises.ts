import { isRegion } from "../model/region";
import { wildcard } from "../model/wildcard";
import { ByName } from "./by-name";
import { REGION_PLACE, type KnownDestination, type SharedOptions } from "./shared";

/** A promise, and what makes it where that is not the configuration, in words that fit in parentheses. */
export type Promised = KnownDestination & { readonly from?: string };

/** What is promised about a bucket outside the stack, its Region taken from its name where the promise says so. */
export function promiseFor(name: string, { knownDestinations }: SharedOptions): Promised | undefined {
  const [first] = promisesIn(knownDestinations).of([name]);
  if (!first) return undefined;
  const [region, second] = first.region === undefined ? regionsIn(name, first.bucket) : [];
  return region !== undefined && second === undefined ? { ...first, region } : first;
}

// A stack can name thousands of buckets elsewhere, and each is looked for in the same list.
const read = new WeakMap<readonly Promised[], ByName<Promised>>();

function promisesIn(knownDestinations: readonly Promised[]): ByName<Promised> {
  const before = read.get(knownDestinations);
  if (before) return before;
  const promises = new ByName(knownDestinations, ({ bucket }) =>
    bucket.includes(REGION_PLACE) ? (name: string) => regionsIn(name, bucket).length > 0 : undefined,
  );
  read.set(knownDestinations, promises);
  return promises;
}

/** Characters: S3 never took a longer name, and to look for Regions in any text would take long. */
const LONGEST_NAME = 255;
/** Characters: none of AWS's is half as long. */
const LONGEST_REGION = 40;

/**
 * The Regions that a name can have at the place of `{region}` in a pattern; more than one where the pattern leaves room
 * for it, and then none is promised.
 */
function regionsIn(name: string, pattern: string): readonly string[] {
  const [before, after] = pattern.split(REGION_PLACE, 2);
  if (before === undefined || after === undefined || name.length > LONGEST_NAME) return [];
  const [begins, ends] = [wildcard(before), wildcard(after)];
  const found = new Set<string>();
  for (let start = 0; start < name.length; start++) {
    if (!begins(name.slice(0, start))) continue;
    for (let end = start + 1; end <= Math.min(name.length, start + LONGEST_REGION); end++) {
      const text = name.slice(start, end);
      if (/^[a-z]+(-[a-z]+)+-\d+$/.test(text) && ends(name.slice(end)) && isRegion(text)) found.add(text);
    }
  }
  return [...found];
}
