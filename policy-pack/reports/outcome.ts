import type { BucketJudgement } from "../judgement";
import { nothingUndetermined } from "../rules";
import type { Checked, CheckedSource } from "./checked";
import { configurationFindings, findingsOf, type Finding } from "./findings";

/** What a run can be asked to fail on. Each fails on what stands before it too. */
export const FAIL_ON = ["violated", "undetermined", "advisory"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** How many findings there are of each kind, and how many buckets wait for the deployment. */
export interface Totals {
  /** Violations of mandatory policies. */
  readonly mandatory: number;
  /** Violations of advisory policies. */
  readonly advisory: number;
  /** Doubts, of whatever level, that only someone's configuration settles. */
  readonly undetermined: number;
  /** Buckets with a doubt that applying settles, where such doubts are reported at all. */
  readonly pending: number;
}

export function totalsOf(checked: Checked): Totals {
  const all = [...configurationFindings(checked), ...checked.sources.flatMap((source) => findingsOf(source, checked))];
  const count = (is: (finding: Finding) => boolean): number => all.filter(is).length;
  return {
    mandatory: count(({ answer, level }) => answer === "violated" && level === "mandatory"),
    advisory: count(({ answer, level }) => answer === "violated" && level === "advisory"),
    undetermined: count(({ answer }) => answer === "undetermined"),
    pending: checked.sources.flatMap((source) => pendingIn(source, checked)).length,
  };
}

/** The buckets that wait for the deployment, where the configuration lets such doubts be told. */
export function pendingIn(
  { judgement }: Pick<CheckedSource, "judgement">,
  { levels }: Pick<Checked, "levels">,
): readonly BucketJudgement[] {
  const isTold = judgement.reportsPending !== "ignore" && levels.get(nothingUndetermined.id) !== "disabled";
  return isTold ? judgement.buckets.filter(({ pending }) => pending.length > 0) : [];
}

/** Whether a run fails. A doubt at the level `mandatory` is a violation of `nothing-undetermined`, as in Pulumi. */
export function fails(checked: Checked, failOn: FailOn): boolean {
  const { mandatory, advisory, undetermined, pending } = totalsOf(checked);
  const isMandatory = checked.levels.get(nothingUndetermined.id) === "mandatory";
  const doubts = undetermined + pending;
  if (mandatory > 0 || (isMandatory && undetermined > 0)) return true;
  return (failOn !== "violated" && doubts > 0) || (failOn === "advisory" && advisory > 0);
}
