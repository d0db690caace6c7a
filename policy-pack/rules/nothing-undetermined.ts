import { CROSS_REGION_REPLICATION } from "../frameworks";
import { notApplicable, satisfied, violated, type Doubt, type Verdict } from "../model/verdict";
import type { RuleMetadata } from "./rule";

/** Judges the other rules' verdicts about a bucket, so it is no rule of the list itself. */
export const nothingUndetermined = {
  id: "nothing-undetermined",
  description: "Every rule could be decided before deployment.",
  severity: "medium",
  enforcement: "advisory",
  why: "What could not be decided is not known to survive the loss of a Region. An unknown is never taken for satisfied.",
  remedy: "Write down what settles it.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  control: CROSS_REGION_REPLICATION,
  /**
   * @returns Violated by what only someone's configuration can settle; undetermined by what settles by itself on apply
   *   and is looked at again then.
   */
  judge: (verdicts: readonly Verdict[]): Verdict => {
    const lasting = doubtsOf(verdicts, "configuration");
    const pending = doubtsOf(verdicts, "apply");
    if (lasting.length > 0) return violated(tell(lasting), undefined, settlement(lasting));
    if (pending.length > 0) return { answer: "undetermined", doubts: pending };
    return verdicts.some(({ answer }) => answer !== "not-applicable") ? satisfied : notApplicable;
  },
} as const satisfies RuleMetadata & { judge: (verdicts: readonly Verdict[]) => Verdict };

export function doubtsOf(verdicts: readonly Verdict[], settledBy: Doubt["settledBy"]): readonly Doubt[] {
  return verdicts
    .flatMap((verdict) => (verdict.answer === "undetermined" ? verdict.doubts : []))
    .filter((doubt) => doubt.settledBy === settledBy);
}

/** What is not known, in one sentence. */
export function tell(doubts: readonly Doubt[]): string {
  return `It cannot be decided before deployment: ${[...new Set(doubts.map(({ reason }) => reason))].join("; ")}.`;
}

function settlement(doubts: readonly Doubt[]): string | undefined {
  const lines = [...new Set(doubts.flatMap(({ settle }) => settle ?? []))];
  return lines.length === 0 ? undefined : `Settle it with: ${lines.join(" and ")}`;
}
