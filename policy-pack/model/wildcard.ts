/**
 * A matcher of whole texts in which `*` stands for any text, none included, and everything else for itself. Each part
 * between two stars is looked for once, from left to right: no pattern makes it start over.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return (text) => text === first;
  const last = parts.at(-1) ?? "";
  const between = parts.slice(1, -1);
  return (text) => {
    if (!text.startsWith(first)) return false;
    let place = first.length;
    for (const part of between) {
      const found = text.indexOf(part, place);
      if (found < 0) return false;
      place = found + part.length;
    }
    return text.length - last.length >= place && text.endsWith(last);
  };
}

/** Whether a text is a pattern, and not the name of one thing. */
export function hasWildcard(text: string): boolean {
  return text.includes("*");
}
