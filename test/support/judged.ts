import { judge, type BucketJudgement, type Judgement } from "../../policy-pack/judgement";
import type { ReplicationGraph } from "../../policy-pack/model/graph";
import type { Verdict } from "../../policy-pack/model/verdict";
import { DEFAULT_OPTIONS, type SharedOptions } from "../../policy-pack/options";
import type { Place } from "../../policy-pack/exemptions";
import { nothingUndetermined, RULES, type RuleId, type RuleOptions } from "../../policy-pack/rules";
import { settingsFrom, type PolicyId } from "../../policy-pack/settings";

type ToIntersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** What an organization asks for, whichever rule's option it is: no two have the same name. */
export type Asked = Partial<ToIntersection<RuleOptions[RuleId]>> & Partial<SharedOptions> & { readonly now?: Date };

/** A graph judged under some options; the others are the defaults. */
export function judgedWith(graph: ReplicationGraph, asked: Asked = {}, place?: Place): Judgement {
  const { now, ...options } = asked;
  return judge(graph, settingsFor(options), now ? { project: "", stack: "", ...place, now } : place);
}

function settingsFor(asked: Asked) {
  const written = new Map<PolicyId, unknown>([
    ["scope", pick(asked, Object.keys({ ...DEFAULT_OPTIONS, organizationId: "" }))],
  ]);
  for (const { id, options } of [...RULES, nothingUndetermined]) written.set(id, pick(asked, Object.keys(options)));
  const settings = settingsFrom(written);
  if (settings.problems.length > 0) throw new Error(JSON.stringify(settings.problems));
  return settings;
}

function pick(asked: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => names.includes(name)));
}

/** A rule's answer about one bucket, `nothing-undetermined` included. */
export function answerOf(id: RuleId, { verdicts, open, pending }: BucketJudgement): Verdict["answer"] {
  if (id !== nothingUndetermined.id) return verdicts.get(id)?.answer ?? "not-applicable";
  if (open.length > 0) return "violated";
  if (pending.length > 0) return "undetermined";
  return [...verdicts.values()].some(({ answer }) => answer !== "not-applicable") ? "satisfied" : "not-applicable";
}
