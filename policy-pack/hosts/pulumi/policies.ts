import type {
  Policies,
  ReportViolation,
  ResourceRemediation,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidation,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { defect, REPORT_DEFECT } from "../../defect";
import { DURING_UP } from "../../doubts";
import { tagsOf } from "../../frameworks";
import type { Told } from "../../judgement";
import { mayBeBucket } from "../../readers/declared/unread";
import { readAlone } from "../../readers/pulumi";
import { PULUMI, wordsOf } from "../../readers/pulumi/dialect";
import { isBucket } from "../../readers/pulumi/types";
import { nothingUndetermined, remedyOf, RULES, type Rule } from "../../rules";
import { judgedLine, notesOf } from "../../reports/notes";
import { SCOPE_METADATA } from "../../scope";
import { POLICIES, type PolicyMetadata } from "../../settings";
import { Budget, messageOf } from "../messages";
import { raw } from "./convert";
import { enableVersioning } from "./remediation";
import { Stacks } from "./stacks";

/** Bytes. Half of what Pulumi takes: the size on the wire is only estimated. */
const REPLY_LIMIT = 2 * 1024 * 1024;

/** A reply about a stack: each of the policies gets an equal share. */
const STACK_SHARE = REPLY_LIMIT / POLICIES.length;

/** A reply about one resource, of the policies that report about one. */
const RESOURCE_SHARE = REPLY_LIMIT / POLICIES.filter((policy) => judgeAloneOf(policy)).length;

/**
 * The policies of the pack. They share what they have seen, so each call makes an independent set.
 *
 * @param now The time at which exemptions end or not.
 */
export function policies(now: () => Date = () => new Date(), stacks = new Stacks(now)): Policies {
  return POLICIES.map((policy) => policyFor(policy, stacks));
}

function policyFor(
  policy: PolicyMetadata,
  stacks: Stacks,
): StackValidationPolicy | (StackValidationPolicy & ResourceValidationPolicy) {
  const hasOptions = Object.keys(policy.options).length > 0;
  const judgeAlone = judgeAloneOf(policy);
  return {
    ...metadata(policy),
    ...(hasOptions && { configSchema: { properties: schemasOf(policy) } }),
    validateStack: stackHalf(policy, stacks),
    // Pulumi asks this half first, before a stack policy can show its options to the others.
    ...((hasOptions || judgeAlone) && { validateResource: resourceHalf(policy, judgeAlone, stacks) }),
    ...(policy.id === "versioning-enabled" && { remediateResource: mendVersioning }),
  };
}

const mendVersioning: ResourceRemediation = ({ type, props }) => enableVersioning(type, raw(props));

function judgeAloneOf({ id }: PolicyMetadata): Rule["judgeAlone"] {
  return RULES.find((rule: Rule) => rule.id === id)?.judgeAlone;
}

function metadata(policy: PolicyMetadata) {
  const { id, description, enforcement, severity, reference, control } = policy;
  return {
    name: id,
    description,
    enforcementLevel: enforcement,
    severity,
    displayName: id,
    remediationSteps: remedyOf(policy, PULUMI),
    url: reference,
    tags: ["s3", "replication", ...tagsOf(control)],
    ...(control && { framework: control.framework }),
  };
}

function schemasOf({ options }: PolicyMetadata) {
  return Object.fromEntries(Object.entries(options).map(([name, { json }]) => [name, json]));
}

/** What a policy says about the stack as a whole. */
function stackHalf(policy: PolicyMetadata, stacks: Stacks): StackValidation {
  return (args, reportViolation) => {
    // Outside the net below: the SDK means this throw for itself.
    const mayHaveBuckets = args.resources.some(({ type }) => isBucket(type) || mayBeBucket(type));
    if (!mayHaveBuckets) args.notApplicable("The stack has no S3 buckets.");
    reporting(policy, STACK_SHARE, reportViolation, (report) => reportStack(policy, args, stacks, report));
  };
}

function reportStack(policy: PolicyMetadata, args: StackValidationArgs, stacks: Stacks, report: Report): void {
  const memory = stacks.whole(args, policy.id);
  const judging = memory.judged(args);
  for (const { reason, remedy, on } of judging.problems(policy.id)) report({ reason, remedies: [remedy] }, on);
  for (const finding of judging.findings(policy.id)) {
    if (!memory.wasTold(finding.on, finding.reason)) report(finding, finding.on);
  }
  if (policy.id !== nothingUndetermined.id) return;
  // Not a violation: a policy does not know its own level, and whoever makes this one mandatory does not want every first
  // preview to fail. A preview that finds nothing says how much was judged. Pulumi shows a pack's stderr among the diagnostics.
  const { judgement } = judging;
  const notes = notesOf(judgement, DURING_UP);
  const lines = notes.length > 0 ? notes : [judgedLine(judgement.counts)];
  for (const line of lines) process.stderr.write(`${line}\n`);
}

/** What a policy has to do before each resource is created: there it stops an `up` in time. */
function resourceHalf(policy: PolicyMetadata, judgeAlone: Rule["judgeAlone"], stacks: Stacks): ResourceValidation {
  const sees = judgeAlone !== undefined || policy.id === SCOPE_METADATA.id; // one of the two where the other is disabled
  return (args, reportViolation) => {
    reporting(policy, RESOURCE_SHARE, reportViolation, (report) => {
      const memory = stacks.before(args, policy.id);
      if (sees) memory.record(args);
      const { urn, type, name, props } = args;
      const configuration = judgeAlone && readAlone({ urn, type, name, props: raw(props) });
      const verdict = configuration && judgeAlone(configuration, wordsOf(type));
      if (verdict?.answer !== "violated") return;
      for (const finding of verdict.findings) {
        memory.tell(urn, finding.reason);
        report({ ...finding, remedies: [finding.remedy ?? remedyOf(policy, wordsOf(type))] });
      }
    });
  };
}

type Report = (told: Told, urn?: string) => void;

/**
 * Reports what a policy says, once and as long as there is room for it. It cannot fail the preview: a defect of ours
 * becomes a violation that says so, and the other policies go on.
 */
function reporting(
  policy: PolicyMetadata,
  limit: number,
  reportViolation: ReportViolation,
  run: (report: Report) => void,
): void {
  const budget = new Budget(limit);
  const said = new Set<string>();
  const report: Report = (told, urn) => {
    // Two sources with one unversioned destination have one thing to mend.
    const key = [urn ?? "", told.reason, ...told.remedies].join("\n");
    if (said.has(key)) return;
    said.add(key);
    if (budget.leftOut > 0) {
      budget.leave();
      return;
    }
    const message = messageOf(policy, told);
    if (budget.take(message, policy.description, policy.description, urn ?? "")) reportViolation(message, urn);
  };
  try {
    run(report);
  } catch (error) {
    reportViolation(`${defect("This policy could not be evaluated", error)}\n${REPORT_DEFECT}`);
  }
  if (budget.leftOut > 0) {
    reportViolation(
      `${budget.leftOut} more violations of this policy are not shown, because Pulumi limits the size of a reply.`,
    );
  }
}
