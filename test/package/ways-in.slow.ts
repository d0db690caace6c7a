import { execFile, type ExecFileOptions } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { PackProcess } from "../support/pack-process";

// Every way in which the package reaches a machine: a clone, a tarball, a git dependency, and what the Pulumi service does.

const ROOT = path.resolve(__dirname, "../..");
const MINUTES = 60_000;

let base: string;
let tarball: string;

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), "ways-in-"));
}, MINUTES);
afterAll(async () => rm(base, { recursive: true, force: true }));

const run = promisify(execFile);

/** Without npm's own variables: a script run by npm passes its settings on to any npm it starts. */
function clean(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}

async function npm(directory: string, ...args: readonly string[]): Promise<string> {
  const options: ExecFileOptions = { cwd: directory, env: clean(), maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run("npm", ["--no-audit", "--no-fund", ...args], options);
  return String(stdout);
}

async function folder(name: string): Promise<string> {
  const directory = path.join(base, name);
  await mkdir(directory);
  return directory;
}

/** A project that has nothing yet. */
async function emptyProject(name: string): Promise<string> {
  const directory = await folder(name);
  await writeFile(path.join(directory, "package.json"), JSON.stringify({ name, private: true }));
  return directory;
}

/** What git has of this project: what a clone would have, uncommitted changes included. */
async function clone(name: string): Promise<string> {
  const directory = await folder(name);
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
  for (const file of stdout.split("\0").filter((each) => each !== "")) {
    await cp(path.join(ROOT, file), path.join(directory, file));
  }
  return directory;
}

async function boots(directory: string): Promise<void> {
  const pack = await PackProcess.start(directory);
  try {
    const { name, policiesList } = await pack.info();
    expect(name).toBe("s3-cross-region-replication");
    expect(policiesList.length).toBeGreaterThan(5);
  } finally {
    await pack.close();
  }
}

test(
  "`npm pack` prints one line, the file's name, and packs what runs and no more",
  async () => {
    const printed = await npm(ROOT, "pack", "--pack-destination", base);
    expect(printed).toMatch(/^s3-cross-region-replication-[\d.]+\.tgz\n$/);
    tarball = path.join(base, printed.trim());
    const { stdout } = await run("tar", ["tzf", tarball]);
    const files = stdout
      .trim()
      .split("\n")
      .map((file) => file.replace(/^package\//, ""));
    expect(files).toEqual(
      expect.arrayContaining([
        "PulumiPolicy.yaml",
        "LICENSE",
        "README.md",
        "npm-shrinkwrap.json",
        "dist/policy-pack/index.js",
      ]),
    );
    // With a tsconfig.json beside it, the service's install would try to build.
    expect(
      files.filter((file) => /^(test|examples|bench|tsconfig)|\.map$|dist\/(test|examples|bench)/.test(file)),
    ).toEqual([]);
  },
  5 * MINUTES,
);

test(
  "a clone: `npm ci` leaves a built pack",
  async () => {
    const directory = await clone("clone");
    await npm(directory, "ci");
    await boots(directory);
  },
  10 * MINUTES,
);

test(
  "the tarball in a project, without what is optional in development",
  async () => {
    const directory = await emptyProject("tarball");
    await npm(directory, "install", "--omit=dev", tarball);
    await boots(path.join(directory, "node_modules/s3-cross-region-replication"));
    // Neither what the tests need nor what the module's users bring: 400 MB that a policy pack has no use for.
    expect(await readdir(path.join(directory, "node_modules/@pulumi"))).not.toContain("aws");
    expect(await readdir(path.join(directory, "node_modules"))).not.toContain("@cdktf");
  },
  5 * MINUTES,
);

test(
  "the command that comes with it",
  async () => {
    const directory = path.join(base, "tarball");
    const printed = await npm(directory, "exec", "--offline", "--", "s3-crr", "pack");
    await boots(printed.trim());
    const rules = await npm(directory, "exec", "--offline", "--", "s3-crr", "rules");
    expect(rules).toMatch(/^destination-in-another-region\s+mandatory\s+At least one/m);
  },
  5 * MINUTES,
);

test.each([
  ["as the Pulumi service does it", ["install", "--production"]],
  ["with everything", ["install"]],
])(
  "the tarball unpacked, and installed in place %s",
  async (name, command) => {
    const directory = await folder(name.replaceAll(" ", "-"));
    await run("tar", ["xzf", tarball, "-C", directory, "--strip-components=1"]);
    await npm(directory, ...command);
    await boots(directory);
  },
  5 * MINUTES,
);

test(
  "a git dependency",
  async () => {
    const repository = await clone("repository");
    const git = (...args: readonly string[]) => run("git", ["-C", repository, ...args]);
    await git("init", "-q");
    await git("add", "-A");
    await git("-c", "user.name=test", "-c", "user.email=test@example.invalid", "commit", "-qm", "all");
    const directory = await emptyProject("git-dependency");
    await npm(directory, "install", "--omit=dev", `git+file://${repository}`);
    await boots(path.join(directory, "node_modules/s3-cross-region-replication"));
  },
  10 * MINUTES,
);

test("requiring the package by its name starts nothing", async () => {
  const manifest = JSON.parse(await readFile(path.join(ROOT, "package.json"), "utf8")) as { exports: object };
  expect(Object.keys(manifest.exports)).not.toContain(".");
  const directory = path.join(base, "tarball");
  await expect(
    run(process.execPath, ["-e", "require('s3-cross-region-replication')"], { cwd: directory }),
  ).rejects.toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
});
