import { existsSync } from "node:fs";
import * as path from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { clean, plural } from "../../model/prose";
import { day } from "../../options/shared";
import { baselined, FAIL_ON, type BaselineEntry, type Baselined, type Checked, type FailOn } from "../../reports";
import { baselineText, readBaseline } from "./baseline-file";
import { checkAll } from "./check";
import { PROFILE_NAMES, settledConfiguration } from "./configuration";
import { addGiven, givenBy, type GivenOptions } from "./given";
import { EXIT, type AddCommand, type ExitStatus, type Io } from "./io";
import { writeWhole } from "./output";

interface BaselineOptions extends GivenOptions {
  readonly output: string;
  readonly config?: string;
  readonly profile?: string;
  readonly failOn: FailOn;
  readonly reason?: string;
  readonly until?: string;
}

/** Where a baseline is, unless another file is named. */
const FILE = "s3-crr-baseline.json";
/** Days for which a finding is accepted, unless another day is named. */
const DAYS = 90;

export const addBaseline: AddCommand = (program, io, ends) => {
  addGiven(program.command("baseline"))
    .description("accept what falls short today, so that `check --baseline` reports only what is new")
    .argument("<path...>", "files or folders, as for `check`; - for standard input")
    .option("--output <file>", "the baseline: made, or brought up to date, whole or not at all", FILE)
    .option("--config <file>", "the policy configuration, as for `check`")
    .addOption(new Option("--profile <name>", "a ready policy configuration, as for `check`").choices(PROFILE_NAMES))
    .addOption(
      new Option("--fail-on <what>", "accept what a check that fails on this would fail on")
        .choices(FAIL_ON)
        .default("advisory"),
    )
    .option("--reason <text>", "why it is accepted, for new entries (default: on which day it was)", reasonOf)
    .option("--until <day>", `the last day of new entries, YYYY-MM-DD in UTC (default: in ${DAYS} days)`, dayOf)
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], options: BaselineOptions) => {
      ends(await baseline(paths, options, io));
    });
};

const HELP = `
Entries of the file that still match are kept as they are. One that has ended is renewed. One that matches nothing any
more in what is checked is removed; those about other sources are kept.

Exit status:
  0  written
  2  wrong usage, or something that cannot be read`;

function reasonOf(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("Say why.");
  return value;
}

function dayOf(value: string): string {
  if (day("").parse(value, "").problems.length > 0) throw new InvalidArgumentError("Write the day as YYYY-MM-DD.");
  return value;
}

async function baseline(paths: readonly string[], options: BaselineOptions, io: Io): Promise<ExitStatus> {
  const { configuration } = await settledConfiguration(options, io.cwd);
  const file = path.resolve(io.cwd, options.output);
  const before = existsSync(file) ? await readBaseline(file, options.output) : [];
  const checked = await checkAll(paths, configuration, givenBy(options, io.cwd), io);
  const now = io.now();
  const given: Pick<BaselineEntry, "reason" | "until"> = {
    reason: options.reason ?? `Accepted on ${dayIn(now, 0)}`,
    until: options.until ?? dayIn(now, DAYS),
  };
  const result = baselined(checked, { file: options.output, entries: before, now }, options.failOn, given);
  await writeWhole(file, "baseline", options.output, baselineText(result.entries));
  for (const line of linesAbout(options.output, result, checked)) io.stderr.write(`${clean(line)}\n`);
  return checked.unreadable.length > 0 ? EXIT.unusable : EXIT.ok;
}

const DAY = 24 * 60 * 60 * 1000;

/** A day in UTC, so many days from now. */
const dayIn = (now: Date, days: number): string => new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);

function linesAbout(file: string, result: Baselined, { unreadable }: Checked): readonly string[] {
  const { entries, added, renewed, removed, neverHidden } = result;
  const counts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(renewed > 0 ? [`${renewed} renewed`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ];
  return [
    ...unreadable.map(({ path: name, reason }) => `${name}: ${reason}`),
    ...(neverHidden > 0
      ? [`${plural(neverHidden, "finding")} about options, tags and exemptions cannot be accepted: fix them.`]
      : []),
    `${file}: ${plural(entries.length, "finding")}${counts.length > 0 ? ` (${counts.join(", ")})` : ", unchanged"}.`,
  ];
}
