import type { PolicyResource } from "@pulumi/policy";
import type { Props, StackResource } from "../../readers/pulumi/resource";

/** The SDK's resources as the plain data that the reader takes. */

/**
 * The values behind the SDK's proxy. Reading an unknown through the proxy throws, and the SDK then drops the policy for
 * the whole stack and calls that advisory: a mandatory policy disarmed.
 */
export function raw(props: object): Props {
  return { ...behind(props) };
}

/** The object behind the proxy, or a copy of it where the SDK does not hand it out: a descriptor goes past any proxy. */
function behind(props: object): Props {
  const target = (props as { readonly [TARGET]?: unknown })[TARGET];
  if (typeof target === "object" && target !== null) return target as Props;
  return Object.fromEntries(
    Object.keys(props).map((key) => [key, Object.getOwnPropertyDescriptor(props, key)?.value as unknown]),
  );
}

/** The name by which the SDK's proxy hands out what is behind it; a test compares it with the SDK's. */
export const TARGET = "__getSpecialProxyTarget";

/** A resource as AnalyzeStack shows it. */
export function converted(resource: PolicyResource): StackResource {
  const { urn, type, name, provider } = resource;
  return {
    urn,
    type,
    name,
    props: raw(resource.props),
    ...(provider && { provider: { urn: provider.urn, name: provider.name, props: raw(provider.props) } }),
    dependencies: resource.dependencies.map((dependency) => dependency.urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([key, all]) => [key, all.map((dependency) => dependency.urn)]),
    ),
  };
}

/** Whether these are the resources that have been converted before. The SDK makes them anew for each policy. */
export function areSame(resources: readonly PolicyResource[], before: readonly StackResource[]): boolean {
  return (
    resources.length === before.length &&
    resources.every((resource, index) => {
      const other = before[index];
      return other !== undefined && isSame(resource, other);
    })
  );
}

function isSame(resource: PolicyResource, before: StackResource): boolean {
  const { provider, dependencies, propertyDependencies } = resource;
  return (
    resource.urn === before.urn &&
    resource.type === before.type &&
    resource.name === before.name &&
    provider?.urn === before.provider?.urn &&
    provider?.name === before.provider?.name &&
    sameUrns(dependencies, before.dependencies) &&
    sameMembers(propertyDependencies, before.propertyDependencies, sameUrns) &&
    sameProps(resource.props, before.props) &&
    (!provider || !before.provider || sameProps(provider.props, before.provider.props))
  );
}

function sameUrns(resources: readonly PolicyResource[], urns: readonly string[]): boolean {
  return resources.length === urns.length && resources.every(({ urn }, index) => urn === urns[index]);
}

function sameProps(props: object, before: Props): boolean {
  return sameData(behind(props), before, MOST_LEVELS);
}

/** Levels of nesting below which data is not compared, and taken for different: to read it again is only slower. */
const MOST_LEVELS = 100;

function sameData(one: unknown, other: unknown, levels: number): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null || levels === 0) {
    return Number.isNaN(one) && Number.isNaN(other);
  }
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length
      ? one.every((each, index) => sameData(each, other[index], levels - 1))
      : false;
  }
  return sameMembers(one as Props, other as Props, (first, second) => sameData(first, second, levels - 1));
}

/**
 * Whether both have the same keys of their own, and the same under each. In another order they count as others: it is only
 * slower.
 */
function sameMembers<T, U>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, U>>,
  isSameValue: (first: T, second: U) => boolean,
): boolean {
  const keys = Object.keys(one);
  const others = Object.keys(other);
  return (
    keys.length === others.length &&
    // Both have each key: read as it is, because this runs for every value of a stack once for each policy.
    // eslint-disable-next-line local/no-data-keys
    keys.every((key, index) => key === others[index] && isSameValue(one[key] as T, other[key] as U))
  );
}
