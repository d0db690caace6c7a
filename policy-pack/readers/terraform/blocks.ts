import { isList, type Value } from "../declared/value";
import type { Dynamic, DynamicBlocks, Expression } from "./expressions";
import { Anything, derivedFrom, itemsOf } from "./unknowns";

type Evaluate = (expression: Expression, names?: ReadonlyMap<string, Value>) => Value;

/**
 * The blocks of one name with those that `dynamic` blocks make: what is in one is not known where it is not known which
 * there are, and nothing else of the resource.
 */
export function dynamicBlocks({ name, written, dynamic }: DynamicBlocks, evaluate: Evaluate): Value {
  const before = written && evaluate(written);
  const all: Value[] = before === undefined ? [] : isList(before) ? [...before] : [before];
  for (const each of dynamic) {
    const collection = evaluate(each.forEach);
    const items = itemsOf(collection);
    if (!items) return unknownBlocks(name, collection);
    for (const [key, value] of items) all.push(contentOf(each, key, value, evaluate));
  }
  return all;
}

function contentOf({ iterator, content }: Dynamic, key: Value, value: Value, evaluate: Evaluate): Value {
  const item = new Map<string, Value>([
    ["key", key],
    ["value", value],
  ]);
  return evaluate(content, new Map([[iterator, item]]));
}

function unknownBlocks(name: string, collection: Value): Value {
  const { from, settledBy, settle } = derivedFrom([collection]);
  return new Anything({
    why: `which \`${name}\` blocks its dynamic block makes is not known`,
    ...(settledBy && { settledBy }),
    ...(settle !== undefined && { settle }),
    from: from ?? [],
  });
}
