import { Unreadable } from "./unreadable";

/** What parses HCL, in the shape of Terraform's JSON configuration. */
interface Hcl2Json {
  readonly parse: (file: string, source: string) => Promise<unknown>;
}

/** The maintained one first; the other is what projects with CDKTF may have already. */
const PACKAGES = ["@cdktn/hcl2json", "@cdktf/hcl2json"];

const MISSING = "Install @cdktn/hcl2json to read .tf files: npm install --save-dev @cdktn/hcl2json";

/** What it calls the file in its messages, so that the place is found in them. */
const SOURCE = "source.tf";

/** A parser that has given up never answers: no file takes as long. */
const LONGEST = 120_000;

/**
 * Parses HCL.
 *
 * @param place How messages call the file.
 * @throws {Unreadable} Where it is not HCL, or nothing is installed that parses it.
 */
export async function parseHcl(place: string, source: string): Promise<unknown> {
  const { parse } = installed();
  if (depthOf(source) > DEEPEST) throw new Unreadable(tooDeep(place));
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it takes too long")), LONGEST);
  });
  try {
    return await Promise.race([parse(SOURCE, withEscapes(source)), tooLong]);
  } catch (error) {
    throw new Unreadable(syntaxError(place, error instanceof Error ? error.message : ""));
  } finally {
    clearTimeout(timer);
  }
}

/** What is nested more deeply overflows the parser's stack, after which it never answers again. */
const DEEPEST = 250;

/** How deep brackets are in one another, those in texts and comments included. */
function depthOf(source: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of source.matchAll(/[[({\])}]/g)) {
    depth = "[({".includes(token) ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const tooDeep = (place: string): string =>
  `${place} cannot be parsed: it is nested too deeply. Simplify it, or judge the plan instead.`;

function installed(): Hcl2Json {
  for (const name of PACKAGES) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      return require(name) as Hcl2Json;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new Unreadable(MISSING);
}

/**
 * `${"$"}{` is a text, of which the parser makes what begins a template: its usual escape says the same.
 */
function withEscapes(source: string): string {
  return source.replace(/(?<!\$)\$\{[^\S\n]*"([$%])"[^\S\n]*\}(?=\{)/g, "$1$1");
}

const PROBLEM = /(?:^|[\s[])source\.tf:(\d+),[^:]*: ([^;]*); ([^]*?)(?=\]$|\ssource\.tf:\d+,|$)/;

/** The first problem of `parse config: [source.tf:2,6-3,1: Invalid expression; Expected the start of …. …]`. */
function syntaxError(place: string, message: string): string {
  const [, line, summary, detail = ""] = PROBLEM.exec(message) ?? [];
  if (line === undefined || summary === undefined) return tooDeep(place);
  const [first = ""] = detail.split(/(?<=\.)\s/);
  return `${place}:${line}: ${summary}: ${first.trim()} Fix the syntax; \`terraform validate\` checks it.`;
}
