import { addTo } from "../../../model/multimap";
import type { JsonConfiguration } from "../configuration";
import { blocks, isObject, object, own, text, type JsonObject } from "../json";
import type { Location } from "../scope/definition";
import type { Header } from "./headers";
import { Unreadable } from "./unreadable";

/** A file of a module, parsed. */
export interface ParsedFile {
  /** As messages call it. */
  readonly file: string;
  /** In the shape of Terraform's JSON configuration. */
  readonly json: unknown;
  /** Where its blocks begin; a file of JSON does not tell. */
  readonly headers: readonly Header[];
  /** `override.tf`, `…_override.tf`: it changes what the others declare. */
  readonly isOverride: boolean;
}

type Kind = "resource" | "data" | "provider" | "variable" | "output" | "module" | "locals";

/** One thing that a file declares; of `locals` each name by itself. */
interface Declaration {
  readonly kind: Kind;
  /** The type and the name of a resource, the name of others. */
  readonly labels: readonly string[];
  readonly body: unknown;
  readonly location: Location;
}

/** What Terraform calls them in its messages. */
const CALLED: Readonly<Record<Kind, string>> = {
  resource: "resource",
  data: "data source",
  provider: "provider",
  variable: "variable",
  output: "output",
  module: "module",
  locals: "local value",
};

/**
 * The files of a module as one configuration, as Terraform merges them: what several declare it refuses, but for overrides.
 *
 * @param files In the order of their names.
 */
export function mergedFiles(files: readonly ParsedFile[]): JsonConfiguration {
  const all = new Map<string, Declaration>();
  for (const declaration of declarationsOf(files, false)) {
    const before = all.get(keyOf(declaration));
    if (before) throw declaredTwice(declaration, before);
    all.set(keyOf(declaration), declaration);
  }
  for (const declaration of declarationsOf(files, true)) {
    const before = all.get(keyOf(declaration));
    if (!before && !isDefaultProvider(declaration)) throw nothingToOverride(declaration);
    all.set(keyOf(declaration), before ? overridden(before, declaration) : declaration);
  }
  return configurationOf([...all.values()]);
}

const declarationsOf = (files: readonly ParsedFile[], isOverride: boolean): readonly Declaration[] =>
  files.filter((file) => file.isOverride === isOverride).flatMap(declarationsIn);

function declarationsIn({ file, json, headers }: ParsedFile): readonly Declaration[] {
  const lines = linesOf(headers);
  const located = (kind: Kind, labels: readonly string[], bodies: unknown): readonly Declaration[] =>
    blocks(bodies).map((body, index) => ({
      kind,
      labels,
      body,
      location: { file, line: lines.get([kind, ...labels].join(" "))?.[index] },
    }));
  const named = (kind: Kind): readonly Declaration[] =>
    entriesIn(own(json, kind)).flatMap(([name, bodies]) => located(kind, [name], bodies));
  const typed = (kind: Kind): readonly Declaration[] =>
    entriesIn(own(json, kind)).flatMap(([type, byName]) =>
      entriesIn(byName).flatMap(([name, bodies]) => located(kind, [type, name], bodies)),
    );
  const locals = blocks(own(json, "locals")).flatMap((block, index) =>
    entriesIn(block).map(([name, body]) => ({
      kind: "locals" as const,
      labels: [name],
      body,
      location: { file, line: lines.get("locals")?.[index] },
    })),
  );
  return [
    ...typed("resource"),
    ...typed("data"),
    ...(["provider", "variable", "output", "module"] as const).flatMap(named),
    ...locals,
  ];
}

/** The lines of headers with the same words, one after the other. */
function linesOf(headers: readonly Header[]): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  for (const { words, line } of headers) {
    const key = words.join(" ");
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  return lines;
}

const entriesIn = (value: unknown): readonly (readonly [string, unknown])[] =>
  blocks(value).flatMap((each) => Object.entries(each).filter(([name]) => name !== "//"));

/** Providers of one name are told apart by their aliases. */
const keyOf = ({ kind, labels, body }: Declaration): string =>
  JSON.stringify([kind, ...labels, ...(kind === "provider" ? [own(body, "alias")] : [])]);

const isDefaultProvider = ({ kind, body }: Declaration): boolean =>
  kind === "provider" && own(body, "alias") === undefined;

function nameOf({ kind, labels, body }: Declaration): string {
  const alias = kind === "provider" ? text(own(body, "alias")) : undefined;
  return `${CALLED[kind]} ${[...labels, ...(alias === undefined ? [] : [alias])].join(".")}`;
}

/** `main.tf:12`. */
export function placeOf({ file, line }: Location): string {
  return line === undefined ? file : `${file}:${line}`;
}

function declaredTwice(declaration: Declaration, before: Declaration): Unreadable {
  return new Unreadable(
    `${placeOf(declaration.location)}: ${nameOf(declaration)} is already declared in ${placeOf(before.location)}. Rename or remove one of the two.`,
  );
}

function nothingToOverride(declaration: Declaration): Unreadable {
  return new Unreadable(
    `${placeOf(declaration.location)}: there is no ${nameOf(declaration)} that this file could override. Declare it in another file, or remove it here.`,
  );
}

function overridden(base: Declaration, override: Declaration): Declaration {
  return isObject(base.body) && isObject(override.body) && base.kind !== "locals"
    ? { ...base, body: overriddenBody(base.body, override.body) }
    : { ...base, body: override.body };
}

/** Attributes replace those of the same name, and blocks all blocks of the same name, whether `dynamic` makes them or not. */
function overriddenBody(base: JsonObject, override: JsonObject): JsonObject {
  const [before, after] = [dynamicIn(base), dynamicIn(override)];
  const names = new Set([...Object.keys(override), ...after.map(([name]) => name)]);
  const kept = (entries: readonly (readonly [string, unknown])[]): typeof entries =>
    entries.filter(([name]) => !names.has(name));
  const { dynamic: _before, ...rest } = { ...Object.fromEntries(kept(Object.entries(base))), ...override };
  const dynamic = Object.fromEntries([...kept(before), ...after]);
  return Object.keys(dynamic).length > 0 ? { ...rest, dynamic } : rest;
}

/** `dynamic` blocks by their names. */
const dynamicIn = (body: JsonObject): readonly (readonly [string, unknown])[] => entriesIn(own(body, "dynamic"));

function configurationOf(all: readonly Declaration[]): JsonConfiguration {
  const of = (kind: Kind): readonly Declaration[] => all.filter((each) => each.kind === kind);
  const typed = (kind: Kind): unknown =>
    grouped(
      of(kind),
      ([type = ""]) => type,
      (each) => grouped(each, ([, name = ""]) => name, bodiesOf),
    );
  const named = (kind: Kind): unknown => grouped(of(kind), ([name = ""]) => name, bodiesOf);
  return {
    resource: typed("resource"),
    data: typed("data"),
    provider: named("provider"),
    variable: named("variable"),
    output: named("output"),
    module: named("module"),
    locals: Object.fromEntries(of("locals").map(({ labels: [name = ""], body }) => [name, body])),
  };
}

/** With its location in its comment, where the reader finds it. */
const bodiesOf = (all: readonly Declaration[]): readonly unknown[] =>
  all.map(({ body, location }) => ({ ...object(body), "//": { ...object(own(body, "//")), location } }));

function grouped(
  all: readonly Declaration[],
  keyOfLabels: (labels: readonly string[]) => string,
  valueOf: (all: readonly Declaration[]) => unknown,
): JsonObject {
  const groups = new Map<string, Declaration[]>();
  for (const each of all) {
    const key = keyOfLabels(each.labels);
    addTo(groups, key, each);
  }
  return Object.fromEntries([...groups].map(([key, each]) => [key, valueOf(each)]));
}
