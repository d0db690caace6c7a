/**
 * The lines of the keys in a text of JSON, which `JSON.parse` does not tell.
 *
 * @param deepest How many keys lead to the innermost ones that are looked for.
 * @returns Lines, of which the first is 1, by `placeIn`.
 */
export function linesOfKeys(json: string, deepest: number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const keys: string[] = [];
  let [line, depth] = [1, 0];
  for (let place = 0; place < json.length; place += 1) {
    const character = json[place];
    if (character === "\n") line += 1;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    else if (character === '"') {
      const end = endOfText(json, place);
      if (depth <= deepest && isKey(json, end)) {
        keys.splice(depth - 1, keys.length, JSON.parse(json.slice(place, end)) as string);
        lines.set(placeIn(keys), line);
      }
      place = end - 1;
    }
  }
  return lines;
}

/** What a line is found by: the keys that lead to it. */
export const placeIn = (keys: readonly string[]): string => JSON.stringify(keys);

/** Behind the quote that ends a text. */
function endOfText(json: string, start: number): number {
  let end = start + 1;
  while (end < json.length && json[end] !== '"') end += json[end] === "\\" ? 2 : 1;
  return end + 1;
}

function isKey(json: string, end: number): boolean {
  let next = end;
  while (/\s/.test(json[next] ?? "")) next += 1;
  return json[next] === ":";
}
