import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { PackProcess } from "../test/support/pack-process";

/** How long the pack takes to start, as a ratio to an empty compiled pack on the same SDK, pair by pair. */
async function main(): Promise<void> {
  const root = process.cwd();
  const empty = await mkdtemp(path.join(tmpdir(), "empty-pack-"));
  try {
    await mkdir(path.join(empty, "lib"));
    await writeFile(path.join(empty, "package.json"), '{"name":"empty","version":"0.0.1","main":"lib/index.js"}');
    await writeFile(path.join(empty, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    await writeFile(
      path.join(empty, "lib/index.js"),
      `new (require("@pulumi/policy").PolicyPack)("empty", { policies: [] });`,
    );
    await symlink(path.join(root, "node_modules"), path.join(empty, "node_modules"));
    const ratios: number[] = [];
    for (let pair = 0; pair <= 15; pair++) {
      const [ours, theirs] = [await boot(root), await boot(empty)];
      if (pair > 0) ratios.push(ours / theirs); // the first pair warms the disk's cache
    }
    ratios.sort((a, b) => a - b);
    const at = (share: number): string => (ratios[Math.floor(share * (ratios.length - 1))] ?? NaN).toFixed(3);
    console.log(`start of the pack / start of an empty pack: median ${at(0.5)} (${at(0.25)} to ${at(0.75)}), 15 pairs`);
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
}

async function boot(directory: string): Promise<number> {
  const pack = await PackProcess.start(directory);
  await pack.close();
  return pack.bootMs;
}

void main();
