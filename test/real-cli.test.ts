import { execFileSync } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { previewEmbedded, type Preview } from "./support/preview";
import { previewWithPulumi } from "./support/preview-pulumi";

const ROOT = path.resolve(__dirname, "..");

function version(): string | undefined {
  try {
    return execFileSync("pulumi", ["version"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

const pulumi = version();
const withPulumi = pulumi === undefined ? describe.skip : describe;
if (pulumi === undefined) {
  process.stderr.write(
    "real-cli.test.ts: SKIPPED, there is no `pulumi` on the PATH; the embedded engine is tested instead\n",
  );
}

withPulumi("the real CLI, with a stand-in for the AWS plugin", () => {
  let plugin: string;
  beforeAll(async () => {
    plugin = await mkdtemp(path.join(ROOT, "dist", "aws-plugin-"));
    await cp(path.join(ROOT, "dist/test/support"), plugin, { recursive: true });
    await writeFile(path.join(plugin, "package.json"), '{"name":"stand-in","version":"7.0.0","main":"aws-plugin.js"}');
    await writeFile(path.join(plugin, "PulumiPlugin.yaml"), "runtime: nodejs\n");
  });
  afterAll(async () => rm(plugin, { recursive: true, force: true }));

  const told = ({ violations }: Preview) =>
    violations.map(({ policy, level, urn }) => `${level} ${policy} ${urn}`).sort();

  test.each(["compliant", "compliant-providers", "broken"])("%s: as with the embedded engine", async (example) => {
    const program = path.join(ROOT, "examples/pulumi", example);
    const real = await previewWithPulumi(program, ROOT, plugin);
    const embedded = await previewEmbedded(program, ROOT);
    expect(told(real)).toEqual(told(embedded));
    expect(real.exitStatus === 0).toBe(embedded.exitStatus === 0);
  });
});
