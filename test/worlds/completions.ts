import type { Random } from "./random";
import { ACCOUNTS, ACTIONS, isInside, normal, REGIONS, type Hidden, type World } from "./world";

/**
 * Another world that a preview cannot tell from this one: what is hidden is drawn again, what is shown stays. It keeps to
 * the assumption about dependencies that the pack states: the unknown values under one property are, one each, the
 * buckets that the property depends on.
 */
export function completion(world: World, hidden: Hidden, random: Random): World {
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const places = world.buckets.length + world.elsewhere.length;
  // A literal ARN tells the partition of what it names, and that stays.
  const named = namedByArn(world, hidden);
  const within = (region: string, indexes: readonly number[]): string =>
    indexes.some((index) => named.has(index))
      ? pick(REGIONS.filter((each) => each.startsWith("cn-") === region.startsWith("cn-")))
      : pick(REGIONS);
  const hidesAccounts = hidden.account && !tellsAccount(world);
  return normal({
    providers: world.providers.map((provider, index) =>
      hidden.providers[index] === "known"
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
            region: within(each.region, [world.buckets.length + index]),
            versioned: pick([true, false]),
            lock: pick([true, false]),
          },
    ),
    role: hidden.role ? { ...world.role, missing: pick([undefined, ...ACTIONS]) } : world.role,
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
        policy:
          bucket.policy !== undefined && hides.policy ? pick(["allows", "denies", "other"] as const) : bucket.policy,
        kms: hides.encryption ? pick([true, false]) : bucket.kms,
        ownRegion:
          bucket.ownRegion !== undefined && hides.region ? within(bucket.ownRegion, [index]) : bucket.ownRegion,
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
                to: lost ? pick(Array.from({ length: places }, (_, place) => place)) : (swapped[position] ?? rule.to),
              };
            }),
        twice: bucket.twice && !losesRules,
      };
    }),
  });
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
