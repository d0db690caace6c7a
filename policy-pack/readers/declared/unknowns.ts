import { hasPlaceholder, placeholder } from "../../model/text";
import { isBlock, isList, Unknown, type Value } from "./value";

// Values of which a part is not known, for readers that evaluate expressions.

export type About = Unknown["about"];

/** Longer identities are none: to compare them costs more than it tells. */
const LONGEST_IDENTITY = 400;

/** Of lists and blocks with more parts likewise. */
const MOST_PARTS = 100;

/** A longer text is not made. */
const LONGEST_TEXT = 1_000_000;

/** A placeholder that may stand in a JSON text as it is. */
export function mark(identity: string): string {
  return placeholder(identity.replace(/\p{Cc}/gu, " "));
}

/** What holds of a text with placeholders in it: it is known where it has none. */
export function textValue(text: string, about: About = {}): Value {
  return hasPlaceholder(text) ? new Unknown({ ...about, text }) : text;
}

/** A text made of parts; `undefined` where one of them has no place in a text, or where it is too long. */
export function joinedText(parts: readonly (string | undefined)[]): string | undefined {
  let length = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    length += part.length;
  }
  return length > LONGEST_TEXT ? undefined : parts.join("");
}

/** An unknown text that is all placeholder: equal to every other of the same identity. */
export function unknownText(identity: string, { identity: _identity, ...about }: About = {}): Unknown {
  return new Unknown({ ...about, text: mark(identity) });
}

/** The identity of a value, `undefined` where nothing tells what it equals. */
export function identityOf(value: Value, depth = 0): string | undefined {
  if (value instanceof Unknown) {
    const { text, identity = text } = value.about;
    return identity === undefined ? undefined : limited(identity);
  }
  if (isList(value) || isBlock(value)) {
    if (depth > 8 || (isList(value) ? value.length : value.size) > MOST_PARTS) return undefined;
    const parts = isList(value)
      ? value.map((item) => identityOf(item, depth + 1))
      : [...value].map(([key, item]) => {
          const inner = identityOf(item, depth + 1);
          return inner === undefined ? undefined : `${JSON.stringify(key)}: ${inner}`;
        });
    if (parts.some((part) => part === undefined)) return undefined;
    return limited(`[${parts.join(", ")}]`);
  }
  return value === undefined ? "null" : limited(JSON.stringify(value));
}

export function limited(identity: string): string | undefined {
  return identity.length > LONGEST_IDENTITY ? undefined : identity;
}

/** The unknowns in a value, its lists and blocks included. */
export function unknownsIn(value: Value, found: Unknown[] = [], depth = 0): readonly Unknown[] {
  if (value instanceof Unknown) found.push(value);
  else if (isList(value)) for (const item of depth > 100 ? [] : value) unknownsIn(item, found, depth + 1);
  else if (isBlock(value)) for (const item of depth > 100 ? [] : value.values()) unknownsIn(item, found, depth + 1);
  return found;
}

/** What is made of values of which at least one is unknown: what settles them settles it, and it depends on the same. */
export function derivedFrom(values: readonly Value[], about: About = {}): About {
  const unknowns = values.flatMap((value) => [...unknownsIn(value)]);
  const reason =
    unknowns.find((each) => each.about.settledBy === "configuration" && each.about.why !== undefined) ??
    unknowns.find((each) => each.about.why !== undefined);
  const { why, settledBy, settle } = reason?.about ?? {};
  const from = [...new Set(unknowns.flatMap((each) => each.about.from ?? []))];
  return {
    ...(why !== undefined && { why }),
    ...(settledBy && { settledBy }),
    ...(settle !== undefined && { settle }),
    ...(from.length > 0 && { from }),
    ...about,
  };
}

/** An identity without the marks of placeholders, which do not nest: what is one in a longer text stays told apart. */
export function unmarked(identity: string): string {
  const [, whole] = /^\uFDD0([^\uFDD0\uFDD1]*)\uFDD1$/.exec(identity) ?? [];
  return whole ?? identity.replaceAll("\uFDD0", "<").replaceAll("\uFDD1", ">");
}
