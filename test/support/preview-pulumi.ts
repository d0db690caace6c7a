import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import type { PackConfig } from "./pack-process";
import type { Preview } from "./preview";
import { isOnPath, notesIn, PulumiProject, pulumiVersion, violationsIn } from "./pulumi-cli";

const run = promisify(execFile);

/** Why the real `pulumi` cannot preview here; `undefined` where it can. */
export async function whyNotPulumi(): Promise<string | undefined> {
  if (pulumiVersion() === undefined) return "no `pulumi` on the PATH";
  if (isOnPath("pulumi-resource-aws")) return undefined;
  const { stdout } = await run("pulumi", ["plugin", "ls", "--json"]);
  const plugins = JSON.parse(stdout) as readonly { name: string; kind: string; version: string }[];
  const found = plugins.some(
    ({ name, kind, version }) => name === "aws" && kind === "resource" && /^v?7\./.test(version),
  );
  return found ? undefined : "`pulumi` has no AWS plugin 7; `pulumi plugin install resource aws` gets one";
}

interface Options {
  /** Whether stand-ins take the place of the AWS plugins. */
  readonly standIns?: boolean;
  /** Whether the CLI's own language host runs the program; by default where there is one. */
  readonly ownHost?: boolean;
  readonly config?: PackConfig;
}

/** Previews a compiled program with the `pulumi` on the PATH, with a backend in a folder of its own. */
export async function previewWithPulumi(program: string, pack: string, options: Options = {}): Promise<Preview> {
  const { standIns = false, config = {}, ...rest } = options;
  const project = await PulumiProject.of(program, { standIns, ...rest });
  try {
    const { events, exitStatus, stderr } = await project.operate("preview", ...(await project.under(pack, config)));
    const told = events.find(({ policyAnalyzeStackSummaryEvent: summary }) => summary)?.policyAnalyzeStackSummaryEvent;
    const name = told ? `${told.policyPackName}@v${told.policyPackVersion}` : path.basename(pack);
    return {
      pack: `${name} (local: ${path.relative(program, pack)})`,
      violations: violationsIn(events),
      notes: notesIn(events) + stderr,
      exitStatus,
    };
  } finally {
    await project.close();
  }
}
