import { readFile } from "node:fs/promises";
import { Unusable } from "./io";
import { whyOf } from "./sources/files";
import { decoded } from "./sources/text";

/**
 * A policy configuration as a file has it. What is wrong with what is in it is reported with the findings.
 *
 * @throws Unusable where it is not JSON, or cannot be read.
 */
export async function readConfigurationFile(file: string, shown: string): Promise<unknown> {
  const text = await readFile(file).then(decoded, (error: unknown) => {
    throw new Unusable(`The policy configuration ${shown} cannot be read: ${whyOf(error)}.`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unusable(`The policy configuration ${shown} is not JSON.`);
  }
}
