import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { Unusable } from "./io";
import { whyOf } from "./sources/files";

/** Writes a file whole or not at all: what was there before stays until all of it is written. */
export async function writeWhole(
  file: string,
  what: string,
  shown: string,
  content: string,
  mode = 0o666,
): Promise<void> {
  // Beside it: two disks do not rename in one step.
  const part = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(part, content, { flag: "wx", mode });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new Unusable(`The ${what} cannot be written to ${shown}: ${whyOf(error)}.`);
  }
}
