import { spawnSync } from "node:child_process";
import * as path from "node:path";
import * as fc from "fast-check";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import { readStack } from "../../policy-pack/readers/pulumi";
import { RULES } from "../../policy-pack/rules";
import { Scope } from "../../policy-pack/scope";
import { regionIn } from "../worlds/oracle";
import { physicalName, render } from "../worlds/render";
import { NOTHING_HIDDEN, world, type World } from "../worlds/world";
import { missingProwler, prowler } from "./prowler";
import { EXPLAINED } from "./prowler-differences";

// Prowler's check is where the control comes from. It judges the same worlds; where the two differ, the difference has to
// be one of those explained here.

const HERE = __dirname;
const WORLDS = Number(process.env["WORLDS"] ?? 10_000);
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

process.stderr.write(
  missingProwler === undefined
    ? `prowler.slow.ts: ${WORLDS} worlds, SEED=${SEED}\n`
    : `prowler.slow.ts: SKIPPED, ${missingProwler}; nothing was compared with Prowler\n`,
);

/** What Prowler would read from AWS, had the world been deployed. */
function asRead(whole: World): string {
  return JSON.stringify({
    buckets: whole.buckets.map(({ versioning, rules }, index) => ({
      name: physicalName(whole, index),
      region: regionIn(whole, index),
      versioning: versioning === "Enabled",
      rules: (rules ?? []).map(({ enabled, to }, position) => ({
        id: `rule-${position}`,
        status: enabled ? "Enabled" : "Disabled",
        destination: `arn:aws:s3:::${physicalName(whole, to)}`,
      })),
    })),
  });
}

/** Our verdict about one bucket: the rules that are violated, or that none has anything to say. */
function ours(
  scope: Scope,
  index: number,
): { readonly violated: readonly string[]; readonly owes: boolean; readonly partial: boolean } {
  const bucket = scope.judged.find(({ label }) => label === `bucket-${index}`);
  const verdicts = RULES.map((rule) => ({ rule, answer: bucket && scope.judge(rule, bucket).answer }));
  return {
    violated: verdicts.flatMap(({ rule, answer }) =>
      rule.enforcement === "mandatory" && answer === "violated" ? [rule.id] : [],
    ),
    partial: verdicts.some(({ rule, answer }) => rule.id === "whole-bucket-covered" && answer === "violated"),
    owes: verdicts.some(({ rule, answer }) => rule.id === "replication-enabled" && answer !== "not-applicable"),
  };
}

const COPIES_NOTHING: readonly string[] = [
  "role-can-replicate",
  "encrypted-objects-selected",
  "replica-key-in-destination-region",
  "keys-enabled",
];

function difference(
  status: string,
  { violated, owes, partial }: ReturnType<typeof ours>,
): keyof typeof EXPLAINED | "none" | "unexplained" {
  if (status === "MANUAL") return "out of its scope";
  if (status === "FAIL") return violated.length > 0 ? "none" : owes ? "unexplained" : "replica";
  if (violated.length === 0) return owes ? (partial ? "filter" : "none") : "unexplained";
  if (violated.includes("rule-set-accepted") || violated.includes("account-regional-name-matches")) return "refused";
  if (violated.includes("single-replication-configuration")) return "overwritten";
  if (violated.includes("destination-versioned")) return "destination unversioned";
  if (violated.includes("destination-in-another-region")) return "partition";
  if (violated.includes("object-lock-matched")) return "Object Lock";
  return violated.every((id) => COPIES_NOTHING.includes(id)) ? "copies nothing" : "unexplained";
}

(missingProwler === undefined ? test : test.skip)("every difference from Prowler is explained", () => {
  const worlds = fc.sample(world, { numRuns: WORLDS, seed: SEED });
  const run = spawnSync(prowler(), [path.join(HERE, "prowler_worlds.py")], {
    input: worlds.map(asRead).join("\n"),
    encoding: "utf8",
    maxBuffer: 1024 * 1024 * 1024,
  });
  expect(run.stderr).toBe("");
  const findings = run.stdout.trim().split("\n");
  expect(findings).toHaveLength(worlds.length);

  const count: Record<string, number> = {};
  worlds.forEach((whole, place) => {
    const { stack, knownDestinations } = render(whole, NOTHING_HIDDEN);
    const options = { ...DEFAULT_OPTIONS, knownDestinations };
    const scope = new Scope(readStack(stack, options), options);
    const statuses = JSON.parse(findings[place] ?? "") as Readonly<Record<string, string>>;
    whole.buckets.forEach((_, index) => {
      const status = statuses[physicalName(whole, index)] ?? "";
      const verdict = ours(scope, index);
      const kind = difference(status, verdict);
      if (kind === "unexplained")
        throw new Error(`unexplained: ${status}, ${JSON.stringify({ verdict, whole, index })}`);
      count[kind] = (count[kind] ?? 0) + 1;
      // What we pass and Prowler fails would be the worst: it happens to replicas, which are safe where their source is.
      if (kind === "replica") expect(status).toBe("FAIL");
    });
  });
  const told = Object.entries(count).map(([kind, times]) => `  ${times} ${kind}`);
  process.stderr.write(`buckets compared with Prowler, by the difference:\n${told.join("\n")}\n`);
  expect(Object.keys(count).sort()).toEqual(["none", ...Object.keys(EXPLAINED)].sort());
});
