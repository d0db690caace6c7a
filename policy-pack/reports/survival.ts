import type { BucketJudgement } from "../judgement";
import type { Address, Bucket } from "../model/graph";
import type { Verdict } from "../model/verdict";
import type { RuleId } from "../rules";

/** Whether a bucket has a working copy in another Region, and which rules keep it from being proven. */
export interface Copy {
  readonly answer: "satisfied" | "violated" | "undetermined";
  readonly because: readonly RuleId[];
}

/**
 * What says nothing about whether the copies are there: what an organization wants of them, what the first deployment
 * would stumble over, and permissions that are too many. All other rules matter, those to come too.
 */
const WITHOUT_BEARING: ReadonlySet<RuleId> = new Set<RuleId>([
  "role-least-privileged",
  "configured-after-versioning",
  "replicas-not-chained",
  "destination-allowed",
  "replication-time-controlled",
  "delete-markers-as-required",
  "replica-storage-class-allowed",
  "noncurrent-versions-expire",
  "failures-noticed",
]);

/**
 * It is proven where everything that matters is, whatever the levels of the policies: a policy that is disabled changes
 * nothing about what would be lost. What a bucket is exempt from was not judged.
 *
 * @param notAt Buckets whose own defects do not count: the other destinations, where one copy of several is meant.
 */
export function copyOf({ verdicts, exempt }: BucketJudgement, notAt: ReadonlySet<Address> = new Set()): Copy {
  const matter = [...verdicts].filter(([rule]) => !WITHOUT_BEARING.has(rule));
  const having = (is: (verdict: Verdict) => boolean): readonly RuleId[] =>
    matter.flatMap(([rule, verdict]) => (is(verdict) ? [rule] : []));
  const violated = having(
    (verdict) => verdict.answer === "violated" && verdict.findings.some(({ on }) => on === undefined || !notAt.has(on)),
  );
  if (violated.length > 0) return { answer: "violated", because: violated };
  const open = having(({ answer }) => answer === "undetermined");
  const unjudged = matter.flatMap(([rule]) =>
    exempt.some(({ rules }) => rules === undefined || rules.includes(rule)) ? [rule] : [],
  );
  const doubtful = [...new Set([...open, ...unjudged])];
  const isCopied = verdicts.get("destination-in-another-region")?.answer === "satisfied";
  return doubtful.length === 0 && isCopied
    ? { answer: "satisfied", because: [] }
    : { answer: "undetermined", because: doubtful };
}

/** What comes of a bucket if its Region is lost, in the order in which it is told. */
export const FATES = ["gone", "not known", "exempt", "survives", "copy"] as const;
export type Fate = (typeof FATES)[number];

interface Judged {
  readonly bucket: Bucket;
  readonly judged?: BucketJudgement;
  readonly copy?: Copy;
}

/** What comes of a bucket if a Region is lost in which it is, or may be. */
export function fateOf({ bucket, judged, copy }: Judged): { readonly fate: Fate; readonly because: readonly string[] } {
  if (!judged || !copy) return { fate: "not known", because: [] };
  const entirely = judged.exempt.filter(({ rules }) => rules === undefined);
  if (entirely.length > 0) return { fate: "exempt", because: entirely.map(({ reason }) => reason) };
  if (judged.standing === "replica" || judged.standing === "replica of a bucket elsewhere") {
    return { fate: "copy", because: [] };
  }
  if (copy.answer === "satisfied") return { fate: "survives", because: [] };
  // One that may be in another Region may not be lost at all.
  const isLost = copy.answer === "violated" && bucket.region.known;
  return { fate: isLost ? "gone" : "not known", because: copy.because };
}
