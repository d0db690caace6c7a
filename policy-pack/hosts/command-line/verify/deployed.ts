import { stat } from "node:fs/promises";
import * as path from "node:path";
import type { SharedOptions } from "../../../options";
import { Unusable, type Io } from "../io";
import { load } from "../sources";
import { whyOf } from "../sources/files";

/** Milliseconds: Amazon CloudWatch has no shorter metrics of replication. */
const SHORTEST = 60_000;

/**
 * The buckets of what has just been deployed, as a plan or a state names them, and how long ago that was written.
 *
 * @throws {Unusable} Where it cannot be read, or names no bucket.
 */
export async function deployedBy(
  shown: string,
  options: SharedOptions,
  io: Io,
): Promise<{ readonly buckets: readonly string[]; readonly since: number }> {
  const loaded = await load(shown, io, {});
  if ("reason" in loaded) throw new Unusable(`${shown}: ${loaded.reason}`);
  const { graph } = loaded.read(options);
  const buckets = [...graph.buckets.values()].flatMap(({ name }) =>
    name.known && name.value !== undefined ? [name.value] : [],
  );
  if (buckets.length === 0) {
    throw new Unusable(`${shown} names no bucket that is deployed: give the state after the deployment.`);
  }
  return { buckets, since: Math.max(SHORTEST, io.now().getTime() - (await writtenAt(shown, io))) };
}

async function writtenAt(shown: string, { cwd, now }: Io): Promise<number> {
  if (shown === "-") return now().getTime();
  const { mtimeMs } = await stat(path.resolve(cwd, shown)).catch((error: unknown) => {
    throw new Unusable(`${shown} cannot be read: ${whyOf(error)}.`);
  });
  return mtimeMs;
}
