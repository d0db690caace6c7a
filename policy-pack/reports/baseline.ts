import { SCOPE_METADATA } from "../scope";
import type { Baseline, BaselineEntry, BaselineKey, CheckedSource } from "./checked";
import { fingerprintOf, type Identified } from "./fingerprint";
import { slashed } from "./paths";

type Source = Pick<CheckedSource, "kind" | "label">;

/** What a baseline knows a source by: a file that was named as `./plan.json` before is the same file. */
export const nameInBaseline = ({ kind, label }: Source): Pick<BaselineKey, "source" | "stack"> => ({
  source: kind,
  stack: slashed(label),
});

/** The key of a finding; `undefined` for what no baseline hides: what is wrong with options, tags and exemptions. */
export function baselineKeyOf(source: Source, finding: Identified): BaselineKey | undefined {
  const address = finding.on?.address ?? finding.bucket?.address;
  if (finding.policy.id === SCOPE_METADATA.id || address === undefined) return undefined;
  const name = nameInBaseline(source);
  const fingerprint = fingerprintOf({ kind: name.source, label: name.stack }, finding);
  return { ...name, address, rule: finding.policy.id, fingerprint };
}

/** Whether the last day of an entry, in UTC, is not over. */
export const holds = ({ until }: Pick<BaselineEntry, "until">, now: Date): boolean =>
  now.toISOString().slice(0, 10) <= until;

/** The entry of a baseline that hides a finding, if there is one and it has not ended. */
export function entryHiding(baseline: Baseline, source: Source, finding: Identified): BaselineEntry | undefined {
  const key = baselineKeyOf(source, finding);
  const entry = key && entriesOf(baseline).get(keyText(key));
  return entry && holds(entry, baseline.now) ? entry : undefined;
}

// A report asks for its findings once for each thing that it says about them.
const read = new WeakMap<Baseline, ReadonlyMap<string, BaselineEntry>>();

function entriesOf(baseline: Baseline): ReadonlyMap<string, BaselineEntry> {
  const before = read.get(baseline);
  if (before) return before;
  const entries = new Map(baseline.entries.map((entry) => [keyText(entry), entry]));
  read.set(baseline, entries);
  return entries;
}

/** Two entries with one such text are one. */
export const keyText = ({ source, stack, address, rule, fingerprint }: BaselineKey): string =>
  JSON.stringify([source, stack, address, rule, fingerprint]);
