import type { PolicyResource } from "@pulumi/policy";
import type { Props, StackResource } from "../../readers/pulumi/resource";
import { isBucket } from "../../readers/pulumi/types";

/** The SDK's resources as the plain data that the reader takes. */

/**
 * The values behind the SDK's proxy. Reading an unknown through the proxy throws, and the SDK then drops the policy for
 * the whole stack and calls that advisory: a mandatory policy disarmed. A property's descriptor goes past the proxy.
 */
export function raw(props: object): Props {
  return Object.fromEntries(Object.keys(props).map((key): [string, unknown] => [key, valueOf(props, key)]));
}

function valueOf(props: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(props, key)?.value;
}

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

/** Adds what the program set, as Analyze has shown it. */
export function withInputs(resource: StackResource, inputs: Props | undefined): StackResource {
  return inputs ? { ...resource, props: settings(resource, inputs), inputs } : resource;
}

/** What a resource is set to. Buckets keep inputs and outputs apart: their reader tells the two. */
function settings({ props, type }: StackResource, inputs: Props): Props {
  // No outputs at all: the resource was not part of this run.
  if (isBucket(type) || Object.keys(props).length === 0) return props;
  const named = NAMES.filter((key) => Object.hasOwn(props, key)).map((key): [string, unknown] => [key, props[key]]);
  return { ...Object.fromEntries(named), ...inputs };
}

/** The outputs by which other resources and ARNs name a resource, and where it is. */
const NAMES = ["id", "arn", "name", "keyId", "region"] as const;

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
    sameProps(resource.props, before.props) &&
    provider?.urn === before.provider?.urn &&
    provider?.name === before.provider?.name &&
    (!provider || !before.provider || sameProps(provider.props, before.provider.props)) &&
    sameUrns(dependencies, before.dependencies) &&
    sameKeys(propertyDependencies, before.propertyDependencies, (key) =>
      sameUrns(propertyDependencies[key] ?? [], before.propertyDependencies[key] ?? []),
    )
  );
}

function sameUrns(resources: readonly PolicyResource[], urns: readonly string[]): boolean {
  return resources.length === urns.length && resources.every(({ urn }, index) => urn === urns[index]);
}

function sameProps(props: object, before: Props): boolean {
  return sameKeys(props, before, (key) => sameData(valueOf(props, key), valueOf(before, key), MOST_LEVELS));
}

/** Levels of nesting below which data is not compared, and taken for different: to read it again is only slower. */
const MOST_LEVELS = 100;

function sameData(one: unknown, other: unknown, levels: number): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null || levels === 0) {
    return Number.isNaN(one) && Number.isNaN(other);
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => sameData(each, other[index], levels - 1));
  }
  if (Array.isArray(one) || Array.isArray(other)) return false;
  return sameKeys(one, other, (key) => sameData(valueOf(one, key), valueOf(other, key), levels - 1));
}

function sameKeys(one: object, other: object, same: (key: string) => boolean): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && same(key));
}
