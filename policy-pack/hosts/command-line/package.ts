import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** The nearest folder above this file that is a policy pack: this file runs compiled, from `dist`. */
export const PACKAGE_ROOT = packageRoot();

export const { name: NAME, version: VERSION } = JSON.parse(
  readFileSync(path.join(PACKAGE_ROOT, "package.json"), "utf8"),
) as { readonly name: string; readonly version: string };

function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(path.join(directory, "PulumiPolicy.yaml"))) directory = path.dirname(directory);
  return directory;
}
