import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import * as path from "node:path";
import { run } from "../../../policy-pack/hosts/command-line/program";

const ROOT = path.resolve(__dirname, "../../..");

test("the README shows what the command says of the examples", async () => {
  const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
  const [, paths = "", shown] = /\$ npx s3-cross-region-replication check (.*?)\n(.*?)```/s.exec(readme) ?? [];
  const said: string[] = [];
  const status = await run(["check", ...paths.split(" ")], {
    cwd: ROOT,
    stdin: Readable.from([]),
    stdout: { write: (text) => said.push(text) },
    stderr: { write: (text) => said.push(text) },
    now: () => new Date("2026-11-28"),
  });
  expect(said.join("")).toBe(shown);
  expect(status).toBe(1);
});
