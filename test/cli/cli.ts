import * as path from "node:path";
import type { Diagnostic } from "../support/pack-process";
import { hasLanguageHost, PulumiProject, pulumiVersion, violationsIn, type CliRun } from "../support/pulumi-cli";

export const ROOT = path.resolve(__dirname, "../..");
export const EXAMPLES = path.join(ROOT, "examples/pulumi");
export const PROGRAMS = path.join(ROOT, "test/programs");

/** Skipped where there is no CLI; `setup.ts` has said so by then. */
export const withPulumi = pulumiVersion() === undefined ? describe.skip : describe;

/** Who runs the programs: a stand-in for the language host, and the CLI's own where it has one. */
export const HOSTS: readonly (readonly [name: string, ownHost: boolean])[] = [
  ["a stand-in for the language host", false],
  ...(hasLanguageHost() ? ([["the CLI's own language host", true]] as const) : []),
];

/** Each violation as "level policy resource", once. */
export function brief(violations: readonly Diagnostic[]): readonly string[] {
  const all = violations.map(({ level, policy, urn }) => `${level} ${policy} ${urn.split("::").at(-1) ?? ""}`.trim());
  return [...new Set(all)].sort();
}

export const said = ({ events }: CliRun): readonly string[] => brief(violationsIn(events));

/** Runs with a project of the program, with stand-ins for the AWS plugins. */
export async function inProject<T>(program: string, use: (project: PulumiProject) => Promise<T>): Promise<T> {
  const project = await PulumiProject.of(program, { standIns: true });
  try {
    return await use(project);
  } finally {
    await project.close();
  }
}

interface StateResource {
  readonly urn: string;
  readonly inputs?: object;
  readonly outputs?: object;
}

/** What exists, as `pulumi stack export` has it. */
export async function resourcesOf(project: PulumiProject): Promise<readonly StateResource[]> {
  const { stdout } = await project.pulumi("stack", "export");
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: readonly StateResource[] } };
  return deployment.resources ?? [];
}
