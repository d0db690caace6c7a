import { isBlock, isList, Unknown, type Block, type Value } from "../declared/value";
import type { Program } from "./program";
import { nameOf, type Instance } from "./scope/module";
import { Anything } from "./unknowns";

/**
 * A plan of HCL shows `copy[each.key]` and `copy[other[each.key]]` alike, and it is taken for the instance of the same key.
 * A bucket is never the destination of its own rules: where that came out, it is another instance, and nothing tells
 * which.
 */
export function notItself(settings: Block, program: Program): Block {
  const rules = settings.get("rules");
  if (!isList(rules)) return settings;
  const source = settings.get("bucket");
  return new Map([...settings, ["rules", rules.map((rule) => withAnotherDestination(rule, source, program))]]);
}

function withAnotherDestination(rule: Value, source: Value, program: Program): Value {
  return inBlock(rule, "destination", (destination) =>
    inBlock(destination, "bucket", (bucket) => {
      const only = onlyIn(bucket);
      const instance = only === undefined ? undefined : program.instanceAt(only);
      if (!instance || !isSame(instance, source, program)) return bucket;
      const all = instance.module.block(nameOf(instance.block))?.all ?? [];
      return all.length > 1 ? new Anything({ from: all.map(({ address }) => address) }) : bucket;
    }),
  );
}

function isSame(instance: Instance, source: Value, program: Program): boolean {
  return onlyIn(source) === instance.address || source === program.attribute(instance, "bucket");
}

function onlyIn(value: Value): string | undefined {
  const from = value instanceof Unknown && value.about.text === undefined ? value.about.from : undefined;
  return from?.length === 1 ? from[0] : undefined;
}

/** A block, or the only one of a list, with one of its settings converted. */
function inBlock(value: Value, key: string, convert: (value: Value) => Value): Value {
  if (isList(value)) return value.map((item) => inBlock(item, key, convert));
  return isBlock(value) && value.has(key) ? new Map([...value, [key, convert(value.get(key))]]) : value;
}
