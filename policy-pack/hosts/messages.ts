import type { Counts, Judgement, Report } from "../judgement";
import { firstOf, listed } from "../model/prose";
import type { RuleMetadata } from "../rules";

/**
 * Text for a terminal, from text that anyone may have written. Control characters and direction marks are replaced, and
 * Pulumi's own colour marks are broken up. Long text is cut: a resource's name has no limit. Half a character, which
 * JSON in a policy can contain and a cut can leave, is replaced: UTF-8 has none, and Pulumi drops a reply that does.
 */
export function clean(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replaceAll("<{%", "< {%");
}

/** Characters. Room for a dozen rules told in one message; more is not read. */
const MAX_LENGTH = 2_000;

/**
 * What can still be said before a reply grows too large: Pulumi fails a preview whose reply is over 4 MiB, with an
 * error that tells nothing, and without the violations.
 */
export class Budget {
  private spent = 0;
  private left = 0;

  constructor(
    /** Bytes. */
    private readonly limit: number,
  ) {}

  /** @returns Whether there is room for the text; counts it if there is, and counts it as left out if not. */
  take(...texts: readonly string[]): boolean {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), OVERHEAD);
    if (this.left === 0 && this.spent + bytes <= this.limit) {
      this.spent += bytes;
      return true;
    }
    this.leave();
    return false;
  }

  /** Counts one more that is left out, whatever its text is. */
  leave(): void {
    this.left += 1;
  }

  get leftOut(): number {
    return this.left;
  }
}

/** Bytes of a diagnostic beside its texts: the names of policy and pack, versions, field tags. */
const OVERHEAD = 200;

/** What a message is made of. What is wrong with an option or a tag fails no copy. */
export type Told = Pick<Report, "reason" | "remedies"> & Partial<Pick<Report, "failureReasons">>;

/** A finding as a person reads it, below the description of its policy. */
export function messageOf({ reference }: Pick<RuleMetadata, "reference">, told: Told): string {
  return `${[reasonOf(told), ...told.remedies.map(clean)].join("\n")} (${reference})`;
}

/** What is wrong, and what would have come of it. */
export function reasonOf({ reason, failureReasons = [] }: Told): string {
  return failureReasons.length === 0
    ? clean(reason)
    : `${clean(reason)} After deployment S3 would report ${listed(failureReasons, "or")}.`;
}

/** Buckets, and reasons, that one line names. */
const MOST_NAMED = 5;
const MOST_REASONS = 3;

/**
 * What is worth telling beside the findings: what is not known yet, and how much was judged. Nothing where everything has
 * been decided for every bucket.
 *
 * @param later When it is decided: the end of a sentence.
 */
export function notesOf(judgement: Judgement, later: string): readonly string[] {
  const { buckets, counts, reportsPending } = judgement;
  const waiting = reportsPending === "summary" ? buckets.filter(({ pending }) => pending.length > 0) : [];
  if (waiting.length === 0 && counts.exempt.all + counts.partlyExempt === 0) return [];
  return [...(waiting.length > 0 ? [pendingLine(waiting, later)] : []), countLine(counts)].map((line) =>
    clean(`s3-cross-region-replication: ${line}`),
  );
}

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

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
