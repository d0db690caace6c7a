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
  try {
    return await Promise.all(
      paths.map(async (each) => {
        const task: Task = { path: each, cwd: io.cwd, settings, now, given };
        const result = (await pool.run(task)) as Found;
        progress.begins(each);
        return unpacked(result);
      }),
    );
  } finally {
    await pool.destroy();
  }
}
