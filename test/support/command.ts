import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { run } from "../../policy-pack/hosts/command-line/program";

/** What one run of `s3-crr` did. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Files = Readonly<Record<string, string | Buffer | object>>;

interface Around {
  readonly stdin?: string;
  /** Characters in a line of the terminal; a pipe where left out. */
  readonly columns?: number;
  readonly now?: Date;
  /** What is done with the folder before the command runs. */
  readonly before?: (folder: string) => void;
  /** What is done with the folder when the command has ended. */
  readonly then?: (folder: string) => void;
}

/** Runs `s3-crr` in this process, in a folder of its own with these files in it. Objects are written as JSON. */
export async function s3crr(argv: readonly string[], files: Files = {}, around: Around = {}): Promise<Ran> {
  const { before, then, ...rest } = around;
  const cwd = folderOf(files);
  before?.(cwd);
  try {
    const ran = await s3crrIn(cwd, argv, rest);
    then?.(cwd);
    return ran;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Runs `s3-crr` in this process, in a folder that is there. */
export async function s3crrIn(cwd: string, argv: readonly string[], around: Omit<Around, "then"> = {}): Promise<Ran> {
  const { stdin = "", columns, now = new Date("2026-06-01T00:00:00Z") } = around;
  let [stdout, stderr] = ["", ""];
  const status = await run(argv, {
    cwd,
    stdin: (async function* () {
      yield await Promise.resolve(Buffer.from(stdin));
    })(),
    stdout: { write: (text) => (stdout += text), ...(columns !== undefined && { isTTY: true, columns }) },
    stderr: { write: (text) => (stderr += text) },
    now: () => now,
  });
  return { status, stdout, stderr };
}

/** A new folder with these files in it; a name that ends in `/` is a folder. */
export function folderOf(files: Files): string {
  const folder = mkdtempSync(path.join(tmpdir(), "s3-crr-"));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(name.endsWith("/") ? file : path.dirname(file), { recursive: true });
    if (name.endsWith("/")) continue;
    writeFileSync(file, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }
  return folder;
}
