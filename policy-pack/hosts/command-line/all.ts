import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import * as path from "node:path";
import type { Settings } from "../../settings";
import type { Io } from "./io";
import { found, unpacked, type Found } from "./judging";
import { showing, type Progress } from "./progress";
import type { Given } from "./sources";
import type { Task } from "./worker";

/**
 * Judges all paths, in their order; several threads do it where that is faster.
 *
 * @param given What is said of the sources besides.
 */
export async function foundIn(
  paths: readonly string[],
  settings: Settings,
  io: Io,
  given: Given = {},
): Promise<readonly Found[]> {
  const progress = showing(paths.length, io);
  try {
    return (await isMuch(paths, io))
      ? await inThreads(paths, settings, io, given, progress)
      : await inTurn(paths, settings, io, given, progress);
  } finally {
    progress.ends();
  }
}

async function inTurn(
  paths: readonly string[],
  settings: Settings,
  io: Io,
  given: Given,
  progress: Progress,
): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (const each of paths) {
    progress.begins(each);
    all.push(await found(each, settings, io.now(), io, given));
  }
  return all;
}

/** Bytes: below, starting threads takes longer than they save. */
const MUCH = 8 * 1024 * 1024;
/** Compiled; from its source, as tests run it, a thread cannot. */
const WORKER = path.join(__dirname, "worker.js");

async function isMuch(paths: readonly string[], { cwd }: Io): Promise<boolean> {
  if (paths.length < 2 || paths.includes("-") || !existsSync(WORKER)) return false;
  const sizes = await Promise.all(
    paths.map((each) =>
      stat(path.resolve(cwd, each)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) > MUCH;
}

async function inThreads(
  paths: readonly string[],
  settings: Settings,
  io: Io,
  given: Given,
  progress: Progress,
): Promise<readonly Found[]> {
  const { Tinypool } = await import("tinypool");
  const maxThreads = Math.min(paths.length, availableParallelism());
  const pool = new Tinypool({ filename: WORKER, runtime: "worker_threads", minThreads: maxThreads, maxThreads });
  const now = io.now();
  const ended = endOf(pool.threads);
  try {
    const all = await Promise.all(
      paths.map(async (each): Promise<Found | "not judged"> => {
        const task: Task = { path: each, cwd: io.cwd, settings, now, given };
        const result = await Promise.race([pool.run(task) as Promise<Found>, ended]).catch((error: unknown) =>
          outOfMemory(each, error),
        );
        progress.begins(each);
        return result === "not judged" ? result : unpacked(result);
      }),
    );
    return await withRest(paths, all, (each) => found(each, settings, now, io, given));
  } finally {
    // It waits for the end of each thread, and one may have ended before.
    await Promise.race([pool.destroy(), ended]);
  }
}

interface Thread {
  readonly once: (event: string, listener: () => void) => unknown;
}

/** Whether a thread ends that nobody has ended: the pool does not tell, and would wait for it forever. */
function endOf(threads: readonly Thread[]): Promise<"not judged"> {
  return new Promise((resolve) => {
    for (const thread of threads)
      thread.once("exit", () => {
        resolve("not judged");
      });
  });
}

/** What the threads left when one of them ended, one after another. */
async function withRest(
  paths: readonly string[],
  all: readonly (Found | "not judged")[],
  judge: (path: string) => Promise<Found>,
): Promise<readonly Found[]> {
  const results: Found[] = [];
  for (const [index, each] of all.entries())
    results.push(each === "not judged" ? await judge(paths[index] ?? "") : each);
  return results;
}

/** A file that needs more memory than a thread has takes nothing away from the others. */
function outOfMemory(path: string, error: unknown): Found {
  if ((error as { readonly code?: unknown }).code !== "ERR_WORKER_OUT_OF_MEMORY") throw error;
  return { path, reason: "It needs more memory than there is for one of several files: check it alone." };
}
