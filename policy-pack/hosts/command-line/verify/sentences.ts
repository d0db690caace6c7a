import type { BucketJudgement } from "../../../judgement";
import { bucketAt, type Bucket, type ReplicationGraph } from "../../../model/graph";
import { listed, plural } from "../../../model/prose";
import type { Health, Measured } from "../../../readers/account";
import type { RuleId } from "../../../rules";
import { copyOf } from "../../../reports/survival";
import { spelled } from "./options";

/** What was seen of one bucket beside its configuration. */
export interface Seen {
  readonly health: readonly Health[];
  /** What else there is to say: parts of the sentence. */
  readonly more: readonly string[];
}

/** "acme-data → us-west-2: proven; worst lag 42 s in 7 days, 0 failed." */
export function sentenceAbout(judged: BucketJudgement, graph: ReplicationGraph, seen: Seen, since: number): string {
  const { bucket } = judged;
  const regions = destinationRegions(bucket, graph);
  const name = regions.length === 0 ? bucket.label : `${bucket.label} → ${listed(regions)}`;
  const parts = [stateOf(judged), ...healthPart(seen.health, since), ...seen.more];
  return `${name}: ${parts.join("; ")}.`;
}

function destinationRegions({ replication }: Bucket, graph: ReplicationGraph): readonly string[] {
  const rules = replication.known && replication.value?.rules.known ? replication.value.rules.value : [];
  const regions = rules.flatMap(({ status, destination }) => {
    if (!status.known || status.value !== "Enabled" || !destination.known) return [];
    const { region, isMissing } = bucketAt(graph, destination.value);
    return isMissing ? ["nowhere"] : [region.known ? region.value : "a Region that is not known"];
  });
  return [...new Set(regions)].sort();
}

/** Copies that lose something arrive all the same. */
const LOSES_NO_COPY: ReadonlySet<RuleId> = new Set<RuleId>(["tags-can-replicate"]);

/** What its configuration comes to: a verdict never becomes better by what was measured. */
function stateOf(judged: BucketJudgement): string {
  const { standing, exempt } = judged;
  const [all] = exempt.filter(({ rules }) => rules === undefined);
  if (all) return `exempt${all.until === undefined ? "" : ` until ${all.until}`} (${all.reason})`;
  if (standing === "replica") return "a replica";
  if (standing === "replica of a bucket elsewhere") return "a replica of a bucket elsewhere, by its tag";
  const { answer, because } = copyOf(judged);
  if (answer === "satisfied") return "proven";
  if (answer === "violated" && because.every((rule) => LOSES_NO_COPY.has(rule)))
    return `proven, but for ${listed(because)}`;
  const why = because.length === 0 ? "" : ` (${listed(because)})`;
  return `${answer === "violated" ? "not proven" : "undetermined"}${why}`;
}

function healthPart(all: readonly Health[], since: number): readonly string[] {
  if (all.length === 0) return [];
  const unmeasured = all.filter(({ rule }) => !rule.hasMetrics).length;
  const told = figuresOf(all);
  const untold = all.some(({ measured }) => measured.is !== "told");
  const span = spelled(since);
  return [
    ...(told ? [figures(told, span)] : []),
    ...(untold ? ["its metrics may not be read"] : []),
    ...(!told && !untold && unmeasured < all.length ? [`no data points in ${span}`] : []),
    ...(unmeasured > 0
      ? [unmeasured === all.length ? "no metrics" : `no metrics of ${plural(unmeasured, "rule")}`]
      : []),
  ];
}

function figures({ lag, failed, pending }: Measured, span: string): string {
  const parts = [
    ...(lag === undefined ? [] : [`worst lag ${lagged(lag)}`]),
    ...(failed === undefined ? [] : [`${counted(failed)} failed`]),
    ...(pending === undefined || pending === 0 ? [] : [`${counted(pending)} pending at most`]),
  ];
  const [first = "", ...others] = parts;
  return [`${first} in ${span}`, ...others].join(", ");
}

/** "42 s", "15 min", "3.5 h". */
export function lagged(seconds: number): string {
  if (seconds > 0 && seconds < 1) return "less than 1 s";
  if (seconds < 600) return `${Math.round(seconds)} s`;
  return seconds < 3 * 3_600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}

/** "12,480". */
export const counted = (count: number): string => Math.round(count).toLocaleString("en-US");

/** The figures of all rules as one; `undefined` where there is none. */
export function figuresOf(all: readonly Health[]): Measured | undefined {
  const told = all.flatMap(({ measured }) => (measured.is === "told" && measured.value ? [measured.value] : []));
  if (told.length === 0) return undefined;
  const worst = (key: keyof Measured, join: (a: number, b: number) => number): Partial<Measured> => {
    const values = told.flatMap((each) => each[key] ?? []);
    return values.length === 0 ? {} : { [key]: values.reduce(join) };
  };
  const [sum, most] = [(a: number, b: number) => a + b, (a: number, b: number) => Math.max(a, b)];
  // A rule that has metrics and no data point of a failure has none that failed.
  return {
    failed: 0,
    ...worst("failed", sum),
    ...worst("pending", most),
    ...worst("bytesPending", most),
    ...worst("lag", most),
  };
}
