import { createColors } from "picocolors";
import wrapAnsi from "wrap-ansi";
import { AFTER_DEPLOYMENT } from "../doubts";
import type { BucketJudgement } from "../judgement";
import { addTo } from "../model/multimap";
import { clean, plural } from "../model/prose";
import { nothingUndetermined } from "../rules";
import type { Checked, CheckedSource, Location, Unreadable } from "./checked";
import { configurationFindings, findingsOf, hiddenIn, pendingIn, type Finding, type Hidden } from "./findings";
import type { ReportOptions } from "./format";
import { baselineLines } from "./hidden";
import { linesOf } from "./notes";
import { totalsOf, type Totals } from "./outcome";
import { summaryOf } from "./summary";

/** What options belong to. */
const CONFIGURATION = "Policy configuration";

/** For a person: one line a finding, grouped by bucket. */
export function text(checked: Checked, options: ReportOptions): string {
  const page = new Page(options);
  const ofConfiguration = configurationFindings(checked);
  if (ofConfiguration.length > 0) page.group(CONFIGURATION, ofConfiguration);
  for (const source of checked.sources) sourceLines(page, source, checked);
  for (const unreadable of checked.unreadable) page.unreadable(unreadable);
  page.end(checked);
  return page.text;
}

function sourceLines(page: Page, source: CheckedSource, checked: Checked): void {
  const { path, kind, label, judgement, notes } = source;
  page.title(`${path}: ${kind}${label === path ? "" : ` ${label}`}`);
  for (const note of notes) page.line(note, 1);
  for (const sentence of source.live?.sentences.values() ?? []) page.line(clean(sentence), 1, 2);
  const findings = findingsOf(source, checked);
  const hidden = hiddenIn(source, checked);
  const about = grouped(findings, ({ bucket }) => bucket?.address);
  const others = grouped(about.get(undefined) ?? [], ({ on }) => on?.name ?? CONFIGURATION);
  for (const [name, all] of others) page.group(name, all);
  for (const judged of judgement.buckets) {
    const { address, label: name } = judged.bucket;
    page.group(name, about.get(address) ?? [], judged);
  }
  page.hidden(hidden);
  const isDisabled = checked.levels.get(nothingUndetermined.id) === "disabled";
  const told = { ...judgement, buckets: pendingIn(source, checked) };
  for (const note of isDisabled ? [] : linesOf(told, AFTER_DEPLOYMENT)) page.line(note, 1);
}

/** Lines of text, as wide as they may be and in the colors that they may have. */
class Page {
  private readonly lines: string[] = [];
  private readonly colors: ReturnType<typeof createColors>;

  constructor(private readonly options: ReportOptions) {
    this.colors = createColors(options.colors);
  }

  get text(): string {
    return `${this.lines.join("\n")}\n`;
  }

  title(title: string): void {
    if (this.lines.length > 0) this.lines.push("");
    this.lines.push(this.colors.bold(clean(title)));
  }

  line(told: string, indent: number, more = indent): void {
    const { columns } = this.options;
    const [before, after] = ["  ".repeat(indent), "  ".repeat(more)];
    const wrapped = columns === undefined ? told : wrapAnsi(told, Math.max(columns - after.length, NARROWEST));
    for (const [index, each] of wrapped.split("\n").entries())
      this.lines.push(`${index === 0 ? before : after}${each}`);
  }

  group(name: string, findings: readonly Finding[], judged?: BucketJudgement): void {
    const passed = judged && this.options.verbose ? passedIn(judged) : [];
    if (findings.length + passed.length === 0) return;
    this.line(this.colors.bold(clean(name)), 1);
    for (const finding of findings) this.finding(finding, name);
    for (const [rule, proof] of passed) {
      this.line(`${this.colors.green("passed")} ${rule}${proof === undefined ? "" : `: ${clean(proof)}`}`, 2, 3);
    }
  }

  private finding({ policy, level, answer, on, reason, remedies }: Finding, name: string): void {
    const { bold, dim, red, yellow, cyan } = this.colors;
    const mark = answer === "undetermined" ? cyan(answer) : level === "mandatory" ? red(level) : yellow(level);
    const places = [...(on === undefined || on.name === name ? [] : [on.name]), ...locationOf(on?.location)];
    const place = places.length === 0 ? "" : ` (${places.map(clean).join(", ")})`;
    this.line(`${mark} ${bold(policy.id)}: ${clean(reason)}${place}`, 2, 3);
    if (!this.options.explain) return;
    for (const remedy of remedies) this.line(`Fix: ${clean(remedy)}`, 3);
    this.line(`Why: ${policy.why}`, 3);
    this.line(dim(policy.reference), 3);
  }

  /** What the baseline hides, where everything is asked for. */
  hidden(all: readonly Hidden[]): void {
    if (!this.options.verbose || all.length === 0) return;
    this.line(this.colors.bold("In the baseline"), 1);
    for (const { finding, entry } of all) {
      const { policy, bucket, on, reason } = finding;
      const name = clean(bucket?.label ?? on?.name ?? "");
      this.line(`${policy.id} of ${name}: ${clean(reason)} (until ${entry.until}: ${clean(entry.reason)})`, 2, 3);
    }
  }

  unreadable({ path, reason }: Unreadable): void {
    this.title(`${path}: not checked`);
    this.line(this.colors.red(clean(reason)), 1);
  }

  end(checked: Checked): void {
    if (this.lines.length > 0) this.lines.push("");
    const totals = totalsOf(checked);
    const { mandatory, advisory, undetermined } = totals;
    if (checked.sources.length > 0) this.line(summaryOf(checked), 0);
    for (const line of baselineLines(checked)) this.line(line, 0);
    if (mandatory + advisory + undetermined > 0) this.line(totalLine(totals, this.options), 0);
    const count = checked.unreadable.length;
    if (count > 0) this.line(`${plural(count, "input")} could not be read.`, 0);
  }
}

/** As editors and terminals open it. */
const locationOf = (location: Location | undefined): readonly string[] =>
  location ? [location.line === undefined ? location.file : `${location.file}:${location.line}`] : [];

/** Columns: where a terminal is narrower, it wraps lines itself. */
const NARROWEST = 40;

function totalLine({ mandatory, advisory, undetermined }: Totals, { explain }: ReportOptions): string {
  const counts = [
    ...(mandatory > 0 ? [`${mandatory} mandatory`] : []),
    ...(advisory > 0 ? [`${advisory} advisory`] : []),
    ...(undetermined > 0 ? [`${undetermined} undetermined`] : []),
  ];
  const hint = explain ? "" : " Add --explain to see why and what to do.";
  return `${plural(mandatory + advisory + undetermined, "finding")}: ${counts.join(", ")}.${hint}`;
}

/** The rules that a bucket satisfies, with the proofs. */
function passedIn({ verdicts }: BucketJudgement): readonly (readonly [string, string | undefined])[] {
  return [...verdicts].flatMap(([rule, verdict]) =>
    verdict.answer === "satisfied" ? [[rule, verdict.proof] as const] : [],
  );
}

function grouped<Key>(
  findings: readonly Finding[],
  by: (finding: Finding) => Key,
): ReadonlyMap<Key, readonly Finding[]> {
  const groups = new Map<Key, Finding[]>();
  for (const finding of findings) {
    addTo(groups, by(finding), finding);
  }
  return groups;
}
