import { withoutMarks } from "../../model/text";
import { blocks, isObject, own, type JsonObject } from "./json";

/** An expression of Terraform's language, as far as configurations write names, references, policies and conditions. */
export type Expression =
  | Literal
  /** Texts and expressions, one after the other. */
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  /** `aws_s3_bucket.many[each.key].arn`: a name, and what follows it. */
  | { readonly kind: "reference"; readonly root: string; readonly steps: readonly Step[] }
  /** What follows something else than a name: `one(aws_s3_bucket.copy).arn`. */
  | { readonly kind: "traversal"; readonly of: Expression; readonly steps: readonly Step[] }
  | Call
  | { readonly kind: "conditional"; readonly if: Expression; readonly then: Expression; readonly else: Expression }
  | { readonly kind: "operation"; readonly operator: string; readonly operands: readonly Expression[] }
  | For
  /** A block of a configuration, or a map: names and what they are set to. */
  | { readonly kind: "block"; readonly entries: ReadonlyMap<string, Expression> }
  | DynamicBlocks
  /** What a plan tells of an expression of HCL: the references in it, and nothing of what it makes of them. */
  | { readonly kind: "dependent"; readonly on: readonly Reference[] }
  /** Something else: its value is not known. */
  | { readonly kind: "other"; readonly source?: string };

export interface Literal {
  readonly kind: "literal";
  readonly value: string | number | boolean | undefined;
}

export type Reference = Extract<Expression, { kind: "reference" }>;

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** The last argument is a list of further ones: `concat(local.lists...)`. */
  readonly expands: boolean;
}

export interface For {
  readonly kind: "for";
  readonly names: { readonly key: string | undefined; readonly value: string };
  readonly in: Expression;
  /** Of an object; `undefined` in a list. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly if: Expression | undefined;
  /** `...`: values of one key become a list. */
  readonly grouped: boolean;
}

/** `.name`, `[index]` or `[*]`. */
export type Step = string | Expression | typeof SPLAT;
export const SPLAT = Symbol("[*]");

/** Blocks of one name: some that are written, and those that `dynamic` blocks make. */
export interface DynamicBlocks {
  readonly kind: "blocks";
  readonly name: string;
  readonly written: Expression | undefined;
  readonly dynamic: readonly Dynamic[];
}

export interface Dynamic {
  /** What an item is called in the content. */
  readonly iterator: string;
  readonly forEach: Expression;
  readonly content: Expression;
}

export const OTHER: Expression = { kind: "other" };

export function literal(value: Literal["value"]): Literal {
  return { kind: "literal", value: typeof value === "string" ? withoutMarks(value) : value };
}

/** Expressions nested deeper than this are not read: nobody writes them. */
const DEEPEST = 100;

/** Texts that were parsed before, so that each distinct one is parsed once; the oldest make room for new ones. */
const MOST_PARSED = 100_000;
const parsed = new Map<string, Expression>();

/** Parses a text with `${…}` in it, as JSON configuration has them. It never throws: what it cannot read is `other`. */
export function parseTemplate(text: string): Expression {
  if (!text.includes("{")) return literal(text);
  const before = parsed.get(text);
  if (before) return before;
  if (parsed.size >= MOST_PARSED) parsed.clear();
  const expression = attempt(text);
  parsed.set(text, expression);
  return expression;
}

/** Parses what stands inside `${…}`. */
export function parseExpression(text: string): Expression {
  return parseTemplate(`\${${text}}`);
}

/**
 * A value of JSON configuration, every text in it a template.
 *
 * @param depth How deep the value is nested itself.
 */
export function expressionOf(value: unknown, depth = 0): Expression {
  if (depth > DEEPEST) return OTHER;
  if (typeof value === "string") return parseTemplate(value);
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => expressionOf(item, depth + 1)) };
  if (isObject(value)) return objectOf(Object.entries(value), depth);
  return literal(typeof value === "number" || typeof value === "boolean" ? value : undefined);
}

/** Keys of a map may be templates, as its values may. */
function objectOf(all: readonly (readonly [string, unknown])[], depth: number): Expression {
  if (!all.some(([key]) => key.includes("{"))) return blockOf(all, depth);
  return { kind: "object", entries: all.map(([key, item]) => [parseTemplate(key), expressionOf(item, depth + 1)]) };
}

/** A map or a block of JSON configuration; comments, and the metadata of a synthesis, are left out. */
export function blockOf(
  all: readonly (readonly [string, unknown])[],
  depth = 0,
): Extract<Expression, { kind: "block" }> {
  const entries = new Map<string, Expression>();
  for (const [key, item] of all) {
    if (key !== "//" && !isDynamic(key, item)) entries.set(key, expressionOf(item, depth + 1));
  }
  for (const [key, item] of all) {
    for (const [name, dynamic] of isDynamic(key, item) ? dynamicIn(item, depth + 1) : []) {
      entries.set(name, { kind: "blocks", name, written: entries.get(name), dynamic });
    }
  }
  return { kind: "block", entries };
}

/** A map of a user's may have a key `dynamic` too, with a text. */
const isDynamic = (key: string, item: unknown): boolean =>
  key === "dynamic" && typeof item === "object" && item !== null;

/** `{ rule: { for_each, iterator, content } }`, where each may be a list of such. */
function dynamicIn(value: unknown, depth: number): ReadonlyMap<string, readonly Dynamic[]> {
  const result = new Map<string, Dynamic[]>();
  for (const byName of blocks(value)) {
    for (const [name, all] of Object.entries(byName)) {
      const before = result.get(name) ?? [];
      result.set(name, [...before, ...blocks(all).map((each) => dynamicOf(name, each, depth))]);
    }
  }
  return result;
}

function dynamicOf(name: string, body: JsonObject, depth: number): Dynamic {
  const iterator = own(body, "iterator");
  return {
    iterator: typeof iterator === "string" ? iterator.replace(/^\$\{|\}$/g, "") : name,
    forEach: expressionOf(own(body, "for_each"), depth + 1),
    content: expressionOf(blocks(own(body, "content"))[0] ?? {}, depth + 1),
  };
}

/** The references in an expression, those in indexes included. */
export function referencesIn(expression: Expression, found: Reference[] = []): readonly Reference[] {
  const all = (expressions: readonly (Expression | undefined)[]): void => {
    for (const each of expressions) if (each) referencesIn(each, found);
  };
  const inSteps = (steps: readonly Step[]): void => all(steps.filter((step) => typeof step === "object"));
  switch (expression.kind) {
    case "template":
      all(expression.parts);
      break;
    case "list":
      all(expression.items);
      break;
    case "object":
      all(expression.entries.flat());
      break;
    case "block":
      all([...expression.entries.values()]);
      break;
    case "blocks":
      all([expression.written, ...expression.dynamic.flatMap(({ forEach, content }) => [forEach, content])]);
      break;
    case "call":
      all(expression.arguments);
      break;
    case "conditional":
      all([expression.if, expression.then, expression.else]);
      break;
    case "operation":
      all(expression.operands);
      break;
    case "for":
      all([expression.in, expression.key, expression.value, expression.if]);
      break;
    case "traversal":
      all([expression.of]);
      inSteps(expression.steps);
      break;
    case "reference":
      found.push(expression);
      inSteps(expression.steps);
      break;
    case "dependent":
      for (const each of expression.on) found.push(each);
      break;
    case "literal":
    case "other":
  }
  return found;
}

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

class NotRead extends Error {}

function attempt(text: string): Expression {
  try {
    return new Parser(text).whole();
  } catch (error) {
    if (error instanceof NotRead) return { kind: "other", source: text };
    throw error;
  }
}

const IDENTIFIER = /[A-Za-z_][\w-]*/y;
const NUMBER = /\d+(\.\d+)?([eE][+-]?\d+)?/y;
/** Line ends count as space inside brackets; comments do everywhere. */
const SPACE = /(\s+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const SPACE_IN_LINE = /([^\S\n]+|#[^\n]*|\/\/[^\n]*)*/y;
/** The operators of two operands, the loosest first. */
const OPERATORS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Lines without the spaces that all of them begin with; empty ones do not count. */
function withoutIndent(text: string): string {
  const lines = text.split("\n");
  const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const indent = lines.reduce(
    (least, line) => (line.trim() === "" ? least : Math.min(least, indentOf(line))),
    Infinity,
  );
  return lines.map((line) => line.slice(indent)).join("\n");
}

class Parser {
  private at = 0;
  private depth = 0;
  /** Inside brackets and parentheses a line end is only space. */
  private brackets = 0;

  constructor(private readonly text: string) {}

  whole(): Expression {
    return this.template("");
  }

  /** @param end Where the template ends: at a quote, or with nothing at the end of the text. */
  private template(end: string): Expression {
    const parts: Expression[] = [];
    let literals = "";
    const flush = (): void => {
      if (literals !== "") parts.push(literal(literals));
      literals = "";
    };
    while (this.at < this.text.length && !(end !== "" && this.text[this.at] === end)) {
      if (this.takes("$${")) literals += "${";
      else if (this.takes("%%{")) literals += "%{";
      else if (this.takes("${")) {
        flush();
        parts.push(
          this.inBrackets(() => {
            const inner = this.expression();
            this.space();
            return inner;
          }),
        );
        this.expect("}");
      } else if (end !== "" && this.text[this.at] === "\\") literals += this.escape();
      // Directives, `%{ if … }`, are not read.
      else if (this.text.startsWith("%{", this.at)) throw new NotRead();
      else literals += this.literalRun(end);
    }
    flush();
    const [only] = parts;
    if (!only) return literal("");
    return parts.length === 1 ? only : { kind: "template", parts };
  }

  private literalRun(end: string): string {
    const start = this.at;
    this.at += 1;
    while (this.at < this.text.length && !/[$%\\]/.test(this.text.charAt(this.at)) && this.text[this.at] !== end) {
      this.at += 1;
    }
    return this.text.slice(start, this.at);
  }

  private escape(): string {
    const [, code = "", unicode] = this.match(/\\(u([0-9a-fA-F]{4})|U[0-9a-fA-F]{8}|[^])/y) ?? ["", ""];
    if (code === "") throw new NotRead();
    if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16));
    if (/^U./.test(code)) {
      const point = parseInt(code.slice(1), 16);
      if (point > 0x10ffff) throw new NotRead();
      return String.fromCodePoint(point);
    }
    return ESCAPED.get(code) ?? code;
  }

  private expression(): Expression {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new NotRead();
    const condition = this.operation(0);
    const result = this.symbol("?") ? this.conditional(condition) : condition;
    this.depth -= 1;
    return result;
  }

  private conditional(condition: Expression): Expression {
    const then = this.expression();
    if (!this.symbol(":")) throw new NotRead();
    return { kind: "conditional", if: condition, then, else: this.expression() };
  }

  private operation(level: number): Expression {
    const operators = OPERATORS[level];
    if (!operators) return this.unary();
    let left = this.operation(level + 1);
    for (;;) {
      this.space();
      const operator = operators.find((each) => this.text.startsWith(each, this.at));
      if (operator === undefined) return left;
      this.at += operator.length;
      left = { kind: "operation", operator, operands: [left, this.operation(level + 1)] };
    }
  }

  private unary(): Expression {
    this.space();
    const operator = this.text[this.at];
    if (operator !== "-" && operator !== "!") return this.traversal(this.primary());
    this.at += 1;
    this.depth += 1;
    if (this.depth > DEEPEST) throw new NotRead();
    const operand = this.unary();
    this.depth -= 1;
    return { kind: "operation", operator, operands: [operand] };
  }

  private traversal(of: Expression): Expression {
    const steps = this.steps();
    if (steps.length === 0) return of;
    return of.kind === "reference" ? { ...of, steps: [...of.steps, ...steps] } : { kind: "traversal", of, steps };
  }

  private primary(): Expression {
    if (this.takes('"')) {
      this.depth += 1;
      if (this.depth > DEEPEST) throw new NotRead();
      const template = this.template('"');
      this.expect('"');
      this.depth -= 1;
      return template;
    }
    if (this.text.startsWith("<<", this.at)) return this.heredoc();
    if (this.takes("[")) return this.inBrackets(() => this.list());
    if (this.takes("{")) return this.inBrackets(() => this.object());
    if (this.takes("(")) {
      return this.inBrackets(() => {
        const inner = this.expression();
        this.space();
        this.expect(")");
        return inner;
      });
    }
    const number = this.match(NUMBER)?.[0];
    if (number !== undefined) return literal(Number(number));
    const name = this.match(IDENTIFIER)?.[0];
    if (name === undefined) throw new NotRead();
    if (name === "true" || name === "false") return literal(name === "true");
    if (name === "null") return literal(undefined);
    if (this.takes("(")) return this.inBrackets(() => this.call(name));
    return { kind: "reference", root: name, steps: [] };
  }

  /** Up to a line that is nothing but the name; escapes with backslashes are none in it. */
  private heredoc(): Expression {
    const pattern = /<<(-?)([A-Za-z_][\w-]*)[^\S\n]*\n((?:[^\n]*\n)*?)[^\S\n]*\2[^\S\n]*(?=\n|$)/y;
    const [, flush, name, text = ""] = this.match(pattern) ?? [];
    if (name === undefined || this.depth >= DEEPEST) throw new NotRead();
    const parser = new Parser(flush === "-" ? withoutIndent(text) : text);
    parser.depth = this.depth + 1;
    return parser.whole();
  }

  private call(name: string): Expression {
    const all: Expression[] = [];
    let expands = false;
    for (;;) {
      this.space();
      if (this.takes(")")) return { kind: "call", name, arguments: all, expands };
      all.push(this.expression());
      this.space();
      expands = this.takes("...");
      this.space();
      if (!this.takes(",") && this.text[this.at] !== ")") throw new NotRead();
    }
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.text[this.at] === "." && !this.text.startsWith("...", this.at)) {
        this.at += 1;
        if (this.takes("*")) steps.push(SPLAT);
        else {
          const name = this.match(/[A-Za-z_][\w-]*|\d+/y)?.[0];
          if (name === undefined) throw new NotRead();
          steps.push(/^\d/.test(name) ? literal(Number(name)) : name);
        }
      } else if (this.takes("[*]")) steps.push(SPLAT);
      else if (this.takes("[")) {
        steps.push(
          this.inBrackets(() => {
            const index = this.expression();
            this.space();
            this.expect("]");
            return index;
          }),
        );
      } else return steps;
    }
  }

  private list(): Expression {
    const loop = this.loop("]", false);
    if (loop) return loop;
    const items: Expression[] = [];
    for (;;) {
      this.space();
      if (this.takes("]")) return { kind: "list", items };
      items.push(this.expression());
      this.space();
      if (!this.takes(",") && this.text[this.at] !== "]") throw new NotRead();
    }
  }

  private object(): Expression {
    const loop = this.loop("}", true);
    if (loop) return loop;
    const entries: [Expression, Expression][] = [];
    for (;;) {
      this.space();
      if (this.takes("}")) return { kind: "object", entries };
      // A name alone is the key itself; in parentheses, or with something behind it, an expression.
      const bare = this.match(/[A-Za-z_][\w-]*(?=\s*[=:](?!=))/y)?.[0];
      const key = bare === undefined ? this.expression() : literal(bare);
      if (!this.symbol("=") && !this.symbol(":")) throw new NotRead();
      entries.push([key, this.ofEntry()]);
      this.space();
      this.takes(",");
    }
  }

  /** The value of an object's entry, which ends with its line. */
  private ofEntry(): Expression {
    const before = this.brackets;
    this.inBrackets(() => this.space());
    this.brackets = 0;
    const value = this.expression();
    this.brackets = before;
    return value;
  }

  /** `for … in … : …`, where that is what stands between the brackets. */
  private loop(end: string, isObject: boolean): Expression | undefined {
    this.space();
    if (!this.match(/for(?=\s)/y)) return undefined;
    const first = this.name();
    const second = this.symbol(",") ? this.name() : undefined;
    this.space();
    if (!this.match(/in(?=[\s[({"])/y)) throw new NotRead();
    const collection = this.expression();
    if (!this.symbol(":")) throw new NotRead();
    const result = this.expression();
    if (isObject && !this.symbol("=>")) throw new NotRead();
    const value = isObject ? this.expression() : result;
    const grouped = this.symbol("...");
    this.space();
    const condition = this.match(/if(?=[\s(!])/y) ? this.expression() : undefined;
    this.space();
    this.expect(end);
    return {
      kind: "for",
      names: second === undefined ? { key: undefined, value: first } : { key: first, value: second },
      in: collection,
      key: isObject ? result : undefined,
      value,
      if: condition,
      grouped,
    };
  }

  private name(): string {
    this.space();
    const name = this.match(IDENTIFIER)?.[0];
    if (name === undefined) throw new NotRead();
    return name;
  }

  private inBrackets<T>(parse: () => T): T {
    const before = this.brackets;
    this.brackets = 1;
    const result = parse();
    this.brackets = before;
    return result;
  }

  private space(): void {
    this.match(this.brackets > 0 ? SPACE : SPACE_IN_LINE);
  }

  private symbol(text: string): boolean {
    this.space();
    return this.takes(text);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found ?? undefined;
  }

  private takes(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw new NotRead();
  }
}
