import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { planOf } from "../../../bench/plan";
import { folderOf, type Files, type Ran } from "../../support/command";
import { exported, good } from "../../support/exported";

// The command as the package starts it: compiled, in a process of its own, with threads where that is faster.

const ROOT = path.resolve(__dirname, "../../..");
const { bin } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { bin: { "s3-crr": string } };

async function s3crr(argv: readonly string[], files: Files, environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const cwd = folderOf(files);
  const env = { ...process.env, ...environment };
  try {
    const command = [path.join(ROOT, bin["s3-crr"]), ...argv];
    const done = await promisify(execFile)(process.execPath, command, { cwd, env, maxBuffer: 2 ** 28 });
    return { ...done, status: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as {
      readonly stdout: string;
      readonly stderr: string;
      readonly code: number;
    };
    return { stdout, stderr, status: code };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

test("a Terraform plan", async () => {
  expect(await s3crr(["check", "plan.json"], { "plan.json": planOf(2) })).toEqual({
    status: 0,
    stderr: "",
    stdout: `plan.json: Terraform plan

4 buckets: 2 replicas; 2 with a copy in another Region, proven.
`,
  });
});

describe("many files, in threads", () => {
  const large = planOf(500);
  const files: Files = {
    "a.json": large,
    "cut.json": "{",
    "b.json": exported(good()),
    "dies.json": exported(good()),
    "c.json": large,
  };
  const paths = Object.keys(files);

  const TITLES = [
    "a.json: Terraform plan",
    "b.json: Pulumi state acme/prod",
    "dies.json: Pulumi state acme/prod",
    "c.json: Terraform plan",
    "cut.json: not checked",
  ];

  /** The lines that say what each file was found to be. */
  const titles = ({ stdout }: Ran): readonly string[] => stdout.match(/^[\w-]+\.json: .*$/gm) ?? [];

  test("one that cannot be read does not stop the others, and all are told in the order in which they were named", async () => {
    const ran = await s3crr(["check", ...paths], files);
    expect(ran.status).toBe(2);
    expect(titles(ran)).toEqual(TITLES);
  });

  test("what a thread that ends has left is judged all the same", async () => {
    const ends = `const { isMainThread } = require("node:worker_threads");
const files = require("node:fs/promises");
const read = files.readFile;
files.readFile = (file, ...more) => (!isMainThread && String(file).endsWith("dies.json") ? process.exit(1) : read(file, ...more));
`;
    const folder = folderOf({ "ends.cjs": ends });
    const ran = await s3crr(["check", ...paths], files, { NODE_OPTIONS: `--require ${folder}/ends.cjs` });
    rmSync(folder, { recursive: true, force: true });
    expect(ran.status).toBe(2);
    expect(titles(ran)).toEqual(TITLES);
  });
});
