import { readdir, readFile, realpath, stat } from "node:fs/promises";
import * as path from "node:path";
import { isObject, type JsonObject } from "../json";
import { Unreadable } from "./unreadable";

/** Larger files are not read, in bytes. */
const LARGEST = 10 * 1024 * 1024;

/**
 * The text of a file.
 *
 * @param place How messages call it.
 */
export async function textOf(file: string, place: string): Promise<string> {
  const { size } = await reading(place, stat(file));
  if (size > LARGEST) {
    throw new Unreadable(`${place} has more than 10 MB, and is not read. Split it, or judge the plan instead.`);
  }
  const text = await reading(place, readFile(file, "utf8"));
  return text.replace(/^\uFEFF/, "");
}

/** The names of the files in a folder, in the order in which Terraform takes them; links to files included. */
export async function filesIn(folder: string, place: string): Promise<readonly string[]> {
  const entries = await reading(place, readdir(folder, { withFileTypes: true }));
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** A folder with its links resolved, so that it is the same however it is reached. */
export function resolved(folder: string, place: string): Promise<string> {
  return reading(place, realpath(folder));
}

/** The object in a file of JSON. Messages never quote it. */
export function parseJson(place: string, text: string): JsonObject {
  const found = attempt(text);
  if (isObject(found)) return found;
  const line = found === undefined ? `:${text.slice(0, placeOfError(text)).split("\n").length}` : "";
  throw new Unreadable(`${place}${line}: this is not an object of valid JSON. Fix the syntax.`);
}

/** `undefined` for what is no JSON. */
function attempt(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How much of a text is the beginning of JSON: not every error tells. */
function placeOfError(text: string): number {
  let [fine, wrong] = [0, text.length];
  while (fine < wrong) {
    const middle = Math.floor((fine + wrong) / 2);
    if (isBeginning(text.slice(0, middle + 1))) fine = middle + 1;
    else wrong = middle;
  }
  return fine;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    return /Unexpected end|Unterminated/.test(String(error));
  }
}

/** A path as messages show it, with `/` on every system. */
export function shownPath(from: string, to: string): string {
  return path.relative(from, to).replaceAll(path.sep, "/");
}

async function reading<T>(place: string, found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    throw new Unreadable(`${place} cannot be read: ${reasonOf(error)}.`);
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["ENOTDIR", "it is not a folder"],
  ["EISDIR", "it is a folder"],
  ["ELOOP", "its links lead in a circle"],
]);

function reasonOf(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return REASONS.get(code) ?? `the system answers ${code}`;
}
