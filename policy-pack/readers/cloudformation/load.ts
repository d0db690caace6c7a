import { readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { at, object, objects, own, text, type JsonObject } from "../declared/json";
import type { LoadedStack, LoadedTemplate } from "./app";
import { Refused } from "./refused";
import { templateIn } from "./template";
import { textsIn } from "./texts";
import { STACKS_INSIDE } from "./types";

/** Stacks inside stacks; CloudFormation has no limit, and a file can name itself. */
const DEEPEST = 10;
/** Templates of one app. */
const MOST = 1_000;
/** Bytes. */
const LARGEST = 10_000_000;

/** Where a template's files are, and where those of its nested stacks. */
interface Folder {
  readonly absolute: string;
  /** As messages call it. */
  readonly shown: string;
  /** The files of assets, by their hashes. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * A template by itself, with the local ones of its nested stacks.
 *
 * @param folder What paths in it are relative to; left out, they are not followed.
 */
export function loadTemplate(written: string, shown: string, folder?: string): LoadedStack {
  const places =
    folder === undefined
      ? undefined
      : { absolute: folder, shown: path.dirname(shown), assets: new Map<string, string>() };
  return {
    ...new Loader().template(written, shown, places, 0),
    id: "",
    waitsFor: [],
    paths: new Map<string, string>(),
  };
}

/**
 * The stacks of a folder that the AWS CDK has synthesized, those of its stages included.
 *
 * @throws Refused where the folder is not whole.
 */
export function loadAssembly(absolute: string, shown: string): readonly LoadedStack[] {
  const stacks = new Loader().assembly(absolute, shown, 0);
  if (stacks.length === 0) throw new Refused("The manifest names no stack: synthesize the app again.");
  return stacks;
}

class Loader {
  private left = MOST;

  template(written: string, file: string, folder: Folder | undefined, depth: number): LoadedTemplate {
    const template = templateIn(written);
    const nested = new Map<string, LoadedTemplate>();
    const resources = object(own(template.data, "Resources"));
    for (const [id, body] of Object.entries(folder && depth < DEEPEST ? resources : {})) {
      const inside = folder && fileOf(object(body), folder);
      const loaded = inside === undefined ? undefined : this.nested(inside, folder, depth);
      if (loaded) nested.set(id, loaded);
    }
    return { file, template, nested };
  }

  /** One that is not there is told as a stack that is not read. */
  private nested(name: string, folder: Folder | undefined, depth: number): LoadedTemplate | undefined {
    this.left -= 1;
    const absolute = path.resolve(folder?.absolute ?? "", name);
    const written = this.left < 0 || !folder ? undefined : textIn(absolute);
    if (written === undefined || !folder) return undefined;
    const shown = path.join(folder.shown, name);
    const own = { ...folder, absolute: path.dirname(absolute), shown: path.dirname(shown) };
    try {
      return this.template(written, shown, own, depth + 1);
    } catch (error) {
      if (error instanceof Refused) throw new Refused(`${shown}: ${error.message}`);
      throw error;
    }
  }

  assembly(absolute: string, shown: string, depth: number): readonly LoadedStack[] {
    const manifest = jsonIn(path.join(absolute, "manifest.json"));
    if (manifest === undefined)
      throw new Refused("The folder has no manifest.json that can be read: synthesize the app again.");
    return Object.entries(object(own(manifest, "artifacts"))).flatMap(([id, artifact]): readonly LoadedStack[] => {
      const type = text(own(artifact, "type"));
      const inner = text(at(artifact, "properties", "directoryName"));
      if (type === "cdk:cloud-assembly" && inner !== undefined && isInside(inner) && depth < DEEPEST) {
        return this.assembly(path.join(absolute, inner), path.join(shown, inner), depth + 1);
      }
      return type === "aws:cloudformation:stack" ? [this.stack(id, object(artifact), absolute, shown)] : [];
    });
  }

  private stack(id: string, artifact: JsonObject, absolute: string, shown: string): LoadedStack {
    const file = text(at(artifact, "properties", "templateFile"));
    const written = file === undefined || !isInside(file) ? undefined : textIn(path.join(absolute, file));
    if (file === undefined || written === undefined) {
      throw new Refused(`The manifest names the stack ${id}, whose template cannot be read: synthesize the app again.`);
    }
    const waitsFor = at(artifact, "dependencies");
    const assets = assetsOf(absolute, `${id}.assets.json`);
    return {
      ...this.template(written, path.join(shown, file), { absolute, shown, assets }, 0),
      ...environmentIn(text(own(artifact, "environment")) ?? ""),
      id,
      name: text(at(artifact, "properties", "stackName")) ?? id,
      waitsFor: Array.isArray(waitsFor) ? waitsFor.filter((each): each is string => typeof each === "string") : [],
      paths: pathsIn(artifact, absolute),
    };
  }
}

/** The file of a nested stack's template: a local path, or the asset that its URL ends with. */
function fileOf(resource: JsonObject, { assets }: Folder): string | undefined {
  const property = STACKS_INSIDE.get(text(own(resource, "Type")) ?? "");
  if (property === undefined) return undefined;
  const asset = text(at(resource, "Metadata", "aws:asset:path"));
  if (asset !== undefined) return isInside(asset) ? asset : undefined;
  const url = at(resource, "Properties", property);
  if (typeof url === "string" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
  const [, hash] = /\/([0-9a-f]{32,64})\.json/.exec(textsIn(url)) ?? [];
  return hash === undefined ? undefined : assets.get(hash);
}

function assetsOf(folder: string, name: string): ReadonlyMap<string, string> {
  const files = object(own(jsonIn(path.join(folder, name)), "files"));
  return new Map(
    Object.entries(files).flatMap(([hash, file]): [string, string][] => {
      const source = text(at(file, "source", "path"));
      return source === undefined || !isInside(source) ? [] : [[hash, source]];
    }),
  );
}

/** `aws://111122223333/eu-west-1`; what an app leaves open is called unknown. */
function environmentIn(written: string): Pick<LoadedStack, "region" | "account"> {
  const [, account = "", region = ""] = /^aws:\/\/([^/]*)\/(.*)$/.exec(written) ?? [];
  return {
    ...(/^\d{12}$/.test(account) && { account }),
    ...(region !== "" && region !== "unknown-region" && { region }),
  };
}

/** The paths of constructs, from wherever the version of the CDK writes them. */
function pathsIn(artifact: JsonObject, folder: string): ReadonlyMap<string, string> {
  const file = text(own(artifact, "additionalMetadataFile"));
  const beside = file === undefined || !isInside(file) ? undefined : jsonIn(path.join(folder, file));
  const all = { ...object(own(artifact, "metadata")), ...object(beside) };
  return new Map(
    Object.entries(all).flatMap(([construct, entries]) =>
      objects(entries).flatMap((each): [string, string][] => {
        const id = own(each, "type") === "aws:cdk:logicalId" ? text(own(each, "data")) : undefined;
        return id === undefined ? [] : [[id, construct.replace(/^\//, "")]];
      }),
    ),
  );
}

/** A manifest names files of its own folder. */
function isInside(file: string): boolean {
  return !path.isAbsolute(file) && !path.normalize(file).startsWith("..");
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(textIn(file) ?? "") as unknown;
  } catch {
    return undefined;
  }
}

/** `undefined` for what is not there, or cannot be read. */
function textIn(file: string): string | undefined {
  try {
    return statSync(file).size > LARGEST ? undefined : readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
}
