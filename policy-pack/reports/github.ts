import { clean } from "../model/prose";
import type { Checked } from "./checked";
import { configurationFindings, type Finding } from "./findings";
import { baselineLines } from "./hidden";
import { slashed } from "./paths";
import { locationOf, messageOf, placed } from "./places";
import { summaryOf } from "./summary";

/**
 * Workflow commands of GitHub Actions: annotations at the lines of a pull request. GitHub shows ten errors, ten warnings
 * and ten notices of a step; the lines stay in its log.
 */
export function github(checked: Checked): string {
  const lines = [
    ...configurationFindings(checked).map((finding) => annotation(finding)),
    ...placed(checked).map((place) => annotation(place.finding, locationOf(place))),
    ...checked.unreadable.map(({ path, reason }) =>
      command("error", { file: slashed(path), title: "not checked" }, clean(reason)),
    ),
    ...baselineLines(checked).map((line) => command("notice", { title: "baseline" }, line)),
    summaryOf(checked),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function annotation(finding: Finding, location?: { readonly file: string; readonly line?: number }): string {
  const { policy, bucket } = finding;
  const title = bucket ? `${policy.id}: ${clean(bucket.label)}` : policy.id;
  const place = location && {
    file: slashed(location.file),
    ...(location.line !== undefined && { line: location.line }),
  };
  return command(kindOf(finding), { ...place, title }, messageOf(finding));
}

function kindOf({ level, answer }: Finding): "error" | "warning" | "notice" {
  if (level === "mandatory") return "error";
  return answer === "undetermined" ? "notice" : "warning";
}

function command(kind: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${propertyText(String(value))}`);
  return `::${kind} ${written.join(",")}::${messageText(message)}`;
}

/** What would end a message is escaped as GitHub's own toolkit does. */
const messageText = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const propertyText = (text: string): string => messageText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
