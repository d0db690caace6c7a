import type { BucketJudgement } from "../judgement";
import { candidates, type Fact } from "../model/fact";
import type { Address, Bucket, ReplicationGraph, ReplicationRule } from "../model/graph";
import type { RuleId } from "../rules";
import type { CheckedSource, Reporting } from "./checked";
import { findingsOf, type Finding } from "./findings";
import { changesOf, type Change } from "./changes";
import { copyOf, FATES, fateOf, type Copy, type Fate } from "./survival";
import { statesIn, type State } from "./states";

/** What pictures are drawn from: where the buckets of one source are, and what replicates where. */
export interface Picture {
  readonly accounts: readonly Account[];
  /** By their addresses: those of the stack first, then those elsewhere. */
  readonly buckets: ReadonlyMap<Address, Pictured>;
  /** One for each pair of buckets, however many rules it has. */
  readonly arrows: readonly Arrow[];
  /** One for each Region that is known to have buckets of the stack. */
  readonly losses: readonly Loss[];
  /** What the change does, where it is known what was there before; `undefined` where it is not. */
  readonly changes: readonly Change[] | undefined;
}

/** An account or a Region. One that is not known is an area of its own. */
export interface Area {
  /** `undefined` where it is not known. */
  readonly name: string | undefined;
  /** Why it is not known. */
  readonly why?: string;
}

export interface Account extends Area {
  readonly regions: readonly RegionArea[];
}

export interface RegionArea extends Area {
  readonly buckets: readonly Address[];
}

/**
 * What a bucket of a picture is: of the stack and judged, the replica at which a finding about another bucket is to be
 * fixed, of the stack and not judged in this run, or elsewhere.
 */
export type Kind = State | "faulty replica" | "not judged" | "elsewhere";

export interface Pictured {
  readonly bucket: Bucket;
  readonly kind: Kind;
  /** Whether it has a working copy in another Region; left out of what was not judged. */
  readonly copy?: Copy;
  readonly judged?: BucketJudgement;
  /** A rule of it replicates to a bucket that is not known yet. */
  readonly reachesUnknown: boolean;
}

export interface Arrow {
  readonly from: Address;
  readonly to: Address;
  /** Whether the copies arrive; `disabled` where no rule of it is Enabled. */
  readonly answer: Copy["answer"] | "disabled";
  /** The rules that did not hold, or could not be decided. */
  readonly because: readonly RuleId[];
  /** What was measured of it, where it is deployed: "worst lag 42 s". */
  readonly measured?: readonly string[];
}

/** What happens to the buckets in a Region, and to those that may be in it, if that Region is lost. */
export interface Loss {
  readonly region: string;
  readonly outcomes: readonly Outcome[];
}

export interface Outcome {
  readonly bucket: Bucket;
  readonly fate: Fate;
  /** The rules that did not hold, or could not be decided; for an exempt bucket the reasons that it is. */
  readonly because: readonly string[];
}

export function pictureOf(source: CheckedSource, checked: Reporting): Picture {
  const { graph } = source;
  const buckets = bucketsOf(source, checked);
  const all = [...buckets.values()];
  return {
    accounts: accountsOf(all.map(({ bucket }) => bucket)),
    buckets,
    arrows: all.flatMap((pictured) => arrowsOf(pictured)).map((arrow) => measured(arrow, source)),
    losses: lossesIn(
      graph,
      all.filter(({ kind }) => kind !== "elsewhere"),
    ),
    changes: changesOf(source, checked),
  };
}

function bucketsOf(source: CheckedSource, checked: Reporting): ReadonlyMap<Address, Pictured> {
  const { graph } = source;
  const findings = findingsOf(source, checked).filter(({ answer }) => answer === "violated");
  const stated = new Map(statesIn(source, checked).map((each) => [each.judged.bucket.address, each]));
  const ofStack = [...graph.buckets.values()].map((bucket): Pictured => {
    const { state, judged } = stated.get(bucket.address) ?? {};
    const reachesUnknown = destinationsOf(bucket).some(({ destination }) => candidates(destination) === undefined);
    if (state === undefined || judged === undefined) return { bucket, kind: "not judged", reachesUnknown };
    const kind = state === "replica" && isEdited(bucket, findings) ? "faulty replica" : state;
    return { bucket, kind, copy: copyOf(judged), judged, reachesUnknown };
  });
  const elsewhere = [...graph.elsewhere.values()].map((bucket): Pictured => {
    return { bucket, kind: bucket.words.isDeployed ? "not judged" : "elsewhere", reachesUnknown: false };
  });
  return new Map([...ofStack, ...elsewhere].map((each) => [each.bucket.address, each]));
}

/** Whether something is to be mended at a bucket, be it for the sake of the one that it is the replica of. */
function isEdited({ address, versioning, settings }: Bucket, findings: readonly Finding[]): boolean {
  const own = new Set([
    address,
    versioning.known ? versioning.value.on : address,
    ...settings.map((each) => each.address),
  ]);
  return findings.some(({ on }) => on !== undefined && own.has(on.address));
}

/** The rules that a bucket has or may have. */
function destinationsOf({ replication }: Bucket): readonly ReplicationRule[] {
  return (candidates(replication) ?? []).flatMap((configuration) =>
    (configuration ? (candidates(configuration.rules) ?? []) : []).flat(),
  );
}

function arrowsOf({ bucket, copy, judged }: Pictured): readonly Arrow[] {
  const rules = destinationsOf(bucket);
  const reached = new Set(rules.flatMap(({ destination }) => candidates(destination) ?? []));
  return [...reached].map((to): Arrow => {
    const own = rules.filter(({ destination }) => candidates(destination)?.includes(to));
    const others = new Set([...reached].filter((other) => other !== to));
    const about = judged && copyOf(judged, others);
    const common = { from: bucket.address, to };
    if (own.every(isDisabled)) return { ...common, answer: "disabled", because: [] };
    if (!about || !copy) return { ...common, answer: "undetermined", because: [] };
    // That the bucket has another copy that works does not make this one certain.
    const isCertain = own.some((one) => one.destination.known && one.status.known);
    const answer = about.answer === "satisfied" && !isCertain ? "undetermined" : about.answer;
    return { ...common, answer, because: about.because };
  });
}

/** An arrow with what was measured of it, each thing once. */
function measured(arrow: Arrow, { live }: CheckedSource): Arrow {
  const labels = (live?.arrows ?? []).filter(({ from, to }) => from === arrow.from && to === arrow.to);
  const told = [...new Set(labels.map(({ label }) => label))];
  return told.length === 0 ? arrow : { ...arrow, measured: told };
}

const isDisabled = ({ status }: ReplicationRule): boolean => status.known && status.value !== "Enabled";

function accountsOf(buckets: readonly Bucket[]): readonly Account[] {
  return areas(buckets, ({ account }) => account).map(([area, within]) => ({
    ...area,
    regions: areas(within, ({ region }) => region).map(([region, all]) => ({
      ...region,
      buckets: all.map(({ address }) => address),
    })),
  }));
}

/** Buckets by a fact about them: what is known by its name and in its order, and then what is not known. */
function areas(
  buckets: readonly Bucket[],
  of: (bucket: Bucket) => Fact<string | undefined>,
): readonly (readonly [Area, readonly Bucket[]])[] {
  const found = new Map<string, { readonly area: Area; readonly buckets: Bucket[] }>();
  for (const bucket of buckets) {
    const fact = of(bucket);
    const area: Area = fact.known ? { name: fact.value } : { name: undefined, why: fact.why };
    // Two Regions that are not known, and not known to be the same, are two areas.
    const key = JSON.stringify(fact.known ? [fact.value] : ["", fact.identity ?? fact.why]);
    const same = found.get(key);
    if (same) same.buckets.push(bucket);
    else found.set(key, { area, buckets: [bucket] });
  }
  return [...found.values()].sort((a, b) => inOrder(a.area, b.area)).map((each) => [each.area, each.buckets]);
}

function inOrder({ name: a }: Area, { name: b }: Area): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}

function lossesIn({ buckets }: ReplicationGraph, pictured: readonly Pictured[]): readonly Loss[] {
  const regions = new Set([...buckets.values()].flatMap(({ region }) => (region.known ? [region.value] : [])));
  return [...regions].sort().map((region) => ({
    region,
    outcomes: pictured
      .filter(({ bucket }) => candidates(bucket.region)?.includes(region) ?? true)
      .map((each): Outcome => ({ bucket: each.bucket, ...fateOf(each) }))
      .sort((a, b) => FATES.indexOf(a.fate) - FATES.indexOf(b.fate)),
  }));
}
