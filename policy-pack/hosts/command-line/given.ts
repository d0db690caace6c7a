import * as path from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { GivenValue } from "../../readers/terraform";
import { Unusable } from "./io";
import type { Found } from "./judging";
import type { Given } from "./sources";
import { TERRAFORM_FOLDER } from "./sources/folder";

/** What the options say of the sources. */
export interface GivenOptions {
  /** All values, those in files too, in their order. */
  readonly var?: readonly GivenValue[];
  /** The same. */
  readonly varFile?: readonly GivenValue[];
}

/** Adds the options that say what a deployment is told besides what is in the files. */
export function addGiven(command: Command): Command {
  // One list for both: the last one wins, whichever it is.
  const all: GivenValue[] = [];
  const add = (value: GivenValue): readonly GivenValue[] => {
    all.push(value);
    return all;
  };
  const variable = new Option(
    "--var <name=value>",
    "a variable of .tf folders, as Terraform takes it; may be repeated",
  );
  const file = new Option("--var-file <file>", "a file of variables of .tf folders; may be repeated");
  return command
    .addOption(variable.argParser((text) => add(valueIn(text))))
    .addOption(file.argParser((name) => add({ file: name })));
}

function valueIn(text: string): GivenValue {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Write it as name=value.");
  return { name, value };
}

/** What is told to every source. Files are looked for where the command runs. */
export function givenBy({ var: single, varFile }: GivenOptions, cwd: string): Given {
  const values = single ?? varFile ?? [];
  const fromHere = (file: string): string => path.relative(process.cwd(), path.resolve(cwd, file));
  return { values: values.map((each) => ("file" in each ? { file: fromHere(each.file) } : each)) };
}

/** @throws Unusable where variables are given, and nothing that was named has any. */
export function assertUsed({ values = [] }: Given, all: readonly Found[]): void {
  const mayHave = all.some((each) => "reason" in each || each.kind === TERRAFORM_FOLDER);
  if (values.length > 0 && !mayHave) {
    throw new Unusable("--var and --var-file are for folders of .tf files, and none is named: a plan has its values.");
  }
}
