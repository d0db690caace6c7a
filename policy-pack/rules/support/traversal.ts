import { addTo } from "../../model/multimap";
import { partitionOf, regionsNear } from "../../model/region";
import { candidates, doubtFrom, known, mapFact, type Fact } from "../../model/fact";
import {
  bucketAt,
  type Address,
  type Bucket,
  type ReplicationConfiguration,
  type ReplicationGraph,
  type ReplicationRule,
} from "../../model/graph";
import { every, given, notApplicable, proven, undetermined, violated, type Verdict } from "../../model/verdict";
import { nameOfRule, placed, quoted, sentence } from "./wording";

/** Whether one rule carries copies of a bucket to another Region of the same partition. */
export function crosses(bucket: Bucket, rule: ReplicationRule, graph: ReplicationGraph): Verdict {
  return given(rule.status, (status) => {
    if (status !== "Enabled")
      return violated(`${sentence(nameOfRule(rule))} of ${bucket.label} is not Enabled.`, bucket.configurations[0]);
    if (reachesNothing(rule, graph)) return violated(missingDestination(rule, bucket), bucket.configurations[0]);
    return given(rule.destination, (address) => reaches(bucket, rule, bucketAt(graph, address)));
  });
}

function reaches(bucket: Bucket, rule: ReplicationRule, destination: Bucket): Verdict {
  const copies = `${placed(bucket)} to ${placed(destination)}${quoted(rule.destination)}`;
  const wrong = (why: string): Verdict =>
    violated(`${sentence(nameOfRule(rule))} copies ${copies}: ${why}.`, bucket.configurations[0]);
  if (destination.address === bucket.address) return wrong("the bucket itself");
  if (sameUnknown(bucket.region, destination.region)) {
    const why = bucket.words.oneRegion ?? "both take their Region from one provider";
    return wrong(`${why}, so it is the same Region`);
  }
  return given(bucket.region, (home) => {
    const [here, there] = [partitionOf(home), destination.partition];
    // An ARN names its partition, whatever Region of it the bucket is in.
    if (here !== undefined && there !== undefined && here !== there) return wrong(acrossPartitions(here, there));
    return given(destination.region, (away) => {
      if (home === away) return wrong("the same Region");
      const partitions = [partitionOf(home), partitionOf(away)] as const;
      const unpublished = [home, away].filter((_, index) => partitions[index] === undefined);
      if (unpublished.length > 0) {
        return undetermined({
          reason: `${unpublished.join(" and ")} is not a Region that AWS has published, so its partition is not known`,
          settledBy: "configuration",
          settle: correctRegion(unpublished),
        });
      }
      return partitions[0] === partitions[1] ? proven(copies) : wrong(acrossPartitions(...partitions));
    });
  });
}

/** What to do about Regions that AWS has not published. */
export function correctRegion(names: readonly string[]): string {
  const [meant] = names.flatMap(regionsNear);
  return meant === undefined
    ? "correct the name of the Region, or update this package"
    : `correct the name of the Region, which may be meant to be ${meant}, or update this package`;
}

function acrossPartitions(from: string | undefined, to: string | undefined): string {
  return `another partition (${from ?? ""} to ${to ?? ""}), and S3 does not replicate across partitions`;
}

/** Two facts that are not known and still are one and the same. */
export function sameUnknown(a: Fact<unknown>, b: Fact<unknown>): boolean {
  return !a.known && !b.known && a.identity !== undefined && a.identity === b.identity;
}

/** Judges a bucket's replication; not applicable where there is none, which `replication-enabled` covers. */
export function givenConfiguration(
  bucket: Bucket,
  judge: (configuration: ReplicationConfiguration) => Verdict,
): Verdict {
  return given(bucket.replication, (configuration) =>
    configuration === undefined ? notApplicable : judge(configuration),
  );
}

/** Judges a bucket's rules; not applicable where `givenConfiguration` is not. */
export function givenRules(bucket: Bucket, judge: (rules: readonly ReplicationRule[]) => Verdict): Verdict {
  return givenConfiguration(bucket, ({ rules }) => given(rules, judge));
}

/** Judges the rule where it is Enabled. A rule that may be Disabled may have nothing to answer for. */
export function givenEnabled(rule: ReplicationRule, judge: () => Verdict): Verdict {
  return given(rule.status, (status) => (status === "Enabled" ? judge() : notApplicable));
}

/** The rules that are Enabled, or may be. */
export function mayBeEnabled(rules: readonly ReplicationRule[]): readonly ReplicationRule[] {
  return rules.filter(({ status }) => !status.known || status.value === "Enabled");
}

/**
 * Judges what a bucket needs as soon as one rule is Enabled; not applicable where none is. Where all of them may be
 * Disabled, what is missing may not be needed.
 */
export function givenAnEnabled(
  rules: readonly ReplicationRule[],
  judge: (enabled: readonly ReplicationRule[]) => Verdict,
): Verdict {
  const enabled = mayBeEnabled(rules);
  const [first] = enabled;
  if (!first) return notApplicable;
  const { status } = enabled.find((one) => one.status.known) ?? first;
  const isOne: Fact<boolean> = status.known ? known(true) : { ...doubtFrom(status), among: [true, false] };
  return given(isOne, (is) => (is ? judge(enabled) : notApplicable));
}

/** Judges every Enabled rule; not applicable where `givenConfiguration` is not. */
export function everyEnabledRule(bucket: Bucket, judge: (rule: ReplicationRule) => Verdict): Verdict {
  return givenRules(bucket, (rules) => every(rules.map((one) => givenEnabled(one, () => judge(one)))));
}

/** Judges a bucket, and the replicas of the stack that no rule judges by themselves. */
export function withReplicas(bucket: Bucket, graph: ReplicationGraph, judge: (bucket: Bucket) => Verdict): Verdict {
  return every([
    judge(bucket),
    everyEnabledRule(bucket, (one) =>
      givenDestination(one, graph, (destination) =>
        graph.buckets.has(destination.address) && isOnlyReplica(destination) ? judge(destination) : notApplicable,
      ),
    ),
  ]);
}

/** A bucket with rules of its own is judged by itself. */
function isOnlyReplica({ replication }: Bucket): boolean {
  return replication.known && replication.value === undefined;
}

export function missingDestination(rule: ReplicationRule, { label }: Bucket): string {
  return `The destination of ${nameOfRule(rule)} of ${label} does not exist.`;
}

/** Whether a rule's destination is known not to exist, which `destination-versioned` covers. */
export function reachesNothing({ destination }: ReplicationRule, graph: ReplicationGraph): boolean {
  return destination.known && bucketAt(graph, destination.value).isMissing === true;
}

/** Judges a rule's destination; not applicable where `reachesNothing`. */
export function givenDestination(
  rule: ReplicationRule,
  graph: ReplicationGraph,
  judge: (destination: Bucket) => Verdict,
): Verdict {
  if (reachesNothing(rule, graph)) return notApplicable;
  return given(rule.destination, (address) => judge(bucketAt(graph, address)));
}

/** Whether a rule replicates delete markers. The first version of S3's schema, without a filter, always does. */
export function replicatesDeleteMarkers({ filter, deleteMarkerReplication }: ReplicationRule): Fact<boolean> {
  if (!filter.known) return doubtFrom(filter);
  return filter.value === undefined ? known(true) : mapFact(deleteMarkerReplication, (status) => status === "Enabled");
}

/** Which buckets replicate to which, as far as their rules may. */
export interface Sources {
  /** The buckets a rule of which may name the bucket at an address. */
  readonly of: (address: Address) => readonly Bucket[];
  /** The buckets that may replicate to any other. */
  readonly toAny: readonly Bucket[];
}

// Asked for each of thousands of buckets, and to find the sources of one visits all of them.
const found = new WeakMap<ReplicationGraph, Sources>();

/** The sources of the buckets of a graph. */
export function sourcesIn(graph: ReplicationGraph): Sources {
  const before = found.get(graph);
  if (before) return before;
  const byDestination = new Map<Address, Bucket[]>();
  const toAny: Bucket[] = [];
  for (const bucket of graph.buckets.values()) {
    const { addresses, any } = possibleDestinations(bucket);
    if (any) toAny.push(bucket);
    for (const address of addresses) {
      addTo(byDestination, address, bucket);
    }
  }
  const sources: Sources = { of: (address) => byDestination.get(address) ?? [], toAny };
  found.set(graph, sources);
  return sources;
}

/** Every bucket that a rule of this one may name, and whether it may be any. */
function possibleDestinations({ replication }: Bucket): {
  readonly addresses: ReadonlySet<Address>;
  readonly any: boolean;
} {
  const configurations = candidates(replication);
  if (!configurations) return { addresses: new Set(), any: true };
  const addresses = new Set<Address>();
  let any = false;
  for (const configuration of configurations) {
    if (configuration === undefined) continue;
    const { rules, mayReach } = configuration;
    for (const reached of rules.known ? rules.value.map(({ destination }) => candidates(destination)) : [mayReach]) {
      if (reached) for (const address of reached) addresses.add(address);
      else any = true;
    }
  }
  return { addresses, any };
}
