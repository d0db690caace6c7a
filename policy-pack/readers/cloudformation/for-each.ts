import { isObject, own, type JsonObject } from "../declared/json";
import { isList, Unknown, type Value } from "../declared/value";
import { textOf } from "./values";

/** Resources that all loops of a template may make. */
const MOST = 5_000;

const DEEPEST = 100;

interface Expanded {
  readonly members: JsonObject;
  /** The loops whose collections are not known, by their names. */
  readonly open: readonly string[];
}

/**
 * A section with its `Fn::ForEach` loops written out.
 *
 * @param evaluate What a collection comes to.
 */
export function expanded(section: JsonObject, evaluate: (data: unknown) => Value): Expanded {
  if (!Object.keys(section).some(isLoop)) return { members: section, open: [] };
  const loops = new Loops(evaluate);
  loops.add(section, 0);
  return { members: Object.fromEntries(loops.members), open: [...loops.open] };
}

class Loops {
  readonly members: [string, unknown][] = [];
  readonly open = new Set<string>();
  private left = MOST;

  constructor(private readonly evaluate: (data: unknown) => Value) {}

  add(section: JsonObject, depth: number): void {
    for (const [key, value] of Object.entries(section)) {
      if (isLoop(key)) this.addLoop(key, value, depth);
      else this.members.push([key, value]);
    }
  }

  private addLoop(name: string, loop: unknown, depth: number): void {
    const bodies = this.left > 0 && depth < DEEPEST ? bodiesOf(loop, this.evaluate) : undefined;
    this.left -= 1 + (bodies?.length ?? 0);
    if (!bodies || this.left < 0) this.open.add(name);
    else for (const body of bodies) this.add(body, depth + 1);
  }
}

const isLoop = (key: string): boolean => key.startsWith("Fn::ForEach::");

/** What a loop makes, item by item; `undefined` where it is not known of which. */
function bodiesOf(loop: unknown, evaluate: (data: unknown) => Value): readonly JsonObject[] | undefined {
  const [name, collection, body] = Array.isArray(loop) ? (loop as unknown[]) : [];
  const items = evaluate(collection);
  if (typeof name !== "string" || !isList(items) || !isObject(body)) return undefined;
  const texts = items.map((item) => (item instanceof Unknown ? undefined : textOf(item)));
  if (texts.length > MOST || texts.includes(undefined)) return undefined;
  return texts.map((item) => replaced(body, name, item ?? "", 0) as JsonObject);
}

/** An expression with a loop's name replaced by its item: `${Name}`, `&{Name}` without what is no letter or digit, and `Ref`. */
function replaced(data: unknown, name: string, item: string, depth: number): unknown {
  if (depth > DEEPEST) return undefined;
  const inText = (text: string): string =>
    text.replaceAll(`\${${name}}`, item).replaceAll(`&{${name}}`, item.replace(/[^A-Za-z0-9]/g, ""));
  if (typeof data === "string") return inText(data);
  if (Array.isArray(data)) return data.map((each) => replaced(each, name, item, depth + 1));
  if (!isObject(data)) return data;
  if (own(data, "Ref") === name && Object.keys(data).length === 1) return item;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [inText(key), replaced(value, name, item, depth + 1)]),
  );
}
