import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { PackConfig } from "../support/pack-process";
import type { PulumiProject } from "../support/pulumi-cli";
import { EXAMPLES, inProject, PROGRAMS, ROOT, said, withPulumi } from "./cli";

// What the CLI writes down of a program is judged by `s3-crr check` as the pack judges the program. What shows less may leave
// more undetermined, what shows more may decide more, and nothing gets the opposite answer.

/** As much of the JSON report as is looked at here. */
interface Report {
  readonly sources: readonly {
    readonly kind: string;
    readonly findings: readonly Finding[];
    readonly hidden?: readonly Finding[];
    readonly buckets: readonly { readonly address: string; readonly verdicts: Readonly<Record<string, Verdict>> }[];
  }[];
  readonly unreadable: readonly unknown[];
}

interface Finding {
  readonly policy: string;
  readonly level: string;
  readonly answer: string;
  readonly on?: { readonly address: string };
}

interface Verdict {
  readonly answer: "satisfied" | "violated" | "undetermined" | "not-applicable";
}

/** What is known on apply is told of each bucket, so that nothing is left out of the comparison. */
const EACH: PackConfig = { "nothing-undetermined": { pending: "each" } };

interface Told {
  readonly kind: string;
  /** As `said` has it of the pack. */
  readonly findings: readonly string[];
  /** By the rule and the bucket. */
  readonly answers: ReadonlyMap<string, Verdict["answer"]>;
}

/** What `s3-crr check` says about one file of a project. */
async function told(project: PulumiProject, file: string, config: PackConfig = EACH): Promise<Told> {
  await writeFile(path.join(project.directory, "check-config.json"), JSON.stringify(config));
  const { sources, unreadable } = checked(project, file, "--config", "check-config.json");
  const [source] = sources;
  if (!source || unreadable.length > 0) throw new Error(`${file} is not read: ${JSON.stringify(unreadable)}`);
  return {
    kind: source.kind,
    findings: linesOf(source.findings),
    answers: new Map(
      source.buckets.flatMap(({ address, verdicts }) =>
        Object.entries(verdicts).map(([rule, { answer }]) => [`${rule} ${nameOf(address)}`, answer] as const),
      ),
    ),
  };
}

function checked(project: PulumiProject, ...args: readonly string[]): Report {
  return JSON.parse(s3crr(project, "check", "--format", "json", ...args)) as Report;
}

/** Runs what is in `dist`, as the pack is, and gives what it prints. */
function s3crr({ directory }: PulumiProject, ...args: readonly string[]): string {
  const command = path.join(ROOT, "dist/policy-pack/hosts/command-line/index.js");
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], {
    cwd: directory,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0 && status !== 1) throw new Error(`${args.join(" ")}: ${stderr}${stdout}`);
  return stdout;
}

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

const linesOf = (findings: readonly Finding[]): readonly string[] =>
  [
    ...new Set(findings.map(({ level, policy, on }) => `${level} ${policy} ${nameOf(on?.address ?? "")}`.trim())),
  ].sort();

/** What exists, written down. */
async function exported(project: PulumiProject): Promise<string> {
  await project.pulumi("stack", "export", "--show-secrets", "--file", "state.json");
  return "state.json";
}

/** What `pulumi preview --json` prints. */
async function previewed(project: PulumiProject): Promise<string> {
  const { stdout } = await project.operate("preview", "--json", "--show-sames");
  await writeFile(path.join(project.directory, "preview.json"), stdout);
  return "preview.json";
}

/** What is violated by one source and right by another. That a rule does not apply says as little as that it holds. */
const opposites = (one: Told, other: Told): readonly string[] =>
  [...one.answers].flatMap(([about, answer]) => {
    const both = [answer, other.answers.get(about) ?? "missing"];
    const isOpposite = both.includes("violated") && both.some((each) => !/violated|undetermined/.test(each));
    return isOpposite ? [`${about}: ${both.join(", ")}`] : [];
  });

/** What one source leaves undetermined that another decides. */
const lessDecided = (one: Told, other: Told): readonly string[] =>
  [...one.answers].flatMap(([about, answer]) =>
    answer === "undetermined" && other.answers.get(about) !== "undetermined" ? [about] : [],
  );

const withoutLevel = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((each) => each.replace(/^\w+ /, "")))].sort();

withPulumi("what the CLI writes down of", () => {
  test.each<[name: string, program: string, more: readonly string[]]>([
    ["a program that is right", path.join(EXAMPLES, "compliant"), []],
    ["a program with every defect", path.join(EXAMPLES, "broken"), []],
    // A state has the bucket that the program looked up, which Pulumi shows to no pack.
    ["every shape of a bucket", path.join(PROGRAMS, "shapes"), ["destination-in-another-region existing"]],
  ])("%s is judged as the pack judges it", (_name, program, more) =>
    inProject(program, async (project) => {
      const pack = await project.operate("preview", ...(await project.under(ROOT, EACH)));
      const log = await told(project, "events-1.json");
      const preview = await told(project, await previewed(project));
      const up = await project.operate(
        ...(["up", "--yes", "--skip-preview"] as const),
        ...(await project.under(ROOT, { ...EACH, all: "advisory" })),
      );
      const state = await told(project, await exported(project));
      expect([preview.kind, log.kind, state.kind]).toEqual(["Pulumi preview", "Pulumi event log", "Pulumi state"]);

      expect(preview.findings).toEqual(said(pack));
      expect(withoutLevel(state.findings)).toEqual([...withoutLevel(said(up)), ...more].sort());

      // An event log has no dependencies; after `up` everything is known.
      expect(opposites(log, preview)).toEqual([]);
      expect(opposites(preview, state)).toEqual([]);
      expect(lessDecided(state, preview)).toEqual([]);
    }),
  );

  test("a program is accepted by a baseline of its first preview", () =>
    inProject(path.join(EXAMPLES, "broken"), async (project) => {
      const file = await previewed(project);
      s3crr(project, "baseline", file);
      const [before] = checked(project, file).sources;
      const [after] = checked(project, file, "--baseline", "s3-crr-baseline.json").sources;
      expect(linesOf(before?.findings ?? [])).toContain("mandatory versioning-enabled not-versioned");
      expect([linesOf(after?.findings ?? []), linesOf(after?.hidden ?? [])]).toEqual([
        [],
        linesOf(before?.findings ?? []),
      ]);
    }));
});
