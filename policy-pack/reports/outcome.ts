import type { Checked } from "./checked";
import { configurationFindings, findingsOf, hiddenIn, pendingIn, type Finding } from "./findings";

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
  /** What the baseline hides of all these. */
  readonly hidden: number;
}

export function totalsOf(checked: Checked): Totals {
  const all = reportedIn(checked);
  const count = (is: (finding: Finding) => boolean): number => all.filter(is).length;
  return {
    mandatory: count(({ answer, level }) => answer === "violated" && level === "mandatory"),
    advisory: count(({ answer, level }) => answer === "violated" && level === "advisory"),
    undetermined: count(({ answer }) => answer === "undetermined"),
    pending: checked.sources.flatMap((source) => pendingIn(source, checked)).length,
    hidden: checked.sources.flatMap((source) => hiddenIn(source, checked)).length,
  };
}

/** Whether a run fails. */
export function fails(checked: Checked, failOn: FailOn): boolean {
  const all = reportedIn(checked);
  const isWaiting = checked.sources.some((source) => pendingIn(source, checked).length > 0);
  return all.some((finding) => failsOn(finding, failOn)) || (failsOnPending(failOn) && isWaiting);
}

/** Whether a run fails on a finding. A doubt at the level `mandatory` is a violation of `nothing-undetermined`, as in Pulumi. */
export function failsOn({ answer, level }: Finding, failOn: FailOn): boolean {
  return level === "mandatory" || failOn === "advisory" || (failOn === "undetermined" && answer === "undetermined");
}

/** Whether a run fails on what the deployment settles. */
export const failsOnPending = (failOn: FailOn): boolean => failOn !== "violated";

const reportedIn = (checked: Checked): readonly Finding[] => [
  ...configurationFindings(checked),
  ...checked.sources.flatMap((source) => findingsOf(source, checked)),
];
