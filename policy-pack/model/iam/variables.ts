import { doubtOf } from "../verdict";
import type { Fact } from "../fact";
import { placeholder, shown } from "../text";
import { compile, literally, Pattern, Texts } from "./match";
import { lasting } from "./ternary";

/** What a request carries under a condition key: texts, or a number of which only the least is known. */
export type Value = Texts | AtLeast;

export interface AtLeast {
  readonly atLeast: number;
}

/**
 * What a request carries under a condition key, in lower case. `known(undefined)` is a key that it does not carry,
 * `undefined` one about which nothing is known here.
 */
export type Context = (key: string) => Fact<Value | undefined> | undefined;

/** A pattern as it is for one request. */
export type Template = (context: Context) => Pattern;

interface Syntax {
  /** Whether `*` and `?` stand for other characters. */
  readonly wildcards: boolean;
  /** Whether `${key}` stands for what the request carries. */
  readonly hasVariables: boolean;
}

/** The patterns in some texts of a policy, compiled when they are asked for. */
export function templatesOf(texts: readonly string[], syntax: Syntax): readonly Template[] {
  return texts.map((text) => templateOf(text, syntax));
}

function templateOf(text: string, { wildcards, hasVariables }: Syntax): Template {
  const make = wildcards ? compile : literally;
  if (!hasVariables || !text.includes("${")) {
    let compiled: Pattern | undefined;
    return () => (compiled ??= make(text));
  }
  const parts = partsOf(text);
  return (context) => {
    const patterns = parts.map((part) => (typeof part === "string" ? make(part) : valueOf(part, context)));
    return new Pattern(
      text,
      patterns.flatMap(({ tokens }) => tokens),
      {
        doubt: patterns.find((each) => each.doubt)?.doubt,
        unresolved: patterns.find((each) => each.unresolved)?.unresolved,
        perhapsUnresolved: patterns.find((each) => each.perhapsUnresolved)?.perhapsUnresolved,
      },
    );
  };
}

interface Variable {
  readonly name: string;
  readonly otherwise: string | undefined;
}

/** A text, cut where its variables are. */
function partsOf(text: string): readonly (string | Variable)[] {
  const parts: (string | Variable)[] = [];
  let end = 0;
  for (;;) {
    const start = text.indexOf("${", end);
    const close = start < 0 ? -1 : text.indexOf("}", start);
    if (close < 0) return [...parts, text.slice(end)];
    parts.push(text.slice(end, start), variableIn(text.slice(start + 2, close)));
    end = close + 1;
  }
}

/** `aws:PrincipalTag/team`, or with a default `aws:PrincipalTag/team, 'none'`. */
function variableIn(text: string): Variable {
  const comma = text.indexOf(",");
  const otherwise = comma < 0 ? "" : text.slice(comma + 1).trim();
  const isQuoted = otherwise.length > 1 && otherwise.startsWith("'") && otherwise.endsWith("'");
  return {
    name: (comma < 0 ? text : text.slice(0, comma)).trim(),
    otherwise: isQuoted ? otherwise.slice(1, -1) : undefined,
  };
}

/** What a variable stands for. One that nothing is known about is a placeholder. */
function valueOf({ name, otherwise }: Variable, context: Context): Pattern {
  if (name === "*" || name === "?" || name === "$") return literally(name);
  const written = `\${${shown(name)}}`;
  const fact = context(name.toLowerCase());
  if (fact?.known) {
    const { value } = fact;
    if (value === undefined) {
      if (otherwise !== undefined) return literally(otherwise);
      // Whether a statement with it is about nothing, or not valid, AWS does not say.
      const unresolved = lasting(
        `the policy variable ${written} stands for nothing, because the request does not carry it`,
      );
      return new Pattern("", [], { unresolved });
    }
    if (value instanceof Texts && value.more === undefined) return new Pattern(written, value.symbols, value);
  }
  const doubt =
    fact && !fact.known ? doubtOf(fact) : lasting(`what the policy variable ${written} stands for is not known`);
  return new Pattern(written, [placeholder(written)], {
    doubt,
    ...(otherwise === undefined && { perhapsUnresolved: doubt }),
  });
}
