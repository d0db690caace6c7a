import { isBlock, isList, Unknown, type Value } from "../../declared/value";
import { constant } from "../evaluate";
import { parseExpression, type Expression } from "../expressions";
import { callFunction, plain } from "../functions";
import { Anything, derived, derivedFrom, Given, Handle, oneOf } from "../unknowns";
import type { VariableDefinition } from "./definition";

/**
 * What a variable makes of the value that it is given: its type converts it, and leaves out or adds attributes of objects;
 * where `null` is no value it takes the default.
 */
export function typed(value: Value, { type, default: byDefault, nullable }: VariableDefinition): Value {
  const given = nullable || byDefault === undefined ? value : orElse(value, () => plain(byDefault, 0));
  return type === undefined ? given : converted(given, parseExpression(type.replace(/^\$\{|\}$/g, "")));
}

/** Types nested deeper than this convert nothing. */
const DEEPEST = 50;

function converted(value: Value, type: Expression, depth = 0): Value {
  if (depth > DEEPEST || value === undefined || value instanceof Unknown) return value;
  if (type.kind === "reference") return PRIMITIVES.get(type.root)?.(value) ?? value;
  const [of] = type.kind === "call" ? type.arguments : [];
  if (type.kind !== "call" || !of) return value;
  const inside = (item: Value, each: Expression = of): Value => converted(item, each, depth + 1);
  switch (type.name) {
    case "list":
      return isList(value) ? value.map((item) => inside(item)) : value;
    case "set":
      return isList(value) ? callFunction("toset", [value.map((item) => inside(item))]) : value;
    case "tuple":
      return isList(value) && of.kind === "list" ? value.map((item, index) => inside(item, of.items[index])) : value;
    case "map":
      return isBlock(value) ? new Map([...value].map(([key, item]) => [key, inside(item)])) : value;
    case "object":
      return isBlock(value) && of.kind === "object" ? objectOf(value, of.entries, inside) : value;
    default:
      return value;
  }
}

const PRIMITIVES: ReadonlyMap<string, (value: Value) => Value> = new Map([
  ["string", (value: Value) => (typeof value === "number" || typeof value === "boolean" ? String(value) : value)],
  ["number", (value: Value) => (typeof value === "string" ? callFunction("tonumber", [value]) : value)],
  ["bool", (value: Value) => (typeof value === "string" ? callFunction("tobool", [value]) : value)],
]);

/** The attributes that the type has: others are left out, and optional ones are there whether they are given or not. */
function objectOf(
  value: ReadonlyMap<string, Value>,
  attributes: readonly (readonly [Expression, Expression])[],
  convert: (value: Value, type: Expression) => Value,
): Value {
  const result = new Map<string, Value>();
  for (const [name, type] of attributes) {
    if (name.kind !== "literal" || typeof name.value !== "string") return value;
    const isOptional = type.kind === "call" && type.name === "optional";
    const [of, byDefault] = isOptional ? type.arguments : [type];
    if (!of || !(isOptional || value.has(name.value))) continue;
    const item = value.get(name.value);
    result.set(name.value, convert(byDefault ? orElse(item, () => constant(byDefault)) : item, of));
  }
  return result;
}

/** A value, or another where it is `null`; one of the two where that is not known. */
function orElse(value: Value, otherwise: () => Value): Value {
  if (value === undefined) return otherwise();
  const mayBeNull = (value instanceof Given || value instanceof Anything) && !(value instanceof Handle);
  if (!mayBeNull) return value;
  const both = [value, otherwise()];
  const { identity } = derived("orElse", both).about;
  return oneOf(both, { ...derivedFrom(both), ...(identity !== undefined && { identity }) });
}
