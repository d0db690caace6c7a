import { candidates, oneOf, unknownUntilApply, type Fact, type SettledBy } from "../../model/fact";
import type { Address, Reference } from "../../model/graph";
import { addTo } from "../../model/multimap";
import { listed } from "../../model/prose";
import { addressOf, MOST_CANDIDATES, type Links, type TargetName } from "./links";
import { isEvaluated, notEvaluated, type DeclaredResource } from "./resource";
import { Setting } from "./setting";

interface Sides {
  readonly certain: readonly DeclaredResource[];
  readonly possible: readonly DeclaredResource[];
  /** How many more may be the owner's: so many never agree, and to look at each for every owner takes long. */
  readonly others: number;
}

/** Which side resources belong to which owner, and which may. */
export class SideResources {
  private readonly certain = new Map<Address, DeclaredResource[]>();
  private readonly possible = new Map<Address, DeclaredResource[]>();
  /** Side resources of which nothing tells the owner: each may belong to any. */
  private readonly anywhere: DeclaredResource[] = [];

  /** @param properties Settings that name the owner, or a list of owners; the first that is set counts. */
  constructor(
    private readonly resources: readonly DeclaredResource[],
    target: TargetName,
    properties: readonly [string, ...string[]],
    links: Links,
  ) {
    for (const resource of resources) {
      const property = properties.find((each) => resource.settings.has(each)) ?? properties[0];
      for (const owner of ownersOf(resource, target, property, links)) {
        const addresses = candidates(owner)?.flatMap(addressOf);
        if (addresses === undefined || addresses.length > MOST_CANDIDATES) {
          this.anywhere.push(resource);
          continue;
        }
        const map = owner.known ? this.certain : this.possible;
        for (const address of addresses) {
          addTo(map, address, resource);
        }
      }
    }
  }

  of(owner: DeclaredResource): Sides {
    const certain = this.certain.get(owner.address) ?? [];
    const isThere = ({ existence }: DeclaredResource): boolean =>
      existence === undefined || existence.identity === owner.existence?.identity;
    const doubted = [...certain.filter((side) => !isThere(side)), ...(this.possible.get(owner.address) ?? [])];
    const possible = [...doubted, ...this.anywhere.slice(0, MOST_CANDIDATES)].slice(0, MOST_CANDIDATES);
    const others = doubted.length + this.anywhere.length - possible.length;
    return { certain: certain.filter(isThere), possible, others };
  }

  /**
   * What the side resources set for an owner. Of two that set the same thing S3 keeps the one that is sent last, and
   * nothing tells which that is: the fact is one of them.
   *
   * @param otherwise What holds without any side resource: a setting of the owner itself, or S3's default.
   */
  fact<T>(
    owner: DeclaredResource,
    readSide: (resource: DeclaredResource) => Fact<T>,
    otherwise: () => Fact<T>,
  ): Fact<T> {
    const read = (side: DeclaredResource): Fact<T> => (isEvaluated(side) ? readSide(side) : notEvaluated(side));
    if (this.resources.length === 0) return otherwise();
    const { certain, possible, others } = this.of(owner);
    if (possible.length === 0 && certain.length <= 1) {
      const [resource] = certain;
      return resource ? read(resource) : otherwise();
    }
    const count = certain.length + possible.length + others;
    if (count > MOST_CANDIDATES) return tooMany("buckets", count);
    const facts = [...certain, ...possible].map(read);
    return oneOf(certain.length > 0 ? facts : [...facts, otherwise()], doubtAbout(certain, possible));
  }
}

/** @param owners Whom the resources may belong to, in the plural. */
export function tooMany(owners: string, count: number): Fact<never> & { known: false } {
  return unknownUntilApply(`which ${owners} ${count} other resources belong to is known only after apply`);
}

function doubtAbout(
  certain: readonly DeclaredResource[],
  possible: readonly DeclaredResource[],
): { readonly why: string; readonly settledBy: SettledBy; readonly settle?: string } {
  const existence = possible.find((side) => side.existence)?.existence;
  if (existence) {
    const { why, settledBy, settle } = existence;
    return { why, settledBy, ...(settle !== undefined && { settle }) };
  }
  const names = (sides: readonly DeclaredResource[]): string => listed(sides.map(({ label }) => label));
  return possible.length > 0
    ? {
        why: `what ${names(possible)} ${possible.length === 1 ? "configures" : "configure"} is known only after apply`,
        settledBy: "apply",
      }
    : {
        why: `${names(certain)} set the same thing, and S3 keeps the one sent last`,
        settledBy: "configuration",
      };
}

/** Whom a side resource names: one owner, or each of a list. */
function ownersOf(
  resource: DeclaredResource,
  target: TargetName,
  property: string,
  links: Links,
): readonly Fact<Reference>[] {
  if (!isEvaluated(resource)) return [links.resolveOne(target, resource, property)];
  const items = Setting.of(resource, property).items();
  return items.known && items.value
    ? links.resolve(target, resource, property, items.value)
    : [links.resolveOne(target, resource, property)];
}
