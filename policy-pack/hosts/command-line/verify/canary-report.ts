import type { BucketJudgement } from "../../../judgement";
import type { FailureReason } from "../../../model/failure-reasons";
import type { Address } from "../../../model/graph";
import { listed } from "../../../model/prose";
import type { RuleId } from "../../../rules";
import { copyOf } from "../../../reports/survival";
import type { LiveFinding } from "../../../reports";
import type { Canary } from "./canary";
import type { Looked } from "./live";
import { lagged } from "./sentences";

/** What the canaries of one bucket say, beside what its configuration says. */
export function lookedByCanary(judged: BucketJudgement, canaries: readonly Canary[], partition: string): Looked {
  const { address } = judged.bucket;
  const arn = (name: string): Address => `arn:${partition}:s3:::${name}`;
  return {
    bucket: address,
    part: `${partOf(canaries)}${contradiction(judged, canaries)}`,
    findings: canaries.flatMap((canary) => findingOf(canary, judged)),
    arrows: canaries.flatMap(({ rule, outcome }) =>
      outcome.is === "copied"
        ? [{ from: address, to: arn(rule.destination.name), label: `canary ${lagged(outcome.seconds)}` }]
        : [],
    ),
    figures: {
      canaries: canaries.map(({ rule, outcome }) => ({
        rule: rule.id,
        destination: rule.destination.name,
        ...outcome,
      })),
    },
  };
}

function partOf(canaries: readonly Canary[]): string {
  const of = (...kinds: readonly Canary["outcome"]["is"][]): readonly Canary[] =>
    canaries.filter(({ outcome }) => kinds.includes(outcome.is));
  const seconds = canaries.flatMap(({ outcome }) => (outcome.is === "copied" ? [outcome.seconds] : []));
  const count = (some: readonly Canary[]): string =>
    canaries.length === 1 ? "" : ` ${some.length} of ${canaries.length}`;
  const words: readonly (readonly [readonly Canary[], string])[] = [
    [of("copied"), `copied in ${lagged(Math.max(0, ...seconds))}`],
    [of("failed"), "FAILED"],
    [of("late"), "still PENDING at the time limit"],
    [of("ignored"), "not considered for replication"],
    [of("none"), "not sent"],
  ];
  return words.flatMap(([some, told]) => (some.length === 0 ? [] : [`canary${count(some)} ${told}`])).join(", ");
}

/** The verdict is the configuration's: an emulator, and luck, copy what S3 would not always copy. */
function contradiction(judged: BucketJudgement, canaries: readonly Canary[]): string {
  const { answer, because } = copyOf(judged);
  const all = canaries.every(({ outcome }) => outcome.is === "copied");
  if (all && answer !== "satisfied") return `, which does not change the verdict (${listed(because)})`;
  const failed = canaries.some(({ outcome }) => outcome.is === "failed");
  return failed && answer === "satisfied" ? ", although the configuration is as it should be" : "";
}

function findingOf({ rule, outcome }: Canary, judged: BucketJudgement): readonly Omit<LiveFinding, "bucket">[] {
  const name = `The canary of rule ${JSON.stringify(rule.id)} of ${rule.source.name}`;
  const finding = (
    reason: string,
    remedies: readonly string[],
    answer: LiveFinding["answer"] = "violated",
  ): readonly Omit<LiveFinding, "bucket">[] => [
    { check: "copies-arrive", answer, reason: `${name} ${reason}`, remedies },
  ];
  switch (outcome.is) {
    case "copied":
      return outcome.differences.length === 0
        ? []
        : finding(`was copied, but ${listed(outcome.differences)}.`, [
            "Compare the rule with what is in the destination.",
          ]);
    case "failed":
      return finding(`FAILED after ${lagged(outcome.seconds)}. ${explanation(judged)}`, remediesOf(judged));
    case "late":
      return finding(`was still PENDING after ${lagged(outcome.seconds)}.`, [
        "S3 copies most objects within 15 minutes and some in hours: raise --canary-timeout, or look at the lag in Amazon CloudWatch.",
      ]);
    case "ignored":
      return finding(
        `has no replication status: S3 did not consider it. Another rule, a changed rule that S3 does not use yet, or its filter may be why.`,
        ["Wait some minutes after a change of the replication configuration, and run it again."],
      );
    case "none":
      return finding(
        `was not followed: ${outcome.why}.`,
        [`Fix this, or leave out --canary for this bucket.`],
        "undetermined",
      );
  }
}

interface Cause {
  readonly rule: RuleId;
  readonly failureReasons: readonly FailureReason[];
  readonly remedies: readonly string[];
}

/** What the configuration has told of copies that fail. */
function causesOf({ findings }: BucketJudgement): readonly Cause[] {
  return findings.flatMap(({ policy, failureReasons, remedies }) =>
    failureReasons.length === 0 ? [] : [{ rule: policy as RuleId, failureReasons, remedies }],
  );
}

/** S3 does not tell why in the status: what the rules say is what there is to say. */
function explanation(judged: BucketJudgement): string {
  const causes = causesOf(judged);
  if (causes.length > 0) {
    const told = causes.map(({ rule, failureReasons }) => `${listed(failureReasons, "or")} (${rule})`);
    return `By the configuration it is ${listed(told, "or")}.`;
  }
  const { because } = copyOf(judged);
  return because.length > 0
    ? `What is not proven may be why: ${listed(because)}.`
    : "By every rule the configuration is as it should be: something that it does not show keeps S3 from copying.";
}

function remediesOf(judged: BucketJudgement): readonly string[] {
  const told = causesOf(judged).flatMap(({ remedies }) => remedies);
  return told.length > 0
    ? [...new Set(told)]
    : [
        "Let S3 send the event s3:Replication:OperationFailedReplication, which has the failure reason: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html",
      ];
}
