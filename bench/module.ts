import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { spread } from "./packs";
import { BUCKETS } from "./synthesize";

// What the module costs beside the L1 constructs that it is made of: to import, and to synthesize. Each figure is the
// ratio of two fresh processes, pair by pair.

const DEEP_PATHS = [
  "iam-role",
  "iam-role-policy",
  "kms-key",
  "s3-bucket",
  "s3-bucket-lifecycle-configuration",
  "s3-bucket-ownership-controls",
  "s3-bucket-policy",
  "s3-bucket-public-access-block",
  "s3-bucket-replication-configuration",
  "s3-bucket-server-side-encryption-configuration",
  "s3-bucket-versioning",
].map((each) => `@cdktf/provider-aws/lib/${each}`);

/** Milliseconds that a piece of a program takes, after what it needs, in a process of its own. */
function measure(program: string, needs = ""): number {
  const timed = `${needs}; const start = process.hrtime.bigint(); ${program}; console.log(Number(process.hrtime.bigint() - start) / 1e6)`;
  return Number(execFileSync(process.execPath, ["-e", timed], { encoding: "utf8" }).trim().split("\n").pop());
}

function ratios(pairs: number, ours: () => number, theirs: () => number): number[] {
  const all: number[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    const ratio = ours() / theirs();
    if (pair > 0) all.push(ratio); // the first pair warms the disk's cache
  }
  return all;
}

const requireAll = (names: readonly string[]): string =>
  names.map((name) => `require(${JSON.stringify(name)})`).join("; ");

const imports = ratios(
  15,
  () => measure(requireAll([path.resolve("dist/cdktf-module")])),
  () => measure(requireAll(["cdktf", "constructs", ...DEEP_PATHS])),
);
console.log(`import of the module / import of its L1 constructs: ${spread(imports)}`);

const base = mkdtempSync(path.join(tmpdir(), "bench-synth-"));
try {
  const synthesis = (how: "byModule" | "byHand") => () =>
    measure(
      `synthesize.${how}(${JSON.stringify(path.join(base, how))})`,
      `const synthesize = require(${JSON.stringify(path.resolve("dist/bench/synthesize"))})`,
    );
  const synths = ratios(7, synthesis("byModule"), synthesis("byHand"));
  const [ours, theirs] = ["byModule", "byHand"].map((how) => countsIn(path.join(base, how)));
  if (ours !== theirs) throw new Error(`These are not the same resources:\n${ours ?? ""}\n${theirs ?? ""}`);
  console.log(`synthesis of ${BUCKETS} replicated buckets / the same resources by hand: ${spread(synths)}`);
} finally {
  rmSync(base, { recursive: true, force: true });
}

function countsIn(directory: string): string {
  const text = readFileSync(path.join(directory, "stacks/bench/cdk.tf.json"), "utf8");
  const { resource } = JSON.parse(text) as { resource: Readonly<Record<string, object>> };
  return Object.entries(resource)
    .map(([type, all]) => `${Object.keys(all).length} ${type}`)
    .join(", ");
}
