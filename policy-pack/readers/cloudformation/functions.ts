import { hasPlaceholder } from "../../model/text";
import { own, text } from "../declared/json";
import { derivedFrom } from "../declared/unknowns";
import { isBlock, isList, Unknown, type Block, type Value } from "../declared/value";
import { truthOf } from "./conditions";
import type { Context } from "./context";
import { candidatesOf, either, joined, madeOf, notRead, oneOf, textMadeOf, textOf } from "./values";

type Call = (scope: Context, argument: unknown, depth: number) => Value;

const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["Ref", (scope, argument) => scope.ref(text(argument) ?? "")],
  ["Fn::GetAtt", getAtt],
  ["Fn::Sub", sub],
  ["Fn::Join", join],
  ["Fn::If", chosen],
  ["Fn::FindInMap", findInMap],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::ImportValue", importValue],
  ["Fn::GetStackOutput", getStackOutput],
  ["Fn::ToJsonString", (scope, argument, depth) => scope.evaluate(argument, depth)],
]);

/** Functions whose results are texts, whatever is in them. */
const TEXTS: ReadonlySet<string> = new Set(["Fn::Base64"]);

/** What a function makes of its argument; of one that is not read, something that is the same wherever it is the same. */
export function callFunction(scope: Context, name: string, argument: unknown, depth: number): Value {
  const call = FUNCTIONS.get(name);
  if (call) return call(scope, argument, depth);
  const { why = "", settledBy = "configuration" } = notRead(name).about;
  const operands = [scope.evaluate(argument, depth)];
  if (name === "Fn::Transform") return notRead(name);
  return TEXTS.has(name) ? textMadeOf(name, operands, { why, settledBy }) : madeOf(name, operands, { why, settledBy });
}

/** `[id, attribute]`, or both in one text. */
function getAtt(scope: Context, argument: unknown, depth: number): Value {
  const [id, ...rest] = Array.isArray(argument)
    ? (argument as readonly unknown[])
    : (text(argument) ?? "").split(/\.(.*)/s, 2);
  const attribute = rest.length === 1 ? scope.evaluate(rest[0], depth) : undefined;
  const name = attribute instanceof Unknown ? undefined : textOf(attribute);
  return name === undefined || typeof id !== "string"
    ? madeOf("Fn::GetAtt", [attribute], { why: "an attribute of a resource is not known" })
    : scope.attribute(id, name);
}

/** A text with `${…}` in it, and in the form of a list variables that go before everything else. */
function sub(scope: Context, argument: unknown, depth: number): Value {
  const [template, given] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  const written = scope.evaluate(template, depth);
  if (typeof written !== "string") return written instanceof Unknown ? madeOf("Fn::Sub", [written]) : undefined;
  const variables = scope.evaluate(given, depth);
  const parts = written.split(/\$\{([^{}]*)\}/).map((part, index): Value => {
    if (index % 2 === 0) return part;
    if (part.startsWith("!")) return `\${${part.slice(1)}}`;
    return substituted(scope, part.trim(), isBlock(variables) ? variables : new Map<string, Value>(), depth);
  });
  return joined("Fn::Sub", parts);
}

function substituted(scope: Context, name: string, variables: Block, depth: number): Value {
  if (variables.has(name)) return variables.get(name);
  return name.includes(".") ? getAtt(scope, name, depth) : scope.ref(name);
}

function join(scope: Context, argument: unknown, depth: number): Value {
  const [separator, list] = argumentsOf(scope, argument, depth);
  const between = textOf(separator);
  if (!isList(list) || between === undefined) return textMadeOf("Fn::Join", [separator, list]);
  return joined(
    "Fn::Join",
    list.flatMap((item, index) => (index === 0 ? [item] : [separator, item])),
  );
}

function chosen(scope: Context, argument: unknown, depth: number): Value {
  const [condition, one, other] = Array.isArray(argument) ? (argument as unknown[]) : [];
  const truth = typeof condition === "string" ? scope.condition(condition) : truthOf(scope, condition, depth);
  if (!(truth instanceof Unknown)) return scope.evaluate(truth ? one : other, depth);
  const { identity, ...about } = truth.about;
  const [first, second] = [scope.evaluate(one, depth), scope.evaluate(other, depth)];
  return either(`if ${identity ?? ""}`, first, second, about);
}

function findInMap(scope: Context, argument: unknown, depth: number): Value {
  const [name, first, second, more] = Array.isArray(argument)
    ? (argument as unknown[]).map((each) => scope.evaluate(each, depth))
    : [];
  const mappings = scope.section("Mappings");
  const open = [name, first, second].filter((each) => each instanceof Unknown);
  const size = keysIn(mappings, name).flatMap((mapping) => keysIn(own(mappings, mapping), first)).length;
  if (open.length > 0 && size > MOST_KEYS) return madeOf("Fn::FindInMap", [name, first, second]);
  const found = keysIn(mappings, name).flatMap((mapping) =>
    keysIn(own(mappings, mapping), first).flatMap((top) =>
      keysIn(own(own(mappings, mapping), top), second).map((key) =>
        scope.evaluate(own(own(own(mappings, mapping), top), key), depth),
      ),
    ),
  );
  const otherwise = isBlock(more) ? more.get("DefaultValue") : undefined;
  const all = otherwise === undefined || (found.length > 0 && open.length === 0) ? found : [...found, otherwise];
  const [only] = all;
  if (open.length === 0) return only ?? madeOf("Fn::FindInMap", [name, first, second], NOT_THERE);
  if (all.length === 0) return madeOf("Fn::FindInMap", [name, first, second], NOT_THERE);
  return oneOf(`Fn::FindInMap ${open.map((each) => textOf(each) ?? "").join(" ")}`, all, derivedFrom(open));
}

/** Keys of a mapping that are looked at one by one: AWS has fewer Regions. */
const MOST_KEYS = 200;

const NOT_THERE = {
  why: "a mapping does not have the keys that are looked up in it",
  settledBy: "configuration",
} as const;

/** The keys of an object that a value may be. */
function keysIn(holder: unknown, key: Value): readonly string[] {
  const all = typeof holder === "object" && holder !== null ? Object.keys(holder) : [];
  const texts = candidatesOf(key)?.map((each) => (each instanceof Unknown ? undefined : textOf(each)));
  return texts?.every((each) => each !== undefined) ? all.filter((each) => texts.includes(each)) : all;
}

function select(scope: Context, argument: unknown, depth: number): Value {
  const [index, list] = argumentsOf(scope, argument, depth);
  const place = index instanceof Unknown ? undefined : Number(textOf(index));
  if (place === undefined || !isList(list)) return textMadeOf("Fn::Select", [index, list]);
  return list[place] ?? textMadeOf("Fn::Select", [index, list], { why: "a list has fewer items than one selects" });
}

/** What is not known of a text may have the delimiter in it. */
function split(scope: Context, argument: unknown, depth: number): Value {
  const [delimiter, source] = argumentsOf(scope, argument, depth);
  const [between, whole] = [textOf(delimiter), textOf(source)];
  const isKnown = typeof whole === "string" && !hasPlaceholder(whole) && !(source instanceof Unknown);
  return isKnown && between !== undefined && between !== "" && !(delimiter instanceof Unknown)
    ? whole.split(between)
    : madeOf("Fn::Split", [delimiter, source]);
}

function importValue(scope: Context, argument: unknown, depth: number): Value {
  const name = scope.evaluate(argument, depth);
  const written = textOf(name);
  if (written === undefined) return madeOf("Fn::ImportValue", [name]);
  return (
    scope.stack.around.exported(written, scope) ??
    textMadeOf("Fn::ImportValue", [name, ...placeOf(scope)], {
      why: `the value that another stack exports${named(written)} is not known here (an export never leaves its Region)`,
      ...TOGETHER,
    })
  );
}

const TOGETHER = {
  settledBy: "configuration",
  settle: "judge both stacks together, as a CDK app in its cdk.out, or write the bucket's ARN",
} as const;

/** An export by its name, where it is nothing but a name. */
const named = (text: string): string => (/^[\w:-]{1,255}$/.test(text) ? ` as ${text}` : "");

const placeOf = (scope: Context): readonly Value[] => [scope.ref("AWS::Region"), scope.ref("AWS::AccountId")];

function getStackOutput(scope: Context, argument: unknown, depth: number): Value {
  const [stack, output, region] = ["StackName", "OutputName", "Region"].map((key) =>
    scope.evaluate(own(argument, key), depth),
  );
  return (
    scope.stack.around.outputOf(stack, output, region ?? scope.ref("AWS::Region"), scope) ??
    textMadeOf("Fn::GetStackOutput", [stack, output, region, ...placeOf(scope)], {
      why: "an output of a stack that is not here is not known",
      ...TOGETHER,
    })
  );
}

function argumentsOf(scope: Context, argument: unknown, depth: number): readonly Value[] {
  return Array.isArray(argument) ? argument.map((each) => scope.evaluate(each, depth)) : [];
}
