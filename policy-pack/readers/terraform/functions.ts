import { hasPlaceholder } from "../../model/text";
import { isBlock, isList, Unknown, type List, type Value } from "../declared/value";
import {
  Anything,
  derived,
  derivedFrom,
  Failure,
  Given,
  Handle,
  identityOf,
  isKnown,
  joinedText,
  oneOf,
  setFrom,
  Several,
  textValue,
} from "./unknowns";

type Implementation = (...values: readonly Value[]) => Value;

/** Longer lists are not made. */
const MOST_ITEMS = 50_000;
/** JavaScript has no room for a list of any length as the arguments of a call: `max(local.numbers...)`. */
const MOST_ARGUMENTS = 10_000;
const DEEPEST = 100;

/** Not the same each time it is called. */
const IMPURE: ReadonlySet<string> = new Set(["timestamp", "plantimestamp", "uuid", "bcrypt"]);

/** What Terraform's functions make of their arguments, where that is known; it never throws. */
export function callFunction(name: string, values: readonly Value[]): Value {
  const failed = values.find((each) => each instanceof Failure);
  if (failed) return failed;
  if (values.length > MOST_ARGUMENTS) return derived(name, values.slice(0, MOST_ARGUMENTS), TEXTS.has(name));
  if (IMPURE.has(name)) return new Unknown({ why: `\`${name}()\` is known only when Terraform runs` });
  const implementation = OPEN.get(name);
  if (implementation) return implementation(...values);
  const known = KNOWN.get(name);
  if (!known || !isKnown(values)) return derived(name, values, TEXTS.has(name));
  return known(...values);
}

const FAILS = new Failure({ why: "Terraform refuses the arguments of a function", settledBy: "configuration" });

/** Functions whose result is a text whatever their arguments are. */
const TEXTS: ReadonlySet<string> = new Set(
  "abspath basename base64encode base64gzip base64sha256 base64sha512 chomp cidrhost dirname file filebase64 filemd5 filesha256 format formatdate indent join jsonencode lower md5 pathexpand regexreplace replace sha1 sha256 sha512 strrev substr templatefile templatestring title tostring trim trimprefix trimspace trimsuffix upper urlencode uuidv5 yamlencode".split(
    " ",
  ),
);

/** Those that make something of arguments that are not wholly known. */
const OPEN: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ["jsonencode", (value) => encoded(value)],
  ["jsondecode", (value) => decoded(value)],
  [
    "toset",
    (value) =>
      isList(value) ? setFrom(distinct(value)) : value instanceof Several ? setOf(value) : same("toset", value),
  ],
  ["tolist", (value) => (isList(value) ? [...value] : same("tolist", value))],
  ["tomap", (value) => value],
  ["toobject", (value) => value],
  ["sensitive", (value) => value],
  ["nonsensitive", (value) => value],
  ["concat", (...lists) => concat(lists)],
  ["flatten", (list) => flatten(list, 0) ?? derived("flatten", [list])],
  ["merge", (...maps) => merge(maps)],
  ["coalesce", (...values) => coalesce(values)],
  ["coalescelist", (...lists) => lists.find((list) => !isList(list) || list.length > 0) ?? FAILS],
  ["one", (list) => one(list)],
  ["element", (list, index) => element(list, index)],
  ["lookup", (map, key, otherwise) => lookup(map, key, otherwise)],
  ["keys", (map) => keys(map)],
  ["values", (map) => valuesOf(map)],
  ["length", (value) => lengthOf(value)],
  ["compact", (list) => compact(list)],
  ["distinct", (list) => (isList(list) ? distinct(list) : derived("distinct", [list]))],
  ["format", (...values) => format(values)],
  ["join", (separator, ...lists) => join(separator, lists)],
  ["tostring", (value) => tostring(value)],
  ["contains", (list, item) => contains(list, item)],
  ["reverse", (list) => (isList(list) ? [...list].reverse() : derived("reverse", [list]))],
  ["zipmap", (names, items) => zipmap(names, items)],
  ["setunion", (...lists) => (lists.every(isList) ? setFrom(distinct(lists.flat())) : derived("setunion", lists))],
  ["slice", (list, from, to) => slice(list, from, to)],
]);

/** Those that need to know all of their arguments. */
const KNOWN: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ["lower", textually((text) => text.toLowerCase())],
  ["upper", textually((text) => text.toUpperCase())],
  ["title", textually((text) => text.replace(/(^|\s)\S/g, (letter) => letter.toUpperCase()))],
  ["trimspace", textually((text) => text.trim())],
  ["chomp", textually((text) => text.replace(/[\r\n]+$/, ""))],
  ["trimprefix", textually((text, prefix = "") => (text.startsWith(prefix) ? text.slice(prefix.length) : text))],
  [
    "trimsuffix",
    textually((text, suffix = "") => (suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text)),
  ],
  ["startswith", textually((text, prefix = "") => text.startsWith(prefix))],
  ["endswith", textually((text, suffix = "") => text.endsWith(suffix))],
  ["strcontains", textually((text, part = "") => text.includes(part))],
  ["split", textually((separator, text = "") => (text === "" ? [""] : text.split(separator)))],
  ["replace", textually(replace)],
  ["substr", (value, from, count) => substr(value, from, count)],
  ["tonumber", (value) => tonumber(value)],
  [
    "tobool",
    (value) => (value === "true" || value === true ? true : value === "false" || value === false ? false : FAILS),
  ],
  ["range", (...numbers) => range(numbers)],
  ["max", numerically((all) => Math.max(...all))],
  ["min", numerically((all) => Math.min(...all))],
  ["abs", numerically(([first = 0]) => Math.abs(first))],
  ["ceil", numerically(([first = 0]) => Math.ceil(first))],
  ["floor", numerically(([first = 0]) => Math.floor(first))],
  ["sort", (list) => (isList(list) && list.every((each) => typeof each === "string") ? [...list].sort() : FAILS)],
  ["index", (list, item) => indexOf(list, item)],
  [
    "setsubtract",
    (list, other) =>
      isList(list) && isList(other) ? setFrom(distinct(list.filter((each) => contains(other, each) === false))) : FAILS,
  ],
  [
    "setintersection",
    (list, other) =>
      isList(list) && isList(other) ? setFrom(distinct(list.filter((each) => contains(other, each) === true))) : FAILS,
  ],
  ["alltrue", (list) => (isList(list) ? list.every((each) => each === true || each === "true") : FAILS)],
  ["anytrue", (list) => (isList(list) ? list.some((each) => each === true || each === "true") : FAILS)],
]);

function textually(convert: (...texts: [string, ...(string | undefined)[]]) => Value): Implementation {
  return (...values) => {
    const texts = values.map(scalarText);
    const [first, ...rest] = texts;
    return first === undefined || rest.includes(undefined) ? FAILS : convert(first, ...rest);
  };
}

function numerically(calculate: (numbers: readonly number[]) => number): Implementation {
  return (...values) => {
    const numbers = values.flat().map((value) => Number(scalarText(value)));
    return numbers.length === 0 || numbers.length > 1000 || numbers.some(Number.isNaN) ? FAILS : calculate(numbers);
  };
}

function scalarText(value: Value): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function same(name: string, value: Value): Value {
  return value instanceof Unknown && !(value instanceof Several) ? derived(name, [value]) : value;
}

/** A set of texts: its items are their own keys. */
function setOf(several: Several): Value {
  const identity = identityOf(several.item);
  if (identity === undefined) return derived("toset", [several]);
  return new Several(
    { ...several.about, identity: several.about.identity ?? identity },
    several.item,
    several.item,
    several.atMostOne,
  );
}

function distinct(list: List): List {
  const seen = new Set<string>();
  return list.filter((item) => {
    const identity = identityOf(item);
    if (identity === undefined) return true;
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}

function concat(lists: readonly Value[]): Value {
  return lists.every(isList) ? lists.flat() : derived("concat", lists);
}

function flatten(value: Value, depth: number): List | undefined {
  if (!isList(value) || depth > DEEPEST) return undefined;
  const result: Value[] = [];
  for (const item of value) {
    if (isList(item)) {
      const inner = flatten(item, depth + 1);
      if (!inner) return undefined;
      for (const each of inner) result.push(each);
    } else if (item instanceof Anything && !(item instanceof Handle)) return undefined;
    else result.push(item);
    if (result.length > MOST_ITEMS) return undefined;
  }
  return result;
}

function merge(maps: readonly Value[]): Value {
  const given = maps.filter((map) => map !== undefined);
  if (!given.every(isBlock)) return derived("merge", maps);
  return new Map(given.flatMap((map) => [...map]));
}

function coalesce(values: readonly Value[]): Value {
  const possible: Value[] = [];
  for (const value of values) {
    if (value === undefined || value === "") continue;
    possible.push(value);
    // A text that is known on apply is one.
    if (!(value instanceof Anything || value instanceof Given) || value instanceof Handle) break;
  }
  const [only] = possible;
  if (possible.length === 0) return FAILS;
  if (possible.length === 1) return only;
  const { identity } = derived("coalesce", possible).about;
  return oneOf(possible, { ...derivedFrom(possible), ...(identity !== undefined && { identity }) });
}

function one(list: Value): Value {
  if (list instanceof Several && list.atMostOne) {
    const identity = identityOf(list.item);
    return oneOf([list.item, undefined], {
      ...derivedFrom([list]),
      ...(identity !== undefined && { identity: `one(${identity})` }),
    });
  }
  if (list instanceof Unknown && !(list instanceof Handle)) return derived("one", [list]);
  if (!isList(list)) return list;
  return list.length > 1 ? FAILS : list[0];
}

function element(list: Value, index: Value): Value {
  if (!isList(list) || typeof index !== "number" || !Number.isInteger(index)) return derived("element", [list, index]);
  return list.length === 0 || index < 0 ? FAILS : list[index % list.length];
}

function lookup(map: Value, key: Value, otherwise: Value): Value {
  const name = scalarText(key);
  if (!isBlock(map) || name === undefined) return derived("lookup", [map, key, otherwise]);
  return map.has(name) ? map.get(name) : (otherwise ?? FAILS);
}

function keys(map: Value): Value {
  if (isBlock(map)) return [...map.keys()].sort();
  if (map instanceof Several) {
    return new Several(
      { ...map.about, identity: `keys(${map.about.identity ?? ""})` },
      map.key,
      map.key,
      map.atMostOne,
    );
  }
  return derived("keys", [map]);
}

function valuesOf(map: Value): Value {
  if (isBlock(map)) return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  return map instanceof Several ? map : derived("values", [map]);
}

function lengthOf(value: Value): Value {
  if (isList(value)) return value.length;
  if (isBlock(value)) return value.size;
  return typeof value === "string" ? Array.from(value).length : derived("length", [value]);
}

function compact(list: Value): Value {
  if (!isList(list)) return derived("compact", [list]);
  const kept = list.filter((each) => each !== undefined && each !== "");
  return kept.some((each) => each instanceof Anything || each instanceof Given) ? derived("compact", [list]) : kept;
}

function tostring(value: Value): Value {
  if (value instanceof Unknown) return value;
  return value === undefined ? undefined : (scalarText(value) ?? FAILS);
}

function tonumber(value: Value): Value {
  if (value === undefined) return undefined;
  const text = scalarText(value);
  const number = text === undefined || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(number) && typeof value !== "boolean" ? number : FAILS;
}

function contains(list: Value, item: Value): Value {
  if (!isList(list)) return derived("contains", [list, item]);
  const wanted = identityOf(item);
  if (wanted !== undefined && list.some((each) => identityOf(each) === wanted)) return true;
  return isKnown([list, item]) ? false : derived("contains", [list, item]);
}

function zipmap(names: Value, items: Value): Value {
  if (!isList(names) || !isList(items) || names.some((name) => typeof name !== "string")) {
    return derived("zipmap", [names, items]);
  }
  return names.length === items.length
    ? new Map(names.map((name, index) => [String(scalarText(name)), items[index]]))
    : FAILS;
}

function slice(list: Value, from: Value, to: Value): Value {
  if (!isList(list) || typeof from !== "number" || typeof to !== "number") return derived("slice", [list, from, to]);
  return from < 0 || to > list.length || from > to ? FAILS : list.slice(from, to);
}

function indexOf(list: Value, item: Value): Value {
  const wanted = identityOf(item);
  const found = isList(list) ? list.findIndex((each) => identityOf(each) === wanted) : -1;
  return found < 0 ? FAILS : found;
}

/** Text and unknown parts as they come; `undefined` for what has no place in a text. */
function partOf(value: Value): string | undefined {
  return value instanceof Unknown ? value.about.text : scalarText(value);
}

function joined(name: string, parts: readonly (string | undefined)[], operands: readonly Value[]): Value {
  const text = joinedText(parts);
  return text === undefined ? derived(name, operands, true) : textValue(text, derivedFrom(operands));
}

function join(separator: Value, lists: readonly Value[]): Value {
  const items = lists.every(isList) ? lists.flat() : undefined;
  const between = partOf(separator);
  if (!items || between === undefined) return derived("join", [separator, ...lists], true);
  const parts = items.flatMap((item, index) => (index === 0 ? [partOf(item)] : [between, partOf(item)]));
  return joined("join", parts, [separator, ...lists]);
}

/** Only `%s`, `%d`, `%v` and `%%`: whatever else a format has is not known. */
function format([pattern, ...values]: readonly Value[]): Value {
  const all = [pattern, ...values];
  if (typeof pattern !== "string" || /%[^sdv%]/.test(pattern.replaceAll("%%", ""))) return derived("format", all, true);
  let next = 0;
  const parts = pattern.split(/(%[sdv%])/).map((part) => {
    if (part === "%%") return "%";
    if (!/^%[sdv]$/.test(part)) return part;
    const value = values[next];
    next += 1;
    return partOf(value);
  });
  return joined("format", parts, all);
}

/** A pattern between slashes is a regular expression of another language: it is left alone. */
function replace(text: string, search = "", by = ""): Value {
  if (search.length > 1 && search.startsWith("/") && search.endsWith("/"))
    return derived("replace", [text, search, by], true);
  const pieces = search === "" ? [text] : text.split(search);
  const parts = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [by, piece]));
  return joinedText(parts) ?? derived("replace", [text, search, by], true);
}

function substr(value: Value, from: Value, count: Value): Value {
  const text = scalarText(value);
  if (text === undefined || typeof from !== "number" || typeof count !== "number") return FAILS;
  const letters = Array.from(text);
  const start = from < 0 ? Math.max(letters.length + from, 0) : from;
  return letters.slice(start, count < 0 ? undefined : start + count).join("");
}

function range(numbers: readonly Value[]): Value {
  const [first, second, third] = numbers;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const by = third ?? 1;
  if (typeof from !== "number" || typeof to !== "number" || typeof by !== "number" || by <= 0) return FAILS;
  const count = Math.max(0, Math.ceil((to - from) / by));
  return count > 1024 ? FAILS : Array.from({ length: count }, (_, index) => from + index * by);
}

function encoded(value: Value): Value {
  const text = json(value, 0);
  return text === undefined ? derived("jsonencode", [value], true) : textValue(text, derivedFrom([value]));
}

/** As Terraform writes it, keys in order; `undefined` where something in it may be more than a text. */
function json(value: Value, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  if (value instanceof Unknown) {
    return value instanceof Anything || value.about.text === undefined ? undefined : JSON.stringify(value.about.text);
  }
  if (value === undefined) return "null";
  if (typeof value !== "object") return JSON.stringify(value);
  const parts = isList(value)
    ? value.map((item) => json(item, depth + 1))
    : [...value]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => {
          const inner = json(item, depth + 1);
          return inner === undefined ? undefined : `${JSON.stringify(key)}:${inner}`;
        });
  const inner = joinedText(parts.flatMap((part, index) => (index === 0 ? [part] : [",", part])));
  if (inner === undefined) return undefined;
  return isList(value) ? `[${inner}]` : `{${inner}}`;
}

/** Of a text of which parts are not known, what stands around them is. */
function decoded(value: Value): Value {
  const text = partOf(value);
  if (text === undefined) return derived("jsondecode", [value]);
  try {
    const data: unknown = JSON.parse(text);
    return hasPlaceholder(text) ? withPlaceholders(plain(data, 0)) : plain(data, 0);
  } catch {
    return hasPlaceholder(text) ? derived("jsondecode", [value]) : FAILS;
  }
}

/** Data whose texts are not known where they have placeholders. */
function withPlaceholders(value: Value): Value {
  if (typeof value === "string") return textValue(value);
  if (isList(value)) return value.map(withPlaceholders);
  if (!isBlock(value)) return value;
  if ([...value.keys()].some(hasPlaceholder)) return new Anything();
  return new Map([...value].map(([key, item]) => [key, withPlaceholders(item)]));
}

/** Plain data as a value, `null` included: what a text of JSON has in it. */
export function plain(data: unknown, depth: number): Value {
  if (depth > DEEPEST) return new Anything({ why: "it is nested too deeply to be read", settledBy: "configuration" });
  if (Array.isArray(data)) return data.map((item) => plain(item, depth + 1));
  if (typeof data === "object" && data !== null) {
    return new Map(Object.entries(data).map(([key, item]) => [key, plain(item, depth + 1)]));
  }
  return typeof data === "string" || typeof data === "number" || typeof data === "boolean" ? data : undefined;
}
