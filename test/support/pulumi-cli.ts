import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { serveProgram } from "./language-host";
import type { Diagnostic, PackConfig } from "./pack-process";

/** A line of `--event-log`, as far as it is read here. */
export interface EngineEvent {
  readonly policyEvent?: {
    readonly policyName: string;
    readonly enforcementLevel: Diagnostic["level"];
    readonly severity?: Diagnostic["severity"];
    readonly resourceUrn?: string;
    readonly message: string;
  };
  readonly policyAnalyzeStackSummaryEvent?: {
    readonly policyPackName: string;
    readonly policyPackVersion: string;
    readonly passed?: readonly string[];
  };
  readonly policyRemediationEvent?: { readonly policyName: string; readonly resourceUrn: string };
  readonly diagnosticEvent?: {
    readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
    readonly prefix?: string;
    readonly message: string;
  };
  /** The number of resources for each operation, `create` for one. */
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
}

/** What one run of the `pulumi` command did. */
export interface CliRun {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--event-log` has; nothing for a command that changes and previews nothing. */
  readonly events: readonly EngineEvent[];
}

/** Whether the engine finds what runs Node.js programs: Pulumi's installers put it beside `pulumi`. */
export const hasLanguageHost = (): boolean => isOnPath("pulumi-language-nodejs");

/** The version of the `pulumi` on the PATH; `undefined` where there is none. */
export function pulumiVersion(): string | undefined {
  try {
    return execFileSync("pulumi", ["version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

export function isOnPath(name: string): boolean {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The nearest folder above that is a policy pack: this file runs from the sources and, compiled, from `dist`. */
export function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(path.join(directory, "PulumiPolicy.yaml"))) directory = path.dirname(directory);
  return directory;
}

/** Settings under which the CLI needs no account, no login and no network. */
const OFFLINE: Readonly<Record<string, string>> = {
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  PULUMI_CONFIG_PASSPHRASE: "",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** Makes a folder which, on the PATH, stands in for Pulumi's AWS plugins. */
export async function putStandIns(folder: string): Promise<void> {
  await mkdir(folder);
  const plugin = path.join(packageRoot(), "dist/test/support/aws-plugin.js");
  for (const name of ["pulumi-resource-aws", "pulumi-resource-aws-native"]) {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" "${plugin}"\n`, { mode: 0o755 });
  }
}

interface ProjectOptions {
  /** Whether stand-ins take the place of the AWS plugins, and nothing of the user's Pulumi installation is used. */
  readonly standIns: boolean;
  /** Whether the CLI's own language host runs the program, or a stand-in; by default its own where it has one. */
  readonly ownHost?: boolean;
}

/** A project in a folder of its own with a stack `dev`, for the `pulumi` on the PATH, that runs a compiled program. */
export class PulumiProject {
  private runs = 0;
  private configurations = 0;

  private constructor(
    readonly directory: string,
    private readonly options: ProjectOptions,
    /** What the command has in its environment. */
    readonly variables: Readonly<Record<string, string>>,
  ) {}

  /**
   * Pulumi writes into the project it previews (the salt of its secrets), so it gets a copy: inside `dist`, where the SDK
   * is found.
   *
   * @param program The folder of the project: Pulumi.yaml, Pulumi.dev.yaml, and a package.json that names the program.
   */
  static async of(program: string, options: ProjectOptions): Promise<PulumiProject> {
    const directory = await mkdtemp(path.join(packageRoot(), "dist", "project-"));
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"]) {
      await cp(path.join(program, file), path.join(directory, file));
    }
    const { main } = JSON.parse(await readFile(path.join(program, "package.json"), "utf8")) as { main: string };
    const manifest = { name: "project", main: path.relative(directory, path.join(program, main)) };
    await writeFile(path.join(directory, "package.json"), JSON.stringify(manifest));
    const plugins = path.join(directory, "plugins");
    if (options.standIns) await putStandIns(plugins);
    const project = new PulumiProject(directory, options, {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => isKept(name, options))),
      ...OFFLINE,
      ...(options.standIns && { PULUMI_HOME: path.join(directory, "home") }),
      PULUMI_BACKEND_URL: `file://${directory}`,
      S3_CRR_TEST_RECORDING: path.join(directory, "recording"),
      PATH: `${plugins}${path.delimiter}${process.env["PATH"] ?? ""}`,
    });
    const { exitStatus, stderr } = await project.pulumi("stack", "init", "dev");
    if (exitStatus !== 0) throw new Error(`no stack in ${directory}: ${stderr}`);
    return project;
  }

  /** Runs `pulumi` with these arguments in the project's folder. */
  async pulumi(...args: readonly string[]): Promise<CliRun> {
    return this.run(args, {});
  }

  /** Runs a command that runs the program: `preview`, `up`, `destroy`, `refresh`. */
  async operate(...args: readonly string[]): Promise<CliRun> {
    this.runs += 1;
    const log = path.join(this.directory, `events-${this.runs}.json`);
    const ownHost = this.options.ownHost ?? hasLanguageHost();
    const host = ownHost ? undefined : await serveProgram(this.directory);
    const client = host ? ["--client", host.address] : [];
    try {
      // Both flags are for programs and hidden from people.
      const run = await this.run([...args, "--event-log", log, ...client], { PULUMI_DEBUG_COMMANDS: "true" });
      const lines = existsSync(log) ? (await readFile(log, "utf8")).split("\n").filter((line) => line !== "") : [];
      return { ...run, events: lines.map((line) => JSON.parse(line) as EngineEvent) };
    } finally {
      host?.close();
    }
  }

  /** The arguments that put a command under a pack, named by its path from here as a person would. */
  async under(pack: string, config: PackConfig = {}): Promise<readonly string[]> {
    this.configurations += 1;
    const file = path.join(this.directory, `config-${this.configurations}.json`);
    await writeFile(file, JSON.stringify(config));
    return ["--policy-pack", path.relative(this.directory, pack), "--policy-pack-config", path.basename(file)];
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private async run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CliRun> {
    const child = spawn("pulumi", ["--non-interactive", ...args], {
      cwd: this.directory,
      env: { ...this.variables, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    const exitStatus = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 1));
    });
    return { exitStatus, stdout, stderr, events: [] };
  }
}

function isKept(name: string, { standIns }: ProjectOptions): boolean {
  return !standIns || !/^(PULUMI_|AWS_)/.test(name);
}

/** The violations among the events of a run. */
export function violationsIn(events: readonly EngineEvent[]): readonly Diagnostic[] {
  return events.flatMap(({ policyEvent }) =>
    policyEvent
      ? [
          {
            policy: policyEvent.policyName,
            level: policyEvent.enforcementLevel,
            severity: policyEvent.severity ?? "",
            urn: policyEvent.resourceUrn ?? "",
            message: plain(policyEvent.message).trimEnd(),
          },
        ]
      : [],
  );
}

/** What packs and programs print beside violations, which a person sees among the diagnostics. */
export function notesIn(events: readonly EngineEvent[]): string {
  return events
    .flatMap(({ diagnosticEvent }) =>
      diagnosticEvent && diagnosticEvent.severity !== "debug" && !isAboutStandIns(diagnosticEvent.message)
        ? [plain(`${diagnosticEvent.prefix ?? ""}${diagnosticEvent.message}`)]
        : [],
    )
    .join("")
    .replaceAll(/\n{2,}/g, "\n"); // an empty line ends what a pack has said
}

/** Pulumi warns of each plugin that it takes from the PATH. */
const isAboutStandIns = (message: string): boolean =>
  /^using pulumi-[\w-]+ from \$PATH|is expected to have version/.test(message);

/** Without Pulumi's own marks of colors. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "");
