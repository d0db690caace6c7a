import { readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { clean } from "../../model/prose";
import { configurationFrom, configurationOver, settingsFrom, type Configuration, type Settings } from "../../settings";
import { Unusable } from "./io";
import { PACKAGE_ROOT } from "./package";
import { whyOf } from "./sources/files";
import { decoded } from "./sources/text";

const PROFILES = path.join(PACKAGE_ROOT, "policy-pack/profiles");
const SCHEMA = "schema";

/** The ready configurations, by the names of their files. */
export const PROFILE_NAMES: readonly string[] = readdirSync(PROFILES)
  .filter((file) => file.endsWith(".json"))
  .map((file) => path.basename(file, ".json"))
  .filter((name) => name !== SCHEMA)
  .sort();

/** The settings under which a command reads files that reports none of them. What is wrong with them ends it. */
export async function settledConfiguration(
  asked: Parameters<typeof configurationOf>[0],
  cwd: string,
): Promise<{ readonly configuration: Configuration; readonly settings: Settings }> {
  const configuration = await configurationOf(asked, cwd);
  const settings = settingsFrom(configuration.written);
  const problems = [...configuration.problems, ...settings.problems];
  if (problems.length > 0) throw new Unusable(problems.map(({ reason }) => clean(reason)).join("\n"));
  return { configuration, settings };
}

/** What was asked for by a profile, and by a file on top of it. */
export async function configurationOf(
  { profile, config }: { readonly profile?: string; readonly config?: string },
  cwd: string,
): Promise<Configuration> {
  const base: unknown =
    profile === undefined ? {} : JSON.parse(readFileSync(path.join(PROFILES, `${profile}.json`), "utf8"));
  const own = config === undefined ? {} : await readConfigurationFile(path.resolve(cwd, config), config);
  return configurationFrom(configurationOver(base, own));
}

/**
 * A policy configuration as a file has it. What is wrong with what is in it is reported with the findings.
 *
 * @throws Unusable where it is not JSON, or cannot be read.
 */
async function readConfigurationFile(file: string, shown: string): Promise<unknown> {
  const text = await readFile(file).then(decoded, (error: unknown) => {
    throw new Unusable(`The policy configuration ${shown} cannot be read: ${whyOf(error)}.`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unusable(`The policy configuration ${shown} is not JSON.`);
  }
}
