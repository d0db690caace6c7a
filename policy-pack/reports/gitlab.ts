import { createHash } from "node:crypto";
import type { Checked } from "./checked";
import type { Finding } from "./findings";
import { fingerprintOf } from "./fingerprint";
import { baselineLines } from "./hidden";
import { slashed } from "./paths";
import { locationOf, messageOf, placed } from "./places";

/**
 * GitLab's Code Quality report. It asks for a line and a file of each problem: of a source without lines it is the first
 * line of the file that was read; what is wrong with the configuration is in no file that is known here, and so is not
 * in it.
 */
export function gitlab(checked: Checked): string {
  const problems = placed(checked).map((place) => {
    const { file, line } = locationOf(place);
    return {
      description: messageOf(place.finding),
      check_name: place.finding.policy.id,
      fingerprint: fingerprintOf(place.source, place.finding),
      severity: severityOf(place.finding),
      location: { path: slashed(file), lines: { begin: line ?? 1 } },
    };
  });
  return `${JSON.stringify([...problems, ...baselineNote(checked)], undefined, 2)}\n`;
}

/** What the baseline hides, as a remark on its file: the report has no other place for it. */
function baselineNote(checked: Checked) {
  const lines = baselineLines(checked);
  if (!checked.baseline || lines.length === 0) return [];
  const file = slashed(checked.baseline.file);
  return [
    {
      description: lines.join("\n"),
      check_name: "baseline",
      fingerprint: createHash("sha256")
        .update(JSON.stringify(["baseline", file]))
        .digest("hex"),
      severity: "info",
      location: { path: file, lines: { begin: 1 } },
    },
  ];
}

const SEVERITY = { low: "minor", medium: "major", high: "critical" } as const;

function severityOf({ policy, level, answer }: Finding): "info" | "minor" | "major" | "critical" {
  if (level === "mandatory") return SEVERITY[policy.severity];
  return answer === "undetermined" ? "info" : "minor";
}
