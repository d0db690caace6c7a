import { bucketName } from "../model/arn";
import type { Address } from "../model/graph";
import { clean, plural } from "../model/prose";
import { shown } from "../model/text";
import type { Checked } from "./checked";
import { longestFitting } from "./fitting";
import { baselineLines } from "./hidden";
import { pictureOf, type Arrow, type Picture, type Pictured } from "./picture";
import { accountName, FIRST, KINDS, regionName, type Mark } from "./words";

/** Characters that Mermaid reads of a text (`maxTextSize`), and arrows that it draws (`maxEdges`). */
const MOST_CHARACTERS = 50_000;
const MOST_ARROWS = 500;

/** A flowchart for Mermaid. What does not fit into its limits is counted; what falls short comes first. */
export const mermaid = (checked: Checked): string => flowchart(checked, MOST_CHARACTERS);

/** @param most Characters that it may have. */
export function flowchart(checked: Checked, most: number): string {
  const charts = checked.sources.map(
    (source, index) => new Chart(source.label, pictureOf(source, checked), `s${index}`),
  );
  const all = charts
    .flatMap((chart) => [...chart.picture.buckets.values()].map((pictured): Shown => ({ chart, pictured })))
    .sort((a, b) => FIRST.indexOf(a.pictured.kind) - FIRST.indexOf(b.pictured.kind));
  const notes = baselineLines(checked);
  const write = (count: number): string => written(charts, all.slice(0, count), all.length - count, notes);
  return longestFitting(all.length, write, (text) => text.length <= most && arrowsIn(text) <= MOST_ARROWS);
}

interface Shown {
  readonly chart: Chart;
  readonly pictured: Pictured;
}

const arrowsIn = (text: string): number => text.match(/^ *\w+ \S+\|/gm)?.length ?? 0;

function written(charts: readonly Chart[], drawn: readonly Shown[], more: number, notes: readonly string[]): string {
  const isSeveral = charts.length > 1;
  const lines = charts.flatMap((chart) => {
    const addresses = drawn.filter((each) => each.chart === chart).map(({ pictured }) => pictured.bucket.address);
    return chart.lines(new Set(addresses), isSeveral);
  });
  const rest = more > 0 ? [`  more["and ${plural(more, "more bucket")}"]:::none`] : [];
  const note = notes.length > 0 ? [`  baseline["${notes.map(labeled).join("<br>")}"]:::none`] : [];
  return [...["flowchart LR", ...lines, ...rest, ...note], ...STYLES].map((line) => `${line}\n`).join("");
}

/** Readable on light and on dark paper, and different without color. */
const STYLES = [
  "  classDef satisfied fill:#e6f6ea,stroke:#116329,color:#1f2328",
  "  classDef violated fill:#ffebe9,stroke:#b3151f,color:#1f2328,stroke-width:3px",
  "  classDef undetermined fill:#fff8dc,stroke:#7d4e00,color:#1f2328,stroke-dasharray:5 4",
  "  classDef none fill:#f3f4f6,stroke:#57606a,color:#1f2328,stroke-dasharray:1 3",
];

const SYMBOLS: Readonly<Record<Mark, string>> = { satisfied: "✓ ", violated: "✕ ", undetermined: "? ", none: "" };

/** Each answer has a line of its own: whole, thick with a cross, dotted, dotted without a head. */
const LINES: Readonly<Record<Arrow["answer"], string>> = {
  satisfied: '-->|"✓"|',
  violated: '==x|"✕"|',
  undetermined: '-.->|"?"|',
  disabled: '-.-|"disabled"|',
};

/** A line, with what was measured beside its mark. */
function lineOf(answer: Arrow["answer"], measured: Arrow["measured"]): string {
  return measured ? LINES[answer].replace('"|', ` ${labeled(measured.join(", "))}"|`) : LINES[answer];
}

/** One source in the flowchart. */
class Chart {
  private readonly ids: ReadonlyMap<Address, string>;

  constructor(
    private readonly label: string,
    readonly picture: Picture,
    private readonly prefix: string,
  ) {
    this.ids = new Map([...picture.buckets.keys()].map((address, index) => [address, `${prefix}b${index}`]));
  }

  lines(drawn: ReadonlySet<Address>, isNamed: boolean): readonly string[] {
    const areas = this.picture.accounts.flatMap(({ name, regions }, index) => {
      const id = `${this.prefix}a${index}`;
      const within = regions.flatMap((region, of) => {
        const buckets = region.buckets.filter((address) => drawn.has(address)).map((address) => this.bucket(address));
        return subgraph(`${id}r${of}`, regionName(region.name), buckets);
      });
      return subgraph(id, accountName(name), within);
    });
    const arrows = this.picture.arrows
      .filter(({ from, to }) => drawn.has(from) && drawn.has(to))
      .map(({ from, to, answer, measured }) => `  ${this.idOf(from)} ${lineOf(answer, measured)} ${this.idOf(to)}`);
    return [...(isNamed ? subgraph(this.prefix, this.label, areas) : areas).map((line) => `  ${line}`), ...arrows];
  }

  private bucket(address: Address): string {
    const { bucket, kind } = this.picture.buckets.get(address) ?? {};
    const { words, mark } = KINDS[kind ?? "not judged"];
    return `${this.idOf(address)}["${SYMBOLS[mark]}${labeled(bucketName(bucket?.label ?? ""))}<br>${words}"]:::${mark}`;
  }

  private readonly idOf = (address: Address): string => this.ids.get(address) ?? "";
}

function subgraph(id: string, name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`subgraph ${id}["${labeled(name)}"]`, ...lines.map((line) => `  ${line}`), "end"];
}

/** Characters of a name: longer ones would leave no room for others. */
const LONGEST = 80;

/** A text in Mermaid's quotes. What is a letter or a digit in no language is written by its number. */
function labeled(text: string): string {
  const plain = clean(shown(text));
  const cut = plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
  return cut.replace(/[^\p{L}\p{N} .,:…-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
