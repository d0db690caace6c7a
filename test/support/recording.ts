import { mkdir, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { ProgramRun } from "./engine";
import { getPulumi } from "./get-pulumi";
import type { SentResource } from "./pack-process";
import { packageRoot, PulumiProject } from "./pulumi-cli";

/** What the engine shows to a pack in one preview, in an order and with versions that do not change. */
export interface Recording {
  /** Each resource with its checked inputs. */
  readonly analyze: readonly SentResource[];
  /** Each resource with its outputs, its parent and what it depends on. */
  readonly analyzeStack: readonly SentResource[];
}

/** The programs of which there are recordings. */
export const RECORDED: Readonly<Record<string, string>> = {
  shapes: "test/programs/shapes",
  compliant: "examples/pulumi/compliant",
  "compliant-providers": "examples/pulumi/compliant-providers",
  broken: "examples/pulumi/broken",
};

const fileOf = (name: string): string => path.join(packageRoot(), "test/fixtures/engine", `${name}.json`);

export async function recorded(name: string): Promise<Recording> {
  return JSON.parse(await readFile(fileOf(name), "utf8")) as Recording;
}

/** The same of the embedded engine. */
export const recordingOf = ({ registered }: ProgramRun): Recording => ({
  analyze: settled(registered.map(({ inputs }) => alone(inputs))),
  analyzeStack: settled(registered.map(({ outputs }) => outputs)),
});

/** A policy of single resources does not see what depends on what. */
function alone({ parent: _p, dependencies: _d, propertyDependencies: _q, ...rest }: SentResource): SentResource {
  return rest;
}

/** Sorted, and with the major alone of the SDKs' versions: an update of these changes no recording. */
function settled(resources: readonly SentResource[]): readonly SentResource[] {
  const text = JSON.stringify(
    [...resources].sort((a, b) => compare(a.urn, b.urn)),
    (_key, value: unknown) => (Array.isArray(value) && value.every(isUrn) ? [...value].sort(compare) : inOrder(value)),
  );
  const versions = text.replace(/(default_\d+)(_\d+)+/g, "$1").replace(/("version":"\d+)(\.\d+)+"/g, '$1"');
  return JSON.parse(versions) as readonly SentResource[];
}

const isUrn = (value: unknown): value is string => typeof value === "string" && value.startsWith("urn:pulumi:");

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Runs the program with the real engine under a pack that writes down what it is shown. */
async function record(program: string): Promise<Recording> {
  const project = await PulumiProject.of(path.join(packageRoot(), program), { standIns: true });
  try {
    const recorder = await project.under(path.join(packageRoot(), "test/programs/recorder"));
    const run = await project.operate("preview", ...recorder);
    if (run.exitStatus !== 0) throw new Error(`${program} could not be recorded: ${run.stdout}${run.stderr}`);
    const lines = (await readFile(path.join(project.directory, "recording"), "utf8")).trim().split("\n");
    const calls = lines.map((line) => JSON.parse(line) as { call: keyof Recording; resource: SentResource });
    const of = (each: keyof Recording) => calls.filter(({ call }) => call === each).map(({ resource }) => resource);
    return { analyze: settled(of("analyze")), analyzeStack: settled(of("analyzeStack")) };
  } finally {
    await project.close();
  }
}

/** A line for each resource. */
function printed({ analyze, analyzeStack }: Recording): string {
  const list = (resources: readonly SentResource[]) => resources.map((each) => `\n${JSON.stringify(each)}`).join();
  return `{"analyze":[${list(analyze)}\n],"analyzeStack":[${list(analyzeStack)}\n]}\n`;
}

/** Records all of them anew. */
async function main(): Promise<void> {
  const reason = getPulumi();
  if (reason !== undefined) throw new Error(reason);
  await mkdir(path.dirname(fileOf("")), { recursive: true });
  for (const [name, program] of Object.entries(RECORDED)) await writeFile(fileOf(name), printed(await record(program)));
}

if (require.main === module) void main();
