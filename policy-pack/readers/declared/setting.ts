import {
  doubtFrom,
  known,
  mapFact,
  unknownUntilApply,
  unknownUntilConfigured,
  type Fact,
  type Unknown as UnknownFact,
} from "../../model/fact";
import type { Address } from "../../model/graph";
import { listed } from "../../model/prose";
import { hasPlaceholder } from "../../model/text";
import type { Vocabulary } from "../../model/vocabulary";
import { isEvaluated, notEvaluated, type DeclaredResource } from "./resource";
import { EMPTY, isBlock, isList, Unknown, type Block, type Value } from "./value";

/** Whose setting it is: for messages, and for what its source means by an empty text. */
type Owner = Pick<DeclaredResource, "label" | "shape"> & { readonly words: Pick<Vocabulary, "setting"> };

/**
 * A place in a resource's settings. Unknown, absent and empty are three different things: whatever lies below an unknown
 * is unknown, whatever lies below an absence is absent.
 */
export class Setting {
  private constructor(
    private readonly value: Value,
    /** In neutral names: `rules[0].destination.bucket`. */
    private readonly path: string,
    private readonly owner: Owner,
  ) {}

  static of(owner: Owner & { readonly settings: Block }, key: string): Setting {
    return new Setting(owner.settings.get(key), key, owner);
  }

  /** The whole of a resource's settings. */
  static root(owner: Owner & { readonly settings: Block }): Setting {
    return new Setting(owner.settings, "", owner);
  }

  /** As the program wrote it, where the source tells that apart. */
  static written(owner: DeclaredResource, key: string): Setting {
    return new Setting((owner.written ?? owner.settings).get(key), key, owner);
  }

  static absent(owner: Owner, key: string): Setting {
    return Setting.of({ ...owner, settings: EMPTY }, key);
  }

  get isUnknown(): boolean {
    return this.value instanceof Unknown;
  }

  /** The AWS provider sends nothing for an empty text, and reads back an empty text for nothing; AWS's API tells the two apart. */
  get isAbsent(): boolean {
    return this.value === undefined || (this.value === "" && this.owner.shape !== "api");
  }

  /** What the value depends on, where the source tells it for this value. */
  get from(): readonly Address[] | undefined {
    return this.value instanceof Unknown ? this.value.about.from : undefined;
  }

  /** The first of the keys that is set: the same block has different names in different types. */
  either(...keys: readonly [string, ...string[]]): Setting {
    const found = keys.map((key) => this.at(key));
    return found.find((setting) => !setting.isAbsent) ?? this.at(keys[0]);
  }

  at(key: string): Setting {
    // Blocks that occur at most once are blocks here, and lists of one in the older types.
    const value: Value = isList(this.value) && this.value.length <= 1 ? this.value[0] : this.value;
    const path = this.path === "" ? key : `${this.path}.${key}`;
    if (value instanceof Unknown) return new Setting(inside(value, key), path, this.owner);
    return new Setting(isBlock(value) ? value.get(key) : undefined, path, this.owner);
  }

  items(): Fact<readonly Setting[] | undefined> {
    return this.read("a list", (value) =>
      isList(value) ? value.map((item, index) => new Setting(item, `${this.path}[${index}]`, this.owner)) : undefined,
    );
  }

  /** A text that is compared with other words: a candidate of which parts are not known may be any of them. */
  text(): Fact<string | undefined> {
    return this.read("a text", (value) => (typeof value === "string" && !hasPlaceholder(value) ? value : undefined));
  }

  /**
   * A text that is compared with others in which parts may not be known either: a name, an ARN, a policy. A candidate of
   * which parts are not known is its text with placeholders.
   */
  symbol(): Fact<string | undefined> {
    return this.read("a text", (value) => (typeof value === "string" ? value : undefined));
  }

  /** One of some words. Any other is not known, and not printed: it may be anything. */
  word(words: readonly string[]): Fact<string | undefined> {
    return this.read(listed(words, "or"), (value) =>
      typeof value === "string" && words.includes(value) ? value : undefined,
    );
  }

  number(): Fact<number | undefined> {
    return this.read("a number", (value) => {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    });
  }

  flag(): Fact<boolean | undefined> {
    // Provider settings arrive as texts: "true".
    return this.read("true or false", (value) =>
      value === "true" || value === "false" ? value === "true" : typeof value === "boolean" ? value : undefined,
    );
  }

  /** A JSON document, written as text or as blocks. */
  document(): Fact<string | undefined> {
    if (!isBlock(this.value)) return this.symbol();
    const json = jsonOf(this.value, MOST_LEVELS);
    return "unknown" in json ? this.unknown() : known(JSON.stringify(json.plain));
  }

  entries(): Fact<ReadonlyMap<string, Setting> | undefined> {
    return this.read("a map", (value) =>
      isBlock(value)
        ? new Map([...value].map(([key, item]) => [key, new Setting(item, `${this.path}.${key}`, this.owner)]))
        : undefined,
    );
  }

  /** The members of a block that are set and not among the known ones; a provider newer than this package has more. */
  membersBut(known: ReadonlySet<string>): readonly Setting[] {
    const value: Value = isList(this.value) && this.value.length <= 1 ? this.value[0] : this.value;
    if (!isBlock(value)) return [];
    return [...value.keys()]
      .filter((key) => !known.has(key))
      .map((key) => this.at(key))
      .filter((member) => !member.isAbsent);
  }

  /** Whether something is set here, whatever it is. */
  presence(): Fact<boolean> {
    return this.isUnknown ? doubtFrom(this.unknown()) : known(!this.isAbsent);
  }

  /** What a block holds, or `known(undefined)` where there is no block. */
  block<T>(read: (block: Setting) => T): Fact<T | undefined> {
    return mapFact(this.presence(), (present) => (present ? read(this) : undefined));
  }

  private read<T>(expected: string, convert: (value: Value) => T | undefined): Fact<T | undefined> {
    if (this.value instanceof Unknown) return this.unknown(convert);
    if (this.isAbsent) return known(undefined);
    const value = convert(this.value);
    return value === undefined ? unknownUntilConfigured(`${this.name} is not ${expected}`) : known(value);
  }

  private unknown<T>(convert?: (value: Value) => T | undefined): UnknownFact<T> {
    const {
      why,
      settledBy,
      settle,
      among,
      text,
      identity = text,
    } = this.value instanceof Unknown ? this.value.about : {};
    const doubt: UnknownFact<T> =
      settledBy === undefined || settledBy === "apply"
        ? unknownUntilApply(why ?? `${this.name} is known only after apply`)
        : { ...unknownUntilConfigured(why ?? `${this.name} is not known`, settle), settledBy };
    const candidates =
      convert && among?.map((each) => convert(each instanceof Unknown ? (each.about.text ?? each) : each));
    return {
      ...doubt,
      ...(identity !== undefined && { identity }),
      // A candidate that is not of the kind asked for is none to judge.
      ...(candidates?.every((each) => each !== undefined) && { among: candidates }),
    };
  }

  /** "`rules[0].filter` of replication", for messages. */
  get name(): string {
    return `\`${this.owner.words.setting(this.path)}\` of ${this.owner.label}`;
  }
}

/** What lies below an unknown: it is not known either, for the same reason. */
function inside({ about }: Unknown, key: string): Unknown {
  const { among: _among, text: _text, identity, ...rest } = about;
  return new Unknown({ ...rest, ...(identity !== undefined && { identity: `${identity}.${key}` }) });
}

/** Levels of blocks in a document; IAM's policies have five. */
const MOST_LEVELS = 50;

/** Blocks as plain data, or that something in them is not known. A text with placeholders is one: its parts are. */
function jsonOf(value: Value, levels: number): { readonly plain: unknown } | { readonly unknown: true } {
  if (value instanceof Unknown) return value.about.text === undefined ? { unknown: true } : { plain: value.about.text };
  if (typeof value !== "object") return { plain: value };
  if (levels === 0) return { unknown: true };
  if (isList(value)) {
    const items = value.map((item) => jsonOf(item, levels - 1));
    return items.some((item) => "unknown" in item)
      ? { unknown: true }
      : { plain: items.map((item) => ("plain" in item ? item.plain : undefined)) };
  }
  const entries: [string, unknown][] = [];
  for (const [key, item] of value) {
    const inner = jsonOf(item, levels - 1);
    if ("unknown" in inner) return { unknown: true };
    entries.push([key, inner.plain]);
  }
  return { plain: Object.fromEntries(entries) };
}

/** A text by which a resource is named: of one that was not evaluated it is not absent, but not known. */
export function identifierOf(resource: DeclaredResource, property: string): Fact<string | undefined> {
  return isEvaluated(resource) ? Setting.of(resource, property).text() : notEvaluated(resource);
}
