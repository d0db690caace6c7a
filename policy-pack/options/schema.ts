import { closest, distance } from "fastest-levenshtein";
import { own } from "../model/own";
import { listed } from "../model/prose";

/** What Pulumi takes of JSON Schema, and what other hosts show. */
export interface JsonSchema {
  description: string;
  type: "array" | "object" | "string" | "boolean" | "number";
  enum?: string[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  default?: string | boolean | unknown[];
}

/** An option, or a part of one: its type, how it is described, and what is wrong with a value of whatever type. */
export interface Schema<T> {
  readonly json: JsonSchema;
  /** @param place What the value is called in a message: `scope.exemptions[0].until`. */
  readonly parse: (value: unknown, place: string) => Parsed<T>;
}

export interface Parsed<T> {
  /** As much of the value as can be used; `undefined` where none of it can. */
  readonly value: T | undefined;
  /** What is wrong with it: whole sentences. */
  readonly problems: readonly string[];
}

/** Named schemas: the options of a policy, the members of an entry. */
export type Schemas = Readonly<Record<string, Schema<unknown>>>;

/** What a schema describes. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** What named schemas describe, where each is required. */
export type MembersOf<S> = { readonly [Key in keyof S]: TypeOf<S[Key]> };

/** What named schemas describe, where each may be left out. */
export type OptionsOf<S> = { readonly [Key in keyof S]?: TypeOf<S[Key]> };

/** The end of a sentence about a value that is wrong ("which is not a Region."), or `undefined`. */
type Check<T> = (value: T) => string | undefined;

export function text(description: string, check: Check<string> = () => undefined): Schema<string> {
  return leaf({ type: "string", description }, "a string", (value) => typeof value === "string", check);
}

export function flag(description: string, initial?: boolean): Schema<boolean> {
  const json: JsonSchema = { type: "boolean", description, ...(initial !== undefined && { default: initial }) };
  return leaf(json, "true or false", (value) => typeof value === "boolean");
}

export function number(description: string, check: Check<number> = () => undefined): Schema<number> {
  return leaf({ type: "number", description }, "a number", (value) => typeof value === "number", check);
}

/** One of some texts, told with the nearest where it is none of them. */
export function oneOf<const T extends string>(description: string, all: readonly T[], initial?: T): Schema<T> {
  const json: JsonSchema = { type: "string", description, enum: [...all], ...(initial && { default: initial }) };
  const isText = (value: unknown): value is T => typeof value === "string";
  return leaf(json, "a string", isText, (value) =>
    all.includes(value) ? undefined : `which is not ${listed(all.map(quoted), "or")}.${nearest(value, all)}`,
  );
}

/** A list that is used as a whole or not at all. */
export function listOf<T>(description: string, item: Schema<T>, initial?: readonly T[]): Schema<readonly T[]> {
  const json: JsonSchema = { type: "array", description, items: item.json, ...(initial && { default: [...initial] }) };
  return list(json, item, (values) => (values.every((value) => value !== undefined) ? values : undefined));
}

/** A list each entry of which is used or not by itself. Empty where it is left out. */
export function entriesOf<T>(description: string, item: Schema<T>): Schema<readonly T[]> {
  return list({ type: "array", description, items: item.json, default: [] }, item, (values) =>
    values.filter((value) => value !== undefined),
  );
}

/** An object that is used only where nothing in it is wrong. */
export function object<const Required extends Schemas, const Optional extends Schemas>(
  description: string,
  required: Required,
  optional: Optional,
): Schema<MembersOf<Required> & OptionsOf<Optional>> {
  const members: Schemas = { ...required, ...optional };
  const properties = Object.fromEntries(Object.entries(members).map(([key, member]) => [key, member.json]));
  const json: JsonSchema = { type: "object", description, properties, required: Object.keys(required) };
  return {
    json,
    parse: (value, place) => {
      if (!isObject(value)) return wrong(`${place} is ${shown(value)}; it must be an object.`);
      const { value: found, problems } = parseMembers(value, members, place, unknownOption);
      const missing = Object.entries<Schema<unknown>>(required)
        .filter(([key]) => own(value, key) === undefined)
        .map(([key, { json: member }]) => `${place}.${key} is missing: ${uncapitalized(member.description)}`);
      const all = [...problems, ...missing];
      return { value: all.length === 0 ? (found as never) : undefined, problems: all };
    },
  };
}

/**
 * The members of an object that can be used, and what is wrong with the others.
 *
 * @param unknown What is said about a key that no member has.
 */
export function parseMembers<S extends Schemas>(
  value: Readonly<Record<string, unknown>>,
  members: S,
  place: string,
  unknown: (key: string, place: string, members: readonly string[]) => string,
): { readonly value: OptionsOf<S>; readonly problems: readonly string[] } {
  const names = Object.keys(members);
  const problems = Object.entries(value)
    .filter(([key, each]) => !names.includes(key) && each !== undefined)
    .map(([key]) => unknown(key, place, names));
  const found = new Map<string, unknown>();
  for (const [key, member] of Object.entries(members)) {
    // `null`, which JSON has for it, is a value of a wrong type.
    const given = own(value, key);
    if (given === undefined) continue;
    const parsed = member.parse(given, `${place}.${key}`);
    if (parsed.value !== undefined) found.set(key, parsed.value);
    for (const each of parsed.problems) problems.push(each);
  }
  return { value: Object.fromEntries(found) as OptionsOf<S>, problems };
}

/** What is said about a key that is no option here. */
export function unknownOption(key: string, place: string, known: readonly string[]): string {
  return `${place} has no option ${inMarks(key)}.${nearest(key, known)} It has: ${known.join(", ")}.`;
}

/** "Did you mean …?", after a space, where a spelling is near enough to be meant; else nothing. */
export function nearest(given: string, known: readonly string[]): string {
  const found = closestTo(given, known);
  return found === undefined ? "" : ` Did you mean \`${found}\`?`;
}

/** The known text that is meant by another: a few letters differ, or the end is missing. */
export function closestTo(given: string, known: readonly string[]): string | undefined {
  // The distance of two long texts takes their product to compute, and nobody means a name of three lines.
  if (known.length === 0 || given.length > MOST_SHOWN) return undefined;
  const found = closest(given, known);
  if (distance(given, found) <= Math.max(2, given.length / 3)) return found;
  const longer = given.length < FEWEST_LETTERS ? [] : known.filter((each) => each.startsWith(given));
  return longer.length > 0 ? closest(given, longer) : undefined;
}

/** Characters of a text from outside that a message shows. */
const MOST_SHOWN = 200;
/** Letters that are enough to tell what is meant by the beginning of a name. */
const FEWEST_LETTERS = 4;

/** A value as a message shows it: short, and never by a method of its own. */
export function shown(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return `${value}`;
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function leaf<T>(
  json: JsonSchema,
  type: string,
  is: (value: unknown) => value is T,
  check: Check<T> = () => undefined,
): Schema<T> {
  return {
    json,
    parse: (value, place) => {
      if (!is(value)) return wrong(`${place} is ${shown(value)}; it must be ${type}.`);
      const problem = check(value);
      return problem === undefined ? { value, problems: [] } : wrong(`${place} is ${shown(value)}, ${problem}`);
    },
  };
}

function list<T>(
  json: JsonSchema,
  item: Schema<T>,
  usable: (values: readonly (T | undefined)[]) => readonly T[] | undefined,
): Schema<readonly T[]> {
  return {
    json,
    parse: (value, place) => {
      if (!Array.isArray(value)) return wrong(`${place} is ${shown(value)}; it must be a list.`);
      const parsed = value.map((each: unknown, index) => item.parse(each, `${place}[${index}]`));
      return {
        value: usable(parsed.map((each) => each.value)),
        problems: parsed.flatMap(({ problems }) => problems),
      };
    },
  };
}

function wrong(problem: string): Parsed<never> {
  return { value: undefined, problems: [problem] };
}

function quoted(value: string): string {
  return `"${cut(value)}"`;
}

function inMarks(key: string): string {
  return `\`${cut(key)}\``;
}

function cut(value: string): string {
  return value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
}

function uncapitalized(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
