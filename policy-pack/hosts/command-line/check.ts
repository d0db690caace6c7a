import * as path from "node:path";
import { Option } from "commander";
import type { Problem } from "../../judgement";
import {
  FAIL_ON,
  fails,
  FORMAT_NAMES,
  formatNamed,
  type Baseline,
  type Checked,
  type FailOn,
  type FormatName,
  type ReportOptions,
} from "../../reports";
import { SCOPE_METADATA } from "../../scope";
import { settingsFrom, type Configuration, type Settings } from "../../settings";
import { foundIn } from "./all";
import { readBaseline } from "./baseline-file";
import { configurationOf, PROFILE_NAMES } from "./configuration";
import { EXIT, type AddCommand, type ExitStatus, type Io } from "./io";
import { addGiven, assertUsed, givenBy, type GivenOptions } from "./given";
import { checkedSource } from "./judging";
import { NAME, VERSION } from "./package";
import { writeWhole } from "./output";
import type { Given } from "./sources";

/** How what was found is reported. */
export interface ReportingOptions {
  readonly format: FormatName;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly verbose: boolean;
  readonly explain: boolean;
}

interface CheckOptions extends GivenOptions, ReportingOptions {
  readonly config?: string;
  readonly profile?: string;
  readonly baseline?: string;
}

export const addCheck: AddCommand = (program, io, ends) => {
  addGiven(program.command("check"))
    .description(
      "judge the buckets in files and folders: Terraform plans and states, CDKTF, Pulumi states and previews, CloudFormation templates, AWS CDK apps",
    )
    .argument("<path...>", "files or folders; - for standard input")
    .addOption(FORMAT)
    .addOption(OUTPUT)
    .option("--config <file>", "the policy configuration that `pulumi preview --policy-pack-config` takes")
    .addOption(
      new Option("--profile <name>", "a ready policy configuration; what --config says goes on top").choices(
        PROFILE_NAMES,
      ),
    )
    .option("--baseline <file>", "what `s3-crr baseline` wrote: findings in it are counted, and fail nothing")
    .addOption(FAIL)
    .addOption(VERBOSE)
    .addOption(EXPLAIN)
    .addHelpText("after", EXIT_STATUSES)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      ends(await check(paths, options, io));
    });
};

export const FORMAT = new Option("--format <format>", "how to report").choices(FORMAT_NAMES).default("text");
export const OUTPUT = new Option("--output <file>", "write the report to a file, whole or not at all");
export const FAIL = new Option("--fail-on <what>", "what ends it with status 1").choices(FAIL_ON).default("violated");
export const VERBOSE = new Option("--verbose", "also report what passed, with its proof").default(false);
export const EXPLAIN = new Option("--explain", "also report why, what to do, and where it is written").default(false);

export const EXIT_STATUSES = `
Exit status:
  0  nothing to fail on
  1  something to fail on: violations of mandatory policies, or what --fail-on names
  2  wrong usage, or something that cannot be read`;

async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<ExitStatus> {
  const configuration = await configurationOf(options, io.cwd);
  const baseline = await baselineOf(options, io);
  const checked = await checkAll(paths, configuration, givenBy(options, io.cwd), io);
  return reported({ ...checked, ...(baseline && { baseline }) }, options, io);
}

/** Writes the report, and says how the command ends. */
export async function reported(checked: Checked, options: ReportingOptions, io: Io): Promise<ExitStatus> {
  const report = formatNamed(options.format)(checked, reportOptions(options, io));
  if (options.output === undefined) io.stdout.write(report);
  else await writeWhole(path.resolve(io.cwd, options.output), "report", options.output, report);
  if (checked.unreadable.length > 0) return EXIT.unusable;
  return fails(checked, options.failOn) ? EXIT.findings : EXIT.ok;
}

async function baselineOf({ baseline: file }: CheckOptions, io: Io): Promise<Baseline | undefined> {
  if (file === undefined) return undefined;
  return { file, entries: await readBaseline(path.resolve(io.cwd, file), file), now: io.now() };
}

/** All that is found in the files under a configuration. */
export async function checkAll(
  paths: readonly string[],
  configuration: Configuration,
  given: Given,
  io: Io,
): Promise<Checked> {
  const settings = settingsFrom(configuration.written);
  const all = await foundIn(paths, { ...settings, problems: [] }, io, given);
  assertUsed(given, all);
  const sources = all.flatMap((each) => ("reason" in each ? [] : [checkedSource(each)]));
  return checkedUnder(
    configuration,
    settings,
    sources,
    all.filter((each) => "reason" in each),
  );
}

/** What was found, under a policy configuration. */
export function checkedUnder(
  configuration: Configuration,
  settings: Settings,
  sources: Checked["sources"],
  unreadable: Checked["unreadable"] = [],
): Checked {
  return {
    tool: { name: NAME, version: VERSION },
    sources,
    unreadable,
    levels: configuration.levels,
    problems: [...configuration.problems, ...settings.problems].map((problem): Problem => ({
      ...problem,
      remedy: SCOPE_METADATA.remedy,
    })),
  };
}

/** Colors and the width of a terminal are for a terminal: a file and a pipe get plain lines. */
function reportOptions({ output, verbose, explain }: ReportingOptions, { stdout }: Io): ReportOptions {
  const isTerminal = output === undefined && stdout.isTTY === true;
  return {
    verbose,
    explain,
    colors: isTerminal && process.env["NO_COLOR"] === undefined,
    ...(isTerminal && stdout.columns !== undefined && { columns: stdout.columns }),
  };
}
