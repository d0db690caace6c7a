import { clean, plural } from "../model/prose";
import { shown } from "../model/text";
import { changesOf, rulesOf } from "./changes";
import type { Checked, CheckedSource } from "./checked";
import { configurationFindings, findingsOf, type Finding } from "./findings";
import { longestFitting } from "./fitting";
import { baselineLines } from "./hidden";
import { flowchart } from "./mermaid";
import { totalsOf } from "./outcome";
import type { State } from "./states";
import { summaryOf } from "./summary";
import { KINDS, type Mark } from "./words";

/** What a program finds its own comment by, to put another in its place. */
const MARKER = "<!-- s3-cross-region-replication -->";

/** Characters of a comment on GitHub: https://github.com/orgs/community/discussions/27190. */
const MOST_CHARACTERS = 65_536;
/** Those for the table; what is left of all is for what to do, and then for the picture. */
const FOR_CHANGES = 8_000;
const FOR_SENTENCES = 8_000;
const FOR_FINDINGS = 26_000;
const FOR_REMEDIES = 14_000;
/** Below, a picture shows too little. */
const FEWEST_FOR_PICTURE = 1_000;

/** One comment for a pull request or a merge request, which is replaced by the next run's. */
export function markdown(checked: Checked): string {
  const findings = allOf(checked);
  const parts = [
    MARKER,
    `### S3 cross-Region replication: ${verdictOf(checked)}`,
    escaped(summaryOf(checked)),
    baselineLines(checked).map(escaped).join("\n"),
    ...checked.sources.map(sentences),
    ...checked.sources.map((source) => changes(source, checked)),
    table(findings),
    ...checked.unreadable.map(({ path, reason }) => `**Not checked**: ${escaped(path)}. ${escaped(reason)}`),
    remedies(findings),
  ].filter((part) => part !== "");
  const text = cut(parts.join("\n\n"));
  const left = MOST_CHARACTERS - text.length;
  return `${text}${left < FEWEST_FOR_PICTURE || checked.sources.length === 0 ? "" : picture(checked, left)}\n`;
}

/** Nothing but names without end comes to it. */
const cut = (text: string): string =>
  text.length < MOST_CHARACTERS ? text : text.slice(0, MOST_CHARACTERS - 1).replace(/\n[^\n]*$/, "");

function verdictOf(checked: Checked): string {
  const { mandatory, advisory, undetermined, pending } = totalsOf(checked);
  const counts = [
    ...(mandatory > 0 ? [`${EMOJI.violated} ${plural(mandatory, "mandatory violation")}`] : []),
    ...(advisory > 0 ? [`⚠️ ${plural(advisory, "advisory violation")}`] : []),
    ...(undetermined > 0 ? [`${EMOJI.undetermined} ${plural(undetermined, "open question")}`] : []),
    ...(pending > 0 ? [`${EMOJI.undetermined} ${plural(pending, "bucket")} undetermined until apply`] : []),
    ...(checked.unreadable.length > 0 ? [`⚠️ ${plural(checked.unreadable.length, "input")} not checked`] : []),
  ];
  return counts.length === 0 ? `${EMOJI.satisfied} no findings` : counts.join(", ");
}

const EMOJI: Readonly<Record<Mark, string>> = { satisfied: "✅", violated: "❌", undetermined: "❔", none: "➖" };

interface Told {
  readonly finding: Finding;
  /** What it is about: a bucket, another resource, the configuration. */
  readonly about: string;
}

/** All findings, those about one bucket together. */
function allOf(checked: Checked): readonly Told[] {
  const isSeveral = checked.sources.length > 1;
  const told = [
    ...configurationFindings(checked).map((finding): Told => ({ finding, about: "policy configuration" })),
    ...checked.sources.flatMap((source) =>
      findingsOf(source, checked).map((finding): Told => {
        const name = finding.bucket?.label ?? finding.on?.name ?? "policy configuration";
        return { finding, about: isSeveral ? `${source.label}: ${name}` : name };
      }),
    ),
  ];
  const abouts = [...new Set(told.map(({ about }) => about))];
  return told.sort((a, b) => abouts.indexOf(a.about) - abouts.indexOf(b.about));
}

function table(findings: readonly Told[]): string {
  if (findings.length === 0) return "";
  const rows = findings.map(({ finding, about }, index) => {
    const { policy, level, answer, reason } = finding;
    const name = findings[index - 1]?.about === about ? "" : `**${escaped(about)}**`;
    const mark = answer === "undetermined" ? EMOJI.undetermined : level === "mandatory" ? EMOJI.violated : "⚠️";
    return row(name, `${mark} [${policy.id}](${policy.reference})`, escaped(reason));
  });
  return rowsWithin(rows, "finding", FOR_FINDINGS, (some) => [
    row("bucket", "finding", "what is wrong"),
    row("---", "---", "---"),
    ...some,
  ]);
}

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** As many lines as there is room for, and how many there are beside. */
function rowsWithin(
  rows: readonly string[],
  noun: string,
  most: number,
  around: (rows: readonly string[]) => readonly string[],
): string {
  const write = (count: number): string => {
    const more = rows.length - count;
    const rest = more > 0 ? `\n\nAnd ${plural(more, `more ${noun}`)}.` : "";
    return `${around(rows.slice(0, count)).join("\n")}${rest}`;
  };
  return longestFitting(rows.length, write, (text) => text.length <= most);
}

/** What was seen of each bucket that is deployed. */
function sentences({ live }: CheckedSource): string {
  const rows = [...(live?.sentences.values() ?? [])].map((sentence) => `- ${escaped(sentence)}`);
  return rows.length === 0 ? "" : rowsWithin(rows, "bucket", FOR_SENTENCES, (some) => some);
}

/** What a plan does to the buckets. */
function changes(source: CheckedSource, checked: Checked): string {
  const all = changesOf(source, checked);
  if (all === undefined) return "";
  const title = `**What ${escaped(source.path)} changes**`;
  if (all.length === 0) return `${title}: no bucket's verdict, and it adds and removes none.`;
  const state = (is: State | undefined, otherwise: string): string =>
    is === undefined ? otherwise : `${EMOJI[KINDS[is].mark]} ${KINDS[is].words}`;
  const rows = all.map((change) =>
    row(
      escaped(change.bucket.label),
      state(change.before, "was not there"),
      `${state(change.after, "removed")}${rulesOf(change)}`,
    ),
  );
  const head = [title, "", row("bucket", "before", "after"), row("---", "---", "---")];
  return rowsWithin(rows, "bucket", FOR_CHANGES, (some) => [...head, ...some]);
}

/** What to do about each finding, folded: one line for what several need. */
function remedies(findings: readonly Told[]): string {
  const lines = new Set(
    findings.flatMap(({ finding, about }) =>
      finding.remedies.map((remedy) => `- **${escaped(about)}**, ${finding.policy.id}: ${escaped(remedy)}`),
    ),
  );
  if (lines.size === 0) return "";
  return rowsWithin([...lines], "suggestion", FOR_REMEDIES, (some) => [
    "<details><summary>What to do</summary>",
    "",
    ...some,
    "",
    "</details>",
  ]);
}

function picture(checked: Checked, left: number): string {
  const [before, after] = ["\n\n```mermaid\n", "```"];
  const chart = flowchart(checked, Math.min(left - before.length - after.length - 1, 50_000));
  return `${before}${chart}${after}`;
}

/**
 * A text that anyone may have written, between the pipes of a table: whatever means something in Markdown or HTML means
 * nothing, and nobody is notified.
 */
function escaped(text: string): string {
  return clean(shown(text))
    .trim()
    .replace(/[\\`*_{}[\]()#+!|~$]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/@|\\#/g, "$&<!-- -->")
    .replace(/(https?|ftp)(:)(\/\/)|(www)(\.)/gi, "$1$4<!-- -->$2$5$3");
}
