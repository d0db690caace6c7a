import * as path from "node:path";
import { Option } from "commander";
import type { KnownDestination } from "../../options";
import { clean, listed, plural } from "../../model/prose";
import { promisesOf } from "../../promises";
import type { CheckedSource } from "../../reports";
import type { Settings } from "../../settings";
import { foundIn } from "./all";
import { PROFILE_NAMES, settledConfiguration } from "./configuration";
import { addGiven, assertUsed, givenBy, type GivenOptions } from "./given";
import { EXIT, type AddCommand, type ExitStatus, type Io } from "./io";
import { checkedSource } from "./judging";
import { writeWhole } from "./output";

interface PromisesOptions extends GivenOptions {
  readonly output?: string;
  readonly config?: string;
  readonly profile?: string;
}

export const addPromises: AddCommand = (program, io, ends) => {
  addGiven(program.command("promises"))
    .description("write what stacks prove about their buckets, for the stacks that replicate to them")
    .argument("<path...>", "states or plans of the stacks that own the destinations; - for standard input")
    .option("--output <file>", "write the configuration to a file, whole or not at all")
    .option("--config <file>", "the policy configuration under which the files are read")
    .addOption(new Option("--profile <name>", "a ready policy configuration").choices(PROFILE_NAMES))
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], options: PromisesOptions) => {
      ends(await promises(paths, options, io));
    });
};

const HELP = `
Writes a policy configuration with the option knownDestinations, for \`s3-crr check --config\`.

Exit status:
  0  written
  2  wrong usage, or something that cannot be read`;

async function promises(paths: readonly string[], options: PromisesOptions, io: Io): Promise<ExitStatus> {
  const { settings } = await settledConfiguration(options, io.cwd);
  const given = givenBy(options, io.cwd);
  const all = await foundIn(paths, settings, io, given);
  assertUsed(given, all);
  const sources = all.flatMap((each) => ("reason" in each ? [] : [checkedSource(each)]));
  const unreadable = all.filter((each) => "reason" in each);
  for (const each of unreadable) io.stderr.write(`${clean(`${each.path}: ${each.reason}`)}\n`);
  await writePromises(sources, settings, options.output, io);
  return unreadable.length > 0 ? EXIT.unusable : EXIT.ok;
}

/** Writes what sources prove about their buckets as a policy configuration, and says on stderr how much that is. */
export async function writePromises(
  sources: readonly CheckedSource[],
  { shared: { organizationId } }: Pick<Settings, "shared">,
  output: string | undefined,
  io: Io,
): Promise<void> {
  const promised = sources.flatMap(({ path: file, kind, graph, nameOf }) =>
    promisesOf(graph, {
      in: `${file} (${kind})`,
      nameOf,
      now: io.now(),
      ...(organizationId !== undefined && { organizationId }),
    }),
  );
  const { knownDestinations, contradictory } = together(promised);
  const written = `${JSON.stringify({ scope: { knownDestinations } }, undefined, 2)}\n`;
  if (output === undefined) io.stdout.write(written);
  else await writeWhole(path.resolve(io.cwd, output), "configuration", output, written);
  for (const line of linesAbout(knownDestinations, contradictory)) io.stderr.write(`${clean(line)}\n`);
}

interface Together {
  readonly knownDestinations: readonly KnownDestination[];
  /** Buckets of which two sources do not prove the same. */
  readonly contradictory: readonly string[];
}

/** What several sources prove of one bucket as one entry: the first that matches counts. */
function together(promised: readonly KnownDestination[]): Together {
  const byName = new Map<string, KnownDestination>();
  const contradictory = new Set<string>();
  for (const each of promised) {
    const before = byName.get(each.bucket);
    if (before && contradicts(before, each)) contradictory.add(each.bucket);
    byName.set(each.bucket, before ? { ...each, ...before } : each);
  }
  return {
    knownDestinations: [...byName.values()].filter(({ bucket }) => !contradictory.has(bucket)),
    contradictory: [...contradictory],
  };
}

function contradicts({ proof: _of, ...one }: KnownDestination, { proof: _and, ...other }: KnownDestination): boolean {
  const others = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).some(
    ([key, value]) => others.has(key) && JSON.stringify(others.get(key)) !== JSON.stringify(value),
  );
}

function linesAbout(promised: readonly KnownDestination[], contradictory: readonly string[]): readonly string[] {
  const having = (member: keyof KnownDestination): number =>
    promised.filter((each) => each[member] !== undefined).length;
  const counts = [
    `the Region of ${having("region")}`,
    `the versioning of ${having("versioned")}`,
    `who may replicate to ${having("grants")}`,
  ];
  return [
    ...contradictory.map((name) => `${name} is left out: the files do not agree about it.`),
    promised.length === 0
      ? "Nothing is proven about any bucket."
      : `${plural(promised.length, "bucket")}: ${listed(counts)} proven.`,
  ];
}
