import { MOST_CANDIDATES } from "../declared/links";
import { isBlock, isList, Unknown, type Block, type List, type Value } from "../declared/value";
import { dynamicBlocks } from "./blocks";
import type { For, Expression, Reference, Step } from "./expressions";
import { SPLAT } from "./expressions";
import { callFunction } from "./functions";
import {
  Anything,
  derived,
  derivedFrom,
  Failure,
  Given,
  Handle,
  identityOf,
  itemsOf,
  joinedText,
  limited,
  mark,
  oneOf,
  Several,
  textValue,
  unmarked,
  unknownsIn,
} from "./unknowns";

/** What the names in an expression stand for. */
export interface Scope {
  /**
   * What a name and the first steps behind it stand for.
   *
   * @returns The value and how many steps it takes in, or `undefined` for a name that means nothing here.
   */
  readonly resolve: (root: string, steps: readonly Step[]) => { readonly value: Value; readonly taken: number };
  /** The value of an expression of which only the references are told. */
  readonly dependent: (references: readonly Reference[]) => Value;
  /** Where the expression stands, so that two unknown ones of the same wording are told apart. */
  readonly place: string;
  readonly state: State;
  /** What the names of loops and of `dynamic` blocks stand for. */
  readonly names?: ReadonlyMap<string, Value>;
}

/** What evaluations share, however deep they are in one another. */
export interface State {
  depth: number;
  /** Whether something was taken that may not be there: the one instance of a resource that has one or none. */
  uncertain: boolean;
}

/** Values nested, or made of each other, deeper than this are not evaluated. */
const DEEPEST = 400;
/** Of longer collections no loop is made. */
const MOST_ITEMS = 50_000;

export const TOO_DEEP = new Anything({ why: "it is nested too deeply to be read", settledBy: "configuration" });

/** Items of a value, those of its items included. */
const LARGEST = 200_000;
const TOO_LARGE = new Anything({ why: "it is too large to be read", settledBy: "configuration" });

const failure = (why: string): Failure => new Failure({ why, settledBy: "configuration" });
const NOT_THERE = failure("it refers to something that does not exist");

/** Evaluates an expression as Terraform does, as far as it is known. It never throws. */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { state } = scope;
  if (state.depth >= DEEPEST) return TOO_DEEP;
  state.depth += 1;
  try {
    return sized(evaluateOne(expression, scope));
  } finally {
    state.depth -= 1;
  }
}

/** The value of an expression that refers to nothing: a default, or a value in a file of values. */
export function constant(expression: Expression): Value {
  const resolve = (): ReturnType<Scope["resolve"]> => ({ value: NOT_THERE, taken: 0 });
  return evaluate(expression, {
    resolve,
    dependent: () => NOT_THERE,
    place: "",
    state: { depth: 0, uncertain: false },
  });
}

/** Values may share parts, so that short expressions make large ones: the sizes of parts are added up, not counted. */
const sizes = new WeakMap<object, number>();

function sized(value: Value): Value {
  return sizeOf(value) > LARGEST ? TOO_LARGE : value;
}

function sizeOf(value: Value): number {
  if (!isList(value) && !isBlock(value)) return 1;
  const before = sizes.get(value);
  if (before !== undefined) return before;
  let size = 1;
  for (const item of value.values()) size += sizeOf(item);
  sizes.set(value, size);
  return size;
}

function evaluateOne(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return template(expression.parts.map((part) => evaluate(part, scope)));
    case "list":
      return expression.items.map((item) => evaluate(item, scope));
    case "object":
      return objectOf(expression.entries.map(([key, value]) => [evaluate(key, scope), evaluate(value, scope)]));
    case "block":
      return new Map([...expression.entries].map(([key, value]) => [key, evaluate(value, scope)]));
    case "blocks":
      return dynamicBlocks(expression, (each, names) => evaluate(each, names ? named(scope, names) : scope));
    case "reference":
      return refer(expression, scope);
    case "traversal":
      return follow(evaluate(expression.of, scope), expression.steps, scope);
    case "conditional":
      return conditional(expression, scope);
    case "operation":
      return operation(
        expression.operator,
        expression.operands.map((each) => evaluate(each, scope)),
      );
    case "call":
      return call(expression, scope);
    case "for":
      return loop(expression, scope);
    case "dependent":
      return scope.dependent(expression.on);
    case "other":
      return other(expression.source ?? "", scope);
  }
}

function other(source: string, { place }: Scope): Value {
  const identity = limited(source);
  return new Anything({
    why: "it is written in a way that this pack does not evaluate",
    settledBy: "configuration",
    settle: JUDGE_THE_PLAN,
    ...(source !== "" && identity !== undefined && { identity: `${place}${identity}` }),
  });
}

/** What settles whatever Terraform evaluates and a configuration alone does not tell. */
export const JUDGE_THE_PLAN = "judge the plan (`terraform plan -out=plan && terraform show -json plan`)";

function template(parts: readonly Value[]): Value {
  if (parts.some((part) => part instanceof Failure)) return parts.find((part) => part instanceof Failure);
  const open = parts.filter((part) => part instanceof Unknown);
  const text = joinedText(parts.map(textOf));
  if (text === undefined) return new Unknown(derivedFrom(open));
  const about = derivedFrom(open);
  const [only] = open;
  const candidates = open.length === 1 ? only?.about.among : undefined;
  if (!candidates) return textValue(text, about);
  const place = parts.findIndex((part) => part === only);
  const among = candidates.map((candidate) =>
    template([...parts.slice(0, place), candidate, ...parts.slice(place + 1)]),
  );
  return new Unknown({ ...about, text, among });
}

/** What a value is within a text; `undefined` where that cannot be told, or where it can be none. */
function textOf(value: Value): string | undefined {
  if (value instanceof Unknown) {
    const identity = value.about.text ?? identityOf(value);
    return identity === undefined ? undefined : (value.about.text ?? mark(identity));
  }
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

export function objectOf(entries: readonly (readonly [Value, Value])[]): Value {
  if (entries.some(([key]) => textOf(key) === undefined || key instanceof Unknown)) {
    return derived("object", entries.flat());
  }
  return new Map(entries.map(([key, value]) => [textOf(key) ?? "", value]));
}

function named(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
  return { ...scope, names: new Map([...(scope.names ?? []), ...names]) };
}

function refer({ root, steps }: Reference, scope: Scope): Value {
  const local = scope.names?.get(root);
  if (local !== undefined || scope.names?.has(root)) return follow(local, steps, scope);
  const { value, taken } = scope.resolve(root, steps);
  return follow(value, steps.slice(taken), scope);
}

/** What the steps behind a value lead to. */
export function follow(value: Value, steps: readonly Step[], scope: Scope): Value {
  let current = value;
  for (const [index, each] of steps.entries()) {
    if (each === SPLAT) return splat(current, steps.slice(index + 1), scope);
    current = step(current, typeof each === "string" ? each : evaluate(each, scope), scope.state);
  }
  return current;
}

function splat(value: Value, rest: readonly Step[], scope: Scope): Value {
  const further = (item: Value): Value => follow(item, rest, scope);
  if (isList(value)) return value.map(further);
  if (value === undefined) return [];
  if (value instanceof Several) {
    return new Several(
      { ...value.about, identity: `${value.about.identity ?? ""}[*]` },
      value.key,
      further(value.item),
      value.atMostOne,
    );
  }
  if (value instanceof Unknown && !(value instanceof Handle)) return derived("[*]", [value]);
  return [further(value)];
}

/** One step into a value: `.key` or `[key]`. */
export function step(value: Value, key: Value, state: State): Value {
  if (key instanceof Failure) return key;
  if (value instanceof Unknown) return stepIntoUnknown(value, key, state);
  if (isList(value)) return stepIntoList(value, key, state);
  if (isBlock(value)) return stepIntoBlock(value, key);
  return NOT_THERE;
}

function stepIntoUnknown(value: Unknown, key: Value, state: State): Value {
  if (value instanceof Failure) return value;
  if (value instanceof Handle) return typeof key === "string" ? value.attribute(key) : NOT_THERE;
  if (value instanceof Several) return stepIntoSeveral(value, key, state);
  const among = value.about.among?.map((each) => step(each, key, state)).filter((each) => !(each instanceof Failure));
  const identity = identityOf(value);
  const within = identityOf(key);
  const named = typeof key === "string" && /^[\w-]+$/.test(key) ? `.${key}` : `[${within ?? ""}]`;
  const whole =
    identity === undefined || within === undefined ? undefined : limited(unmarked(identity) + unmarked(named));
  const about = derivedFrom([value, key]);
  return new Anything({
    ...about,
    ...(whole !== undefined && { text: mark(whole) }),
    ...(among && among.length > 0 && { among }),
  });
}

function stepIntoSeveral(value: Several, key: Value, state: State): Value {
  const name = textOf(key);
  if (name !== undefined && value.byKey.has(name)) {
    state.uncertain = true;
    return value.byKey.get(name);
  }
  const same = identityOf(key);
  if (same !== undefined && same === identityOf(value.key)) return value.item;
  // `copy.arn` of a resource with a count of one at most: Terraform asks for the index.
  return value.atMostOne && typeof key === "string" ? step(value.item, key, state) : derived("[]", [value, key]);
}

function stepIntoList(value: List, key: Value, state: State): Value {
  const index = typeof key === "string" && /^\d+$/.test(key) ? Number(key) : key;
  if (typeof index === "number") return Object.hasOwn(value, index) ? value[index] : NOT_THERE;
  if (key instanceof Unknown) return oneOfItems(value, key);
  // A block that occurs once is a list of one.
  return value.length === 1 ? step(value[0], key, state) : value.length === 0 ? NOT_THERE : derived("[]", [value, key]);
}

function stepIntoBlock(value: Block, key: Value): Value {
  if (key instanceof Unknown) return oneOfItems([...value.values()], key);
  const name = textOf(key);
  return name !== undefined && value.has(name) ? value.get(name) : NOT_THERE;
}

function oneOfItems(items: List, key: Unknown): Value {
  if (items.length > MOST_CANDIDATES) return derived("[]", [...items.slice(0, MOST_CANDIDATES), key]);
  const { identity } = derived("[]", [items, key]).about;
  return oneOf(items, { ...derivedFrom([key, ...items]), ...(identity !== undefined && { identity }) });
}

function conditional(expression: Extract<Expression, { kind: "conditional" }>, scope: Scope): Value {
  const condition = truth(evaluate(expression.if, scope));
  if (condition instanceof Failure) return condition;
  if (typeof condition === "boolean") return evaluate(condition ? expression.then : expression.else, scope);
  const [then, otherwise] = [evaluate(expression.then, scope), evaluate(expression.else, scope)];
  const { identity } = derived("if", [condition, then, otherwise]).about;
  const about = derivedFrom([condition]);
  const from = [...new Set([...(about.from ?? []), ...(derivedFrom([then, otherwise]).from ?? [])])];
  return oneOf([then, otherwise], {
    ...about,
    ...(from.length > 0 && { from }),
    ...(identity !== undefined && { identity }),
  });
}

function truth(value: Value): boolean | Unknown {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  return value instanceof Unknown ? value : failure("its condition is neither true nor false");
}

type Operation = (...operands: readonly number[]) => number | boolean;

const ARITHMETIC: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["negative", (a = 0) => -a],
  ["+", (a = 0, b = 0) => a + b],
  ["-", (a = 0, b = 0) => a - b],
  ["*", (a = 0, b = 0) => a * b],
  ["/", (a = 0, b = 0) => a / b],
  ["%", (a = 0, b = 0) => a % b],
  ["<", (a = 0, b = 0) => a < b],
  [">", (a = 0, b = 0) => a > b],
  ["<=", (a = 0, b = 0) => a <= b],
  [">=", (a = 0, b = 0) => a >= b],
]);

function operation(operator: string, operands: readonly Value[]): Value {
  const failed = operands.find((each) => each instanceof Failure);
  if (failed) return failed;
  const [first, second] = operands;
  if (operator === "==" || operator === "!=") {
    const equal = equality(first, second);
    return equal === undefined ? derived(operator, operands) : equal === (operator === "==");
  }
  if (operator === "!" || operator === "&&" || operator === "||") return logical(operator, operands);
  if (operands.some((each) => each instanceof Unknown)) return derived(operator, operands);
  const numbers = operands.map(numberOf);
  if (numbers.some((each) => each === undefined)) return failure("it calculates with something that is not a number");
  const name = operator === "-" && operands.length === 1 ? "negative" : operator;
  const result = ARITHMETIC.get(name)?.(...(numbers as number[]));
  return typeof result === "number" && !Number.isFinite(result) ? failure("it divides by zero") : result;
}

/** Terraform's three values: `false && unknown` is false. */
function logical(operator: string, operands: readonly Value[]): Value {
  const values = operands.map(truth);
  const failed = values.find((each) => each instanceof Failure);
  if (failed) return failed;
  const [first] = values;
  if (operator === "!") return typeof first === "boolean" ? !first : derived("!", operands);
  const decisive = operator === "||";
  if (values.includes(decisive)) return decisive;
  return values.every((each) => typeof each === "boolean") ? !decisive : derived(operator, operands);
}

/** Whether two values are equal; `undefined` where that is not known. */
export function equality(first: Value, second: Value): boolean | undefined {
  const [a, b] = [identityOf(first), identityOf(second)];
  if (a !== undefined && a === b) return true;
  const unknowns = unknownsIn([first, second]);
  if (unknowns.length === 0) return a === undefined || b === undefined ? undefined : false;
  // A text that is known on apply, and a resource, are something.
  const isSomething = (value: Value): boolean =>
    value instanceof Handle ||
    isList(value) ||
    isBlock(value) ||
    (value instanceof Unknown &&
      value.about.text !== undefined &&
      !(value instanceof Anything || value instanceof Given));
  if ((first === undefined && isSomething(second)) || (second === undefined && isSomething(first))) return false;
  return undefined;
}

export function numberOf(value: Value): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function call({ name, arguments: all, expands }: Extract<Expression, { kind: "call" }>, scope: Scope): Value {
  if (name === "try") return attempt(all, scope);
  if (name === "can") {
    const value = evaluate(all[0] ?? { kind: "literal", value: undefined }, scope);
    return fails(value) ? false : isCertain(value) ? true : derived("can", [value]);
  }
  const values = all.map((each) => evaluate(each, scope));
  if (!expands) return callFunction(name, values);
  const last = values.at(-1);
  if (!isList(last)) return derived(name, values);
  return callFunction(name, [...values.slice(0, -1), ...last]);
}

/** An expression with a part that Terraform refuses is refused as a whole. */
const fails = (value: Value): boolean => unknownsIn(value).some((each) => each instanceof Failure);

const isCertain = (value: Value): boolean => !(value instanceof Anything) || value instanceof Handle;

/** The first argument that can be evaluated. One whose resource may not be there may or may not be it. */
function attempt(all: readonly Expression[], scope: Scope): Value {
  const possible: Value[] = [];
  for (const each of all) {
    const { value, mayFail } = watched(each, scope);
    if (fails(value)) continue;
    possible.push(value);
    if (!mayFail && isCertain(value)) break;
  }
  const [only] = possible;
  if (possible.length === 0) return NOT_THERE;
  if (possible.length === 1) return only;
  const { identity } = derived("try", possible).about;
  return oneOf(possible, { ...derivedFrom(possible), ...(identity !== undefined && { identity }) });
}

/** A value, and whether anything in it may not be there. */
function watched(expression: Expression, scope: Scope): { readonly value: Value; readonly mayFail: boolean } {
  const state: State = { depth: scope.state.depth, uncertain: false };
  const value = evaluate(expression, { ...scope, state });
  return { value, mayFail: state.uncertain };
}

function loop(expression: For, scope: Scope): Value {
  const collection = evaluate(expression.in, scope);
  if (collection instanceof Failure) return collection;
  if (collection instanceof Several && !expression.if) return loopOverSeveral(expression, collection, scope);
  const items = itemsOf(collection);
  if (!items || expression.grouped || items.length > MOST_ITEMS) return withoutIdentity(collection);
  const kept: (readonly [Value, Value])[] = [];
  for (const [key, value] of items) {
    const inner = named(scope, loopNames(expression, key, value));
    const condition = expression.if ? truth(evaluate(expression.if, inner)) : true;
    if (condition instanceof Unknown) return withoutIdentity([collection, condition]);
    if (!condition) continue;
    const made = evaluate(expression.value, inner);
    kept.push([expression.key ? evaluate(expression.key, inner) : undefined, made]);
  }
  return expression.key ? objectOf(kept) : kept.map(([, value]) => value);
}

/** Two loops over one collection need not make the same. */
function withoutIdentity(of: Value): Value {
  return new Anything(derivedFrom([of]));
}

function loopNames({ names }: For, key: Value, value: Value): ReadonlyMap<string, Value> {
  return new Map([...(names.key === undefined ? [] : [[names.key, key] as const]), [names.value, value]]);
}

function loopOverSeveral(expression: For, collection: Several, scope: Scope): Value {
  const inner = named(scope, loopNames(expression, collection.key, collection.item));
  const item = evaluate(expression.value, inner);
  const key = expression.key ? evaluate(expression.key, inner) : collection.key;
  const identity = limited(`for(${[collection, key, item].map((each) => identityOf(each) ?? "?").join(", ")})`);
  if (identity === undefined || identity.includes("?")) return withoutIdentity(collection);
  return new Several({ ...derivedFrom([collection]), identity: unmarked(identity) }, key, item, collection.atMostOne);
}
