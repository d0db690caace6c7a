import type { Settings } from "../../settings";
import { found, packed, type Found } from "./judging";
import type { Given } from "./sources";

/** What a thread of the pool is given: one path, and what holds for all of them. */
export interface Task {
  readonly path: string;
  readonly cwd: string;
  readonly settings: Settings;
  readonly now: Date;
  readonly given: Given;
}

/** Judges one path in a thread of its own. */
export default async function work({ path, cwd, settings, now, given }: Task): Promise<Found> {
  return packed(await found(path, settings, now, { cwd, stdin: process.stdin }, given));
}
