import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** Runs with a compiled pack on the same SDK as ours, made of nothing but the policies given as JavaScript. */
export async function withPack<T>(policies: string, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), "bench-pack-"));
  try {
    await mkdir(path.join(directory, "lib"));
    await writeFile(path.join(directory, "package.json"), '{"name":"bench","version":"0.0.1","main":"lib/index.js"}');
    await writeFile(path.join(directory, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    await writeFile(
      path.join(directory, "lib/index.js"),
      `new (require("@pulumi/policy").PolicyPack)("bench", { policies: ${policies} });`,
    );
    await symlink(path.join(process.cwd(), "node_modules"), path.join(directory, "node_modules"));
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The median of some ratios, and the middle half of them. */
export function spread(ratios: readonly number[]): string {
  const sorted = [...ratios].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(3);
  return `median ${at(0.5)} (${at(0.25)} to ${at(0.75)}), ${ratios.length} pairs`;
}
