import type { Props, StackResource } from "./resource";
import { isBucket } from "./types";

/** Adds what the program set. */
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
