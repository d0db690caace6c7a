import { closest, distance } from "fastest-levenshtein";

/** The most similar of some words, where it is similar enough to be what was meant. */
export function similar(text: string, words: readonly string[]): string | undefined {
  // What is much longer than any word is not a misspelling, and comparing it would take long.
  if (words.length === 0 || text.length > 100) return undefined;
  const nearest = closest(text, words);
  if (distance(text, nearest) <= Math.max(1, text.length / 3)) return nearest;
  return text.length < 3 ? undefined : words.find((word) => word.startsWith(text));
}

/** " Did you mean …?", or nothing where no word is similar. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

/** A text as messages quote it: on one line, and not longer than a line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/**
 * A value of any type, as messages mention it. Objects are not converted to strings: they may have a `toString` that
 * throws.
 */
export function describe(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (isArray(value)) return "an array";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Whether a value is an array. Even this throws for a proxy that was revoked. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
