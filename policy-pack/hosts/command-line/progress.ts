import { createSpinner } from "nanospinner";
import { clean } from "../../model/prose";
import type { Io } from "./io";

/** What a person sees who waits. */
export interface Progress {
  readonly begins: (path: string, total?: number) => void;
  readonly ends: () => void;
}

const SILENT: Progress = { begins: () => undefined, ends: () => undefined };

/** Shows progress on a terminal, and nothing where either stream is a pipe or a file. */
export function showing(known: number | undefined, { stdout, stderr }: Io): Progress {
  if (stderr.isTTY !== true || stdout.isTTY !== true) return SILENT;
  const spinner = createSpinner("Checking").start();
  let count = 0;
  return {
    begins: (path, total = known) => {
      count += 1;
      const of = total === undefined || count > total ? "" : ` of ${total}`;
      spinner.update({ text: `Checking ${count}${of}: ${clean(path)}` });
    },
    ends: () => {
      spinner.stop();
    },
  };
}
