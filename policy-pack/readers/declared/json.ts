import { own } from "../../model/own";

/** An object of JSON from outside: only its own keys count, whatever they are called. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NONE: JsonObject = Object.freeze(Object.create(null) as JsonObject);

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object, or one without keys where it is something else. */
export function object(value: unknown): JsonObject {
  return isObject(value) ? value : NONE;
}

export { own };

/** A value by a path of own keys. */
export function at(holder: unknown, ...path: readonly string[]): unknown {
  return path.reduce(own, holder);
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The objects of a list; what is something else is left out. */
export function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A block that may be repeated is a list, or by itself. */
export function blocks(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? objects(value) : isObject(value) ? [value] : [];
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
