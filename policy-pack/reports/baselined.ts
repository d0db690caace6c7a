import { baselineKeyOf, holds, keyText, nameInBaseline } from "./baseline";
import type { Baseline, BaselineEntry, Checked, CheckedSource } from "./checked";
import { findingsOf, pendingOf } from "./findings";
import { failsOn, failsOnPending, type FailOn } from "./outcome";

/** A baseline that is up to date, and what had to be done for it. */
export interface Baselined {
  readonly entries: readonly BaselineEntry[];
  readonly added: number;
  /** Entries that had ended. */
  readonly renewed: number;
  /** Entries that matched nothing any more. */
  readonly removed: number;
  /** Findings that fail a run and that no baseline hides. */
  readonly neverHidden: number;
}

/**
 * A baseline with an entry for each finding of a run. What was in it and still matches is kept as it is, and so is what is
 * about sources that were not checked.
 *
 * @param failOn Which findings are accepted: those that a run would fail on. What is in the baseline already stays in it.
 * @param given What new entries say.
 */
export function baselined(
  checked: Pick<Checked, "sources" | "levels">,
  { entries: before, now }: Baseline,
  failOn: FailOn,
  given: Pick<BaselineEntry, "reason" | "until">,
): Baselined {
  const found = checked.sources.flatMap((source) => entriesFor(source, checked, failOn, given));
  const known = new Map(before.map((entry) => [keyText(entry), entry]));
  const accepted = new Map<string, BaselineEntry>();
  let renewed = 0;
  for (const { entry, isFailing } of found) {
    if (!entry) continue;
    const key = keyText(entry);
    const earlier = known.get(key);
    if (accepted.has(key) || (!earlier && !isFailing)) continue;
    const hasEnded = earlier !== undefined && !holds(earlier, now);
    renewed += hasEnded ? 1 : 0;
    accepted.set(key, hasEnded ? { ...earlier, until: given.until } : (earlier ?? entry));
  }
  const names = new Set(checked.sources.map((source) => JSON.stringify(nameInBaseline(source))));
  const ofOthers = [...known.values()].filter(({ source, stack }) => !names.has(JSON.stringify({ source, stack })));
  const kept = [...accepted.keys()].filter((key) => known.has(key)).length;
  return {
    entries: [...accepted.values(), ...ofOthers],
    added: accepted.size - kept,
    renewed,
    removed: known.size - kept - ofOthers.length,
    neverHidden: found.filter(({ entry, isFailing }) => !entry && isFailing).length,
  };
}

interface Acceptable {
  /** Left out for what no baseline hides. */
  readonly entry?: BaselineEntry;
  readonly isFailing: boolean;
}

function entriesFor(
  source: CheckedSource,
  { levels }: Pick<Checked, "levels">,
  failOn: FailOn,
  given: Pick<BaselineEntry, "reason" | "until">,
): readonly Acceptable[] {
  const all = [
    ...findingsOf(source, { levels }).map((finding) => ({ finding, isFailing: failsOn(finding, failOn) })),
    ...pendingOf(source, { levels }).map(({ finding }) => ({ finding, isFailing: failsOnPending(failOn) })),
  ];
  return all.map(({ finding, isFailing }) => {
    const key = baselineKeyOf(source, finding);
    return { ...(key && { entry: { ...key, finding: finding.reason, ...given } }), isFailing };
  });
}
