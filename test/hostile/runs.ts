import { clean } from "../../policy-pack/model/prose";
import type { Problem, Report } from "../../policy-pack/judgement";
import { randomFrom, type Random } from "../worlds/random";
import { SECRET } from "./mutate";

// `INPUTS` and `SEED` in the environment repeat a run; `ONLY` repeats one input of it.

const INPUTS = Number(process.env["INPUTS"] ?? 20_000);
const SEED = Number(process.env["SEED"] ?? 20261128);
const ONLY = process.env["ONLY"];

/** What an input has led to. */
export interface Outcome {
  /** All that is printed of it: messages, and lines on stderr. */
  readonly told: readonly string[];
  /** What is wrong with it, beside what may be wrong with anything that is printed. */
  readonly wrong?: readonly string[];
}

/** Seconds of processor time that one call may take. */
export const MOST_SECONDS = 10;

/** Bytes of a reply to Pulumi. */
export const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Runs an input of each seed, and collects what is wrong with what it tells.
 *
 * @param share How many of all inputs are of this kind.
 * @param run One input, made of random numbers: what it tells, and what is wrong with it beside what is checked of all.
 */
export async function faultsOf(
  share: number,
  run: (random: Random, stderr: readonly string[]) => Outcome | Promise<Outcome>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const numbers =
    ONLY === undefined ? Array.from({ length: Math.ceil(INPUTS * share) }, (_, index) => index) : [Number(ONLY)];
  for (const number of numbers) {
    const started = process.cpuUsage();
    const wrong = await withStderr((stderr) => run(randomFrom(SEED + number * 7919), stderr)).then(wrongIn, thrown);
    const { user, system } = process.cpuUsage(started);
    if (user + system > MOST_SECONDS * 1e6) wrong.push(`it took ${(user + system) / 1e6} s`);
    faults.push(...wrong.map((each) => `SEED=${SEED} ONLY=${number}: ${each}`));
    if (faults.length > 20) break;
  }
  expect(shapeOfPrototypes()).toBe(BEFORE);
  return faults;
}

function thrown(error: unknown): string[] {
  return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
}

/** What is wrong with anything that is printed, whatever was judged. */
function wrongIn({ said, printed }: { readonly said: Outcome; readonly printed: readonly string[] }): string[] {
  const { wrong = [] } = said;
  const told = [...said.told, ...printed];
  const all = told.join("\n");
  return [
    ...wrong,
    ...(all.includes(SECRET) ? [`printed a secret: ${lineWith(told, SECRET)}`] : []),
    ...(all.includes("It is a defect of") ? [`a defect of ours: ${lineWith(told, "It is a defect of")}`] : []),
    // Whatever is no text in UTF-8 fails the whole reply in Pulumi's engine.
    ...(/\p{Cs}/u.test(all) ? [`half a character: ${JSON.stringify(told.find((each) => /\p{Cs}/u.test(each)))}`] : []),
    // eslint-disable-next-line no-control-regex
    ...(/[\u0000-\u0009\u000b-\u001f\u202e]|<\{%/.test(all) ? ["control characters"] : []),
    ...(Buffer.byteLength(all) > MOST_BYTES ? [`${Buffer.byteLength(all)} bytes`] : []),
  ];
}

function lineWith(told: readonly string[], text: string): string {
  return (told.find((each) => each.includes(text)) ?? "").slice(0, 600);
}

/** Runs something, and keeps what it prints on stderr. */
export async function withStderr<T>(run: (printed: readonly string[]) => T | Promise<T>) {
  const printed: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: unknown) => printed.push(String(chunk)) > 0;
  try {
    return { said: await run(printed), printed };
  } finally {
    process.stderr.write = write;
  }
}

const PROTOTYPES = [Object, Array, Function, String, Number, Map, Set].map((each) => each.prototype as object);

function shapeOfPrototypes(): string {
  return JSON.stringify(PROTOTYPES.map((each) => Reflect.ownKeys(each).map(String)));
}

const BEFORE = shapeOfPrototypes();

/** What a host prints of something that is wrong. */
export function wordsIn(told: Problem | Report): readonly string[] {
  return [told.reason, ...("remedy" in told ? [told.remedy] : told.remedies)].map(clean);
}
