import * as path from "node:path";
import { runProgram } from "./engine";
import { PackProcess, type Diagnostic, type PackConfig } from "./pack-process";

/** What a preview under the pack says. */
export interface Preview {
  /** Name, version and path from the program, as Pulumi prints them. */
  readonly pack: string;
  readonly violations: readonly Diagnostic[];
  /** What the pack and the program print beside violations. */
  readonly notes: string;
  /** Zero, or Pulumi's status for a preview that failed. */
  readonly exitStatus: number;
}

/** What the `pulumi` command ends with when a preview fails, for a violation or for any other reason. */
const FAILED = 1;

/** Previews a compiled program with the embedded engine and the real pack process. */
export async function previewEmbedded(program: string, pack: string, config: PackConfig = {}): Promise<Preview> {
  const [run, process] = await Promise.all([runProgram(program), PackProcess.start(pack)]);
  try {
    const { name, version } = await process.info();
    const common = { pack: `${name}@v${version} (local: ${path.relative(program, pack)})` };
    if (run.exitCode !== 0) return { ...common, violations: [], notes: run.output, exitStatus: FAILED };
    await process.configure(config);
    const violations: Diagnostic[] = [];
    for (const { inputs } of run.registered) violations.push(...(await process.analyze(inputs)));
    violations.push(...(await process.analyzeStack(run.registered.map(({ outputs }) => outputs))));
    const failed = violations.some(({ level }) => level === "mandatory");
    const notes = `${run.output}${await process.stderr()}${failed ? "error: preview failed\n" : ""}`;
    return { ...common, violations, notes, exitStatus: failed ? FAILED : 0 };
  } finally {
    await process.close();
  }
}

const SEVERITIES = ["critical", "high", "medium", "low", ""];

/** The part of `pulumi preview`'s output that is about policies, in its form and order. */
export function render({ pack, violations, notes, exitStatus }: Preview): string {
  const sorted = [...violations].sort(
    (a, b) =>
      Number(b.level === "mandatory") - Number(a.level === "mandatory") ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compare(a.policy, b.policy) ||
      compare(a.urn, b.urn),
  );
  const mark = exitStatus !== 0 ? "❌" : violations.length > 0 ? "⚠️" : "✅";
  const lines = ["Policies:", `    ${mark} ${pack}`];
  for (const { level, severity, policy, urn, message } of sorted) {
    const on = urn === "" ? "" : `  (${typeOf(urn)}: ${urn.split("::").at(-1)})`;
    lines.push(`        - [${level}] ${severity && `[severity: ${severity}]`}  ${policy}${on}`);
    lines.push(...message.split("\n").map((line) => `          ${line}`));
  }
  const diagnostics =
    notes.trim() === ""
      ? []
      : [
          "",
          "Diagnostics:",
          ...notes
            .trim()
            .split("\n")
            .map((line) => `    ${line}`),
        ];
  return [...lines, ...diagnostics].join("\n");
}

/** Pulumi prints `aws:s3/bucket:Bucket` as `aws:s3:Bucket`. */
function typeOf(urn: string): string {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return type.replace(/\/[^:]*/, "");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
