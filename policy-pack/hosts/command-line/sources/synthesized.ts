import { existsSync } from "node:fs";
import type { Address } from "../../../model/graph";
import type { SharedOptions } from "../../../options";
import { linesOfKeys, placeIn } from "../../../readers/declared/json-lines";
import { readConfigurations, type JsonConfiguration } from "../../../readers/terraform";
import type { Location } from "../../../reports";
import type { StackRead } from "./stack";

/** A stack as CDKTF has synthesized it. */
export interface Synthesized {
  readonly json: JsonConfiguration;
  /** The file as reports name it, and what is in it. */
  readonly file: string;
  readonly text: string;
}

/**
 * Reads synthesized stacks. A resource is written where its construct was called, if the stack has the trace of that and
 * the file is here; otherwise in the synthesized file.
 */
export function readSynthesized(stacks: ReadonlyMap<string, Synthesized>, options: SharedOptions): StackRead {
  const jsons = [...stacks].map(([name, { json }]) => [name, json] as const);
  const { locations, ...read } = readConfigurations(Object.fromEntries(jsons), options);
  const lines = new Map([...stacks].map(([name, { text }]) => [name, linesOfKeys(text, DEEPEST)]));
  const inFile = (address: Address): Location | undefined => {
    const [name, of] = stacks.size > 1 ? nameAndRest(address) : [[...stacks.keys()][0] ?? "", address];
    const [, data = "", type = "", label = ""] = /^(data\.)?([\w-]+)\.([^.[]+)/.exec(of) ?? [];
    const line = lines.get(name)?.get(placeIn([data === "" ? "resource" : "data", type, label]));
    const file = stacks.get(name)?.file;
    return file === undefined ? undefined : { file, ...(line !== undefined && { line }) };
  };
  const places = [...read.labels.keys()].flatMap((address): readonly (readonly [Address, Location])[] => {
    const called = locations.get(address);
    const place = called && existsSync(called.file) ? called : inFile(address);
    return place ? [[address, { file: place.file, ...(place.line !== undefined && { line: place.line }) }]] : [];
  });
  return { ...read, where: new Map(places) };
}

/** `resource`, a type, a name. */
const DEEPEST = 3;

/** An address of one of several stacks begins with the stack's name. */
function nameAndRest(address: Address): readonly [string, string] {
  const place = address.indexOf("/");
  return [address.slice(0, place), address.slice(place + 1)];
}
