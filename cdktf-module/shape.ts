import { Lazy, TerraformProvider, TerraformResource, Token } from "cdktf";
import { describe, didYouMean, quote, similar } from "./wording";

/** Takes the place of a value that is wrong: as one that only Terraform knows, it is not checked any further. */
const UNKNOWN_TEXT = Lazy.stringValue({ produce: () => "" });
const UNKNOWN_NUMBER = Token.asNumber(Lazy.anyValue({ produce: () => 0 }));

/** Whether a text is set, and not only in the place of one that is wrong. */
export const isSet = (value: string | undefined): boolean => value !== undefined && value !== UNKNOWN_TEXT;

/**
 * Checks a value, reports what is wrong with it, and returns it with an unknown value in place of each part that is
 * wrong.
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

const simple =
  (expected: string, accepts: (value: unknown) => boolean, unknown?: unknown): Check =>
  (value, at, report) => {
    if (accepts(value)) return value;
    report(`${at} is ${describe(value)}: it must be ${expected}.`);
    return unknown;
  };

export const text = simple("a string", (value) => typeof value === "string", UNKNOWN_TEXT);

export const flag = simple("true or false", (value) => typeof value === "boolean");

export const number = simple("a number", (value) => typeof value === "number", UNKNOWN_NUMBER);

/** Part of a construct ID. CDKTF replaces other characters, so that different IDs could become the same. */
export const constructId = simple(
  "a string of letters, digits, hyphens, underscores, and periods",
  (value) => typeof value === "string" && (Token.isUnresolved(value) || /^[\w.-]+$/.test(value)),
  UNKNOWN_TEXT,
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

export const provider = simple(
  "an AwsProvider",
  (value) => TerraformProvider.isTerraformProvider(value) && value.terraformResourceType === "aws",
  {},
);

export const s3Bucket = simple(
  "an S3Bucket construct",
  (value) => TerraformResource.isTerraformResource(value) && value.terraformResourceType === "aws_s3_bucket",
  { bucket: UNKNOWN_TEXT },
);

export const dependable = simple("a resource or data source", (value) => isObject(value) && "fqn" in value);

/** An object that is passed on as it is. */
export const anyObject = simple("an object", isObject);

export const listOf =
  (entry: Check): Check =>
  (value, at, report) => {
    if (!Array.isArray(value)) {
      report(`${at} is ${describe(value)}: it must be an array.`);
      return [unknownOf(entry)];
    }
    return Array.from(value, (each: unknown, index) => entry(each, `${at}[${index}]`, report));
  };

/** An array of exactly one of some words. */
export const oneWordOf = (words: readonly string[]): Check =>
  simple(
    words.map((word) => `[${quote(word)}]`).join(" or "),
    (value) => Array.isArray(value) && value.length === 1 && words.some((word) => word === value[0]),
  );

/** Strings by any keys. */
export const textsByKey: Check = (value, at, report) => {
  if (Token.isUnresolved(value)) return value;
  if (!isObject(value)) return anyObject(value, at, report);
  const wrong = Object.entries(value).filter(([, each]) => typeof each !== "string");
  for (const [key, each] of wrong) report(`${member(at, key)} is ${describe(each)}: it must be a string.`);
  return wrong.length === 0 ? value : undefined;
};

/**
 * An object with the members of an interface and no others.
 *
 * @param oneOf Members of which one must be set.
 */
export function objectOf<T>(members: Members<T>, oneOf: readonly (keyof T & string)[] = []): Check {
  const names = Object.keys(members);
  const checks = new Map<string, Required | Optional>(Object.entries(members));
  return (value, at, report) => {
    if (!isObject(value)) {
      if (value !== UNUSABLE) report(`${at || "props"} is ${describe(value)}: it must be an object.`);
      return Object.fromEntries(names.map((name) => [name, unknownOf(checks.get(name)?.check ?? text)]));
    }
    const usable = new Map<string, unknown>();
    const given = value as Readonly<Record<string, unknown>>;
    // Props may be an object of a class: these keys are the names of props, and its own.
    /* eslint-disable local/no-data-keys */
    for (const name of Object.keys(given).filter((each) => !checks.has(each) && given[each] !== undefined)) {
      const meant = similar(
        name,
        names.filter((each) => given[each] === undefined),
      );
      report(`${member(at, name)} is not a known prop.${didYouMean(meant)}`);
      if (meant !== undefined) usable.set(meant, unknownOf(checks.get(meant)?.check ?? text));
    }
    if (oneOf.length > 0 && oneOf.every((name) => given[name] === undefined && !usable.has(name))) {
      report(`${at || "props"} must have ${oneOf.join(" or ")}.`);
      for (const name of oneOf) usable.set(name, unknownOf(checks.get(name)?.check ?? text));
    }
    for (const [name, { check, required: isRequired }] of checks) {
      if (given[name] !== undefined) usable.set(name, check(given[name], member(at, name), report));
      else if (isRequired && !usable.has(name)) {
        report(`${member(at, name)} is required.`);
        usable.set(name, unknownOf(check));
      }
    }
    /* eslint-enable local/no-data-keys */
    return Object.fromEntries([...usable].filter(([, each]) => each !== undefined));
  };
}

/** More lines than a person reads at once help nobody. */
const MAXIMUM = 20;

/**
 * Checks the props of a construct, before anything is created.
 *
 * @param path The path of the construct, or of the method that was called.
 * @param refused Finds what else is wrong with the props, apart from their shape.
 * @throws With all problems, if the props do not have the shape that the check is for.
 */
export function requireShape<T>(
  path: string,
  check: Check,
  props: T,
  refused: (usable: T) => readonly string[] = () => [],
): void {
  const problems: string[] = [];
  const usable = check(props, "", (problem) => problems.push(problem)) as T;
  if (problems.length === 0) return;
  const all = [...problems, ...(isObject(props) ? refused(usable) : [])];
  const more = all.length > MAXIMUM ? [`… and ${all.length - MAXIMUM} more.`] : [];
  throw new Error([`The props of ${path} are invalid:`, ...all.slice(0, MAXIMUM), ...more].join("\n  "));
}

function member(at: string, name: string): string {
  if (!/^[A-Za-z]\w*$/.test(name)) return `${at || "props"}[${quote(name)}]`;
  return at === "" ? name : `${at}.${name}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
