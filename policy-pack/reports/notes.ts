import type { Counts, Judgement } from "../judgement";
import { clean, firstOf, listed, plural } from "../model/prose";

/** Buckets, and reasons, that one line names. */
const MOST_NAMED = 5;
const MOST_REASONS = 3;

/**
 * What is worth telling beside the findings: what is not known yet, and how much was judged. Nothing where everything has
 * been decided for every bucket.
 *
 * @param later When it is decided: the end of a sentence.
 */
export function linesOf(judgement: Told, later: string): readonly string[] {
  const { buckets, counts, reportsPending } = judgement;
  const waiting = reportsPending === "summary" ? buckets.filter(({ pending }) => pending.length > 0) : [];
  if (waiting.length === 0 && counts.exempt.all + counts.partlyExempt === 0) return [];
  return [...(waiting.length > 0 ? [clean(pendingLine(waiting, later))] : []), countLine(counts)];
}

type Told = Pick<Judgement, "buckets" | "counts" | "reportsPending">;

/** The same among the lines of others. */
export const notesOf = (judgement: Told, later: string): readonly string[] => linesOf(judgement, later).map(spoken);

/** How much was judged: what a preview that finds nothing has to show for it. */
export const judgedLine = (counts: Counts): string => spoken(countLine(counts));

/** What stands before a line among those of others. */
const spoken = (line: string): string => clean(`s3-cross-region-replication: ${line}`);

function pendingLine(waiting: Judgement["buckets"], later: string): string {
  const labels = waiting.map(({ bucket }) => bucket.label);
  const more = labels.length > MOST_NAMED ? ` and ${labels.length - MOST_NAMED} more` : "";
  const reasons = [...new Set(waiting.flatMap(({ pending }) => pending.map(({ doubt }) => causeOf(doubt.reason))))];
  // The commonest first preview: a policy that is made of ARNs, which S3 and IAM have not given yet.
  const cure = reasons.some((reason) => POLICY.test(reason))
    ? "Name the buckets and write the policy with their names instead of `.arn`, and it is decided now. Otherwise nothing"
    : "Nothing";
  return `undetermined until apply for ${plural(waiting.length, "bucket")} (${labels.slice(0, MOST_NAMED).join(", ")}${more}), because ${notYet(reasons)}. ${cure} to do: ${later}. To see it for each bucket, set "nothing-undetermined": { "pending": "each" }.`;
}

/** What is not known at the bottom of a doubt: that a bucket may be a replica is a doubt about another bucket's rules. */
function causeOf(reason: string): string {
  return reason.split(" may be a replica of another bucket: ").at(-1) ?? reason;
}

/** Reasons as they read in the middle of a sentence about now. */
function notYet(reasons: readonly string[]): string {
  const values = reasons
    .filter((reason) => reason.endsWith(ON_APPLY))
    .map((reason) => reason.slice(0, -ON_APPLY.length));
  const others = reasons.filter((reason) => !reason.endsWith(ON_APPLY));
  const unknown = `${firstOf(values, MOST_REASONS)} ${values.length > 1 ? "are" : "is"} not known yet`;
  return listed([
    ...(values.length > 0 ? [unknown] : []),
    ...(others.length > 0 ? [firstOf(others, MOST_REASONS)] : []),
  ]);
}

const ON_APPLY = " is known only after apply";

/** A reason that is about a policy document. */
const POLICY = /^(`policy`|`policyDocument`|the policy) of /;

function countLine({ buckets, sources, replicas, undetermined, exempt, partlyExempt, ...rules }: Counts): string {
  const by = [
    ...(exempt.byOption > 0 ? [`${exempt.byOption} by option`] : []),
    ...(exempt.byTag > 0 ? [`${exempt.byTag} by tag`] : []),
  ];
  const are = [
    plural(sources, "source"),
    plural(replicas, "replica"),
    ...(undetermined > 0 ? [`${undetermined} undetermined`] : []),
    `${exempt.all} exempt${by.length > 0 ? ` (${by.join(", ")})` : ""}`,
    ...(partlyExempt > 0 ? [`${partlyExempt} exempt from some rules`] : []),
  ];
  const decided = [
    `${plural(rules.decided, "rule")} decided`,
    `${rules.pending} pending`,
    ...(rules.open > 0 ? [`${rules.open} undetermined`] : []),
  ];
  return `${plural(buckets, "bucket")}: ${are.join(", ")}; ${decided.join(", ")}.`;
}
