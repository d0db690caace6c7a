import type { Checked } from "./checked";
import type { Finding } from "./findings";
import { fingerprintOf, locationOf, messageOf, placed, slashed } from "./places";

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
      fingerprint: fingerprintOf(place),
      severity: severityOf(place.finding),
      location: { path: slashed(file), lines: { begin: line ?? 1 } },
    };
  });
  return `${JSON.stringify(problems, undefined, 2)}\n`;
}

const SEVERITY = { low: "minor", medium: "major", high: "critical" } as const;

function severityOf({ policy, level, answer }: Finding): "info" | "minor" | "major" | "critical" {
  if (level === "mandatory") return SEVERITY[policy.severity];
  return answer === "undetermined" ? "info" : "minor";
}
