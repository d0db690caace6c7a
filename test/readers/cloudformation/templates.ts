import { declaredIn, loadTemplate, type Given, type LoadedStack } from "../../../policy-pack/readers/cloudformation";
import type { DeclaredResource } from "../../../policy-pack/readers/declared/resource";
import { isBlock, isList, type Value } from "../../../policy-pack/readers/declared/value";
import { told } from "../terraform/told";

export type Body = Readonly<Record<string, unknown>>;

/** A template by itself. */
export const template = (body: Body | string): LoadedStack =>
  loadTemplate(typeof body === "string" ? body : JSON.stringify(body), "template");

/** One stack of an app. */
export const stackOf = (id: string, body: Body, more: Partial<LoadedStack> = {}): LoadedStack => ({
  ...template(body),
  id,
  name: id,
  ...more,
});

export const declare = (body: Body | string, given: Given = {}) => declaredIn([template(body)], given);

/** Values of parameters. */
export const parameters = (values: Readonly<Record<string, string>>): Given => ({
  parameters: new Map(Object.entries(values)),
});

export function resourceAt(resources: readonly DeclaredResource[], address: string): DeclaredResource {
  const found = resources.find((each) => each.address === address);
  if (!found) throw new Error(`there is no ${address}, only ${resources.map((each) => each.address).join(", ")}`);
  return found;
}

/** A setting by its path, as a test writes values. */
export function settingAt(resources: readonly DeclaredResource[], address: string, path: string): unknown {
  let value: Value = resourceAt(resources, address).settings;
  for (const step of path.split(".")) {
    value = isList(value) ? value[Number(step)] : isBlock(value) ? value.get(step) : value;
  }
  return told(value);
}
