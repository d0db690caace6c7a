import { hasPlaceholder, shown } from "../text";
import type { Doubt } from "../verdict";
import { not, pending, type Ternary } from "./ternary";

/**
 * Patterns of texts, with `*` and `?`. Matching reads each symbol of a text once and keeps all places of the pattern to
 * which it may have led: there is nothing to go back to, whatever the pattern. A text may have placeholders, and may
 * stand for all texts that begin with it.
 */
export class Pattern {
  /** Why a placeholder in it is not known, where that is not for the next deployment to tell. */
  readonly doubt: Doubt | undefined;
  /** Why it is no pattern at all: a variable in it has no value, and so it matches nothing. */
  readonly unresolved: Doubt | undefined;
  /** Why it may be none: a variable in it may have no value. */
  readonly perhapsUnresolved: Doubt | undefined;

  /** @param text As it is written. */
  constructor(
    readonly text: string,
    private readonly made: readonly Token[] | (() => readonly Token[]),
    about: Partial<Pick<Pattern, "doubt" | "unresolved" | "perhapsUnresolved">> = {},
    /** What it begins with, and whether any text may follow; where that is all that there is to it. */
    readonly simple?: { readonly begin: string; readonly end: "nothing" | "anything" },
  ) {
    this.doubt = about.doubt;
    this.unresolved = about.unresolved;
    this.perhapsUnresolved = about.perhapsUnresolved;
  }

  private split: readonly Token[] | undefined;

  get tokens(): readonly Token[] {
    return (this.split ??= typeof this.made === "function" ? this.made() : this.made);
  }

  /** The same with other tokens. */
  of(tokens: readonly Token[]): Pattern {
    return new Pattern(this.text, tokens, this);
  }
}

const STAR = Symbol("*");
const ANY = Symbol("?");
/** A character, a placeholder, or what stands for some or one of them. */
export type Token = string | typeof STAR | typeof ANY;

export function isWildcard(token: Token): boolean {
  return token === STAR || token === ANY;
}

/** One text, or every text that begins with it. */
export class Texts {
  /** How many characters follow at least, where any text may follow; `undefined` for the one text. */
  readonly more: 0 | 1 | undefined;
  /** Placeholders that stand for names, or for parts of them: these have neither "/" nor ":". */
  readonly names: ReadonlySet<string>;
  /** Why what the placeholders stand for is not known. */
  readonly doubt: Doubt | undefined;
  private split: readonly string[] | undefined;

  constructor(
    readonly text: string,
    about: {
      readonly more?: 0 | 1 | undefined;
      readonly names?: ReadonlySet<string>;
      readonly doubt?: Doubt | undefined;
    } = {},
  ) {
    this.more = about.more;
    this.names = about.names ?? NO_NAMES;
    this.doubt = about.doubt;
  }

  /** The characters, each placeholder as one. */
  get symbols(): readonly string[] {
    return (this.split ??= symbolsIn(this.text));
  }

  get hasPlaceholder(): boolean {
    return hasPlaceholder(this.text);
  }

  /** For a person. */
  get told(): string {
    return `${shown(this.text)}${this.more === undefined ? "" : "*"}`;
  }
}

/** What is true of every one of some texts, and what of at least one. Of one text it is the same. */
export interface Coverage {
  readonly every: Ternary;
  readonly some: Ternary;
}

/** Where it does not depend on the text. */
export function always(value: Ternary): Coverage {
  return { every: value, some: value };
}

export function inverse({ every, some }: Coverage): Coverage {
  return { every: not(some), some: not(every) };
}

const NO_NAMES: ReadonlySet<string> = new Set();
const SYMBOL = /\uFDD0[^\uFDD0\uFDD1]*\uFDD1|[^]/gu;

function symbolsIn(text: string): readonly string[] {
  return hasPlaceholder(text) ? (text.match(SYMBOL) ?? []) : Array.from(text);
}

/** @param doubt Why what the placeholders in the text stand for is not known. */
export function oneText(text: string, doubt?: Doubt): Texts {
  return new Texts(text, { doubt });
}

/** A text whose placeholders stand for names, or for parts of them. */
export function nameText(text: string, doubt?: Doubt): Texts {
  return new Texts(text, { doubt, names: new Set(symbolsIn(text).filter(isPlaceholder)) });
}

export function isPlaceholder(symbol: string): boolean {
  return symbol.length > 1 && hasPlaceholder(symbol);
}

/** A pattern in which `*` is any text, and `?` any character. */
export function compile(text: string): Pattern {
  const tokens = (): readonly Token[] =>
    symbolsIn(text).map((symbol) => (symbol === "*" ? STAR : symbol === "?" ? ANY : symbol));
  const wildcard = text.search(/[*?]/);
  if (wildcard < 0) return literally(text);
  const isPrefix = wildcard === text.length - 1 && text.endsWith("*");
  return new Pattern(text, tokens, {}, isPrefix ? { begin: text.slice(0, -1), end: "anything" } : undefined);
}

/** A pattern without wildcards. */
export function literally(text: string): Pattern {
  return new Pattern(text, () => symbolsIn(text), {}, { begin: text, end: "nothing" });
}

/**
 * Which of some texts match one of some patterns: certainly, whatever placeholders stand for, or certainly not. Patterns
 * may cover the texts together.
 */
export function matching(all: readonly Pattern[], texts: Texts): Coverage {
  const patterns = all.filter((pattern) => !pattern.unresolved && !isOther(pattern, texts));
  if (patterns.length === 0) return NONE;
  if (patterns.some((pattern) => isAll(pattern, texts))) return EVERY;
  const certain = reach(
    patterns.filter(({ perhapsUnresolved }) => !perhapsUnresolved),
    texts,
    "certainly",
  );
  const possible = certain.every ? certain : reach(patterns, texts, "possibly");
  const settled = (yes: boolean, maybe: boolean): Ternary => yes || (maybe && doubtOf(patterns, texts));
  return { every: settled(certain.every, possible.every), some: settled(certain.some, possible.some) };
}

const EVERY: Coverage = { every: true, some: true };
const NONE: Coverage = { every: false, some: false };

/** Most patterns are a beginning, and then nothing or anything: whether it is that of all texts. */
function isAll({ simple }: Pattern, { text, more }: Texts): boolean {
  if (!simple) return false;
  return simple.end === "anything" ? text.startsWith(simple.begin) : more === undefined && text === simple.begin;
}

/** Whether a pattern's beginning is certainly not that of the texts. */
function isOther({ simple }: Pattern, texts: Texts): boolean {
  if (!simple || texts.hasPlaceholder || hasPlaceholder(simple.begin)) return false;
  const { text, more } = texts;
  if (text.startsWith(simple.begin)) return simple.end === "nothing" && text.length > simple.begin.length;
  return more === undefined || !simple.begin.startsWith(text);
}

function doubtOf(patterns: readonly Pattern[], texts: Texts): Doubt {
  if (texts.doubt && texts.hasPlaceholder) return texts.doubt;
  const open = patterns.find((pattern) => reach([pattern], texts, "possibly").some);
  return (
    open?.doubt ??
    pending(`whether "${shown(open?.text ?? "")}" in a policy means ${texts.told} is known only after apply`)
  );
}

/** Which of some texts match none of some patterns. */
export function notMatching(patterns: readonly Pattern[], texts: Texts, match = matching): Coverage {
  return unlessUnresolved(patterns, inverse(match(patterns, texts)));
}

/** What is no match is that for certain only if each variable has a value. */
export function unlessUnresolved(patterns: readonly Pattern[], { every, some }: Coverage): Coverage {
  const unresolved = patterns.find((pattern) => pattern.unresolved)?.unresolved;
  if (unresolved) return always(unresolved);
  const open = patterns.find((pattern) => pattern.perhapsUnresolved)?.perhapsUnresolved;
  return { every: every === true && open ? open : every, some: some === true && open ? open : some };
}

/** Certainly: a placeholder is itself and nothing else. Possibly: it may be any text. */
type Mode = "certainly" | "possibly";

function reach(patterns: readonly Pattern[], texts: Texts, mode: Mode): { every: boolean; some: boolean } {
  const found = patterns.map(({ tokens }) => placesAfter(tokens, texts, mode));
  const { more } = texts;
  if (more === undefined) {
    const matches = found.some((places) => places.areAtEnd);
    return { every: matches, some: matches };
  }
  return { every: coverAll(found, more), some: found.some((places) => places.leadOn(more)) };
}

/** Places in a pattern to which reading a text leads, in ascending order and each once; the last one is its end. */
class Places {
  private readonly all: number[] = [];
  private last = -1;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly mode: Mode,
  ) {}

  get areNone(): boolean {
    return this.all.length === 0;
  }

  get areAtEnd(): boolean {
    return this.last === this.tokens.length;
  }

  get first(): number | undefined {
    return this.all[0];
  }

  /** The first place and the last one. */
  get ends(): readonly number[] {
    return this.first === undefined ? [] : [...new Set([this.first, this.last])];
  }

  /** @param place Not before the one that was added last. */
  add(place: number): void {
    if (place <= this.last) return;
    this.all.push((this.last = place));
    while (this.isOpen(this.last)) this.all.push(++this.last);
  }

  /** The places after one more symbol. */
  after(symbol: string, isName: boolean): Places {
    const next = new Places(this.tokens, this.mode);
    const isAnyText = this.mode === "possibly" && isPlaceholder(symbol);
    for (const place of this.all) {
      if (isAnyText) next.addRun(place, isName);
      else if (this.isOpen(place)) next.add(place);
      else if (this.reads(place, symbol)) next.add(place + 1);
    }
    return next;
  }

  /** A place, and all to which some text leads from it. */
  private addRun(place: number, isName: boolean): void {
    this.add(place);
    const holds = (token: Token | undefined): boolean => !isName || (token !== "/" && token !== ":");
    while (this.last < this.tokens.length && holds(this.tokens[this.last])) this.add(this.last + 1);
  }

  private reads(place: number, symbol: string): boolean {
    const token = this.tokens[place];
    return token === symbol || (token === ANY && !isPlaceholder(symbol));
  }

  /** Whether any text can stand at a place. */
  private isOpen(place: number): boolean {
    const token = this.tokens[place];
    return token === STAR || (this.mode === "possibly" && typeof token === "string" && isPlaceholder(token));
  }

  /** Whether some text leads from here to the end. */
  leadOn(more: number): boolean {
    if (this.first === undefined) return false;
    const rest = this.tokens.slice(this.first);
    return (
      more === 0 || rest.some((token) => this.mode === "possibly" || typeof token !== "string" || !isPlaceholder(token))
    );
  }

  /** How many characters that the pattern does not name lead to the end: so many exactly, or so many and more. */
  lengths(): { readonly exactly: ReadonlySet<number>; readonly atLeast: number } {
    const exactly = new Set<number>();
    let atLeast = Infinity;
    let [end, needed, isOpen] = [this.tokens.length, 0, false];
    for (const place of [...this.all].reverse()) {
      for (; end > place; end--) {
        if (this.isOpen(end - 1)) isOpen = true;
        else if (this.tokens[end - 1] === ANY) needed += 1;
        else return { exactly, atLeast };
      }
      if (isOpen) atLeast = Math.min(atLeast, needed);
      else exactly.add(needed);
    }
    return { exactly, atLeast };
  }
}

function placesAfter(tokens: readonly Token[], { symbols, names }: Texts, mode: Mode): Places {
  let same = 0;
  while (same < symbols.length && symbols[same] === tokens[same]) same++;
  let places = new Places(tokens, mode);
  places.add(same);
  for (const symbol of symbols.slice(same)) {
    if (places.areNone) break;
    places = places.after(symbol, names.has(symbol));
  }
  return places;
}

/** Whether all texts that go on match: they do where those match that go on with characters that no pattern names. */
function coverAll(found: readonly Places[], more: number): boolean {
  const lengths = found.map((places) => places.lengths());
  const open = lengths.reduce((least, { atLeast }) => Math.min(least, atLeast), Infinity);
  if (open === Infinity) return false;
  for (let length = more; length < open; length++) {
    if (!lengths.some(({ exactly }) => exactly.has(length))) return false;
  }
  return true;
}

/** A character that hardly any pattern has: it is for none that text has. */
const STRANGE = "\uFDD2";
const MOST_EXAMPLES = 50;

/**
 * Single texts out of all that begin with one, each of which a pattern may treat in its own way: some go on with
 * characters that no pattern names, and some as a pattern does.
 */
export function examples(texts: Texts, patterns: readonly Pattern[]): readonly Texts[] {
  const { text, names, doubt, more = 0 } = texts;
  const strange = [0, 1, 2, 3].map((length) => STRANGE.repeat(length));
  const alike = patterns.slice(0, MOST_EXAMPLES).flatMap(({ tokens }) =>
    placesAfter(tokens, texts, "certainly").ends.flatMap((place) => {
      const rest = tokens.slice(place).map((token) => (token === STAR ? "" : token === ANY ? STRANGE : token));
      return [rest.join(""), `${rest.join("")}${STRANGE}`];
    }),
  );
  return [...new Set([...strange, ...alike])]
    .filter((rest) => rest.length >= more)
    .map((rest) => new Texts(`${text}${rest}`, { names, doubt }));
}
