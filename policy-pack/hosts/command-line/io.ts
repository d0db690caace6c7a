import type { Command } from "commander";
import { REPORT_DEFECT, defect } from "../../defect";

/** What a command reads and writes, so that tests run it in their own process. */
export interface Io {
  /** Paths are relative to it. */
  readonly cwd: string;
  readonly stdin: AsyncIterable<unknown>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly now: () => Date;
}

export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
}

/** How a command ends. */
export const EXIT = {
  ok: 0,
  /** There is something that it was asked to fail on. */
  findings: 1,
  /** It was called wrongly, or something could not be read. */
  unusable: 2,
} as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Adds a subcommand. It reports how it ended; where it does not, it ended well. */
export type AddCommand = (program: Command, io: Io, ends: (status: ExitStatus) => void) => void;

/** The command was called in a way that cannot be used: a whole sentence for the person who did. */
export class Unusable extends Error {}

/** What is said about an error where nothing else says it. */
export function sentenceOf(error: unknown): string {
  return error instanceof Unusable ? error.message : `${defect("The command failed", error)} ${REPORT_DEFECT}`;
}
