import { hasPlaceholder } from "../text";
import { doubtOf, type Doubt } from "../verdict";
import { matchingArns, oneOf } from "./arns";
import {
  always,
  inverse,
  isPlaceholder,
  matching,
  notMatching,
  Texts,
  unlessUnresolved,
  type Coverage,
  type Pattern,
} from "./match";
import { any, lasting, pending, type Ternary } from "./ternary";
import { templatesOf, type Context, type Template, type Value } from "./variables";

/** One key of a statement's Condition, with the operator and the values that it is compared with. */
export interface Condition {
  /** As they are written, for a person. */
  readonly operator: string;
  readonly key: string;
  /** The key in lower case: keys have no case. */
  readonly name: string;
  readonly test: Test | undefined;
  readonly values: readonly string[];
  readonly templates: readonly Template[];
}

/** How an operator judges. */
interface Test {
  readonly operator: Operator;
  /** `ForAllValues:` or `ForAnyValue:`; every key that is known here has one value. */
  readonly quantifier: string | undefined;
  readonly ifExists: boolean;
}

interface Operator {
  readonly wildcards?: true;
  readonly negated?: true;
  /** Whether the policy's values may have variables. */
  readonly variables?: true;
  readonly holds: (value: Value, expected: Expected) => Coverage;
}

interface Expected {
  readonly key: string;
  /** As they are written. */
  readonly values: readonly string[];
  readonly patterns: readonly Pattern[];
}

/** @param hasVariables Whether `${key}` is a variable: so it is in Version 2012-10-17. */
export function conditionOf(
  operator: string,
  key: string,
  values: readonly string[],
  hasVariables: boolean,
): Condition {
  const test = testOf(operator);
  const { wildcards = false, variables = false } = test?.operator ?? {};
  const templates = templatesOf(values, { wildcards, hasVariables: hasVariables && variables });
  return { operator, key, name: key.toLowerCase(), test, values, templates };
}

function testOf(written: string): Test | undefined {
  const parts = written.toLowerCase().split(":");
  const name = parts.at(-1) ?? "";
  const ifExists = name.endsWith("ifexists");
  const operator = OPERATORS.get(ifExists ? name.slice(0, -"ifexists".length) : name);
  const [quantifier] = parts.length === 2 ? parts : [];
  const isWellFormed =
    parts.length === 1 || (parts.length === 2 && (quantifier === "forallvalues" || quantifier === "foranyvalue"));
  if (!operator || !isWellFormed || (operator === NULL && (ifExists || parts.length > 1))) return undefined;
  return { operator, quantifier, ifExists };
}

/** Whether a condition holds for a request: for all that it may be, and for some. */
export function holds(condition: Condition, context: Context): Coverage {
  const { operator, key, name, test } = condition;
  if (!test) return always(lasting(`the condition operator ${JSON.stringify(operator)} is not one of IAM`));
  const fact = context(name);
  if (!fact)
    return always(lasting(`the value of ${key} in S3's requests is not known, and a policy has a condition on it`));
  if (fact.known) return holdsFor(fact.value, condition, test, context);
  const likely = (fact.among ?? []).map((value) => holdsFor(value, condition, test, context));
  // Whichever of them it is, the answer is the same.
  if (likely.length > 0 && likely.every(({ every }) => every === true)) return always(true);
  if (likely.length > 0 && likely.every(({ some }) => some === false)) return always(false);
  return always(doubtOf(fact));
}

function holdsFor(value: Value | undefined, condition: Condition, test: Test, context: Context): Coverage {
  const { key, values, templates } = condition;
  if (test.operator === NULL) return always(isNull(value, values));
  if (value === undefined) return always(withoutKey(condition, test));
  return test.operator.holds(value, { key, values, patterns: templates.map((template) => template(context)) });
}

function withoutKey({ operator }: Condition, { quantifier, ifExists, operator: { negated } }: Test): Ternary {
  if (quantifier === "forallvalues") return true;
  if (quantifier === "foranyvalue") {
    return ifExists && lasting(`whether ${operator} holds for a key that the request does not carry is not known`);
  }
  return ifExists || (negated ?? false);
}

function isNull(value: Value | undefined, expected: readonly string[]): Ternary {
  return any(
    expected.map((each): Ternary => {
      const text = each.toLowerCase();
      if (text === "true" || text === "false") return (text === "true") === (value === undefined);
      return unreadable(each);
    }),
  );
}

/** A value of a policy that is not of the operator's type. */
function unreadable(text: string): Doubt {
  return hasPlaceholder(text)
    ? pending("a value in a condition of a policy is known only after apply")
    : lasting(`the value ${JSON.stringify(text)} in a condition of a policy cannot be read`);
}

const isText = (value: Value): value is Texts => value instanceof Texts;

/** Where only the least of a value is known. */
function inexact(key: string): Coverage {
  return always(lasting(`the exact value of ${key} in S3's requests is not known, and a policy has a condition on it`));
}

/** An operator on texts, and the one that denies it. */
function onTexts(prepare: (texts: Texts) => Texts, preparePattern: (pattern: Pattern) => Pattern) {
  const compare =
    (match: typeof matching) =>
    (value: Value, { key, patterns }: Expected) =>
      isText(value) ? match(patterns.map(preparePattern), prepare(value)) : inexact(key);
  return [compare(matching), compare(notMatching)] as const;
}

const same = <T>(value: T): T => value;

function lowerCase(texts: Texts): Texts {
  const lower = texts.symbols.map((symbol) => (isPlaceholder(symbol) ? symbol : symbol.toLowerCase()));
  return new Texts(lower.join(""), texts);
}

function patternInLowerCase(pattern: Pattern): Pattern {
  return pattern.of(
    pattern.tokens.map((token) => (typeof token === "string" && !isPlaceholder(token) ? token.toLowerCase() : token)),
  );
}

/** The parts of an ARN are compared one by one: no `*` reaches over a colon before the last part. */
function arnLike(value: Value, { key, patterns }: Expected): Coverage {
  if (!isText(value)) return inexact(key);
  return matchingArns(patterns, value, (others) =>
    oneOf(others.map((pattern) => always(isSymbol(pattern, value) || notAnArn(pattern, value)))),
  );
}

/** Whether a pattern is the placeholder that the text is. */
function isSymbol({ tokens }: Pattern, { symbols, more }: Texts): boolean {
  return tokens.length === 1 && symbols.length === 1 && tokens[0] === symbols[0] && more === undefined;
}

function notAnArn({ text, doubt }: Pattern, texts: Texts): Doubt {
  const open = hasPlaceholder(text)
    ? pending("an ARN in a condition of a policy is known only after apply")
    : undefined;
  return texts.doubt ?? doubt ?? open ?? lasting(`${JSON.stringify(text)} in a condition of a policy is not an ARN`);
}

/** Compares a number with one of a policy; where only the least that it can be is known, that may not tell. */
type Comparison = (actual: number, expected: number, isLeast: boolean) => boolean | "open";

const isLess: Comparison = (actual, expected, isLeast) => (isLeast && actual < expected ? "open" : actual < expected);
const isAtMost: Comparison = (actual, expected, isLeast) =>
  isLeast && actual <= expected ? "open" : actual <= expected;
const isSame: Comparison = (actual, expected, isLeast) =>
  isLeast && actual <= expected ? "open" : actual === expected;
const otherwise =
  (compare: Comparison): Comparison =>
  (...values) => {
    const answer = compare(...values);
    return answer === "open" ? "open" : !answer;
  };

function onNumbers(compare: Comparison, parse: (text: string) => number): Operator["holds"] {
  return (value, { key, values }) => {
    const written = isText(value) ? value.text : "";
    const actual = isText(value) ? parse(written) : value.atLeast;
    if (Number.isNaN(actual)) return always((isText(value) ? value.doubt : undefined) ?? unreadable(written));
    const judged = values.map((each): Ternary => {
      const expected = parse(each);
      if (Number.isNaN(expected)) return unreadable(each);
      const answer = compare(actual, expected, !isText(value));
      return answer === "open" ? inexact(key).every : answer;
    });
    return always(any(judged));
  };
}

function number(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

/** Seconds since 1970: IAM takes a date of ISO 8601, or that number. */
function date(text: string): number {
  const isDate = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/.test(text);
  return isDate ? Date.parse(text) / 1_000 : number(text);
}

const negation = (operator: Operator["holds"]) => (value: Value, expected: Expected) =>
  inverse(operator(value, expected));

/** Operators of which nothing that S3 sends is known. */
const notJudged = (): Coverage => always(lasting("the value that a condition of a policy asks for is not known"));

const [likeOne, likeNone] = onTexts(same, same);
const [likeOneInAnyCase, likeNoneInAnyCase] = onTexts(lowerCase, patternInLowerCase);
const arnNotLike = (value: Value, expected: Expected): Coverage =>
  unlessUnresolved(expected.patterns, inverse(arnLike(value, expected)));

const NULL: Operator = { holds: notJudged };

const onText = { variables: true } as const;
const onPatterns = { variables: true, wildcards: true } as const;

function comparisons(kind: string, parse: (text: string) => number): readonly (readonly [string, Operator])[] {
  const comparing = (compare: Comparison): Operator => ({ holds: onNumbers(compare, parse) });
  const equals = comparing(isSame);
  return [
    [`${kind}equals`, equals],
    [`${kind}notequals`, { holds: negation(equals.holds), negated: true }],
    [`${kind}lessthan`, comparing(isLess)],
    [`${kind}lessthanequals`, comparing(isAtMost)],
    [`${kind}greaterthan`, comparing(otherwise(isAtMost))],
    [`${kind}greaterthanequals`, comparing(otherwise(isLess))],
  ];
}

/** By their names in lower case. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["stringequals", { ...onText, holds: likeOne }],
  ["stringnotequals", { ...onText, holds: likeNone, negated: true }],
  ["stringequalsignorecase", { ...onText, holds: likeOneInAnyCase }],
  ["stringnotequalsignorecase", { ...onText, holds: likeNoneInAnyCase, negated: true }],
  ["stringlike", { ...onPatterns, holds: likeOne }],
  ["stringnotlike", { ...onPatterns, holds: likeNone, negated: true }],
  ["arnequals", { ...onPatterns, holds: arnLike }],
  ["arnnotequals", { ...onPatterns, holds: arnNotLike, negated: true }],
  ["arnlike", { ...onPatterns, holds: arnLike }],
  ["arnnotlike", { ...onPatterns, holds: arnNotLike, negated: true }],
  ["bool", { holds: likeOneInAnyCase }],
  ["null", NULL],
  ...comparisons("numeric", number),
  ...comparisons("date", date),
  ["binaryequals", { holds: notJudged }],
  ["ipaddress", { holds: notJudged }],
  ["notipaddress", { holds: notJudged, negated: true }],
]);
