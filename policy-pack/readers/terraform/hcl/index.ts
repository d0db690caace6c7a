import * as path from "node:path";
import type { JsonConfiguration } from "../configuration";
import { at, blocks, object, own, text, type JsonObject } from "../json";
import { filesIn, parseJson, resolved, shownPath, textOf } from "./files";
import { headersIn } from "./headers";
import { downloaded, manifestOf, type Manifest } from "./manifest";
import { mergedFiles, placeOf, type ParsedFile } from "./merge";
import { parseHcl } from "./parse";
import { Unreadable } from "./unreadable";
import { dataOf, isDeclared, isLiteral, valuesIn, withPlainDefaults, type GivenValue } from "./values";

export { Unreadable } from "./unreadable";
export type { GivenValue } from "./values";

/** What is given besides the folder. */
export interface Given {
  /** In the order of the command line, where the last one wins. */
  readonly values?: readonly GivenValue[];
  /** Of which only `TF_VAR_…` count; by default none does. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A folder with all that it says, as Terraform's JSON configuration has it. */
export interface LoadedFolder {
  readonly configuration: JsonConfiguration;
  /** By the sources in the configuration. */
  readonly modules: ReadonlyMap<string, JsonConfiguration>;
  /** By the names of variables. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** @throws {Unreadable} */
export async function loadTerraformFolder(folder: string, given: Given = {}): Promise<LoadedFolder> {
  const root = await resolved(folder, folder);
  const loader = new Loader(root, await readManifest(root));
  const configuration = await loader.load({ folder: root, calls: [], within: [] });
  const values = await valuesOf(root, object(configuration.variable), given);
  return { configuration, modules: loader.modules, values };
}

/** Calls of modules that are followed, those of one module by several others each time. */
const MOST_CALLS = 1_000;

/** A module as it is called. */
interface Call {
  readonly folder: string;
  /** The names of the calls that lead to it. */
  readonly calls: readonly string[];
  /** The folders of the modules that lead to it. */
  readonly within: readonly string[];
}

class Loader {
  readonly modules = new Map<string, JsonConfiguration>();
  private readonly parsed = new Map<string, JsonConfiguration>();

  constructor(
    private readonly root: string,
    private readonly manifest: Manifest,
  ) {}

  /** A module with those that it calls, each by a source of its own. */
  async load(call: Call): Promise<JsonConfiguration> {
    const configuration = this.parsed.get(call.folder) ?? (await parsedFolder(call.folder, this.shown(call.folder)));
    this.parsed.set(call.folder, configuration);
    const calls: [string, unknown][] = [];
    for (const [name, bodies] of Object.entries(object(configuration.module))) {
      for (const body of blocks(bodies)) calls.push([name, await this.followed(name, body, call)]);
    }
    return { ...configuration, module: Object.fromEntries(calls) };
  }

  private async followed(name: string, body: JsonObject, { folder, calls, within }: Call): Promise<JsonObject> {
    const key = [...calls, name];
    const found = await this.folderOf(body, folder, key);
    if (found === undefined) return { ...body, source: "" };
    const chain = [...within, folder];
    if (chain.includes(found))
      throw callsItself(
        body,
        [...chain, found].map((each) => this.shown(each)),
      );
    if (this.modules.size >= MOST_CALLS) {
      throw new Unreadable(`${locationOf(body)}: more than ${MOST_CALLS} modules are called. Judge the plan instead.`);
    }
    const source = key.join(".");
    this.modules.set(source, {});
    this.modules.set(source, await this.load({ folder: found, calls: key, within: chain }));
    return { ...body, source };
  }

  /** The folder of a called module; `undefined` for one that is not local, and not downloaded either. */
  private async folderOf(body: JsonObject, from: string, key: readonly string[]): Promise<string | undefined> {
    const source = text(own(body, "source")) ?? "";
    const isLocal = /^\.\.?(\/|\\|$)/.test(source);
    const found = isLocal
      ? path.resolve(from, source)
      : downloaded(this.manifest, key.join("."), { source, version: text(own(body, "version")) });
    if (found === undefined) return undefined;
    const folder = path.resolve(this.root, found);
    return resolved(folder, `${locationOf(body)}: the module ${source}`);
  }

  private shown(folder: string): string {
    return shownPath(this.root, folder) || ".";
  }
}

function locationOf(body: JsonObject): string {
  const [file, line] = [at(body, "//", "location", "file"), at(body, "//", "location", "line")];
  return placeOf({ file: text(file) ?? "", line: typeof line === "number" ? line : undefined });
}

function callsItself(body: JsonObject, chain: readonly string[]): Unreadable {
  return new Unreadable(`${locationOf(body)}: a module calls itself, ${chain.join(" → ")}. Remove one of the calls.`);
}

/** Terraform passes by what editors leave behind. */
const isIgnored = (name: string): boolean => /^\.|~$|^#.*#$/.test(name);

/** A module by the files in its folder. */
async function parsedFolder(folder: string, shown: string): Promise<JsonConfiguration> {
  const names = (await filesIn(folder, shown)).filter((name) => /\.tf(\.json)?$/.test(name) && !isIgnored(name));
  if (names.length === 0) {
    throw new Unreadable(`${shown === "." ? "The folder" : shown} has no .tf files. Name the folder of a root module.`);
  }
  const files: ParsedFile[] = [];
  for (const name of names) {
    files.push(await parsedFile(path.join(folder, name), shown === "." ? name : `${shown}/${name}`, name));
  }
  return mergedFiles(files);
}

async function parsedFile(file: string, place: string, name: string): Promise<ParsedFile> {
  const source = await textOf(file, place);
  const isOverride = /(^|_)override\.tf(\.json)?$/.test(name);
  if (name.endsWith(".json")) return { file: place, json: parseJson(place, source), headers: [], isOverride };
  const json = withPlainDefaults(place, await parseHcl(place, source));
  return { file: place, json, headers: headersIn(source), isOverride };
}

async function readManifest(root: string): Promise<Manifest> {
  const file = path.join(root, ".terraform/modules/modules.json");
  try {
    return manifestOf(JSON.parse(await textOf(file, file)));
  } catch {
    // Modules that it does not name are told as unread.
    return new Map();
  }
}

/** The values of the root module's variables, the later ones before the earlier. */
async function valuesOf(
  root: string,
  variables: JsonObject,
  { values = [], environment = {} }: Given,
): Promise<ReadonlyMap<string, unknown>> {
  const all = new Map<string, unknown>();
  const take = (found: ReadonlyMap<string, unknown>): void => found.forEach((value, name) => all.set(name, value));
  for (const name of Object.keys(variables)) {
    const value = text(own(environment, `TF_VAR_${name}`));
    if (value !== undefined) all.set(name, await assigned(variables, name, value, `TF_VAR_${name}`));
  }
  for (const name of await valueFilesIn(root)) take(await valuesInFile(path.join(root, name), name));
  for (const each of values) {
    if ("file" in each) take(await valuesInFile(path.resolve(each.file), each.file));
    else if (isDeclared(variables, each.name)) {
      all.set(each.name, await assigned(variables, each.name, each.value, `-var ${each.name}`));
    } else {
      throw new Unreadable(`-var ${each.name}: the folder declares no variable of this name. Correct the name.`);
    }
  }
  return all;
}

/** `terraform.tfvars` before all others. */
async function valueFilesIn(root: string): Promise<readonly string[]> {
  const names = await filesIn(root, root);
  const first = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name))];
}

async function valuesInFile(file: string, place: string): Promise<ReadonlyMap<string, unknown>> {
  const source = await textOf(file, place);
  if (!file.endsWith(".json")) return valuesIn(place, await parseHcl(place, source));
  return new Map(Object.entries(parseJson(place, source)));
}

async function assigned(variables: JsonObject, name: string, value: string, place: string): Promise<unknown> {
  if (isLiteral(variables, name)) return value;
  return dataOf(place, own(await parseHcl(place, `value = ${value}\n`), "value"));
}
