import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { ReplicatedBucket } from "../../cdktf-module";
import { awsCliFunction, missingAwsCli } from "./aws-cli";
import { configurationsOf } from "./configuration";
import { describeUnless, MINISTACK, missingEmulator, startEmulator, type Emulator } from "./emulator";

// The commands of docs/aws-cli.md, in their order, as a person would paste them.

const PAGE = readFileSync(path.join(__dirname, "../../docs/aws-cli.md"), "utf8");
const blocks = (language: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, block = ""]) => block);

describeUnless(missingEmulator(MINISTACK), missingAwsCli)("the page about the AWS CLI", () => {
  let emulator: Emulator;
  let folder: string;
  beforeAll(async () => {
    emulator = await startEmulator(MINISTACK);
    folder = await mkdtemp(path.join(tmpdir(), "aws-cli-"));
  });
  afterAll(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (commands: string): Promise<string> => {
    const script = `set -euo pipefail\n${awsCliFunction()}\n${commands}`;
    return (await promisify(execFile)("bash", ["-c", script], { cwd: folder, env: emulator.environment })).stdout;
  };

  test("its commands replicate, and S3 then has what the page shows and what the module writes", async () => {
    const [buckets, role, configuration, object, ...others] = blocks("sh");
    expect(others).toEqual([]);
    await run([buckets, role, configuration].join("\n"));
    const [, see = "", shown = ""] = /^\$ (.*)\n([^]*)$/.exec(blocks("console")[0] ?? "") ?? [];
    expect(JSON.parse(await run(see))).toEqual(JSON.parse(shown));
    const module = configurationsOf(({ stack }) => {
      new ReplicatedBucket(stack, "data", {
        bucketName: "acme-data",
        replicas: [{ region: "us-west-2" }],
        roleName: "acme-data-replication",
      });
    });
    expect(module["acme-data"]).toEqual(JSON.parse(shown));
    expect((await run(object ?? "")).trim().split("\n").slice(-2)).toEqual(['"COMPLETED"', '"REPLICA"']);
  });

  test("the props that it shows are those that are tried here", () => {
    expect(blocks("ts").join("")).toContain(
      '  bucketName: "acme-data",\n  replicas: [{ region: "us-west-2" }],\n  roleName: "acme-data-replication",\n',
    );
  });
});
