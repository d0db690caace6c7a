import type { Fact } from "./fact";

/**
 * Texts of which a part is not known yet: the name of a bucket that S3 will make up, an ARN made of it, a policy that
 * names both. The part is a placeholder, so that two texts made of the same parts are equal without being known, and so
 * that what is known of them, a prefix say, still counts. A placeholder is written in noncharacters of Unicode, which no
 * text of a program has a reason to contain: it survives `JSON.stringify` and `JSON.parse`.
 */
const OPEN = "\uFDD0";
const CLOSE = "\uFDD1";

/** One placeholder in a text. */
export const PLACEHOLDER = /\uFDD0([^\uFDD0\uFDD1]*)\uFDD1/g;

/**
 * A placeholder.
 *
 * @param identity What it stands for: two placeholders of one identity stand for one value.
 */
export function placeholder(identity: string): string {
  const harmless = withoutMarks(identity).replace(/[:/*?"\\$]/g, (character) => LOOKALIKES.get(character) ?? character);
  return `${OPEN}${harmless}${CLOSE}`;
}

/** What divides an ARN, stands for any text in a policy, or ends a text in JSON means nothing in a placeholder. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  [":", "\uA789"],
  ["/", "\u2215"],
  ["*", "\u2217"],
  ["?", "\uFF1F"],
  ['"', "\u2033"],
  ["\\", "\u2216"],
  ["$", "\uFF04"],
]);

export function hasPlaceholder(text: string): boolean {
  return text.includes(OPEN);
}

/** A text from outside, which is all literal whatever it contains. */
export function withoutMarks(text: string): string {
  return /[\uFDD0\uFDD1]/.test(text) ? text.replace(/[\uFDD0\uFDD1]/g, "\uFFFD") : text;
}

/** A text for a person: `arn:aws:s3:::<aws_s3_bucket.copy>/*`. Of a URN the name of the resource is enough. */
export function shown(text: string): string {
  return text.replace(PLACEHOLDER, (_all, identity: string) => `<${identity.replace(URN, "")}>`);
}

/** What comes before the name in a URN, in a placeholder. */
const URN = new RegExp(`^urn\uA789.*\uA789\uA789`, "s");

/**
 * A fact's text, or for an unknown one the text that stands for it: its identity, where it has one. Two facts with one
 * such text have one value.
 *
 * @returns `undefined` where nothing stands for the value, and where there is none.
 */
export function symbolOf(fact: Fact<string | undefined>): string | undefined {
  if (fact.known) return fact.value;
  const { identity } = fact;
  return identity === undefined || hasPlaceholder(identity) ? identity : placeholder(identity);
}
