import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { object, type JsonObject } from "../declared/json";
import { Refused } from "./refused";

/** A template as data, in the long form of its functions. */
export interface Template {
  readonly data: JsonObject;
  /** The line of each resource, by its logical ID; the first is 1. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Values that the text may have, aliases counted as often as they are used. */
const MOST_NODES = 1_000_000;
/** Levels of lists and objects. */
const DEEPEST = 200;

/**
 * The template in a text of YAML. Scalars are texts, as CloudFormation takes account IDs and versions of policies: a
 * number would lose its zeros.
 *
 * @throws Refused where it is not YAML, or is made to have no end.
 */
export function templateInYaml(text: string): Template {
  const lineCounter = new LineCounter();
  const document = parsed(text, lineCounter);
  const [error] = document.errors;
  if (error) {
    const [at] = error.linePos ?? [];
    throw new Refused(`This is neither JSON nor YAML${at ? `: line ${at.line} is not valid` : ""}. Fix the syntax.`);
  }
  const data = object(new Reader().value(document.contents, 0));
  return { data, lines: linesIn(document, lineCounter) };
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { schema: "failsafe", lineCounter, uniqueKeys: false, logLevel: "silent" });
  } catch {
    throw new Refused("The YAML is nested too deep to be read.");
  }
}

function linesIn(document: Document.Parsed, lineCounter: LineCounter): ReadonlyMap<string, number> {
  const resources = isMap(document.contents) ? document.get("Resources") : undefined;
  const lines = new Map<string, number>();
  for (const { key } of isMap(resources) ? resources.items : []) {
    if (isScalar(key) && key.range) lines.set(String(key.value), lineCounter.linePos(key.range[0]).line);
  }
  return lines;
}

/** Turns nodes into data, short forms into long ones. */
class Reader {
  private nodes = 0;
  /** What is before an alias in the text: a name may be given again. */
  private readonly anchors = new Map<string, unknown>();

  value(node: unknown, depth: number): unknown {
    this.nodes += 1;
    if (this.nodes > MOST_NODES || depth > DEEPEST) {
      throw new Refused("The YAML has too many values, or is nested too deep, to be read.");
    }
    if (isAlias(node)) return this.value(this.anchors.get(node.source), depth + 1);
    const { anchor, tag } = (node ?? {}) as { readonly anchor?: string; readonly tag?: string };
    if (anchor !== undefined) this.anchors.set(anchor, node);
    const plain = this.plain(node, depth);
    return tag?.startsWith("!") === true && !tag.startsWith("!!") ? longForm(tag.slice(1), plain) : plain;
  }

  private plain(node: unknown, depth: number): unknown {
    if (isSeq(node)) return node.items.map((item) => this.value(item, depth + 1));
    if (isMap(node)) return this.object(node.items, depth);
    return isScalar(node) && typeof node.value === "string" && !isNothing(node) ? node.value : undefined;
  }

  /** An object whose keys may be called anything, `__proto__` too. */
  private object(items: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): JsonObject {
    return Object.fromEntries(
      items.map(({ key, value }): [string, unknown] => [
        isScalar(key) ? String(key.value) : "",
        this.value(value, depth + 1),
      ]),
    );
  }
}

/** Nothing at all, or the words for it. */
function isNothing({ source, type }: { readonly source?: string | undefined; readonly type?: unknown }): boolean {
  return type === "PLAIN" && /^(null|Null|NULL|~)?$/.test(source ?? "");
}

/** `!Ref x` as `{ "Ref": "x" }`, `!GetAtt a.b` as `{ "Fn::GetAtt": "a.b" }`. */
function longForm(tag: string, value: unknown): JsonObject {
  return { [tag === "Ref" || tag === "Condition" ? tag : `Fn::${tag}`]: value };
}
