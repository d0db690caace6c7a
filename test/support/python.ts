import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

/** Where tools that tests install stay from one run to the next. */
const CACHE = process.env["TEST_TOOLS_CACHE"] ?? path.join(homedir(), ".cache", "s3-crr-tests");

/** Where pyenv manages several versions, it starts the one that this variable names. */
const environment = (version: string): NodeJS.ProcessEnv => ({ ...process.env, PYENV_VERSION: version });

/** Why nothing can be run with that version of Python; `undefined` where it is installed. */
export function missingPython(version: string): string | undefined {
  const { status } = spawnSync(`python${version}`, ["--version"], { env: environment(version) });
  return status === 0 ? undefined : `there is no python${version}`;
}

/**
 * The Python of a virtual environment with locked packages, made once for each state of the lock file.
 *
 * @param version The version of Python that the requirements are locked for.
 * @param requirements The path of the lock file.
 */
export function virtualEnvironment(version: string, requirements: string): string {
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const directory = path.join(CACHE, `${path.basename(requirements, ".txt")}-${digest}`);
  const python = path.join(directory, "bin/python");
  // Scripts in a virtual environment have its path in them, so that it is made where it stays.
  const complete = path.join(directory, "complete");
  if (existsSync(complete)) return python;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  execFileSync(`python${version}`, ["-m", "venv", directory], { env: environment(version) });
  const install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "-r", requirements];
  execFileSync(python, install, { stdio: ["ignore", 2, 2] });
  writeFileSync(complete, "");
  return python;
}
