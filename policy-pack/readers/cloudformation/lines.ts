/**
 * The lines of the members of a top-level object in a text of JSON, which `JSON.parse` does not tell.
 *
 * @param key The top-level object's own key.
 */
export function lineOfEach(json: string, key: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let [line, depth, isInside] = [1, 0, false];
  for (let place = 0; place < json.length; place += 1) {
    const character = json[place];
    if (character === "\n") line += 1;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    else if (character === '"') {
      const end = endOfText(json, place);
      if (depth <= 2 && isKey(json, end)) {
        const name = JSON.parse(json.slice(place, end)) as string;
        if (depth === 1) isInside = name === key;
        else if (isInside) lines.set(name, line);
      }
      place = end - 1;
    }
  }
  return lines;
}

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
