import type { World, WorldRule } from "./world";

/**
 * What S3 would do, as the User Guide says it. Written apart from the rules of the pack, for the same truth to be told
 * twice.
 */
export type Truth = "yes" | "no" | "nothing to say";

export interface Truths {
  readonly "versioning-enabled": Truth;
  readonly "replication-enabled": Truth;
  readonly "single-replication-configuration": Truth;
  readonly "rule-set-accepted": Truth;
  readonly "destination-in-another-region": Truth;
  readonly "destination-versioned": Truth;
}

const PARTITION: Readonly<Record<string, string>> = { "eu-west-1": "aws", "us-west-2": "aws", "cn-north-1": "aws-cn" };

export function regionIn(world: World, index: number): string {
  const bucket = world.buckets[index];
  if (!bucket) return world.elsewhere[index - world.buckets.length]?.region ?? "";
  return bucket.ownRegion ?? world.providers[bucket.provider]?.region ?? "";
}

export function accountIn(world: World, index: number): string {
  const bucket = world.buckets[index];
  if (!bucket) return world.elsewhere[index - world.buckets.length]?.account ?? "";
  return world.providers[bucket.provider]?.account ?? world.account;
}

function isVersioned(world: World, index: number): boolean {
  const bucket = world.buckets[index];
  return bucket ? bucket.versioning === "Enabled" : (world.elsewhere[index - world.buckets.length]?.versioned ?? false);
}

function leavesRegion(world: World, from: number, to: number): boolean {
  const [home, away] = [regionIn(world, from), regionIn(world, to)];
  return home !== away && PARTITION[home] === PARTITION[away];
}

function isReplica(world: World, index: number): boolean {
  return (
    world.buckets[index]?.rules === undefined &&
    world.buckets.some(
      ({ rules }, from) =>
        from !== index && rules?.some((rule) => rule.enabled && rule.to === index && leavesRegion(world, from, index)),
    )
  );
}

/** Whether S3 takes the rules of a bucket: the points of the API reference that a world can differ in. */
function accepts(world: World, index: number, rules: readonly WorldRule[]): boolean {
  if (rules.some(({ newOwner, to }) => newOwner && accountIn(world, to) === accountIn(world, index))) return false;
  const versionTwo = rules.filter(({ filter }) => filter !== "none");
  if (versionTwo.length === 0) {
    return rules.every(({ markers }) => markers === undefined) && new Set(rules.map(({ to }) => to)).size === 1;
  }
  if (versionTwo.length < rules.length) return false;
  if (rules.some(({ priority, markers }) => priority === undefined || markers === undefined)) return false;
  if (new Set(rules.map(({ priority }) => priority)).size < rules.length) return false;
  return rules.every(
    ({ filter, markers }) => (filter !== "tag" && filter !== "prefix and tags") || markers === "Disabled",
  );
}

/** A bucket about which there is nothing to say. */
export const SILENT: Truths = {
  "versioning-enabled": "nothing to say",
  "replication-enabled": "nothing to say",
  "single-replication-configuration": "nothing to say",
  "rule-set-accepted": "nothing to say",
  "destination-in-another-region": "nothing to say",
  "destination-versioned": "nothing to say",
};

/** The truth about one bucket, in the words of the rules. */
export function truths(world: World, index: number): Truths {
  const bucket = world.buckets[index];
  if (!bucket || isReplica(world, index)) return SILENT;
  const answer = (fine: boolean): Truth => (fine ? "yes" : "no");
  const versioning = { "versioning-enabled": answer(bucket.versioning === "Enabled") };
  const { rules } = bucket;
  if (rules === undefined && bucket.replicaOfElsewhere) return { ...SILENT, ...versioning };
  if (rules === undefined) return { ...SILENT, ...versioning, "replication-enabled": "no" };
  const enabled = rules.filter((rule) => rule.enabled);
  return {
    ...versioning,
    "replication-enabled": answer(enabled.length > 0),
    "single-replication-configuration": answer(!bucket.twice),
    "rule-set-accepted": answer(accepts(world, index, rules)),
    "destination-in-another-region":
      enabled.length === 0 ? "nothing to say" : answer(enabled.some(({ to }) => leavesRegion(world, index, to))),
    "destination-versioned":
      enabled.length === 0 ? "nothing to say" : answer(enabled.every(({ to }) => isVersioned(world, to))),
  };
}

/** Whether the whole stack is as the control wants it. */
export function isCompliant(world: World): boolean {
  return world.buckets.every((_, index) => Object.values(truths(world, index)).every((truth) => truth !== "no"));
}
