import * as path from "node:path";
import type { Address } from "../../../model/graph";
import type { Location } from "../../../reports";
import { declaredInFolder, loadTerraformFolder } from "../../../readers/terraform";
import { within } from "./folder";
import type { Given, Loaded, Stack } from "./stack";

/** The kinds of sources whose addresses are those of a folder. */
export const OF_FOLDERS: readonly string[] = ["Terraform plan", "Terraform state"];

/** A plan or a state, whose resources are written in the folder that it was made from. */
export async function withLines(loaded: Loaded, given: Given, cwd: string): Promise<Loaded> {
  if ("reason" in loaded || given.folder === undefined || !OF_FOLDERS.includes(loaded.kind)) return loaded;
  try {
    const lines = await linesIn(given.folder, given, cwd);
    return { ...loaded, read: (options) => located(loaded.read(options), lines) };
  } catch (error) {
    // What is wrong with the folder takes nothing away from the plan.
    if (!(error instanceof Error && error.name === "Unreadable")) throw error;
    return { ...loaded, notes: [...loaded.notes, `No lines of ${given.folder} are told. ${error.message}`] };
  }
}

async function linesIn(folder: string, { values = [] }: Given, cwd: string): Promise<ReadonlyMap<string, Location>> {
  const { locations } = declaredInFolder(await loadTerraformFolder(path.resolve(cwd, folder), { values }));
  return new Map([...locations].map(([address, at]) => [block(address), within(folder, at)]));
}

function located(read: ReturnType<Stack["read"]>, lines: ReadonlyMap<string, Location>): ReturnType<Stack["read"]> {
  const where = [...read.labels.keys()].flatMap((address): readonly (readonly [Address, Location])[] => {
    const line = lines.get(block(address));
    return line ? [[address, line]] : [];
  });
  return { ...read, where: new Map([...(read.where ?? []), ...where]) };
}

/** All instances of a block are written in one place: `module.data["a"].aws_s3_bucket.b[0]` without its keys. */
const block = (address: Address): string => address.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, "");
