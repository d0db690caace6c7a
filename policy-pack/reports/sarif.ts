import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import type { Notification, Result } from "sarif";
import { tagsOf } from "../frameworks";
import { clean } from "../model/prose";
import type { RuleMetadata } from "../rules";
import { POLICIES } from "../settings";
import type { Checked, CheckedSource } from "./checked";
import { configurationFindings, hiddenIn, type Finding, type Hidden } from "./findings";
import type { ReportOptions } from "./format";
import { fingerprintOf } from "./fingerprint";
import { baselineLines } from "./hidden";
import { LIVE_CHECKS } from "./live";
import { slashed } from "./paths";
import { locationOf, messageOf, placed, type Placed } from "./places";

/**
 * SARIF 2.1.0, for code scanning. A finding is at its line where the source tells it; otherwise at the file that was
 * read, with the resource's address as its logical location.
 */
export function sarif(checked: Checked, { verbose }: Pick<ReportOptions, "verbose">): string {
  const run = new SarifRunBuilder({
    automationDetails: { id: `${checked.tool.name}/` },
    invocations: [invocationOf(checked)],
    columnKind: "utf16CodeUnits",
  }).initSimple({ toolDriverName: checked.tool.name, toolDriverVersion: checked.tool.version });
  const isLive = checked.sources.some(({ live }) => live !== undefined);
  for (const policy of [...POLICIES, ...(isLive ? Object.values(LIVE_CHECKS) : [])])
    run.addRule(new SarifRuleBuilder(ruleOf(policy, checked)));
  for (const each of placed(checked)) run.addResult(new SarifResultBuilder(resultOf(each)));
  for (const source of checked.sources) {
    for (const each of hiddenIn(source, checked)) run.addResult(new SarifResultBuilder(suppressed(source, each)));
  }
  for (const source of verbose ? checked.sources : []) {
    for (const passed of passedIn(source)) run.addResult(new SarifResultBuilder(passed));
  }
  const log = new SarifBuilder({ $schema: SCHEMA });
  log.addRun(run);
  return `${log.buildSarifJsonString({ indent: true })}\n`;
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** A finding's level: an error fails the run, a note is what could not be decided. */
type Level = "error" | "warning" | "note";

const levelOf = ({ answer, level }: Pick<Finding, "answer" | "level">): Level =>
  level === "mandatory" ? "error" : answer === "undetermined" ? "note" : "warning";

/** What code scanning sorts by: the middle of the bands that GitHub calls low, medium and high. */
const SECURITY_SEVERITY = { low: "3.0", medium: "5.5", high: "8.0" } as const;

/** GitHub refuses more than twenty tags of a rule, and shows ten of them. */
const MOST_TAGS = 10;

function ruleOf(policy: RuleMetadata, { levels }: Checked) {
  const { id, description, why, reference, severity, enforcement, control } = policy;
  const level = new Map<string, string>(levels).get(id) ?? enforcement;
  return {
    id,
    shortDescription: { text: description },
    fullDescription: { text: why },
    help: { text: `${why} ${reference}` },
    helpUri: reference,
    defaultConfiguration: {
      enabled: level !== "disabled",
      level: levelOf({ answer: "violated", level: level === "mandatory" ? "mandatory" : "advisory" }),
    },
    properties: {
      tags: ["s3", "replication", ...tagsOf(control)].slice(0, MOST_TAGS),
      "security-severity": SECURITY_SEVERITY[severity],
    },
  };
}

function resultOf(place: Placed): Result {
  const { finding, source } = place;
  const { policy, answer, level, bucket, on } = finding;
  const { file, line } = locationOf(place);
  return {
    ruleId: policy.id,
    level: levelOf(finding),
    kind: "fail",
    message: { text: messageOf(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          ...(line !== undefined && { region: { startLine: line } }),
        },
        ...(on && { logicalLocations: [{ fullyQualifiedName: on.address, name: clean(on.name), kind: "resource" }] }),
      },
    ],
    partialFingerprints: { "s3Crr/v1": fingerprintOf(place.source, place.finding) },
    properties: { answer, level, source: source.kind, ...(bucket && { bucket: bucket.label }) },
  };
}

/** What the baseline hides: SARIF tells it, and who reads it knows that someone has accepted it. */
function suppressed(source: CheckedSource, { finding, entry: { reason, until } }: Hidden): Result {
  const justification = clean(`${reason} (until ${until})`);
  return {
    ...resultOf({ source, finding }),
    suppressions: [{ kind: "external", status: "accepted", justification }],
  };
}

/** What passed, with its proof: SARIF tells it by `kind`, and has no level for it. */
function passedIn({ path, judgement }: CheckedSource): readonly Result[] {
  return judgement.buckets.flatMap(({ bucket, verdicts }) =>
    [...verdicts].flatMap(([rule, verdict]): readonly Result[] =>
      verdict.answer === "satisfied"
        ? [
            {
              ruleId: rule,
              level: "none",
              kind: "pass",
              message: { text: clean(`${bucket.label}: ${verdict.proof ?? "satisfied"}`) },
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: uriOf(path) } },
                  logicalLocations: [
                    { fullyQualifiedName: bucket.address, name: clean(bucket.label), kind: "resource" },
                  ],
                },
              ],
            },
          ]
        : [],
    ),
  );
}

/** What could not be read, and what is wrong with the configuration: about the run, and about no line of it. */
function invocationOf(checked: Checked) {
  const notification = (text: string, uri?: string, level: "error" | "note" = "error"): Notification => ({
    level,
    message: { text },
    ...(uri !== undefined && { locations: [{ physicalLocation: { artifactLocation: { uri } } }] }),
  });
  return {
    executionSuccessful: checked.unreadable.length === 0,
    toolExecutionNotifications: [
      ...checked.unreadable.map(({ path, reason }) => notification(clean(reason), uriOf(path))),
      ...baselineLines(checked).map((line) => notification(line, undefined, "note")),
    ],
    toolConfigurationNotifications: configurationFindings(checked).map((finding) => notification(messageOf(finding))),
  };
}

const uriOf = (file: string): string => encodeURI(slashed(file));
