import type { Value } from "../declared/value";
import { TOO_DEEP } from "./evaluate";
import type { Expression } from "./expressions";
import { isObject, object, own } from "./json";
import { plain } from "./functions";
import { Anything } from "./unknowns";
import { withoutMarks } from "../../model/text";

/** Values nested deeper than this are not read. */
const DEEPEST = 100;

interface About {
  readonly evaluate: (expression: Expression) => Value;
  readonly isComputed: (path: string) => boolean;
  /** Whether blocks are in another order than in the configuration. */
  readonly isSet: (path: string) => boolean;
}

/**
 * A value of a plan: what is known, and for what is not the expression of the configuration.
 *
 * @param unknown What the plan has in `after_unknown` in the same place.
 * @param expression That of the configuration in the same place; `undefined` where it has none there.
 * @param path Of names without indexes, for what the provider computes.
 */
export function merged(
  known: unknown,
  unknown: unknown,
  expression: Expression | undefined,
  path: string,
  about: About,
  depth = 0,
): Value {
  if (depth > DEEPEST) return TOO_DEEP;
  if (unknown === true) return notKnown(expression, path, about);
  const inside = (item: unknown, open: unknown, each: Expression | undefined, key: string): Value =>
    merged(item, open, each, key === "" ? path : path === "" ? key : `${path}.${key}`, about, depth + 1);
  if (Array.isArray(known) || Array.isArray(unknown)) {
    const [items, open] = [list(known), list(unknown)];
    const length = Math.max(items.length, open.length);
    return Array.from({ length }, (_, index) => {
      const all = itemsIn(expression, length);
      const each = about.isSet(path) && length > 1 ? sameAs(all, items[index], open[index]) : all[index];
      return inside(items[index], open[index], each, "");
    });
  }
  if (isObject(known) || isObject(unknown)) {
    const keys = new Set([...Object.keys(object(known)), ...Object.keys(object(unknown))]);
    const entries = expression?.kind === "block" ? expression.entries : undefined;
    return new Map(
      [...keys].map((key) => {
        const each = entries ? entries.get(key) : expression;
        return [key, inside(own(known, key), own(unknown, key), each, key)];
      }),
    );
  }
  return typeof known === "string" ? withoutMarks(known) : plain(known, 0);
}

/** Those of the items; where some blocks are dynamic, nothing tells which is which. */
function itemsIn(expression: Expression | undefined, length: number): readonly (Expression | undefined)[] {
  if (expression?.kind !== "list") return Array.from({ length }, () => expression);
  return expression.items.length === length ? expression.items : [];
}

/** That of one item of a set: the only one whose constants the item has; nothing where several could be it. */
function sameAs(all: readonly (Expression | undefined)[], known: unknown, unknown: unknown): Expression | undefined {
  const [only, ...others] = new Set(all.filter((each) => !each || couldBe(each, known, unknown)));
  return others.length === 0 ? only : undefined;
}

/** A text, however it is written; nothing is an empty one. What is nested too deeply to be written is like nothing else. */
function scalar(value: unknown): string | undefined {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Whether a plan may show this of an expression: what is written out is known, and as it is written. */
function couldBe(expression: Expression, known: unknown, unknown: unknown): boolean {
  if (expression.kind === "literal") return unknown !== true && scalar(known) === scalar(expression.value);
  if (unknown === true) return true;
  if (expression.kind === "list") {
    const [items, open] = [list(known), list(unknown)];
    return expression.items.every((each) => items.some((item, index) => couldBe(each, item, open[index])));
  }
  if (expression.kind !== "block") return true;
  return [...expression.entries].every(([key, each]) => couldBe(each, own(known, key), own(unknown, key)));
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function notKnown(expression: Expression | undefined, path: string, { evaluate, isComputed }: About): Value {
  if (!expression) return isComputed(path) ? undefined : NOT_WRITTEN;
  return evaluate(expression) ?? NOT_WRITTEN;
}

/** Something that no expression of the configuration explains: what a `dynamic` block makes. */
const NOT_WRITTEN = new Anything({ from: [] });
