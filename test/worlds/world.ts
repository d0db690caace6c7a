import * as fc from "fast-check";

/** A whole truth: what is in AWS once the program has run. */
export interface World {
  readonly providers: readonly WorldProvider[];
  /** The account of the credentials in the environment. */
  readonly account: string;
  /** The accounts of the profiles that a provider may name. */
  readonly profiles: Readonly<Record<Profile, string>>;
  readonly buckets: readonly WorldBucket[];
  /** Buckets of other stacks that rules may name; their policies let the role replicate. */
  readonly elsewhere: readonly {
    readonly region: string;
    readonly versioned: boolean;
    readonly account: string;
    readonly lock: boolean;
    /** Its name ends with its account and its Region. */
    readonly regional: boolean;
  }[];
  /** The KMS keys of the stack. */
  readonly keys: readonly WorldKey[];
  /** The role of all rules. */
  readonly role: WorldRole;
}

export type Profile = "one" | "two";

export interface WorldProvider {
  readonly region: string;
  /** Its account, where the provider names it; otherwise that of its credentials. */
  readonly account: string | undefined;
  /** Its credentials, where they are not those of the environment. */
  readonly profile: Profile | undefined;
}

/** The account of a provider: the one it names, else that of its credentials. */
export function accountOf({ providers, profiles, account }: World, index: number): string {
  const provider = providers[index];
  return provider?.account ?? (provider?.profile === undefined ? account : profiles[provider.profile]);
}

/** What a role can lack: S3's trust, or one of the actions. */
export interface WorldRole {
  readonly trusted: boolean;
  readonly missing: string | undefined;
  /** Its permissions boundary: none, one that bounds nothing, or one without an action. */
  readonly boundary: "none" | "everything" | (typeof ACTIONS)[number];
  /** How its policy is attached. */
  readonly attached: "inline" | "inside" | "attachment" | "list" | "exclusively";
}

/** A KMS key of the stack. */
export interface WorldKey {
  /** Its Region and account. */
  readonly provider: number;
  readonly enabled: boolean;
  /** How the program writes it: with its policy inside or beside it, or as AWS's own API has it. */
  readonly written: "inside" | "beside" | "native";
  /** Left out, it is AWS's own. */
  readonly policy: WorldKeyPolicy | undefined;
  readonly grant: WorldGrant | undefined;
}

/** What lets a role use a key beside all policies. */
export interface WorldGrant {
  /** The provider of the buckets whose role it is. */
  readonly role: number;
  /** What it leaves out of what S3 may need. */
  readonly missing: (typeof KEY_ACTIONS)[number] | undefined;
}

/** What a key's policy says: whom it lets use the key and for what, and whom it keeps out. */
export interface WorldKeyPolicy {
  readonly allows: (typeof KEY_USERS)[number];
  /** What it leaves out of what S3 may need. */
  readonly missing: (typeof KEY_ACTIONS)[number] | undefined;
  readonly condition: (typeof KEY_CONDITIONS)[number];
  readonly denies: (typeof KEY_DENIALS)[number];
}

export const KEY_ACTIONS = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"] as const;
export const KEY_USERS = ["its account", "the role's account", "the role", "everyone", "another account"] as const;
export const KEY_CONDITIONS = [
  "none",
  "through S3",
  "through EC2",
  "for the role's account",
  "for another account",
  "of buckets",
  "of objects",
  "of both",
  "of another service",
] as const;
export const KEY_DENIALS = [
  "nothing",
  "encryption",
  "the role",
  "S3",
  "all but S3",
  "other accounts",
  "for objects",
] as const;

/** All that a role may have to do. */
export const ACTIONS = [
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
  "s3:GetObjectVersionForReplication",
  "s3:GetObjectVersionAcl",
  "s3:GetObjectVersionTagging",
  "s3:GetObjectVersionAnnotationForReplication",
  "s3:GetObjectRetention",
  "s3:GetObjectLegalHold",
  "s3:ReplicateObject",
  "s3:ReplicateDelete",
  "s3:ReplicateTags",
  "s3:ObjectOwnerOverrideToBucketOwner",
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
] as const;

/** The actions on a destination, which its own policy may allow as well. */
export const WRITING: readonly string[] = [
  "s3:ReplicateObject",
  "s3:ReplicateDelete",
  "s3:ReplicateTags",
  "s3:ObjectOwnerOverrideToBucketOwner",
];

/** The shapes in which a program can write a bucket. */
export const SHAPES = ["side", "sideV2", "inline", "legacy", "v2", "native"] as const;
export type Shape = (typeof SHAPES)[number];

export interface WorldBucket {
  readonly shape: Shape;
  /** Its own Region, where its type has one; otherwise its provider's. */
  readonly ownRegion: string | undefined;
  readonly provider: number;
  readonly versioning: "Enabled" | "Suspended" | "Unversioned";
  readonly rules: readonly WorldRule[] | undefined;
  /** A second configuration with the same rules: S3 keeps one of the two. */
  readonly twice: boolean;
  /** Its tag says that it is the replica of a bucket elsewhere, and it is. */
  readonly replicaOfElsewhere: boolean;
  /** Encrypted with KMS by default. */
  readonly kms: boolean;
  /** With a Bucket Key, where it is. */
  readonly bucketKey: boolean;
  /** The key of the stack that encrypts it, in the place of one elsewhere. */
  readonly stackKey: number | undefined;
  /** Whether the bucket names that key by an alias of the stack. */
  readonly byAlias: boolean;
  /** Uploads with keys of customers (SSE-C) are let in. */
  readonly customerKeys: boolean;
  /** Who owns the objects in it, where that is set. */
  readonly ownership: (typeof OWNERSHIPS)[number];
  /** Its name is one of its account and Region only, and ends with both. */
  readonly regional: boolean;
  /** Its policy lets anyone write copies, lets nobody, keeps their annotations out, or says something else. */
  readonly policy: (typeof BUCKET_POLICIES)[number] | undefined;
  /** Created with Object Lock, which turns versioning on. */
  readonly lock: boolean;
}

export const OWNERSHIPS = [undefined, "BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const;
export const BUCKET_POLICIES = ["allows", "denies", "denies annotations", "other"] as const;

/** A rule as it is sent to S3. */
export interface WorldRule {
  readonly enabled: boolean;
  /** A bucket of the stack, or behind those one of `elsewhere`. */
  readonly to: number;
  readonly filter: "none" | "all" | "prefix" | "tag" | "prefix and tags";
  readonly markers: "Enabled" | "Disabled" | undefined;
  readonly priority: number | undefined;
  /** The owner of the copies becomes the account of the destination. */
  readonly newOwner: boolean;
  /** KMS-encrypted objects are selected, and this is the Region of the replica key. */
  readonly keyIn: string | undefined;
  /** The replica key is this one of the stack. */
  readonly stackKey: number | undefined;
}

/** What a preview does not know of a world. */
export interface Hidden {
  readonly providers: readonly ("known" | "apply" | "environment")[];
  readonly promised: readonly boolean[];
  /** Nothing says which account the credentials are of. */
  readonly account: boolean;
  /** What the role may do. */
  readonly role: boolean;
  readonly keys: readonly HiddenKey[];
  readonly buckets: readonly HiddenBucket[];
}

export interface HiddenKey {
  readonly arn: boolean;
  readonly policy: boolean;
  readonly enabled: boolean;
}

export interface HiddenBucket {
  readonly region: boolean;
  readonly tag: boolean;
  readonly versioning: boolean;
  readonly encryption: boolean;
  readonly policy: boolean;
  readonly customerKeys: boolean;
  readonly ownership: boolean;
  readonly versioningLink: Link;
  readonly replicationLink: Link;
  /** The rules are one unknown value. */
  readonly allRules: boolean;
  readonly rules: readonly HiddenRule[];
}

export interface HiddenRule {
  readonly status: boolean;
  readonly filter: boolean;
  readonly destination: Link;
}

/**
 * How one resource names another: by a literal, by a literal whose origin Pulumi remembers, by a value that is known on
 * apply and depends on the resource, or by one that depends on nothing Pulumi knows.
 */
export type Link = "literal" | "remembered" | "reference" | "lost";

export const ACCOUNTS = ["111122223333", "444455556666"] as const;
export const REGIONS = ["eu-west-1", "us-west-2", "cn-north-1"] as const;
const MOST_RULES = 3;

const region = fc.constantFrom("eu-west-1", "us-west-2", "us-west-2", "eu-west-1", "cn-north-1");
const account = fc.constantFrom(...ACCOUNTS);
const provider = fc.record({
  region,
  account: fc.option(account, { nil: undefined, freq: 2 }),
  profile: fc.constantFrom<Profile | undefined>(undefined, undefined, undefined, "one", "two"),
});
const stackKey = fc.constantFrom(undefined, 0, 1, 1);
const often = (value: boolean) => fc.constantFrom(value, value, value, value, !value);

const rule = (places: number): fc.Arbitrary<WorldRule> =>
  fc.record({
    enabled: often(true),
    to: fc.nat(places - 1),
    filter: fc.constantFrom("all", "all", "all", "prefix", "none", "tag", "prefix and tags"),
    markers: fc.constantFrom("Disabled", "Disabled", "Disabled", "Enabled", undefined),
    priority: fc.constantFrom(0, 1, 2, 1, 2, undefined),
    newOwner: often(false),
    keyIn: fc.option(fc.constantFrom("us-west-2", "us-west-2", "us-west-2", "eu-west-1"), { nil: undefined, freq: 2 }),
    stackKey,
  });

const WRITING_BOUNDS = ["s3:ReplicateObject", "s3:GetObjectVersionForReplication", "kms:Encrypt"] as const;

const key: fc.Arbitrary<WorldKey> = fc.record({
  provider: fc.nat(1),
  enabled: often(true),
  written: fc.constantFrom("inside", "beside", "native"),
  policy: fc.option(
    fc.record({
      allows: fc.constantFrom(...KEY_USERS),
      missing: fc.constantFrom(undefined, undefined, undefined, ...KEY_ACTIONS),
      condition: fc.constantFrom("none", "none", "none", ...KEY_CONDITIONS),
      denies: fc.constantFrom("nothing", "nothing", "nothing", "nothing", ...KEY_DENIALS),
    }),
    { nil: undefined, freq: 4 },
  ),
  grant: fc.option(
    fc.record({ role: fc.nat(1), missing: fc.constantFrom(undefined, undefined, undefined, ...KEY_ACTIONS) }),
    { nil: undefined, freq: 2 },
  ),
});

const bucket = (places: number): fc.Arbitrary<WorldBucket> =>
  fc.record({
    shape: fc.constantFrom(...SHAPES),
    ownRegion: fc.option(region, { nil: undefined }),
    provider: fc.nat(1),
    versioning: fc.constantFrom("Enabled", "Enabled", "Enabled", "Enabled", "Suspended", "Unversioned"),
    rules: fc.option(fc.array(rule(places), { minLength: 1, maxLength: MOST_RULES }), { nil: undefined, freq: 2 }),
    twice: often(false),
    replicaOfElsewhere: often(false),
    kms: often(false),
    bucketKey: fc.boolean(),
    stackKey,
    byAlias: often(false),
    customerKeys: often(false),
    ownership: fc.constantFrom(undefined, undefined, ...OWNERSHIPS),
    regional: often(false),
    policy: fc.constantFrom(undefined, undefined, undefined, undefined, ...BUCKET_POLICIES),
    lock: often(false),
  });

const wild: fc.Arbitrary<World> = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(2)).chain(([buckets, elsewhere]) =>
  fc.record({
    providers: fc.tuple(provider, provider),
    account,
    profiles: fc.record({ one: account, two: account }),
    buckets: fc.array(bucket(buckets + elsewhere), { minLength: buckets, maxLength: buckets }),
    elsewhere: fc.array(
      fc.record({ region, versioned: often(true), account, lock: often(false), regional: often(false) }),
      {
        minLength: elsewhere,
        maxLength: elsewhere,
      },
    ),
    keys: fc.tuple(key, key),
    role: fc.record({
      trusted: fc.constantFrom(true, true, true, true, true, true, true, true, true, false),
      missing: fc.option(fc.constantFrom(...ACTIONS), { nil: undefined, freq: 2 }),
      boundary: fc.constantFrom("none", "none", "none", "everything", ...WRITING_BOUNDS),
      attached: fc.constantFrom("inline", "inline", "inside", "attachment", "list", "exclusively"),
    }),
  }),
);

/** Mostly worlds in which all is well but for one bucket: of those drawn freely hardly any is compliant. */
export const world: fc.Arbitrary<World> = fc
  .tuple(wild, fc.nat(5), fc.constantFrom("tidy", "tidy", "tidy", "wild"))
  .map(([drawn, spared, kind]) => withoutClaims(normal(kind === "wild" ? drawn : tidy(drawn, spared))));

/**
 * A bucket that lets others replicate to it, has no rules and is no replica of this stack claims to be the replica of a
 * bucket elsewhere, which nobody here can tell: such a policy is left out.
 */
export function withoutClaims(drawn: World): World {
  const { buckets, providers } = drawn;
  const regionOf = ({ ownRegion, provider: index }: WorldBucket): string => ownRegion ?? providers[index]?.region ?? "";
  const isReached = (to: number): boolean =>
    buckets.some((source, from) => {
      const destination = buckets[to];
      const isNear = (region: string): boolean => region.startsWith("cn-") === regionOf(source).startsWith("cn-");
      return (
        from !== to &&
        destination !== undefined &&
        regionOf(destination) !== regionOf(source) &&
        isNear(regionOf(destination)) &&
        (source.rules ?? []).some((each) => each.enabled && each.to === to)
      );
    });
  // The policy of another account's key is nowhere in a world, so what it says is not known.
  const isOpen = (to: number): boolean =>
    buckets.some(
      (source) =>
        accountOf(drawn, source.provider) !== accountOf(drawn, buckets[to]?.provider ?? 0) &&
        (source.rules ?? []).some((each) => each.to === to && each.keyIn !== undefined),
    );
  return {
    ...drawn,
    buckets: buckets.map((each, index) =>
      each.policy === "allows" && ((each.rules === undefined && !isReached(index)) || isOpen(index))
        ? { ...each, policy: undefined }
        : each,
    ),
  };
}

/**
 * Makes all buckets but one as they should be: those with even numbers at home, each replicated to those with odd numbers
 * or to buckets elsewhere, and these abroad.
 */
function tidy(drawn: World, spared: number): World {
  const abroad = (to: number): number => (to < drawn.buckets.length ? to | 1 : to);
  const places = drawn.buckets.length + drawn.elsewhere.length;
  const good = ({ filter, stackKey: key }: WorldRule, position: number, to: number): WorldRule => ({
    enabled: true,
    to: abroad(to) < places ? abroad(to) : places - 1,
    filter: filter === "none" ? "all" : filter,
    markers: "Disabled",
    priority: position,
    newOwner: false,
    keyIn: "us-west-2",
    stackKey: key === undefined ? undefined : 1,
  });
  const any: WorldRule = {
    enabled: true,
    to: 1,
    filter: "all",
    markers: "Disabled",
    priority: 0,
    newOwner: false,
    keyIn: undefined,
    stackKey: undefined,
  };
  const sources = drawn.buckets.map(({ rules }) =>
    (rules ?? [any]).map((one, position) => good(one, position, one.to)),
  );
  const reached = new Set(sources.flatMap((rules, index) => (index % 2 === 0 ? rules.map(({ to }) => to) : [])));
  return {
    // Another account's bucket would have to let the role: here all are of one.
    providers: drawn.providers.map((_, index) => ({
      region: index === 0 ? "eu-west-1" : "us-west-2",
      account: drawn.providers[0]?.account,
      profile: drawn.providers[0]?.profile,
    })),
    account: drawn.account,
    profiles: drawn.profiles,
    role:
      spared === 5
        ? drawn.role
        : { trusted: true, missing: undefined, boundary: "none", attached: drawn.role.attached },
    elsewhere: drawn.elsewhere.map((each) => ({ ...each, region: "us-west-2", versioned: true, lock: true })),
    // Once in a while what is wrong is what the keys say, or they and the role together.
    keys: drawn.keys.map((each, index) =>
      spared >= 4 ? each : { ...each, provider: index, enabled: true, policy: undefined },
    ),
    buckets: drawn.buckets.map((each, index) => {
      if (index === spared) return each;
      const back = reached.has(index) ? undefined : [{ ...any, to: 0 }];
      return {
        ...each,
        provider: index % 2,
        ownRegion: each.ownRegion && (index % 2 === 0 ? "eu-west-1" : "us-west-2"),
        versioning: "Enabled",
        rules: index % 2 === 0 ? sources[index] : back,
        twice: false,
        replicaOfElsewhere: false,
        kms: each.kms,
        stackKey: each.stackKey && index % 2,
        policy: each.policy === "denies" ? undefined : each.policy,
        // Sources with Object Lock and without, and destinations for both.
        lock: index % 2 === 0 ? each.lock && spared % 2 !== 1 : true,
      };
    }),
  };
}

/** Once in so many times: with twenty things to hide, most previews show most of them. */
const once = <T>(times: number, rare: T, usual: T): fc.Arbitrary<T> =>
  fc.noBias(fc.nat(times - 1)).map((drawn) => (drawn === 0 ? rare : usual));
const seldom = once(25, true, false);

const link: fc.Arbitrary<Link> = fc
  .noBias(fc.nat(39))
  .map((drawn) => (drawn === 0 ? "lost" : drawn < 5 ? "literal" : drawn < 10 ? "remembered" : "reference"));

export const hidden: fc.Arbitrary<Hidden> = fc.record({
  providers: fc.array(
    fc.noBias(fc.nat(14)).map((drawn) => (["apply", "environment"] as const)[drawn] ?? "known"),
    { minLength: 2, maxLength: 2 },
  ),
  account: fc.boolean(),
  role: seldom,
  promised: fc.array(once(3, false, true), { minLength: 2, maxLength: 2 }),
  keys: fc.array(fc.record({ arn: fc.boolean(), policy: seldom, enabled: seldom }), { minLength: 2, maxLength: 2 }),
  buckets: fc.array(
    fc.record({
      region: seldom,
      tag: seldom,
      versioning: seldom,
      encryption: seldom,
      policy: seldom,
      customerKeys: seldom,
      ownership: seldom,
      versioningLink: link,
      replicationLink: link,
      allRules: seldom,
      rules: fc.array(fc.record({ status: seldom, filter: seldom, destination: link }), {
        minLength: MOST_RULES,
        maxLength: MOST_RULES,
      }),
    }),
    { minLength: 4, maxLength: 4 },
  ),
});

/** Nothing is hidden, and what is promised about buckets elsewhere is true. */
export const NOTHING_HIDDEN: Hidden = {
  providers: ["known", "known"],
  promised: [true, true],
  account: false,
  role: false,
  keys: Array.from({ length: 2 }, () => ({ arn: false, policy: false, enabled: false })),
  buckets: Array.from({ length: 4 }, () => ({
    region: false,
    tag: false,
    versioning: false,
    encryption: false,
    policy: false,
    customerKeys: false,
    ownership: false,
    versioningLink: "literal" as const,
    replicationLink: "literal" as const,
    allRules: false,
    rules: Array.from({ length: MOST_RULES }, () => ({
      status: false,
      filter: false,
      destination: "literal" as const,
    })),
  })),
};

/** Whether a shape keeps a bucket's settings inside the bucket. */
export const isInside = (shape: Shape): boolean => shape !== "side" && shape !== "sideV2";
const classicInside = (shape: Shape): boolean => isInside(shape) && shape !== "native";

/** What nobody can tell of a role, even where all is known, is not asked. */
function withoutOpenQuestions(drawn: World): World["role"] {
  const { role, buckets } = drawn;
  const rules = buckets.flatMap((bucket) =>
    (bucket.rules ?? []).map((each) => ({ ...each, source: bucket, destination: buckets[each.to] })),
  );
  // Whether a bucket elsewhere has a Bucket Key.
  const hasKeyElsewhere = rules.some(({ keyIn, destination }) => keyIn !== undefined && !destination);
  const isOfBucketKeys = role.missing === "kms:GenerateDataKey" || role.missing === "kms:Decrypt";
  // Whether S3 asks for this where the owner stays the same.
  const isOfOwners = role.missing === "s3:ObjectOwnerOverrideToBucketOwner";
  const changesNothing = rules.some(
    ({ newOwner, source, destination }) =>
      newOwner && (!destination || accountOf(drawn, source.provider) === accountOf(drawn, destination.provider)),
  );
  const isOpen = (hasKeyElsewhere && isOfBucketKeys) || (changesNothing && isOfOwners);
  return isOpen ? { ...role, missing: undefined } : role;
}

const partitionOf = (place: string): string => (place.startsWith("cn-") ? "aws-cn" : "aws");

/** The keys of the stack that something of it names. */
export function usedKeys({ buckets, keys }: World): ReadonlySet<number> {
  const named = buckets.flatMap((each) => [each.stackKey, ...(each.rules ?? []).map((one) => one.stackKey)]);
  return new Set([...keys.keys()].filter((index) => named.includes(index)));
}

/** The keys of the stack that a bucket names by an alias. */
export function keysWithAlias({ buckets }: World): ReadonlySet<number> {
  return new Set(buckets.flatMap(({ stackKey, byAlias }) => (byAlias && stackKey !== undefined ? [stackKey] : [])));
}

/** A key of the stack, where it is of the partition of the bucket and its role. */
function keyFor(drawn: World, { ownRegion, provider: index }: WorldBucket, wanted: number | undefined) {
  const regionOf = (one: number): string => drawn.providers[one]?.region ?? "";
  const places = [ownRegion ?? regionOf(index), regionOf(index), regionOf(drawn.keys[wanted ?? 0]?.provider ?? 0)];
  return new Set(places.map(partitionOf)).size === 1 ? wanted : undefined;
}

const placed = ({ shape, ownRegion }: WorldBucket): string | undefined =>
  shape === "side" || shape === "inline" ? ownRegion : undefined;

/** What a grant does for a role with a permissions boundary, or of another account, AWS does not say. */
const isSettled = (drawn: World, { provider: place, grant }: WorldKey, { boundary }: World["role"]): boolean =>
  grant === undefined || (boundary === "none" && accountOf(drawn, place) === accountOf(drawn, grant.role));

/** Leaves out what a shape cannot say: each provider adds to what a program leaves out before it sends it. */
export function normal(drawn: World): World {
  const role = withoutOpenQuestions(drawn);
  return {
    ...drawn,
    role,
    keys: drawn.keys.map((each) => (isSettled(drawn, each, role) ? each : { ...each, grant: undefined })),
    buckets: drawn.buckets.map((each) => ({
      ...each,
      // Only the types of today have the namespace of such names, and what is blocked.
      regional: each.regional && (each.shape === "side" || each.shape === "native"),
      customerKeys: each.customerKeys && (!isInside(each.shape) || each.shape === "native"),
      stackKey: keyFor(drawn, { ...each, ownRegion: placed(each) }, each.stackKey),
      // Only `@pulumi/aws` 7 has a Region on each resource.
      ownRegion: placed(each),
      // A block inside the bucket, once it has been on, says Suspended by being off; nothing else can be told apart.
      versioning: each.lock
        ? "Enabled"
        : each.versioning === "Suspended" && classicInside(each.shape)
          ? "Unversioned"
          : each.versioning,
      twice: each.twice && each.rules !== undefined && !isInside(each.shape),
      rules: each.rules?.map((one) => {
        const filtered = one.filter !== "none";
        // The older block has no way to filter by one tag alone but to send it in an And.
        const filter = classicInside(each.shape) && one.filter === "tag" ? ("prefix and tags" as const) : one.filter;
        return {
          ...one,
          filter,
          markers: filtered && classicInside(each.shape) ? (one.markers ?? "Disabled") : one.markers,
          // What S3 makes of the only rule with a filter and no priority is not known.
          priority:
            each.shape === "native" && (!filtered || each.rules?.length !== 1) ? one.priority : (one.priority ?? 0),
          // Whether a bucket elsewhere has a Bucket Key is not known.
          stackKey:
            one.keyIn === undefined || one.to >= drawn.buckets.length
              ? undefined
              : keyFor(drawn, { ...each, ownRegion: placed(each) }, one.stackKey),
        };
      }),
    })),
  };
}
