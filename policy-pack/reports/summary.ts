import type { BucketJudgement } from "../judgement";
import { plural } from "../model/prose";
import type { Checked, CheckedSource } from "./checked";
import { pendingIn } from "./outcome";
import { findingsOf } from "./findings";

/** What a bucket comes to, the first of these that holds: the parts of one sentence that add up to all buckets. */
const STATES = ["findings", "undetermined", "pending", "exempt", "replica", "copied", "unproven"] as const;
type State = (typeof STATES)[number];

/** "12 buckets: 6 with a copy in another Region, proven; 5 replicas; 1 exempt until 2027-01-31." */
export function summaryOf(checked: Checked): string {
  const buckets = checked.sources.flatMap((source) => statesIn(source, checked));
  const parts = STATES.flatMap((state) => {
    const of = buckets.filter((each) => each.state === state);
    return of.length === 0 ? [] : [phraseOf(state, of)];
  });
  return parts.length === 0 ? "No S3 buckets." : `${plural(buckets.length, "bucket")}: ${parts.join("; ")}.`;
}

interface Stated {
  readonly state: State;
  readonly judged: BucketJudgement;
}

function statesIn(source: CheckedSource, checked: Checked): readonly Stated[] {
  const findings = findingsOf(source, checked);
  const having = (answer: "violated" | "undetermined"): ReadonlySet<string | undefined> =>
    new Set(findings.filter((each) => each.answer === answer).map(({ bucket }) => bucket?.address));
  const [violated, open] = [having("violated"), having("undetermined")];
  const pending = new Set(pendingIn(source, checked).map(({ bucket }) => bucket.address));
  return source.judgement.buckets.map((judged): Stated => {
    const { address } = judged.bucket;
    if (violated.has(address)) return { judged, state: "findings" };
    if (open.has(address)) return { judged, state: "undetermined" };
    if (pending.has(address)) return { judged, state: "pending" };
    return { judged, state: settledState(judged) };
  });
}

function settledState({ exempt, standing, verdicts }: BucketJudgement): State {
  if (exempt.some(({ rules }) => rules === undefined)) return "exempt";
  if (standing === "replica" || standing === "replica of a bucket elsewhere") return "replica";
  return verdicts.get("destination-in-another-region")?.answer === "satisfied" ? "copied" : "unproven";
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
