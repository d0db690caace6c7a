import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { missingPython, virtualEnvironment } from "../support/python";
import type { Emulator } from "./emulator";

const PYTHON = "3.11";
const run = promisify(execFile);

/** Why there is no Prowler; `undefined` where there is one. */
export const missingProwler = missingPython(PYTHON);

/** The Python that has Prowler. */
export const prowler = (): string => virtualEnvironment(PYTHON, path.join(__dirname, "requirements-prowler.txt"));

/** What Prowler's check says of each bucket of an account on an emulator, by name. */
export async function prowlerOn({ environment }: Emulator): Promise<Readonly<Record<string, string>>> {
  const script = path.join(__dirname, "prowler_endpoint.py");
  const { stdout } = await run(prowler(), [script, "eu-west-1", "us-east-1", "us-west-2"], { env: environment });
  return JSON.parse(stdout) as Readonly<Record<string, string>>;
}
