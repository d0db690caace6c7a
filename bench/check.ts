import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { planOf } from "./plan";
import { spread } from "./packs";

// How long `s3-crr check` takes for a plan, from a cold start to the end of its process; how that grows with the plan; and
// how long Checkov takes for the same plan, in the same run. Ratios, because a machine is never the same twice.

const VERSION = "3.3.30";
const CHECKOV = path.join(process.cwd(), "node_modules/.cache", `checkov-${VERSION}`);
const COMMAND = path.join(process.cwd(), "dist/policy-pack/hosts/command-line/index.js");

const PAIRS = 1_000;
const RUNS = 5;

function main(): void {
  if (process.argv.includes("--install-checkov")) installCheckov();
  const folder = mkdtempSync(path.join(tmpdir(), "bench-check-"));
  try {
    const [small, large] = [PAIRS, 10 * PAIRS].map((pairs) => written(folder, pairs));
    if (small === undefined || large === undefined) return;
    const all = Array.from({ length: RUNS }, () => ({ small: ours(small, PAIRS), large: ours(large, 10 * PAIRS) }));
    const middle = median(all.map((run) => run.small));
    console.log(
      `s3-crr check, ${PAIRS} bucket pairs in a plan of ${size(small)}: ${(middle / 1_000).toFixed(2)} s cold`,
    );
    console.log(`${10 * PAIRS} pairs / ${PAIRS} pairs: ${spread(all.map((run) => run.large / run.small))}`);
    if (!existsSync(CHECKOV)) {
      console.log(
        `Checkov ${VERSION}: SKIPPED, it is not installed; node dist/bench/check.js --install-checkov installs it`,
      );
      return;
    }
    const theirs = checkov(small);
    console.log(`Checkov ${VERSION} / s3-crr check, the same plan: ${(theirs / middle).toFixed(1)} times as long`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(folder: string, pairs: number): string {
  const file = path.join(folder, `plan-${pairs}.json`);
  writeFileSync(file, planOf(pairs));
  return file;
}

const size = (file: string): string => `${Math.round(statSync(file).size / 1024 / 1024)} MB`;

/** Milliseconds. */
function timed<T>(run: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now();
  const result = run();
  return { ms: performance.now() - start, result };
}

function ours(plan: string, pairs: number): number {
  const { ms, result } = timed(() => execFileSync(process.execPath, [COMMAND, "check", plan], { encoding: "utf8" }));
  if (!result.includes(`${pairs} with a copy in another Region, proven.`)) throw new Error(`not all pairs: ${result}`);
  return ms;
}

function checkov(plan: string): number {
  const options = ["-f", plan, "--framework", "terraform_plan", "--compact", "--quiet", "-o", "json"];
  const { ms, result } = timed(() =>
    spawnSync(path.join(CHECKOV, "bin/checkov"), options, { encoding: "utf8", maxBuffer: 2 ** 30 }),
  );
  const { summary } = JSON.parse(result.stdout) as { readonly summary: { readonly passed: number } };
  if (summary.passed === 0) throw new Error("Checkov has judged nothing");
  return ms;
}

function installCheckov(): void {
  if (existsSync(CHECKOV)) return;
  execFileSync("python3", ["-m", "venv", CHECKOV], { stdio: "inherit" });
  const pip = path.join(CHECKOV, "bin/pip");
  execFileSync(pip, ["install", "--quiet", `checkov==${VERSION}`], { stdio: "inherit" });
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

main();
