import type { Random } from "./random";
import {
  ACCOUNTS,
  ACTIONS,
  BUCKET_POLICIES,
  isInside,
  KEY_ACTIONS,
  KEY_CONDITIONS,
  KEY_DENIALS,
  KEY_USERS,
  normal,
  OWNERSHIPS,
  REGIONS,
  usedKeys,
  type Hidden,
  type World,
  type WorldKeyPolicy,
  type WorldRule,
} from "./world";

/**
 * Another world that a preview cannot tell from this one: what is hidden is drawn again, what is shown stays. It keeps to
 * the assumption about dependencies that the pack states: the unknown values under one property are, one each, the
 * buckets that the property depends on.
 */
export function completion(world: World, hidden: Hidden, random: Random): World {
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  // A key of the stack is there for buckets of the stack.
  const reachable = ({ stackKey }: WorldRule): number =>
    world.buckets.length + (stackKey === undefined ? world.elsewhere.length : 0);
  // A literal ARN tells the partition of what it names, and that stays.
  const named = namedByArn(world, hidden);
  const keys = usedKeys(world);
  const within = (region: string, indexes: readonly number[]): string =>
    // A key is of the partition of its buckets.
    keys.size > 0 || indexes.some((index) => named.has(index))
      ? pick(REGIONS.filter((each) => each.startsWith("cn-") === region.startsWith("cn-")))
      : pick(REGIONS);
  // What names an account, and stays: a new owner, a key and its policy, a name.
  const hidesAccounts =
    hidden.account && !tellsAccount(world) && keys.size === 0 && !world.buckets.some(({ regional }) => regional);
  const toldPlaces = placesTold(world, hidden);
  const completed = normal({
    providers: world.providers.map((provider, index) =>
      hidden.providers[index] === "known" || toldPlaces.has(index)
        ? provider
        : {
            ...provider,
            region: within(
              provider.region,
              world.buckets.flatMap((bucket, place) =>
                bucket.provider === index && bucket.ownRegion === undefined ? [place] : [],
              ),
            ),
          },
    ),
    account: hidesAccounts ? pick(ACCOUNTS) : world.account,
    profiles: hidesAccounts ? { one: pick(ACCOUNTS), two: pick(ACCOUNTS) } : world.profiles,
    elsewhere: world.elsewhere.map((each, index) =>
      hidden.promised[index]
        ? each
        : {
            ...each,
            region: each.regional ? each.region : within(each.region, [world.buckets.length + index]),
            versioned: pick([true, false]),
            lock: pick([true, false]),
          },
    ),
    role: hidden.role ? { ...world.role, missing: pick([undefined, ...ACTIONS]) } : world.role,
    keys: world.keys.map((each, index) => ({
      ...each,
      enabled: hidden.keys[index]?.enabled ? pick([true, false]) : each.enabled,
      policy: each.policy && (hidden.keys[index]?.policy ? anyKeyPolicy(pick) : each.policy),
    })),
    buckets: world.buckets.map((bucket, index) => {
      const hides = hidden.buckets[index];
      if (!hides) return bucket;
      const beside = !isInside(bucket.shape);
      const loses = beside && hides.versioningLink === "lost" && pick([true, false]);
      const hiddenVersioning =
        hides.versioning && !(bucket.versioning === "Unversioned" && (beside || bucket.shape === "native"));
      const versioning = loses
        ? "Unversioned"
        : hiddenVersioning
          ? pick(["Enabled", "Suspended"] as const)
          : bucket.versioning;
      const losesRules = beside && hides.replicationLink === "lost" && pick([true, false]);
      const swapped = shuffleDestinations(
        bucket.rules ?? [],
        // The account beside a new owner is shown, and stays that of the destination.
        (position) =>
          bucket.rules?.[position]?.newOwner === false &&
          (hides.allRules || hides.rules[position]?.destination === "reference"),
        world.buckets.length,
        random,
      );
      return {
        ...bucket,
        policy: bucket.policy !== undefined && hides.policy ? pick(BUCKET_POLICIES) : bucket.policy,
        customerKeys: hides.customerKeys && bucket.customerKeys ? pick([true, false]) : bucket.customerKeys,
        ownership: hides.ownership && bucket.ownership !== undefined ? pick(OWNERSHIPS) : bucket.ownership,
        kms: hides.encryption ? pick([true, false]) : bucket.kms,
        ownRegion:
          bucket.ownRegion !== undefined && hides.region && !bucket.regional
            ? within(bucket.ownRegion, [index])
            : bucket.ownRegion,
        versioning,
        rules: losesRules
          ? undefined
          : bucket.rules?.map((rule, position) => {
              const shown = hides.rules[position];
              const lost = !hides.allRules && !rule.newOwner && shown?.destination === "lost";
              return {
                ...rule,
                enabled: shown?.status || hides.allRules ? pick([true, false]) : rule.enabled,
                filter: shown?.filter || hides.allRules ? pick(["none", "all", "prefix", "tag"] as const) : rule.filter,
                keyIn: hides.allRules ? pick([undefined, ...REGIONS]) : rule.keyIn,
                markers: hides.allRules ? pick(["Enabled", "Disabled", undefined] as const) : rule.markers,
                stackKey: hides.allRules ? pick([undefined, ...keys]) : rule.stackKey,
                to: lost
                  ? pick(Array.from({ length: reachable(rule) }, (_, to) => to))
                  : (swapped[position] ?? rule.to),
              };
            }),
        twice: bucket.twice && !losesRules,
      };
    }),
  });
  // What a destination elsewhere leaves open of a role is left out of it, and a role that is shown has to stay.
  return hidden.role || completed.role.missing === world.role.missing ? completed : world;
}

/** The providers whose Region is told: by the ARN of a key, by its policy, by the name of a bucket. */
function placesTold(world: World, hidden: Hidden): ReadonlySet<number> {
  const byKeys = [...usedKeys(world)].flatMap((index) => {
    const { provider, policy } = world.keys[index] ?? {};
    const isTold = !hidden.keys[index]?.arn || (policy?.condition === "through S3" && !hidden.keys[index].policy);
    return isTold && provider !== undefined ? [provider] : [];
  });
  return new Set([...byKeys, ...world.buckets.flatMap((each) => (each.regional ? [each.provider] : []))]);
}

function anyKeyPolicy(pick: <T>(values: readonly T[]) => T): WorldKeyPolicy {
  return {
    allows: pick(KEY_USERS),
    missing: pick([undefined, ...KEY_ACTIONS]),
    condition: pick(KEY_CONDITIONS),
    denies: pick(KEY_DENIALS),
  };
}

/** The buckets that a rule, or their own policy, names by a literal ARN. */
function namedByArn(world: World, hidden: Hidden): ReadonlySet<number> {
  return new Set(
    world.buckets.flatMap(({ rules, policy }, index) => [
      ...(policy !== undefined && hidden.buckets[index]?.policy !== true ? [index] : []),
      ...(rules ?? []).flatMap(({ to }, position) => {
        const link = hidden.buckets[index]?.rules[position]?.destination ?? "literal";
        return !hidden.buckets[index]?.allRules && (link === "literal" || link === "remembered") ? [to] : [];
      }),
    ]),
  );
}

/** A rule that changes the owner names the account of its destination, be it that of the credentials. */
function tellsAccount({ buckets, providers }: World): boolean {
  const isOfCredentials = (to: number): boolean => {
    const destination = buckets[to];
    return destination !== undefined && providers[destination.provider]?.account === undefined;
  };
  return buckets.some(({ rules }) => rules?.some(({ newOwner, to }) => newOwner && isOfCredentials(to)));
}

/** The destinations of a bucket's rules, those that are hidden behind a reference to a bucket of the stack in a new order. */
function shuffleDestinations(
  rules: readonly { readonly to: number }[],
  isHidden: (position: number) => boolean,
  inStack: number,
  random: Random,
): readonly number[] {
  const positions = rules.flatMap(({ to }, position) => (isHidden(position) && to < inStack ? [position] : []));
  const order = positions.map((position) => rules[position]?.to ?? 0);
  for (let last = order.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return rules.map(({ to }, position) =>
    positions.includes(position) ? (order[positions.indexOf(position)] ?? to) : to,
  );
}
