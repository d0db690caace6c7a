import type { FailureReason } from "../../model/failure-reasons";
import type { Bucket, Role } from "../../model/graph";
import { addTo } from "../../model/multimap";
import { firstOf } from "../../model/prose";
import {
  every,
  notApplicable,
  satisfied,
  undetermined,
  type Doubt,
  type Finding,
  type Verdict,
} from "../../model/verdict";
import { isDoubt, isMissing, type MissingPermission, type Outcome } from "./permissions";

/** Of which role, bucket and rule a message is. */
interface About {
  readonly asking: { readonly role: Role };
  readonly source: Bucket;
  readonly ruleId: string;
}

/** What a person edits is told once, with all that is missing there. */
export function verdictOf(outcomes: readonly Outcome[], about: About): Verdict {
  const missing = outcomes.filter(isMissing);
  if (missing.length > 0) {
    return { answer: "violated", findings: grouped(missing, placeOf).map((group) => findingOf(group, about)) };
  }
  if (outcomes.length === 0) return notApplicable;
  const doubts = outcomes.filter(isDoubt);
  return doubts.length === 0 ? satisfied : every(doubts.map((doubt) => undetermined(settled(doubt, about))));
}

/** A doubt that neither a deployment nor a setting settles: someone has to look after the role. */
export function settled(doubt: Doubt, { source, ruleId }: About): Doubt {
  if (doubt.settledBy === "apply" || doubt.settle !== undefined) return doubt;
  return { ...doubt, settle: exemptionFrom([ruleId], source) };
}

/** The line that exempts a bucket from rules about its role. */
export function exemptionFrom(rules: readonly string[], { label }: Bucket): string {
  const names = rules.map((rule) => `"${rule}"`).join(", ");
  return `"scope": { "exemptions": [{ "bucket": "${label}", "rules": [${names}], "reason": "<who looks after the role>" }] }`;
}

/** What is told in one message. */
function placeOf({ by, on, owner, clause, saidBy }: MissingPermission): string {
  return JSON.stringify([by, on, by === "owner" && owner.label, by === "deny" && [saidBy, clause?.statement]]);
}

function findingOf(group: readonly MissingPermission[], about: About): Finding {
  const [first] = group;
  if (!first) return { reason: "" };
  const { by, on } = first;
  const { subject, remedy } = WORDS[by](first, about);
  const reason = `${subject} ${listed(group)}. ${consequenceOf(group)}${assumptionOf(group)}`;
  const failureReasons = reasonsOf(group);
  return {
    reason,
    on,
    ...(remedy !== undefined && { remedy }),
    ...(failureReasons.length > 0 && { failureReasons }),
  };
}

function reasonsOf(group: readonly MissingPermission[]): readonly FailureReason[] {
  return [...new Set(group.flatMap(({ required }) => required.failureReason ?? []))];
}

type Words = (missing: MissingPermission, about: About) => { readonly subject: string; readonly remedy?: string };

const WORDS: Readonly<Record<MissingPermission["by"], Words>> = {
  role: (_missing, { asking: { role }, source }) => ({
    subject: `Role ${role.label} lacks permissions that replicating ${source.label} needs:`,
  }),
  boundary: (_missing, { asking: { role }, source }) => ({
    subject: `The permissions boundary of role ${role.label} does not allow what replicating ${source.label} needs:`,
  }),
  owner: ({ owner: { label, policy, assumedToAllow } }, { asking: { role }, source }) => {
    const needs = `role ${role.label} permissions that replicating ${source.label} needs:`;
    if (assumedToAllow !== undefined) {
      return {
        subject: `Key ${label} is in another account and has no policy, and AWS's default key policy does not grant ${needs}`,
        remedy: "Give the key a policy that grants the role the permissions listed above.",
      };
    }
    const isAbsent = policy.known && policy.value === undefined;
    return {
      subject: `${isAbsent ? `No policy of ${label} grants` : `The policy of ${label} does not grant`} ${needs}`,
    };
  },
  deny: ({ clause, saidBy = "a policy" }, { asking: { role }, source }) => ({
    subject: `The Deny in ${clause?.statement ?? "a statement"} of ${saidBy} denies permissions that role ${role.label} needs to replicate ${source.label}:`,
    remedy: "Remove the Deny, or exclude the role from it.",
  }),
};

/** Resources that a message names for the same actions. */
const MOST_RESOURCES = 20;

/** Statement by statement, as a person would write them: "s3:GetObjectVersionAcl, s3:ReplicateObject on arn:aws:s3:::a/*, …". */
function listed(group: readonly MissingPermission[]): string {
  const byResource = grouped(group, ({ required, clause }) =>
    JSON.stringify([required.resource.told, clause?.condition !== undefined && clause]),
  ).map((all) => ({
    actions: [...new Set(all.map(({ required }) => required.action))].join(", "),
    resource: all[0]?.required.resource.told ?? "",
    keptOut: keptOut(all[0]),
  }));
  return grouped(byResource, ({ actions, keptOut: condition }) => JSON.stringify([actions, condition]))
    .map((all) => {
      const resources = firstOf([...new Set(all.map(({ resource }) => resource))], MOST_RESOURCES);
      return `${all[0]?.actions ?? ""} on ${resources}${all[0]?.keptOut ?? ""}`;
    })
    .join("; ");
}

function keptOut(missing: MissingPermission | undefined): string {
  const { condition, statement = "" } = missing?.clause ?? {};
  return condition === undefined ? "" : ` (the condition ${condition} of ${statement} keeps it out)`;
}

const CONJUNCTION = new Intl.ListFormat("en", { type: "conjunction" });

function consequenceOf(group: readonly MissingPermission[]): string {
  const consequences = CONJUNCTION.format(new Set(group.map(({ required }) => required.consequence)));
  if (group[0]?.by === "deny") return `As a result, ${consequences}.`;
  const isOne = new Set(group.map(({ required }) => required.action)).size === 1;
  return `Without ${isOne ? "it" : "them"}, ${consequences}.`;
}

function assumptionOf(group: readonly MissingPermission[]): string {
  const isAssumed = group.some(({ by, owner }) => by === "role" && owner.kind === "key" && owner.assumedToAllow);
  return isAssumed ? " The key is assumed to have AWS's default policy, which leaves access to IAM." : "";
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    addTo(groups, keyOf(item), item);
  }
  return [...groups.values()];
}
