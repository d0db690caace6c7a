import { readFile, stat } from "node:fs/promises";
import * as path from "node:path";
import type { Io } from "../io";
import { whyOf } from "./files";
import { loadFile } from "./file";
import { loadFolder } from "./folder";
import { withLines } from "./lines-of-plan";
import type { Given, Loaded } from "./stack";

export type { Given, Loaded, Stack, StackRead } from "./stack";

/** Bytes. JSON takes several times as much memory as it is long, and a text in V8 ends at 512 MiB. */
const LARGEST = 400 * 1024 * 1024;

/** Finds out what a file or a folder is, and loads it. What is wrong with it is told, and never thrown. */
export async function load(shown: string, io: Pick<Io, "cwd" | "stdin">, given: Given): Promise<Loaded> {
  return withLines(await loadAlone(shown, io, given), given, io.cwd);
}

async function loadAlone(shown: string, io: Pick<Io, "cwd" | "stdin">, given: Given): Promise<Loaded> {
  try {
    if (shown === "-") return loadFile(await all(io.stdin), { shown, given });
    const file = path.resolve(io.cwd, shown);
    const { size, ...about } = await stat(file).then((found) => ({ size: found.size, isFolder: found.isDirectory() }));
    if (about.isFolder) return await loadFolder(file, shown, given);
    return size > LARGEST
      ? tooLarge(shown, size)
      : loadFile(await readFile(file), { shown, given, folder: path.dirname(file) });
  } catch (error) {
    // What the system does not refuse is no matter of the file.
    if (typeof (error as { readonly code?: unknown }).code !== "string") throw error;
    return { path: shown, reason: `It cannot be read: ${whyOf(error)}.` };
  }
}

async function all(stdin: Io["stdin"]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function tooLarge(shown: string, size: number): Loaded {
  const [is, most] = [size, LARGEST].map((bytes) => Math.round(bytes / 1024 / 1024));
  return { path: shown, reason: `It is ${is} MB large, and files over ${most} MB are not read.` };
}
