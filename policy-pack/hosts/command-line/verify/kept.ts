import { readFile, rm } from "node:fs/promises";
import * as path from "node:path";
import { isObject, objects, own, text } from "../../../readers/declared/json";
import type { BucketAnswers, Kept } from "../../../readers/account";
import { Unusable } from "../io";
import { writeWhole } from "../output";
import { whyOf } from "../sources/files";

/** What a run has read, kept in a file until the run has ended. */
export interface KeptFile extends Kept {
  /** Writes what is not written yet. */
  readonly flush: () => Promise<void>;
  /** All is told: the next run reads anew. */
  readonly done: () => Promise<void>;
}

const VERSION = 1;
/** Buckets between two writes, each of which writes the whole file. */
const EACH = 100;

/**
 * Goes on with what a run of the same account has kept.
 *
 * @throws {Unusable} Where the file is something else.
 */
export async function keptIn(shown: string, account: string, cwd: string): Promise<KeptFile> {
  const file = path.resolve(cwd, shown);
  const kept = await readKept(file, shown, account);
  let unwritten = 0;
  let writing = Promise.resolve();
  const write = async (): Promise<void> => {
    unwritten = 0;
    await writeWhole(
      file,
      "file",
      shown,
      JSON.stringify({ version: VERSION, account, buckets: [...kept.values()] }),
      0o600,
    );
  };
  return {
    get: (bucket) => kept.get(bucket),
    put: async (answers) => {
      kept.set(answers.name, answers);
      unwritten += 1;
      // One after the other: the later one has all of the earlier.
      if (unwritten >= EACH) writing = writing.then(write);
      await writing;
    },
    flush: async () => {
      if (unwritten > 0) writing = writing.then(write);
      await writing;
    },
    done: () => rm(file, { force: true }),
  };
}

async function readKept(file: string, shown: string, account: string): Promise<Map<string, BucketAnswers>> {
  const content = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Unusable(`${shown} cannot be read: ${whyOf(error)}.`);
  });
  if (content === undefined) return new Map();
  const json = parsed(content);
  if (own(json, "version") !== VERSION || own(json, "account") !== account) {
    throw new Unusable(
      `${shown} is not what an earlier run of this account has kept: name another file, or delete it.`,
    );
  }
  return new Map(
    objects(own(json, "buckets")).flatMap((each) => {
      const name = text(own(each, "name"));
      return name === undefined ? [] : [[name, each as unknown as BucketAnswers]];
    }),
  );
}

function parsed(content: string): unknown {
  try {
    const json: unknown = JSON.parse(content);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
