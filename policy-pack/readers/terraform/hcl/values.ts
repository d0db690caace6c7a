import { isBlock, isList, Unknown, type Value } from "../../declared/value";
import { constant } from "../evaluate";
import { expressionOf } from "../expressions";
import { blocks, isObject, object, own, text } from "../json";
import { Unreadable } from "./unreadable";

/** A value of a variable as the command line gives it: `-var-file=file`, or `-var name=value`. */
export type GivenValue = { readonly file: string } | { readonly name: string; readonly value: string };

/** What parsed HCL says where nothing may be referred to, as data: JSON has its texts as they are, HCL with escapes. */
export function dataOf(what: string, parsed: unknown): unknown {
  return data(what, constant(expressionOf(parsed)));
}

function data(what: string, value: Value): unknown {
  if (value instanceof Unknown) {
    throw new Unreadable(`${what} must be a value by itself: write it without references and functions.`);
  }
  if (isList(value)) return value.map((item) => data(what, item));
  if (isBlock(value)) return Object.fromEntries([...value].map(([key, item]) => [key, data(what, item)]));
  return value ?? null;
}

/** The defaults of variables as data, in a file of HCL. */
export function withPlainDefaults(file: string, json: unknown): unknown {
  const variables = Object.entries(object(own(json, "variable"))).map(([name, bodies]) => [
    name,
    blocks(bodies).map((body) =>
      Object.hasOwn(body, "default")
        ? { ...body, default: dataOf(`${file}: the default of variable ${name}`, own(body, "default")) }
        : body,
    ),
  ]);
  return { ...object(json), variable: Object.fromEntries(variables) as unknown };
}

/** The values in a file of HCL, by the names of variables. */
export function valuesIn(file: string, json: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(object(json)).map(([name, value]) => [name, dataOf(`${file}: the value of ${name}`, value)]),
  );
}

/**
 * Whether a value on the command line is a text as it is: that of a variable whose type is a primitive, or that has none.
 */
export function isLiteral(variables: unknown, name: string): boolean {
  const type = text(own(blocks(own(variables, name))[0], "type"));
  return type === undefined || /^(\$\{)?\s*(string|number|bool)\s*\}?$/.test(type);
}

export function isDeclared(variables: unknown, name: string): boolean {
  return isObject(variables) && Object.hasOwn(variables, name);
}
