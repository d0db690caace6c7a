import { shown } from "../../../policy-pack/model/text";
import type { DeclaredResource } from "../../../policy-pack/readers/declared/resource";
import { isBlock, isList, Unknown, type Value } from "../../../policy-pack/readers/declared/value";
import type { Declared } from "../../../policy-pack/readers/terraform";

/**
 * A value as a test writes it: what is known is itself; a text with placeholders `~arn:aws:s3:::<x>`; what is one of
 * several `{ among }`, what depends on resources `{ from }`, and what is merely not known `?`.
 */
export function told(value: Value): unknown {
  if (value instanceof Unknown) {
    const { text, among, from } = value.about;
    if (among) return { among: among.map(told) };
    if (text !== undefined) return `~${shown(text)}`;
    return from ? { from: [...from].sort() } : "?";
  }
  if (isBlock(value)) return Object.fromEntries([...value].map(([key, item]) => [key, told(item)]));
  return isList(value) ? value.map(told) : value;
}

export function resourceAt({ resources }: Declared, address: string): DeclaredResource {
  const found = resources.find((resource) => resource.address === address);
  if (!found) throw new Error(`there is no ${address}, only ${resources.map((each) => each.address).join(", ")}`);
  return found;
}

/** A setting by its path: `rules.0.destination.bucket`. A block that occurs once may be a list of one. */
export function settingAt(declared: Declared, address: string, path: string): unknown {
  let value: Value = resourceAt(declared, address).settings;
  for (const step of path.split(".")) {
    if (isList(value) && /^\d+$/.test(step)) value = value[Number(step)];
    else {
      const block: Value = isList(value) ? value[0] : value;
      value = isBlock(block) ? block.get(step) : block instanceof Unknown ? block : undefined;
    }
  }
  return told(value);
}
