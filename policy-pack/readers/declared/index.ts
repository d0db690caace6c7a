import type { Address, ReplicationGraph, Unread } from "../../model/graph";
import { addTo } from "../../model/multimap";
import { partitionOf } from "../../model/region";
import { promiseFor, type SharedOptions } from "../../options";
import { Buckets } from "./buckets";
import { Elsewhere } from "./elsewhere";
import { readKeyGrants, readKeys } from "./keys";
import { Links } from "./links";
import { Accounts, regionOf } from "./places";
import type { DeclaredResource, Kind } from "./resource";
import { Roles } from "./roles";
import type { Block } from "./value";

/**
 * Joins the resources of a declared stack into the graph. It joins and never judges. The order of the resources makes no
 * difference, and nothing a stack contains makes it throw.
 *
 * @param unread What the source has seen and not looked into.
 */
export function readDeclared(
  unordered: readonly DeclaredResource[],
  options: SharedOptions,
  unread: readonly Unread[] = [],
): ReplicationGraph {
  const { resources, repeated } = inOrder(unordered);
  const byKind = new Map<Kind, DeclaredResource[]>();
  for (const resource of resources) {
    if (resource.kind === undefined) continue;
    addTo(byKind, resource.kind, resource);
  }
  const ofKind = (...kinds: readonly Kind[]): readonly DeclaredResource[] =>
    kinds.flatMap((kind) => byKind.get(kind) ?? []);
  const links = new Links(
    resources,
    (resource) => {
      const region = regionOf(resource);
      return region.known ? partitionOf(region.value) : undefined;
    },
    (name) => promiseFor(name, options) !== undefined,
  );
  const accounts = new Accounts();
  const elsewhere = new Elsewhere(options);
  const buckets = new Buckets(ofKind, links, accounts, elsewhere, options);
  return {
    buckets: byAddress(buckets.read()),
    elsewhere: elsewhere.buckets,
    roles: byAddress(new Roles(ofKind, links, accounts).read()),
    keys: byAddress(readKeys(ofKind, links, accounts)),
    keyGrants: readKeyGrants(ofKind("key-grant"), links),
    unread: [...unread, ...repeated, ...buckets.apart()],
    dependencies: new Map(
      resources.map(({ address, dependencies, references }) => [
        address,
        // A value can be explained by what is no resource, a variable say, and nothing waits for that.
        [...new Set([...dependencies, ...[...references.values()].flat().filter((each) => links.at(each))])],
      ]),
    ),
  };
}

/** The resources in the order of their addresses; of two with one address the same one whatever their order was. */
function inOrder(unordered: readonly DeclaredResource[]): {
  readonly resources: readonly DeclaredResource[];
  readonly repeated: readonly Unread[];
} {
  const byAddress = new Map<Address, DeclaredResource>();
  const repeated: Unread[] = [];
  for (const resource of unordered) {
    const { address } = resource;
    const before = byAddress.get(address);
    if (!before) {
      byAddress.set(address, resource);
      continue;
    }
    const [one, other] = [contentOf(before), contentOf(resource)];
    if (one === other) continue;
    const kept = other < one ? resource : before;
    byAddress.set(address, kept);
    const why = `two different resources of this stack have the address ${address}, and only one of them is judged`;
    repeated.push({ address, label: kept.label, why, settledBy: "configuration" });
  }
  const resources = [...byAddress.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
  return { resources, repeated };
}

/** What makes two resources different, buckets first: nothing else is missed so much. */
function contentOf({ kind, type, settings, provider, dependencies }: DeclaredResource): string {
  const plain = (_key: string, value: unknown): unknown => (value instanceof Map ? [...(value as Block)] : value);
  return JSON.stringify([kind === "bucket" ? 0 : 1, type, settings, provider?.address, dependencies], plain);
}

function byAddress<T extends { readonly address: Address }>(all: readonly T[]): ReadonlyMap<Address, T> {
  return new Map(all.map((each) => [each.address, each]));
}
