import type { Fact, SettledBy } from "./fact";
import type { FailureReason } from "./failure-reasons";
import type { Address } from "./graph";
import { firstOf } from "./prose";

/** One thing that is wrong. */
export interface Finding {
  /** Whole sentences for a person: what is wrong, where, and how it was proven. */
  readonly reason: string;
  /** The resource a person will edit; the judged bucket where left out. */
  readonly on?: Address;
  /** What to do, where the rule's own remedy does not fit this finding. */
  readonly remedy?: string;
  /**
   * What S3 would report of copies after a deployment: one of these. Left out where nothing is reported, because S3 rejects
   * the deployment, or never tries to copy.
   */
  readonly failureReasons?: readonly FailureReason[];
}

/** One thing that could not be decided. */
export interface Doubt {
  readonly reason: string;
  readonly settledBy: SettledBy;
  /**
   * One line that settles it, where someone has to write it: a policy's name in quotes and its options for the policy
   * configuration, anything else for the program.
   */
  readonly settle?: string;
}

/**
 * A rule's answer about one bucket. The answer is one of three; `not-applicable` says that this rule has nothing to
 * say here, because another rule's sentence covers it or because the bucket owes nothing.
 */
export type Verdict =
  | {
      readonly answer: "satisfied";
      /** How it was proven, in words that fit in parentheses: "us-west-2, from provider west". */
      readonly proof?: string;
    }
  | { readonly answer: "violated"; readonly findings: readonly Finding[] }
  | { readonly answer: "undetermined"; readonly doubts: readonly Doubt[] }
  | { readonly answer: "not-applicable" };

export const satisfied: Verdict = { answer: "satisfied" };
export const notApplicable: Verdict = { answer: "not-applicable" };

/** Satisfied, and how it was proven. */
export function proven(proof: string): Verdict {
  return { answer: "satisfied", proof };
}

export function violated(reason: string, on?: Address, remedy?: string): Verdict {
  return {
    answer: "violated",
    findings: [{ reason, ...(on !== undefined && { on }), ...(remedy !== undefined && { remedy }) }],
  };
}

/** The verdict, and what S3 would report after a deployment where it is a violation. */
export function failingAs(verdict: Verdict, ...failureReasons: readonly FailureReason[]): Verdict {
  return verdict.answer === "violated"
    ? { ...verdict, findings: verdict.findings.map((finding) => ({ ...finding, failureReasons })) }
    : verdict;
}

export function undetermined(doubt: Doubt): Verdict {
  const { reason, settledBy, settle } = doubt;
  return { answer: "undetermined", doubts: [{ reason, settledBy, ...(settle !== undefined && { settle }) }] };
}

/** The verdict where a fact that decides is not known. */
export function doubtful(fact: Fact<unknown> & { known: false }): Verdict {
  return undetermined(doubtOf(fact));
}

/** Why a fact is not known, as what could not be decided. */
export function doubtOf({ why: reason, settledBy, settle }: Fact<unknown> & { known: false }): Doubt {
  return { reason, settledBy, ...(settle && { settle }) };
}

/** All must hold: one violation fails, otherwise one unknown is doubt (Kleene's strong conjunction). */
export function every(verdicts: readonly Verdict[]): Verdict {
  const findings = verdicts.flatMap((verdict) => (verdict.answer === "violated" ? verdict.findings : []));
  if (findings.length > 0) return { answer: "violated", findings: distinct(findings) };
  const doubts = verdicts.flatMap((verdict) => (verdict.answer === "undetermined" ? verdict.doubts : []));
  if (doubts.length > 0) return { answer: "undetermined", doubts: distinct(doubts) };
  return verdicts.length === 0 || verdicts.some(({ answer }) => answer === "satisfied")
    ? provenBy(verdicts)
    : notApplicable;
}

/** Satisfied by all that are: a thousand rules have as many proofs, and nobody reads more than a few. */
function provenBy(verdicts: readonly Verdict[]): Verdict {
  const proofs = new Set(
    verdicts.flatMap((verdict) =>
      verdict.answer === "satisfied" && verdict.proof !== undefined ? [verdict.proof] : [],
    ),
  );
  if (proofs.size === 0) return satisfied;
  return proven(firstOf([...proofs], MOST_PROOFS));
}

const MOST_PROOFS = 5;

/**
 * One must hold: one success is enough, otherwise one unknown is doubt (Kleene's strong disjunction). Where none
 * holds, the findings of all are told as one, because one of them is enough to mend.
 *
 * @param otherwise What to say where there is nothing to say more precisely.
 */
export function some(verdicts: readonly Verdict[], otherwise: string): Verdict {
  const success = verdicts.find(({ answer }) => answer === "satisfied");
  if (success) return success;
  const doubts = verdicts.flatMap((verdict) => (verdict.answer === "undetermined" ? verdict.doubts : []));
  if (doubts.length > 0) return { answer: "undetermined", doubts: distinct(doubts) };
  const findings = distinct(verdicts.flatMap((verdict) => (verdict.answer === "violated" ? verdict.findings : [])));
  const [first] = findings;
  if (!first) return violated(otherwise);
  const verdict = violated(findings.map(({ reason }) => reason).join(" "), first.on, first.remedy);
  const failureReasons = new Set(findings.flatMap((finding) => finding.failureReasons ?? []));
  return failureReasons.size === 0 ? verdict : failingAs(verdict, ...failureReasons);
}

/**
 * Judges a fact. An unknown one with candidates is judged for each of them: where they agree, it is settled whichever
 * it is; where they do not, or nothing is known about it, the answer is undetermined. A candidate about which there is
 * nothing to say does not disagree with a satisfied one: a judge whose verdict goes into `some` answers violated for
 * what is no success.
 */
export function given<T>(fact: Fact<T>, judge: (value: T, from?: string) => Verdict): Verdict {
  if (fact.known) return judge(fact.value, fact.from);
  if (!fact.among || fact.among.length === 0) return doubtful(fact);
  const verdicts = fact.among.map((value) => judge(value));
  const answers = new Set(verdicts.map(({ answer }) => answer));
  if (answers.has("violated") && answers.size > 1) return doubtful(fact);
  const verdict = every(verdicts);
  // The candidates' proofs contradict each other: that they agree is the proof.
  return verdict.answer === "satisfied" ? proven(`${fact.why}, and it makes no difference`) : verdict;
}

/** The same text twice is one thing to say: two rules with one destination, or two candidates that fail alike. */
function distinct<T extends Finding | Doubt>(items: readonly T[]): readonly T[] {
  const seen = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...seen.values()];
}
