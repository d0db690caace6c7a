import { readFileSync } from "node:fs";
import * as path from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { isRegion } from "../../model/region";
import { parametersIn, Refused } from "../../readers/cloudformation";
import type { GivenValue } from "../../readers/terraform";
import { Unusable } from "./io";
import type { Found } from "./judging";
import type { Given } from "./sources";
import { CDK_KIND, TEMPLATE_KIND } from "./sources/cloudformation";
import { whyOf } from "./sources/files";
import { TERRAFORM_FOLDER } from "./sources/folder";
import { OF_FOLDERS } from "./sources/lines-of-plan";
import { decoded, parsed } from "./sources/text";

/** What the options say of the sources. */
export interface GivenOptions {
  /** All values, those in files too, in their order. */
  readonly var?: readonly GivenValue[];
  readonly folder?: string;
  readonly region?: string;
  /** A file. */
  readonly parameterOverrides?: string;
  /** The same as `var`. */
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
    .option("--folder <folder>", "the .tf files that plans were made from: findings point at their lines")
    .option("--region <region>", "the Region that CloudFormation stacks are deployed to, where they name none")
    .option("--parameter-overrides <file>", "values of parameters, as `aws cloudformation deploy` takes them")
    .addOption(variable.argParser((text) => add(valueIn(text))))
    .addOption(file.argParser((name) => add({ file: name })));
}

function valueIn(text: string): GivenValue {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Write it as name=value.");
  return { name, value };
}

/**
 * What is told to every source. Files are looked for where the command runs.
 *
 * @throws Unusable for a Region that does not exist, and a file of parameters that cannot be read.
 */
export function givenBy({ var: single, varFile, ...options }: GivenOptions, cwd: string): Given {
  const { folder, region, parameterOverrides } = options;
  if (region !== undefined && !isRegion(region)) throw new Unusable("--region is not the name of an AWS Region.");
  const values = single ?? varFile ?? [];
  const fromHere = (file: string): string => path.relative(process.cwd(), path.resolve(cwd, file));
  return {
    values: values.map((each) => ("file" in each ? { file: fromHere(each.file) } : each)),
    ...(folder !== undefined && { folder }),
    ...(region !== undefined && { region }),
    ...(parameterOverrides !== undefined && { parameters: overridesIn(parameterOverrides, cwd) }),
  };
}

function overridesIn(shown: string, cwd: string): ReadonlyMap<string, string> {
  const result = parsed(textIn(shown, cwd));
  if (!("value" in result)) throw new Unusable(`The file of --parameter-overrides, ${shown}, is not JSON.`);
  try {
    return parametersIn(result.value);
  } catch (error) {
    if (error instanceof Refused) throw new Unusable(`The file of --parameter-overrides, ${shown}: ${error.message}.`);
    throw error;
  }
}

function textIn(shown: string, cwd: string): string {
  try {
    return decoded(readFileSync(path.resolve(cwd, shown)));
  } catch (error) {
    throw new Unusable(`The file of --parameter-overrides, ${shown}, cannot be read: ${whyOf(error)}.`);
  }
}

/** @throws Unusable where something is given for which nothing that was named has a use. */
export function assertUsed({ values = [], folder, region, parameters }: Given, all: readonly Found[]): void {
  const isAny = (...kinds: readonly string[]): boolean =>
    all.some((each) => "reason" in each || kinds.includes(each.kind));
  if (folder !== undefined && !isAny(...OF_FOLDERS)) {
    throw new Unusable("--folder is for Terraform plans and states, and none is named.");
  }
  if ((region !== undefined || parameters !== undefined) && !isAny(TEMPLATE_KIND, CDK_KIND)) {
    throw new Unusable(
      "--region and --parameter-overrides are for CloudFormation templates and CDK apps, and none is named.",
    );
  }
  if (values.length > 0 && folder === undefined && !isAny(TERRAFORM_FOLDER)) {
    throw new Unusable("--var and --var-file are for folders of .tf files, and none is named: a plan has its values.");
  }
}
