import { createHash } from "node:crypto";
import { derivedFrom, identityOf, joinedText, mark, textValue, type About } from "../declared/unknowns";
import { isBlock, isList, Unknown, type List, type Value } from "../declared/value";

/** Candidates of a value: more never agree. */
const MOST_CANDIDATES = 20;

/** The text of a scalar; with placeholders where it is not known, and `undefined` for what is no text. */
export function textOf(value: Value): string | undefined {
  if (value instanceof Unknown) return value.about.text;
  return typeof value === "object" || value === undefined ? undefined : String(value);
}

/** The values that one may have. */
export function candidatesOf(value: Value): List | undefined {
  return value instanceof Unknown ? value.about.among : [value];
}

/** An unknown that is made of others, the same wherever it is made of the same. */
export function madeOf(name: string, operands: readonly Value[], about: About = {}): Unknown {
  const identity = markOf(name, operands);
  return new Unknown(derivedFrom(operands, { ...(identity !== undefined && { identity }), ...about }));
}

/** The same as a text, which it is whatever it is made of. */
export function textMadeOf(name: string, operands: readonly Value[], about: About = {}): Unknown {
  const text = markOf(name, operands);
  return new Unknown(derivedFrom(operands, { ...(text !== undefined && { text }), ...about }));
}

/**
 * A placeholder also for what is no text: nothing may take it for one that is written out. What it is made of is told apart
 * and not shown: it may be anything.
 */
function markOf(name: string, operands: readonly Value[]): string | undefined {
  const identities = operands.map((operand) => identityOf(operand));
  return identities.some((each) => each === undefined)
    ? undefined
    : mark(`${name} ${digest(JSON.stringify(identities))}`);
}

/** The same for the same text, and nothing else tells it. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Texts one behind the other. Where parts have candidates, so has the whole. */
export function joined(name: string, parts: readonly Value[]): Value {
  const text = joinedText(parts.map(textOf));
  if (text === undefined) return madeOf(name, parts);
  const among = amongJoined(parts);
  return textValue(text, { ...derivedFrom(parts), ...(among && { among }) });
}

function amongJoined(parts: readonly Value[]): List | undefined {
  if (!parts.some((part) => part instanceof Unknown && part.about.among)) return undefined;
  let all: readonly string[] = [""];
  for (const part of parts) {
    const texts = (candidatesOf(part) ?? [part]).map(textOf);
    if (all.length * texts.length > MOST_CANDIDATES || texts.includes(undefined)) return undefined;
    all = all.flatMap((before) => texts.map((each) => `${before}${each ?? ""}`));
  }
  return all.some((each) => each.length > LONGEST) ? undefined : all.map((each) => textValue(each));
}

/** Characters of a candidate. */
const LONGEST = 10_000;

/** One of several values, of which nothing tells which; where they are one, that. */
export function oneOf(name: string, values: readonly Value[], about: About): Value {
  const [first] = values;
  const identities = values.map((value) => identityOf(value));
  if (identities[0] !== undefined && identities.every((each) => each === identities[0])) return first;
  const among = values.flatMap((value) => candidatesOf(value) ?? [value]);
  const isOf = among.length <= MOST_CANDIDATES && { among };
  return values.every((value) => textOf(value) !== undefined)
    ? textMadeOf(name, values, { ...about, ...isOf })
    : madeOf(name, values, { ...about, ...isOf });
}

/** One of two values, part by part: what both have alike is known. */
export function either(name: string, one: Value, other: Value, about: About): Value {
  if (isBlock(one) && isBlock(other)) {
    const keys = [...new Set([...one.keys(), ...other.keys()])];
    return new Map(keys.map((key) => [key, either(name, one.get(key), other.get(key), about)]));
  }
  if (isList(one) && isList(other) && one.length === other.length) {
    return one.map((item, index) => either(name, item, other[index], about));
  }
  return oneOf(name, [one, other], about);
}

export function notRead(name: string): Unknown {
  return new Unknown({
    why: `what ${name} makes is not known before the stack is deployed`,
    settledBy: "configuration",
  });
}
