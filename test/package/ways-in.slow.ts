import { execFile, type ExecFileOptions } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { PackProcess } from "../support/pack-process";

// Every way in which the package reaches a machine: a clone, a tarball, a git dependency, and what the Pulumi service does.

const ROOT = path.resolve(__dirname, "../..");

let base: string;
let tarball: string;

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), "ways-in-"));
});
afterAll(async () => rm(base, { recursive: true, force: true }));

const run = promisify(execFile);

/** Without npm's own variables: a script run by npm passes its settings on to any npm it starts. */
function clean(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}

async function npm(directory: string, ...args: readonly string[]): Promise<string> {
  const options: ExecFileOptions = { cwd: directory, env: clean(), maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run("npm", ["--no-audit", "--no-fund", "--loglevel=error", ...args], options);
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

test("`npm pack` prints one line, the file's name, and packs what runs and no more", async () => {
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
});

test("a clone: `npm ci` leaves a built pack", async () => {
  const directory = await clone("clone");
  await npm(directory, "ci");
  await boots(directory);
});

test("the tarball in a project, without what is optional in development", async () => {
  const directory = await emptyProject("tarball");
  await npm(directory, "install", "--omit=dev", tarball);
  await boots(path.join(directory, "node_modules/s3-cross-region-replication"));
  // Neither what the tests need nor what the module's users bring: 400 MB that a policy pack has no use for.
  expect(await readdir(path.join(directory, "node_modules/@pulumi"))).not.toContain("aws");
  expect(await readdir(path.join(directory, "node_modules"))).not.toContain("@cdktf");
});

test("`npm pack` in the installed package prints one line too: `pulumi policy publish` takes all of it for the file's name", async () => {
  const installed = path.join(base, "tarball/node_modules/s3-cross-region-replication");
  expect(await npm(installed, "pack")).toBe(`${path.basename(tarball)}\n`);
  const { scripts } = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  // What npm would run, with a line on stdout for each, while it packs or installs the published package.
  expect(Object.keys(scripts)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(pre|post)?(pack|prepare|install)$|^prepublish$/)]),
  );
  const listed = async (file: string) => (await run("tar", ["tzf", file])).stdout.split("\n").sort();
  expect(await listed(path.join(installed, path.basename(tarball)))).toEqual(await listed(tarball));
  await rm(path.join(installed, path.basename(tarball)));
});

test("the command that comes with it", async () => {
  const directory = path.join(base, "tarball");
  const printed = await npm(directory, "exec", "--offline", "--", "s3-crr", "pack");
  await boots(printed.trim());
  // npx takes the only command of a package whose name it is given, in a subfolder too.
  const below = path.join(directory, "below");
  await mkdir(below);
  expect(await npm(below, "exec", "--offline", "--", "s3-cross-region-replication", "pack")).toBe(printed);
  const rules = await npm(directory, "exec", "--offline", "--", "s3-crr", "rules");
  expect(rules).toMatch(/^destination-in-another-region\s+mandatory\s+At least one/m);
});

test.each([
  ["as the Pulumi service does it", ["install", "--production"]],
  ["with everything", ["install"]],
])("the tarball unpacked, and installed in place %s", async (name, command) => {
  const directory = await folder(name.replaceAll(" ", "-"));
  await run("tar", ["xzf", tarball, "-C", directory, "--strip-components=1"]);
  await npm(directory, ...command);
  await boots(directory);
});

test("a git dependency", async () => {
  const repository = await clone("repository");
  const git = (...args: readonly string[]) => run("git", ["-C", repository, ...args]);
  await git("init", "-q");
  await git("add", "-A");
  await git("-c", "user.name=test", "-c", "user.email=test@example.invalid", "commit", "-qm", "all");
  const directory = await emptyProject("git-dependency");
  await npm(directory, "install", "--omit=dev", `git+file://${repository}`);
  await boots(path.join(directory, "node_modules/s3-cross-region-replication"));
});

test("the types resolve in every way of looking for them, and the manifest is what tools expect", async () => {
  const bin = (name: string): string => path.join(ROOT, "node_modules/.bin", name);
  const { stdout: types } = await run(bin("attw"), [tarball, "--no-color", "--no-emoji"]);
  expect(types).toContain("No problems found");
  expect(types).toContain('"s3-cross-region-replication/cdktf"');
  expect(types).toContain('"s3-cross-region-replication/cdktf/policy"');
  expect(types).toContain('"s3-cross-region-replication/cdktn"');
  expect(types).toContain('"s3-cross-region-replication/cdktn/policy"');
  const { stdout: manifest } = await run(bin("publint"), ["run", tarball], { env: { ...clean(), NO_COLOR: "1" } });
  // Pulumi finds the pack by `main`; nobody is to start it by importing the package.
  expect(manifest.split("\n").filter((line) => /^\d+\./.test(line))).toEqual([
    expect.stringMatching(/^1\. pkg\.exports is missing the root entrypoint export, which is defined in pkg\.main/),
  ]);
});

// As `cdktf init --template=typescript` lays a project out.
const INITIALIZED = {
  "cdktf.json": { language: "typescript", app: "npx ts-node main.ts", projectId: "p", sendCrashReports: "false" },
  "tsconfig.json": {
    compilerOptions: {
      alwaysStrict: true,
      declaration: true,
      experimentalDecorators: true,
      inlineSourceMap: true,
      inlineSources: true,
      lib: ["es2018"],
      module: "CommonJS",
      noEmitOnError: true,
      noFallthroughCasesInSwitch: true,
      noImplicitAny: true,
      noImplicitReturns: true,
      noImplicitThis: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      resolveJsonModule: true,
      strict: true,
      strictNullChecks: true,
      strictPropertyInitialization: true,
      stripInternal: true,
      target: "ES2018",
      incremental: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [path.join(ROOT, "node_modules/@types")],
    },
    include: ["**/*.ts"],
    exclude: ["node_modules", "cdktf.out"],
  },
};

const MAIN = `
import { Construct } from "constructs";
import { App, TerraformStack } from "cdktf";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { ReplicatedBucket, ReplicaProps } from "s3-cross-region-replication/cdktf";
import { requireCrossRegionReplication } from "s3-cross-region-replication/cdktf/policy";

class MyStack extends TerraformStack {
  constructor(scope: Construct, id: string, replica: (west: AwsProvider) => ReplicaProps) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "eu-west-1" });
    const west = new AwsProvider(this, "west", { region: "us-west-2", alias: "west" });
    new ReplicatedBucket(this, "data", { bucketName: "acme-data", replicas: [replica(west)] }).exportOutputs();
  }
}

const app = new App();
if (process.argv[2] === "region") new MyStack(app, "cdktf", () => ({ region: "us-west-2" }));
else new MyStack(app, "cdktf", (west) => ({ provider: west }));
requireCrossRegionReplication(app, { "nothing-undetermined": "mandatory" });
app.synth();
`;

test.each([
  ["21.22.1", { region: "Synthesized", provider: "Synthesized" }],
  ["20.1.0", { region: "which the installed @cdktf/provider-aws has no argument for", provider: "Synthesized" }],
])(
  "a project of `cdktf init` with @cdktf/provider-aws %s compiles against the tarball, and synthesizes",
  async (version, told) => {
    const directory = await emptyProject(`cdktf-init-${version}`);
    await npm(directory, "install", tarball, "cdktf@0.21", "constructs@10", `@cdktf/provider-aws@${version}`);
    for (const [file, content] of Object.entries(INITIALIZED)) {
      await writeFile(path.join(directory, file), JSON.stringify(content));
    }
    await writeFile(path.join(directory, "main.ts"), MAIN);
    await run(path.join(ROOT, "node_modules/.bin/tsc"), [], { cwd: directory });
    const synth = (how: string): Promise<string> =>
      run(process.execPath, ["main.js", how], { cwd: directory, env: clean() }).then(
        () => "Synthesized",
        (error: unknown) => String(error),
      );
    for (const [how, expected] of Object.entries(told)) expect(await synth(how)).toContain(expected);
    const { resource } = JSON.parse(
      await readFile(path.join(directory, "cdktf.out/stacks/cdktf/cdk.tf.json"), "utf8"),
    ) as { resource: { aws_s3_bucket: Readonly<Record<string, { provider?: string }>> } };
    expect(Object.values(resource.aws_s3_bucket).map(({ provider }) => provider)).toEqual([undefined, "aws.west"]);
    await rm(directory, { recursive: true });
  },
);

test("requiring the package by its name starts nothing", async () => {
  const manifest = JSON.parse(await readFile(path.join(ROOT, "package.json"), "utf8")) as { exports: object };
  expect(Object.keys(manifest.exports)).not.toContain(".");
  const directory = path.join(base, "tarball");
  await expect(
    run(process.execPath, ["-e", "require('s3-cross-region-replication')"], { cwd: directory }),
  ).rejects.toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
});
