/** An expression of Terraform's language, as far as configurations write policies, names and references. */
export type Expression =
  | { readonly kind: "literal"; readonly value: unknown }
  /** Texts and expressions, one after the other. */
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  /** `aws_s3_bucket.many[each.key].arn`: names, and expressions in brackets. */
  | { readonly kind: "reference"; readonly steps: readonly (string | Expression)[] }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  /** Something else: its value is not known. */
  | { readonly kind: "other" };

const OTHER: Expression = { kind: "other" };

/** Parses a text with `${…}` in it, as JSON configuration has them. It never throws: what it cannot read is `other`. */
export function parseTemplate(text: string): Expression {
  const parser = new Parser(text);
  try {
    return parser.template();
  } catch (error) {
    if (error instanceof NotRead) return OTHER;
    throw error;
  }
}

/** Parses what stands inside `${…}`. */
export function parseExpression(text: string): Expression {
  return parseTemplate(`\${${text}}`);
}

class NotRead extends Error {}

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  /** @param end Where the template ends: at the end of the text, or at a quote. */
  template(end = ""): Expression {
    const parts: Expression[] = [];
    let literal = "";
    while (this.at < this.text.length && !(end !== "" && this.text[this.at] === end)) {
      if (this.takes("$${")) literal += "${";
      else if (this.takes("%%{")) literal += "%{";
      else if (this.takes("${")) {
        if (literal !== "") parts.push({ kind: "literal", value: literal });
        literal = "";
        parts.push(this.expression());
        this.expect("}");
      } else if (end !== "" && this.text[this.at] === "\\") {
        literal += this.escape();
      } else {
        // Directives, %{ if … }, are none of what is read here.
        if (this.text.startsWith("%{", this.at)) throw new NotRead();
        literal += this.text.charAt(this.at);
        this.at += 1;
      }
    }
    const [only] = parts;
    if (only && parts.length === 1 && literal === "") return only;
    if (literal !== "" || parts.length === 0) parts.push({ kind: "literal", value: literal });
    return parts.length === 1 && parts[0] ? parts[0] : { kind: "template", parts };
  }

  private escape(): string {
    const [, code = "", unicode] = /^\\(u([0-9a-fA-F]{4})|.)/.exec(this.text.slice(this.at)) ?? [];
    this.at += code.length + 1;
    if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16));
    return { n: "\n", r: "\r", t: "\t" }[code] ?? code;
  }

  private expression(): Expression {
    const value = this.value();
    this.space();
    // An operator, a condition: what comes out is not known.
    if (!/^[}\]),=:\n]|^$/.test(this.text.slice(this.at, this.at + 1))) throw new NotRead();
    return value;
  }

  private value(): Expression {
    this.space();
    if (this.takes('"')) {
      const template = this.template('"');
      this.expect('"');
      return template;
    }
    if (this.takes("[")) return { kind: "list", items: this.sequence("]", () => this.expression()) };
    if (this.takes("{")) return { kind: "object", entries: this.sequence("}", () => this.entry()) };
    if (this.takes("(")) {
      const inner = this.expression();
      this.expect(")");
      return inner;
    }
    const number = this.match(/^-?\d+(\.\d+)?/);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const name = this.match(/^[A-Za-z_][\w-]*/);
    if (name === undefined || name === "for") throw new NotRead();
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    if (name === "null") return { kind: "literal", value: null };
    if (this.takes("(")) return { kind: "call", name, arguments: this.sequence(")", () => this.expression()) };
    return { kind: "reference", steps: [name, ...this.steps()] };
  }

  private steps(): (string | Expression)[] {
    const steps: (string | Expression)[] = [];
    for (;;) {
      if (this.takes(".")) {
        const name = this.match(/^([A-Za-z_][\w-]*|\d+)/);
        if (name === undefined) throw new NotRead();
        steps.push(/^\d+$/.test(name) ? { kind: "literal", value: Number(name) } : name);
      } else if (this.takes("[")) {
        steps.push(this.expression());
        this.expect("]");
      } else return steps;
    }
  }

  private entry(): readonly [Expression, Expression] {
    this.space();
    const bare = this.match(/^[A-Za-z_][\w-]*(?=\s*[=:])/);
    const key: Expression = bare === undefined ? this.value() : { kind: "literal", value: bare };
    this.space();
    if (!this.takes("=") && !this.takes(":")) throw new NotRead();
    return [key, this.expression()];
  }

  private sequence<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    for (;;) {
      this.space(true);
      if (this.takes(end)) return items;
      items.push(item());
      this.space(true);
      this.takes(",");
    }
  }

  private space(newlines = false): void {
    const pattern = newlines ? /^\s*/ : /^[^\S\n]*/;
    this.at += pattern.exec(this.text.slice(this.at))?.[0].length ?? 0;
  }

  private match(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.text.slice(this.at))?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private takes(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string): void {
    this.space(true);
    if (!this.takes(text)) throw new NotRead();
  }
}
