import { clean, firstOf, plural } from "../model/prose";
import { holds, keyText, baselineKeyOf, nameInBaseline } from "./baseline";
import type { BaselineEntry, Checked } from "./checked";
import { everythingIn, hiddenIn, type Hidden } from "./findings";

/** What a baseline did in one run. */
export interface BaselineUse {
  readonly file: string;
  /** What it hides. */
  readonly hidden: readonly Hidden[];
  /** Entries of which the last day is over, about what is found still: it is reported. */
  readonly ended: readonly BaselineEntry[];
  /** Entries about a source that was checked, and about nothing that is found there any more. */
  readonly stale: readonly BaselineEntry[];
  /** How many entries are about sources that were not checked. */
  readonly elsewhere: number;
}

/** @returns `undefined` where no baseline was asked for. */
export function baselineUseOf(checked: Checked): BaselineUse | undefined {
  const { baseline, sources } = checked;
  if (!baseline) return undefined;
  const found = new Set(
    sources.flatMap((source) =>
      everythingIn(source, checked).flatMap((finding) => {
        const key = baselineKeyOf(source, finding);
        return key ? [keyText(key)] : [];
      }),
    ),
  );
  const names = new Set(sources.map((each) => JSON.stringify(nameInBaseline(each))));
  const isAbout = ({ source, stack }: BaselineEntry): boolean => names.has(JSON.stringify({ source, stack }));
  const here = baseline.entries.filter(isAbout);
  const [current, stale] = [true, false].map((is) => here.filter((entry) => found.has(keyText(entry)) === is));
  return {
    file: baseline.file,
    hidden: sources.flatMap((source) => hiddenIn(source, checked)),
    ended: (current ?? []).filter((entry) => !holds(entry, baseline.now)),
    stale: stale ?? [],
    elsewhere: baseline.entries.length - here.length,
  };
}

/** Entries that one sentence names. */
const MOST_NAMED = 5;

/** What is to be said of the baseline in every report: whole sentences, none where there is none. */
export function baselineLines(checked: Checked): readonly string[] {
  const use = baselineUseOf(checked);
  if (!use) return [];
  const { file, hidden, ended, stale, elsewhere } = use;
  const named = (entries: readonly BaselineEntry[]): string =>
    firstOf(
      entries.map(({ rule, address }) => `${rule} of ${address}`),
      MOST_NAMED,
    );
  const lines = [
    `The baseline ${file} hides ${plural(hidden.length, "finding")}${countsOf(hidden)}.`,
    ...(ended.length > 0
      ? [`${entriesOf(ended.length, "has", "have")} ended, so it is reported again: ${named(ended)}.`]
      : []),
    ...(stale.length > 0
      ? [
          `${entriesOf(stale.length, "matches", "match")} nothing any more: ${named(stale)}. Run \`s3-crr baseline\` again to remove what is not needed.`,
        ]
      : []),
    ...(elsewhere > 0 ? [`${entriesOf(elsewhere, "is", "are")} about what was not checked.`] : []),
  ];
  return lines.map(clean);
}

const entriesOf = (count: number, one: string, several: string): string =>
  count === 1 ? `1 entry of it ${one}` : `${count} entries of it ${several}`;

function countsOf(hidden: readonly Hidden[]): string {
  const kinds = ["mandatory", "advisory", "undetermined"].flatMap((kind) => {
    const count = hidden.filter(({ finding: { answer, level } }) =>
      kind === "undetermined" ? answer === kind : answer !== "undetermined" && level === kind,
    ).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  return kinds.length === 0 ? "" : `: ${kinds.join(", ")}`;
}
