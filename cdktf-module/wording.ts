import { closest, distance } from "fastest-levenshtein";

/** The most similar of some words, where it is similar enough to be what was meant. */
export function similar(text: string, words: readonly string[]): string | undefined {
  // What is much longer than any word is not a misspelling, and comparing it would take long.
  if (words.length === 0 || text.length > 100) return undefined;
  const nearest = closest(text, words);
  return distance(text, nearest) <= Math.max(2, text.length / 3) ? nearest : undefined;
}

/** " Did you mean …?", or nothing where no word is similar. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

/** A text as messages quote it: on one line, and not longer than a line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
