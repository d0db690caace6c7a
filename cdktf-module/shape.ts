import { Lazy, TerraformProvider, TerraformResource, Token } from "./framework";
import { FRAMEWORK, frameworkOf } from "./scope";
import { describe, didYouMean, isArray, quote, similar } from "./wording";

/** Takes the place of a value that is wrong: as one that only Terraform knows, it is not checked any further. */
const UNKNOWN_TEXT = Lazy.stringValue({ produce: () => "" });
const UNKNOWN_NUMBER = Token.asNumber(Lazy.anyValue({ produce: () => 0 }));

/** Whether a text is set, and not only in the place of one that is wrong. */
export const isSet = (value: string | undefined): boolean => value !== undefined && value !== UNKNOWN_TEXT;

/**
 * Checks a value, reports what is wrong with it, and returns a copy, with an unknown value in place of each part that is
 * wrong. Of the value nothing is read again: a getter or a proxy may answer differently each time.
 */
export type Check = (value: unknown, at: string, report: (problem: string) => void) => unknown;

interface Required {
  readonly check: Check;
  readonly required: true;
}

interface Optional {
  readonly check: Check;
  readonly required: false;
}

/** The checks of the members of an interface. A member without a check does not compile. */
export type Members<T> = { readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional : Required };

export const required = (check: Check): Required => ({ check, required: true });
export const optional = (check: Check): Optional => ({ check, required: false });

/** What no check accepts. */
const UNUSABLE = Symbol("unusable");
const unknownOf = (check: Check): unknown => check(UNUSABLE, "", () => undefined);

const CANNOT_BE_READ = "cannot be read, because reading it throws an error";

/** A getter or a proxy may throw anything. */
const readable =
  (check: Check): Check =>
  (value, at, report) => {
    try {
      return check(value, at, report);
    } catch {
      report(`${at || "props"} ${CANNOT_BE_READ}.`);
      return unknownOf(check);
    }
  };

const simple = (expected: string, accepts: (value: unknown) => boolean, unknown?: unknown): Check =>
  readable((value, at, report) => {
    if (accepts(value)) return value;
    report(`${at} is ${describe(value)}: it must be ${expected}.`);
    return unknown;
  });

/** Nothing that AWS accepts is as long: an ARN has up to 2,048 characters. */
const MAXIMUM_LENGTH = 4_096;

const short =
  (check: Check): Check =>
  (value, at, report) => {
    if (typeof value !== "string" || value.length <= MAXIMUM_LENGTH) return check(value, at, report);
    report(`${at} has ${value.length} characters: the maximum is ${MAXIMUM_LENGTH}.`);
    return UNKNOWN_TEXT;
  };

export const text = short(simple("a string", (value) => typeof value === "string", UNKNOWN_TEXT));

export const flag = simple("true or false", (value) => typeof value === "boolean");

/** True, false, or an object. */
export const flagOr =
  (object: Check): Check =>
  (value, at, report) =>
    typeof value === "object" ? object(value, at, report) : flag(value, at, report);

export const number = simple("a number", (value) => typeof value === "number", UNKNOWN_NUMBER);

/** Part of a construct ID. CDKTF replaces other characters, so that different IDs could become the same. */
export const constructId = short(
  simple(
    "a string of letters, digits, hyphens, underscores, and periods",
    (value) => typeof value === "string" && (Token.isUnresolved(value) || /^[\w.-]+$/.test(value)),
    UNKNOWN_TEXT,
  ),
);

/** One of some words; it decides what is created, so that a value that only Terraform knows does not do. */
export const wordOf = (words: readonly string[]): Check => {
  const list = words.map(quote).join(", ");
  return (value, at, report) => {
    if (words.some((word) => word === value)) return value;
    const meant = typeof value === "string" ? didYouMean(similar(value, words)) : "";
    report(`${at} is ${describe(value)}: it must be one of ${list}.${meant}`);
    return UNKNOWN_TEXT;
  };
};

/** One of some words, or a value that only Terraform knows. */
export const wordOrTokenOf = (words: readonly string[]): Check => {
  const word = wordOf(words);
  return (value, at, report) =>
    typeof value === "string" && Token.isUnresolved(value) ? value : word(value, at, report);
};

/** A construct of this framework: those of another cannot be combined with it. */
const construct = (check: Check): Check =>
  readable((value, at, report) => {
    const theirs = isObject(value) ? frameworkOf(value) : undefined;
    if (theirs === undefined || theirs === FRAMEWORK) return check(value, at, report);
    report(`${at} is a construct of ${theirs}, which cannot be combined with those of ${FRAMEWORK}.`);
    return unknownOf(check);
  });

export const provider = construct(
  simple(
    "an AwsProvider",
    (value) => TerraformProvider.isTerraformProvider(value) && value.terraformResourceType === "aws",
    {},
  ),
);

export const s3Bucket = construct(
  simple(
    "an S3Bucket construct",
    (value) => TerraformResource.isTerraformResource(value) && value.terraformResourceType === "aws_s3_bucket",
    { bucket: UNKNOWN_TEXT },
  ),
);

export const dependable = simple(
  "a resource or data source",
  (value) => isObject(value) && "fqn" in value && typeof value.fqn === "string",
);

const MAXIMUM_DEPTH = 20;

/** An object with anything in it, like the arguments of a resource. CDKTF's own objects stay what they are. */
export const anyObject: Check = (value, at, report) => {
  if (!isObject(value)) {
    report(`${at} is ${describe(value)}: it must be an object.`);
    return undefined;
  }
  try {
    return copied(value, MAXIMUM_DEPTH);
  } catch (error) {
    report(`${at} ${error === TOO_DEEP ? "contains itself, or is nested too deeply" : CANNOT_BE_READ}.`);
    return undefined;
  }
};

const TOO_DEEP = new Error("too deep");

function copied(value: unknown, depth: number): unknown {
  if (isArray(value)) return within(depth, () => Array.from(value, (each) => copied(each, depth - 1)));
  if (!isObject(value) || !isPlain(value)) return value;
  return within(depth, () =>
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each, depth - 1)])),
  );
}

function within<T>(depth: number, copy: () => T): T {
  if (depth === 0) throw TOO_DEEP;
  return copy();
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** More entries than any list of props may have; copying an array of a length like 4,294,967,295 would not end. */
const MAXIMUM_ENTRIES = 10_000;

export const listOf = (entry: Check): Check =>
  readable((value, at, report) => {
    if (!isArray(value)) {
      report(`${at} is ${describe(value)}: it must be an array.`);
      return [unknownOf(entry)];
    }
    if (value.length > MAXIMUM_ENTRIES) {
      report(`${at} has ${value.length} entries: the maximum is ${MAXIMUM_ENTRIES.toLocaleString("en-US")}.`);
      return [unknownOf(entry)];
    }
    return Array.from(value, (each: unknown, index) => entry(each, `${at}[${index}]`, report));
  });

/** An array of exactly one of some words. */
export const oneWordOf = (words: readonly string[]): Check => {
  const expected = words.map((word) => `[${quote(word)}]`).join(" or ");
  return readable((value, at, report) => {
    const [only, ...more] = isArray(value) && value.length === 1 ? Array.from(value) : [];
    const meant = more.length === 0 && words.find((word) => word === only);
    if (meant) return [meant];
    report(`${at} is ${describe(value)}: it must be ${expected}.`);
    return undefined;
  });
};

/** Strings by any keys. */
export const textsByKey: Check = readable((value, at, report) => {
  if (Token.isUnresolved(value)) return value;
  if (!isObject(value)) return anyObject(value, at, report);
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const wrong = entries.filter(([, each]) => typeof each !== "string");
  for (const [key, each] of wrong) report(`${member(at, key)} is ${describe(each)}: it must be a string.`);
  return wrong.length === 0 ? Object.fromEntries(entries) : undefined;
});

/**
 * An object with the members of an interface and no others.
 *
 * @param oneOf Members of which one must be set.
 */
export function objectOf<T>(members: Members<T>, oneOf: readonly (keyof T & string)[] = []): Check {
  const names = Object.keys(members);
  const checks = new Map<string, Required | Optional>(Object.entries(members));
  const unusable = (name: string): unknown => unknownOf(checks.get(name)?.check ?? text);
  return readable((value, at, report) => {
    if (!isObject(value)) {
      if (value !== UNUSABLE) report(`${at || "props"} is ${describe(value)}: it must be an object.`);
      return Object.fromEntries(names.map((name) => [name, unusable(name)]));
    }
    const usable = new Map<string, unknown>();
    const given = new Map<string | symbol, unknown>();
    for (const name of new Set([...names, ...Reflect.ownKeys(value)])) {
      try {
        const read: unknown = Reflect.get(value, name);
        if (read !== undefined) given.set(name, read);
      } catch {
        report(`${member(at, String(name))} ${CANNOT_BE_READ}.`);
        if (checks.has(String(name))) usable.set(String(name), unusable(String(name)));
      }
    }
    const isMissing = (name: string): boolean => !given.has(name) && !usable.has(name);
    for (const name of given.keys()) {
      if (typeof name === "string" && checks.has(name)) continue;
      const meant = similar(String(name), names.filter(isMissing));
      report(`${member(at, String(name))} is not a known prop.${didYouMean(meant)}`);
      if (meant !== undefined) usable.set(meant, unusable(meant));
    }
    if (oneOf.length > 0 && oneOf.every(isMissing)) {
      report(`${at || "props"} must have ${oneOf.join(" or ")}.`);
      for (const name of oneOf) usable.set(name, unusable(name));
    }
    for (const [name, { check, required: isRequired }] of checks) {
      if (given.has(name)) usable.set(name, check(given.get(name), member(at, name), report));
      else if (isRequired && isMissing(name)) {
        report(`${member(at, name)} is required.`);
        usable.set(name, unusable(name));
      }
    }
    return Object.fromEntries([...usable].filter(([, each]) => each !== undefined));
  });
}

/** More lines than a person reads at once help nobody. */
const MAXIMUM = 20;

/**
 * Checks the props of a construct, before anything is created.
 *
 * @param path The path of the construct, or of the method that was called.
 * @param refused Finds what else is wrong with the props, apart from their shape.
 * @returns A copy of the props: what was checked is what is used.
 * @throws With all problems, if the props do not have the shape that the check is for.
 */
export function requireShape<T>(
  path: string,
  check: Check,
  props: T,
  refused: (usable: T) => readonly string[] = () => [],
): T {
  const problems: string[] = [];
  const usable = check(props, "", (problem) => problems.push(problem)) as T;
  if (problems.length === 0) return usable;
  const all = [...problems, ...(isObject(props) ? refused(usable) : [])];
  const more = all.length > MAXIMUM ? [`… and ${all.length - MAXIMUM} more.`] : [];
  throw new Error([`The props of ${path} are invalid:`, ...all.slice(0, MAXIMUM), ...more].join("\n  "));
}

function member(at: string, name: string): string {
  if (!/^[A-Za-z]\w*$/.test(name)) return `${at || "props"}[${quote(name)}]`;
  return at === "" ? name : `${at}.${name}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isArray(value);
}
