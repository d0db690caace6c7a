import { candidates, oneOf, unknownUntilApply, type Fact, type SettledBy } from "../../model/fact";
import type { Address } from "../../model/graph";
import { addressOf, type KindName, type Links } from "./links";
import { isEvaluated, notEvaluated, type StackResource } from "./resource";

/** So many side resources that may be a bucket's never agree, and to judge each for every bucket takes long. */
const MOST_CANDIDATES = 20;

/** Which side resources belong to which owner, and which may. */
export class SideResources {
  private readonly certain = new Map<Address, StackResource[]>();
  private readonly possible = new Map<Address, StackResource[]>();
  /** Side resources of which nothing tells the owner: each may belong to any. */
  private readonly anywhere: StackResource[] = [];

  constructor(resources: readonly StackResource[], kind: KindName, property: string, links: Links) {
    for (const resource of resources) {
      const owner = links.resolveOne(kind, resource, property);
      const addresses = candidates(owner)?.flatMap(addressOf);
      if (addresses === undefined) this.anywhere.push(resource);
      for (const address of addresses ?? []) {
        const map = owner.known ? this.certain : this.possible;
        map.set(address, [...(map.get(address) ?? []), resource]);
      }
    }
  }

  of(owner: Address): { readonly certain: readonly StackResource[]; readonly possible: readonly StackResource[] } {
    return {
      certain: this.certain.get(owner) ?? [],
      possible: [...(this.possible.get(owner) ?? []), ...this.anywhere],
    };
  }

  /**
   * What the side resources set for an owner. Of two that set the same thing S3 keeps the one that is sent last, and
   * nothing tells which that is: the fact is one of them.
   *
   * @param otherwise What holds without any side resource: a setting of the owner itself, or S3's default.
   */
  fact<T>(owner: Address, readSide: (resource: StackResource) => Fact<T>, otherwise: () => Fact<T>): Fact<T> {
    const read = (side: StackResource): Fact<T> => (isEvaluated(side) ? readSide(side) : notEvaluated(side));
    const { certain, possible } = this.of(owner);
    if (possible.length === 0 && certain.length <= 1) {
      const [resource] = certain;
      return resource ? read(resource) : otherwise();
    }
    const settledBy: SettledBy = possible.length > 0 ? "apply" : "configuration";
    if (possible.length > MOST_CANDIDATES) {
      return unknownUntilApply(`which buckets ${possible.length} other resources belong to is known only after apply`);
    }
    const facts = [...certain, ...possible].map(read);
    return oneOf(certain.length > 0 ? facts : [...facts, otherwise()], {
      why:
        possible.length > 0
          ? `which resource ${possible.map(({ name }) => name).join(", ")} belongs to is known only after apply`
          : `${certain.map(({ name }) => name).join(" and ")} set the same thing, and S3 keeps the one sent last`,
      settledBy,
    });
  }
}
