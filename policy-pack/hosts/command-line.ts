#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { nearest } from "../options/schema";
import { nothingUndetermined, RULES } from "../rules";
import { SCOPE_METADATA } from "../scope";
import { RULES_PAGE, ruleSection } from "./rule-section";

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
  .description("list the policies with their levels, or describe one")
  .argument("[id]", "the policy to describe: what it requires, why, what to do, and its cases")
  .action((id?: string) => {
    const all = [SCOPE_METADATA, ...RULES, nothingUndetermined];
    if (id !== undefined) {
      describe(
        id,
        all.map((each) => each.id),
      );
      return;
    }
    const width = Math.max(...all.map(({ id }) => id.length));
    for (const { id, enforcement, description } of all) {
      console.log(`${id.padEnd(width)}  ${enforcement.padEnd(9)}  ${description}`);
    }
  });

program.parse();

function describe(id: string, known: readonly string[]): void {
  if (!known.includes(id)) {
    program.error(`error: "${id}" is not a policy.${nearest(id, known)} \`s3-crr rules\` lists all of them.`, {
      exitCode: 2,
    });
  }
  console.log(ruleSection(readFileSync(path.join(root, RULES_PAGE), "utf8"), id));
}

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
