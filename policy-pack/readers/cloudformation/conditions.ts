import { isObject, own, text } from "../declared/json";
import { identityOf } from "../declared/unknowns";
import { Unknown, type Value } from "../declared/value";
import type { Context } from "./context";
import { candidatesOf, madeOf, textOf } from "./values";

/** A condition is true, false, or not decided. */
export type Truth = boolean | Unknown;

const DEEPEST = 50;

const NOT_ONE = new Unknown({ why: "it is not a condition", settledBy: "configuration" });

/** What a condition's expression comes to: half of it may be enough to decide it. */
export function truthOf(scope: Context, data: unknown, depth = 0): Truth {
  const [name, ...others] = isObject(data) ? Object.keys(data) : [];
  if (name === undefined || others.length > 0 || depth > DEEPEST) return scalar(data);
  const argument = own(data, name);
  const all = (): readonly Truth[] =>
    (Array.isArray(argument) ? argument : []).map((each) => truthOf(scope, each, depth + 1));
  switch (name) {
    case "Condition":
      return scope.condition(text(argument) ?? "", depth + 1);
    case "Fn::And":
      return every(all(), false);
    case "Fn::Or":
      return every(all(), true);
    case "Fn::Not":
      return negated(all()[0] ?? NOT_ONE);
    case "Fn::Equals":
      return equal(scope, argument, depth);
    default:
      return NOT_ONE;
  }
}

function scalar(data: unknown): Truth {
  if (typeof data === "boolean") return data;
  return data === "true" || data === "false" ? data === "true" : NOT_ONE;
}

/** @param decisive What one of them decides for all. */
function every(all: readonly Truth[], decisive: boolean): Truth {
  if (all.length === 0) return NOT_ONE;
  if (all.includes(decisive)) return decisive;
  const open = all.filter((each) => each instanceof Unknown);
  const [only] = open;
  if (!only) return !decisive;
  return open.length === 1 ? only : combined(decisive ? "or" : "and", open);
}

function negated(truth: Truth): Truth {
  return truth instanceof Unknown ? combined("not", [truth]) : !truth;
}

function combined(name: string, all: readonly Unknown[]): Unknown {
  return madeOf(name, all);
}

function equal(scope: Context, argument: unknown, depth: number): Truth {
  if (!Array.isArray(argument) || argument.length !== 2) return NOT_ONE;
  const [one, other] = argument.map((each) => scope.evaluate(each, depth + 1));
  const [first, second] = [textsOf(one), textsOf(other)];
  if (first && second) {
    if (!first.some((each) => second.includes(each))) return false;
    if (first.length === 1 && second.length === 1) return true;
  }
  const identities = [one, other].map((each) => identityOf(each));
  return identities[0] !== undefined && identities[0] === identities[1] ? true : madeOf("equals", [one, other]);
}

/** The texts that a value may be, all known; a number and the same digits are one. */
function textsOf(value: Value): readonly string[] | undefined {
  const texts = candidatesOf(value)?.map((each) => (each instanceof Unknown ? undefined : textOf(each)));
  return texts?.every((each) => each !== undefined) ? texts : undefined;
}
