/** "a", "a and b", "a, b and c". */
export function listed(all: readonly string[], word: "and" | "or" = "and"): string {
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} ${word} ${all.at(-1) ?? ""}`;
}

/** The first of some texts, and how many more there are: "a, b and 3 more". */
export function firstOf(all: readonly string[], most: number): string {
  return all.length <= most ? listed(all) : `${all.slice(0, most).join(", ")} and ${all.length - most} more`;
}

/** "1 bucket", "2 buckets". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * Text for a terminal, from text that anyone may have written. Control characters and direction marks are replaced, and
 * Pulumi's own colour marks are broken up. Long text is cut: a resource's name has no limit. Half a character, which
 * JSON in a policy can contain and a cut can leave, is replaced: UTF-8 has none, and Pulumi drops a reply that does.
 */
export function clean(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replaceAll("<{%", "< {%");
}

/** Characters. Room for a dozen rules told in one message; more is not read. */
const MAX_LENGTH = 2_000;
