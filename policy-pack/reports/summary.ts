import { plural } from "../model/prose";
import type { Checked } from "./checked";
import { STATES, statesIn, type State, type Stated } from "./states";

/** "12 buckets: 6 with a copy in another Region, proven; 5 replicas; 1 exempt until 2027-01-31." */
export function summaryOf(checked: Checked): string {
  const buckets = checked.sources.flatMap((source) => statesIn(source, checked));
  const parts = STATES.flatMap((state) => {
    const of = buckets.filter((each) => each.state === state);
    return of.length === 0 ? [] : [phraseOf(state, of)];
  });
  return parts.length === 0 ? "No S3 buckets." : `${plural(buckets.length, "bucket")}: ${parts.join("; ")}.`;
}

function phraseOf(state: State, of: readonly Stated[]): string {
  const count = of.length;
  switch (state) {
    case "findings":
      return `${count} with findings`;
    case "undetermined":
      return `${count} undetermined`;
    case "pending":
      return `${count} undetermined until the deployment`;
    case "baseline":
      return `${count} in the baseline`;
    case "exempt":
      return `${count} exempt${untilOf(of)}`;
    case "replica":
      return plural(count, "replica");
    case "copied":
      return `${count} with a copy in another Region, proven`;
    case "unproven":
      return `${count} without a proven copy (exempt from the rule, or it is disabled)`;
  }
}

/** The day on which the first of the exemptions ends. */
function untilOf(of: readonly Stated[]): string {
  const ends = of.flatMap(({ judged }) => judged.exempt.flatMap(({ until }) => until ?? [])).sort();
  const [first] = ends;
  if (first === undefined) return "";
  return of.length === 1 ? ` until ${first}` : `, the first until ${first}`;
}
