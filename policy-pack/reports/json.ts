import type { BucketJudgement } from "../judgement";
import type { Bucket } from "../model/graph";
import type { Fact } from "../model/fact";
import type { Checked, CheckedSource } from "./checked";
import { configurationFindings, findingsOf, hiddenIn, type Finding } from "./findings";
import { baselineLines, baselineUseOf } from "./hidden";
import { totalsOf } from "./outcome";
import { summaryOf } from "./summary";

/** The version of this format: it grows by new members, and changes its number where one changes or goes. */
const VERSION = 1;

/** Everything, for programs: also what passed, with its proof. */
export function json(checked: Checked): string {
  const { tool, sources, unreadable, levels } = checked;
  const report = {
    version: VERSION,
    tool,
    summary: { text: summaryOf(checked), ...totalsOf(checked) },
    levels: Object.fromEntries(levels),
    baseline: baselineJson(checked),
    configuration: configurationFindings(checked).map(findingJson),
    sources: sources.map((source) => sourceJson(source, checked)),
    unreadable,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function sourceJson(source: CheckedSource, checked: Checked) {
  const { path, kind, label, notes, judgement } = source;
  return {
    path,
    kind,
    label,
    notes,
    counts: judgement.counts,
    findings: findingsOf(source, checked).map(findingJson),
    hidden: hiddenIn(source, checked).map(({ finding, entry: { reason, until } }) => ({
      ...findingJson(finding),
      baseline: { reason, until },
    })),
    buckets: judgement.buckets.map((judged) => bucketJson(judged, source)),
  };
}

/** What the baseline did, where there is one. */
function baselineJson(checked: Checked) {
  const use = baselineUseOf(checked);
  if (!use) return undefined;
  const { file, hidden, ended, stale, elsewhere } = use;
  return { file, hidden: hidden.length, ended, stale, elsewhere, lines: baselineLines(checked) };
}

function findingJson({ policy, bucket, ...told }: Finding) {
  const { id, severity, reference } = policy;
  return { policy: id, severity, bucket: bucket?.address, ...told, reference };
}

function bucketJson({ bucket, standing, exempt, verdicts }: BucketJudgement, { nameOf, where, live }: CheckedSource) {
  const { address, label, name, region, account } = bucket;
  return {
    address,
    label,
    location: where(address),
    name: factJson(name),
    region: factJson(region),
    account: factJson(account),
    standing,
    replicatesTo: destinationsOf(bucket).map((to) => ({ address: to, name: nameOf(to) })),
    exempt,
    verdicts: Object.fromEntries([...verdicts].map(([rule, verdict]) => [rule, verdict])),
    ...(live && { live: { sentence: live.sentences.get(address), ...live.figures.get(address) } }),
  };
}

function destinationsOf({ replication }: Bucket): readonly string[] {
  const rules = replication.known && replication.value?.rules.known ? replication.value.rules.value : [];
  return [...new Set(rules.flatMap(({ destination }) => (destination.known ? [destination.value] : [])))];
}

function factJson(fact: Fact<string | undefined>) {
  return fact.known ? { known: true, value: fact.value ?? null, from: fact.from } : { known: false, why: fact.why };
}
