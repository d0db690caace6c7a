import {
  accountOf,
  WRITING,
  type World,
  type WorldBucket,
  type WorldKey,
  type WorldKeyPolicy,
  type WorldRule,
} from "./world";

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
  readonly "encrypted-objects-selected": Truth;
  readonly "replica-key-in-destination-region": Truth;
  readonly "object-lock-matched": Truth;
  readonly "role-can-replicate": Truth;
  readonly "tags-can-replicate": Truth;
  readonly "keys-enabled": Truth;
  readonly "objects-owned-by-bucket-owner": Truth;
  readonly "customer-key-objects-accepted": Truth;
}

const PARTITION: Readonly<Record<string, string>> = { "eu-west-1": "aws", "us-west-2": "aws", "cn-north-1": "aws-cn" };

export function regionIn(world: World, index: number): string {
  const bucket = world.buckets[index];
  if (!bucket) return world.elsewhere[index - world.buckets.length]?.region ?? "";
  return bucket.ownRegion ?? world.providers[bucket.provider]?.region ?? "";
}

export function partitionIn(world: World, index: number): string {
  return PARTITION[regionIn(world, index)] ?? "aws";
}

export function accountIn(world: World, index: number): string {
  const bucket = world.buckets[index];
  if (!bucket) return world.elsewhere[index - world.buckets.length]?.account ?? "";
  return accountOf(world, bucket.provider);
}

/** The Region of a rule's replica key. */
function keyRegion({ keys, providers }: World, { keyIn, stackKey }: WorldRule): string | undefined {
  return stackKey === undefined ? keyIn : providers[keys[stackKey]?.provider ?? 0]?.region;
}

function isVersioned(world: World, index: number): boolean {
  const bucket = world.buckets[index];
  return bucket ? bucket.versioning === "Enabled" : (world.elsewhere[index - world.buckets.length]?.versioned ?? false);
}

function isLocked(world: World, index: number): boolean {
  return (world.buckets[index] ?? world.elsewhere[index - world.buckets.length])?.lock ?? false;
}

/** Whether the role gets everything across that one rule is for. */
function roleDoes(world: World, index: number, rule: WorldRule): boolean {
  const bucket = world.buckets[index];
  const { trusted, missing, boundary } = world.role;
  const own = (action: string): boolean => action !== missing && action !== boundary;
  if (!trusted || !own("s3:GetReplicationConfiguration") || !own("s3:ListBucket")) return false;
  // Into another partition no role gets anything, and that is said of the destination.
  if (PARTITION[regionIn(world, index)] !== PARTITION[regionIn(world, rule.to)]) return true;
  const destination = world.buckets[rule.to];
  const markers = rule.filter === "none" || rule.markers === "Enabled";
  const needed = [
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionAcl",
    "s3:ReplicateObject",
    ...(bucket?.lock ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : []),
    ...(markers ? ["s3:ReplicateDelete"] : []),
    ...(rule.newOwner ? ["s3:ObjectOwnerOverrideToBucketOwner"] : []),
  ];
  const may = needed.every((action) => (WRITING.includes(action) ? mayWrite(world, index, rule, action) : own(action)));
  if (rule.keyIn === undefined) return may;
  // With a Bucket Key S3 makes keys of its own, and reads them again.
  const writes = hasBucketKey(destination) ? ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"] : ["kms:Encrypt"];
  return (
    may &&
    (!bucket?.kms || mayUse(world, index, bucket.stackKey, index, "kms:Decrypt")) &&
    writes.every((action) => mayUse(world, index, rule.stackKey, rule.to, action))
  );
}

const hasBucketKey = (bucket: WorldBucket | undefined): boolean =>
  bucket !== undefined && bucket.kms && bucket.bucketKey;

/**
 * Whether KMS does something with a key for the role of a source, when S3 asks for one of its buckets. A key elsewhere is of the role's account,
 * and its policy is AWS's own.
 */
function mayUse(world: World, source: number, key: number | undefined, bucket: number, action: string): boolean {
  const { missing, boundary } = world.role;
  const isBounded = action === boundary;
  const byRole = action !== missing && !isBounded;
  const used = key === undefined ? undefined : world.keys[key];
  if (!used) return byRole;
  const isOwn = accountOf(world, used.provider) === accountIn(world, source);
  const { policy, grant } = used;
  const isGranted = grant !== undefined && grant.role === world.buckets[source]?.provider && grant.missing !== action;
  // AWS's own policy leaves it to IAM, in the account of the key.
  if (!policy) return isOwn && (byRole || isGranted);
  if (policy.denies === "other accounts" ? !isOwn : isDenied(world, policy, bucket, action)) return false;
  if (isGranted && isOwn) return true;
  const allows = policy.missing !== action && meetsCondition(world, used, policy, bucket);
  switch (policy.allows) {
    case "another account":
      return false;
    case "its account":
      return isOwn && allows && byRole;
    case "the role's account":
      return allows && byRole;
    case "the role":
      // To name the role is enough in its account, as far as its boundary goes.
      return allows && (isOwn ? !isBounded : byRole);
    case "everyone":
      // And to name nobody is enough whatever its boundary.
      return allows && (isOwn || byRole);
  }
}

/** Whether S3's request meets the condition of what a key's policy allows. */
function meetsCondition(world: World, { provider }: WorldKey, { condition }: WorldKeyPolicy, bucket: number): boolean {
  const isOfBucket = hasBucketKey(world.buckets[bucket]);
  switch (condition) {
    case "none":
    case "for the role's account":
    case "of both":
      return true;
    case "through S3":
      // The endpoint that the policy names is that of the key's Region, and S3 asks from the bucket's.
      return world.providers[provider]?.region === regionIn(world, bucket);
    case "of buckets":
      return isOfBucket;
    case "of objects":
      return !isOfBucket;
    case "through EC2":
    case "for another account":
    case "of another service":
      return false;
  }
}

/** Whether a Deny of a key's policy is about S3's request. */
function isDenied(world: World, { denies }: WorldKeyPolicy, bucket: number, action: string): boolean {
  switch (denies) {
    case "nothing":
    case "other accounts":
    case "all but S3":
      return false;
    case "encryption":
      return action === "kms:Encrypt";
    case "the role":
    case "S3":
      return true;
    case "for objects":
      return !hasBucketKey(world.buckets[bucket]);
  }
}

/** Whether the role may do something to the destination. */
function mayWrite(world: World, index: number, rule: WorldRule, action: string): boolean {
  const { missing, boundary } = world.role;
  const own = action !== missing && action !== boundary;
  const destination = world.buckets[rule.to];
  // Those elsewhere let the role.
  if (!destination) return own;
  if (destination.policy === "denies") return false;
  // Within one account either policy is enough, and a grant to everyone is not bounded; across accounts both have to allow.
  const lets = destination.policy === "allows";
  const isOthers = accountIn(world, rule.to) !== accountIn(world, index);
  return isOthers ? own && lets : own || lets;
}

/** Whether copies have the tags and annotations of their objects. Of objects that are not copied there is nothing to say. */
function keepsTags(world: World, index: number, rules: readonly WorldRule[]): Truth {
  const { trusted, missing, boundary } = world.role;
  const reads = (action: string): boolean => action !== missing && action !== boundary;
  const copies = rules.some(
    (rule) =>
      PARTITION[regionIn(world, index)] === PARTITION[regionIn(world, rule.to)] &&
      mayWrite(world, index, rule, "s3:ReplicateObject"),
  );
  if (!trusted || !reads("s3:GetObjectVersionForReplication") || !copies) return "nothing to say";
  // A bucket can keep annotations out; of buckets elsewhere it is promised that they do not.
  const lose = rules.some(
    (rule) =>
      PARTITION[regionIn(world, index)] === PARTITION[regionIn(world, rule.to)] &&
      mayWrite(world, index, rule, "s3:ReplicateObject") &&
      world.buckets[rule.to]?.policy === "denies annotations",
  );
  const keeps = reads("s3:GetObjectVersionTagging") && reads("s3:GetObjectVersionAnnotationForReplication") && !lose;
  return keeps ? "yes" : "no";
}

/** Whether the keys of the stack that a bucket's rules use can be used. */
function areKeysEnabled(world: World, { kms, stackKey }: WorldBucket, rules: readonly WorldRule[]): Truth {
  const selecting = rules.filter(({ keyIn }) => keyIn !== undefined);
  const used = selecting.flatMap((rule) => [rule.stackKey, kms ? stackKey : undefined]);
  const states = used.flatMap((each) => (each === undefined ? [] : [world.keys[each]?.enabled]));
  if (states.length === 0) return "nothing to say";
  return states.includes(false) ? "no" : "yes";
}

/** Whether objects that customers encrypt with keys of their own are let in at both ends, of those in the stack. */
function acceptsCustomerKeys(world: World, { customerKeys }: WorldBucket, rules: readonly WorldRule[]): Truth {
  const destinations = rules.flatMap(({ to }) => world.buckets[to] ?? []);
  if (!customerKeys || destinations.length === 0) return "nothing to say";
  return destinations.every((each) => each.customerKeys) ? "yes" : "no";
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
function accepts(rules: readonly WorldRule[]): boolean {
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
  "encrypted-objects-selected": "nothing to say",
  "replica-key-in-destination-region": "nothing to say",
  "object-lock-matched": "nothing to say",
  "role-can-replicate": "nothing to say",
  "tags-can-replicate": "nothing to say",
  "keys-enabled": "nothing to say",
  "objects-owned-by-bucket-owner": "nothing to say",
  "customer-key-objects-accepted": "nothing to say",
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
    ...SILENT,
    ...versioning,
    "replication-enabled": answer(enabled.length > 0),
    "single-replication-configuration": answer(!bucket.twice),
    "rule-set-accepted": answer(accepts(rules)),
    "destination-in-another-region":
      enabled.length === 0 ? "nothing to say" : answer(enabled.some(({ to }) => leavesRegion(world, index, to))),
    "destination-versioned":
      enabled.length === 0 ? "nothing to say" : answer(enabled.every(({ to }) => isVersioned(world, to))),
    ...(enabled.length > 0 && {
      "encrypted-objects-selected": answer(!bucket.kms || enabled.every(({ keyIn }) => keyIn !== undefined)),
      "replica-key-in-destination-region": answer(
        enabled.every((rule) => rule.keyIn === undefined || keyRegion(world, rule) === regionIn(world, rule.to)),
      ),
      "object-lock-matched": answer(!bucket.lock || enabled.every(({ to }) => isLocked(world, to))),
      "role-can-replicate": answer(enabled.every((rule) => roleDoes(world, index, rule))),
      "tags-can-replicate": keepsTags(world, index, enabled),
      "keys-enabled": areKeysEnabled(world, bucket, enabled),
      "objects-owned-by-bucket-owner": answer((bucket.ownership ?? "BucketOwnerEnforced") === "BucketOwnerEnforced"),
      "customer-key-objects-accepted": acceptsCustomerKeys(world, bucket, enabled),
    }),
  };
}

/** What is advice: copies without tags are copies, and not all objects are those that are lost. */
const ADVICE: ReadonlySet<string> = new Set([
  "tags-can-replicate",
  "objects-owned-by-bucket-owner",
  "customer-key-objects-accepted",
]);

/** Whether the whole stack is as the control wants it. */
export function isCompliant(world: World): boolean {
  return world.buckets.every((_, index) =>
    Object.entries(truths(world, index)).every(([rule, truth]) => ADVICE.has(rule) || truth !== "no"),
  );
}
