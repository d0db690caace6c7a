import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { missingPython, virtualEnvironment } from "../support/python";
import type { Emulator } from "./emulator";

const PYTHON = "3.11";
const run = promisify(execFile);

/** Why there is no AWS CLI; `undefined` where there is one. */
export const missingAwsCli = missingPython(PYTHON);

const python = (): string => virtualEnvironment(PYTHON, path.join(__dirname, "requirements-awscli.txt"));

/** A shell function `aws`. */
export const awsCliFunction = (): string => `aws() { "${python()}" -m awscli "$@"; }`;

/**
 * What the AWS CLI prints.
 *
 * @throws With its error, if it fails.
 */
export async function aws({ environment }: Pick<Emulator, "environment">, ...args: readonly string[]): Promise<string> {
  return (await run(python(), ["-m", "awscli", ...args], { env: environment })).stdout;
}
