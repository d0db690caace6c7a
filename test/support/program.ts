import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";

/** What Pulumi's language host tells a Node.js program that it starts. */
export interface RunOptions {
  /** Addresses of gRPC servers. */
  readonly monitor: string;
  readonly engine: string;
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly dryRun: boolean;
  readonly parallel: number;
  /** The stack's configuration, with the project or provider in each key; secrets are in plain text. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
}

/**
 * Runs the compiled program in a folder as Pulumi's language host does.
 *
 * @returns The exit code, and what the program printed.
 */
export async function runNode(directory: string, options: RunOptions): Promise<{ exitCode: number; output: string }> {
  const host = createRequire(path.join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const { config, secretKeys = [], dryRun, parallel, ...texts } = options;
  const flags: Readonly<Record<string, string>> = {
    ...texts,
    "root-directory": directory,
    pwd: directory,
    "dry-run": String(dryRun),
    "query-mode": "false",
    parallel: String(parallel),
  };
  const child = spawn(
    process.execPath,
    [host, ...Object.entries(flags).flatMap(([key, value]) => [`--${key}`, value]), "."],
    {
      cwd: directory,
      env: {
        ...process.env,
        PULUMI_NODEJS_TYPESCRIPT: "false",
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const exitCode = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  return { exitCode, output };
}
