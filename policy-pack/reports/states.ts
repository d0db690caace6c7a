import type { BucketJudgement } from "../judgement";
import type { CheckedSource, Reporting } from "./checked";
import { findingsOf, hiddenIn, pendingIn } from "./findings";

/** What a bucket comes to, the first of these that holds: they add up to all buckets. */
export const STATES = [
  "findings",
  "undetermined",
  "pending",
  "baseline",
  "exempt",
  "replica",
  "copied",
  "unproven",
] as const;
export type State = (typeof STATES)[number];

export interface Stated {
  readonly state: State;
  readonly judged: BucketJudgement;
}

/** Every bucket that was judged, and what it comes to. */
export function statesIn(source: CheckedSource, reporting: Reporting): readonly Stated[] {
  const findings = findingsOf(source, reporting);
  const having = (answer: "violated" | "undetermined"): ReadonlySet<string | undefined> =>
    new Set(findings.filter((each) => each.answer === answer).map(({ bucket }) => bucket?.address));
  const [violated, open] = [having("violated"), having("undetermined")];
  const pending = new Set(pendingIn(source, reporting).map(({ bucket }) => bucket.address));
  const hidden = new Set(hiddenIn(source, reporting).map(({ finding }) => finding.bucket?.address));
  return source.judgement.buckets.map((judged): Stated => {
    const { address } = judged.bucket;
    if (violated.has(address)) return { judged, state: "findings" };
    if (open.has(address)) return { judged, state: "undetermined" };
    if (pending.has(address)) return { judged, state: "pending" };
    if (hidden.has(address)) return { judged, state: "baseline" };
    return { judged, state: settledState(judged) };
  });
}

function settledState({ exempt, standing, verdicts }: BucketJudgement): State {
  if (exempt.some(({ rules }) => rules === undefined)) return "exempt";
  if (standing === "replica" || standing === "replica of a bucket elsewhere") return "replica";
  return verdicts.get("destination-in-another-region")?.answer === "satisfied" ? "copied" : "unproven";
}
