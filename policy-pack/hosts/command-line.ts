#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { nothingUndetermined, RULES } from "../rules";
import { SCOPE_METADATA } from "../scope";

const root = packageRoot();

const program = new Command("s3-crr")
  .description("Proves before deployment that every S3 bucket is versioned and replicated to another Region.")
  .version(versionIn(root));

program
  .command("pack")
  .description("print the folder of the policy pack, for `pulumi preview --policy-pack`")
  .action(() => {
    console.log(root);
  });

program
  .command("rules")
  .description("list the policies with their levels")
  .action(() => {
    const all = [SCOPE_METADATA, ...RULES, nothingUndetermined];
    const width = Math.max(...all.map(({ id }) => id.length));
    for (const { id, enforcement, description } of all) {
      console.log(`${id.padEnd(width)}  ${enforcement.padEnd(9)}  ${description}`);
    }
  });

program.parse();

/** The nearest folder above this file that is a policy pack: this file runs compiled, from `dist`. */
function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(path.join(directory, "PulumiPolicy.yaml"))) directory = path.dirname(directory);
  return directory;
}

function versionIn(directory: string): string {
  const manifest = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
