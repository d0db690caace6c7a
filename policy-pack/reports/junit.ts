import builder, { type Builder, type TestSuite } from "junit-report-builder";
import type { BucketJudgement } from "../judgement";
import { clean } from "../model/prose";
import type { RuleId } from "../rules";
import type { Checked, CheckedSource } from "./checked";
import { configurationFindings, findingsOf, hiddenIn, type Finding, type Hidden } from "./findings";
import { baselineLines } from "./hidden";
import { messageOf } from "./places";

/**
 * JUnit's XML: a suite for each source, a test for each bucket and policy. A violation of a mandatory policy fails; what
 * is advisory, exempt or could not be decided is skipped, and says why.
 */
export function junit(checked: Checked): string {
  const report = builder.newBuilder();
  const ofConfiguration = configurationFindings(checked);
  if (ofConfiguration.length > 0) {
    const suite = report.testSuite().name("configuration");
    for (const finding of ofConfiguration) testOf(suite, "configuration", finding);
  }
  const ofBaseline = baselineLines(checked);
  if (ofBaseline.length > 0) {
    report
      .testSuite()
      .name("baseline")
      .testCase()
      .className("baseline")
      .name("hidden")
      .standardOutput(ofBaseline.join("\n"));
  }
  for (const source of checked.sources) suiteOf(report, source, checked);
  for (const { path, reason } of checked.unreadable) {
    report.testSuite().name(clean(path)).testCase().className(clean(path)).name("read").error(clean(reason));
  }
  return report.build();
}

function suiteOf(report: Builder, source: CheckedSource, checked: Checked): void {
  const suite = report.testSuite().name(clean(`${source.path} (${source.kind})`));
  const findings = findingsOf(source, checked);
  for (const finding of findings) testOf(suite, classOf(finding), finding);
  const hidden = hiddenIn(source, checked);
  for (const each of hidden) hiddenTest(suite, each);
  const all = [...findings, ...hidden.map(({ finding }) => finding)];
  const told = new Set(all.map(({ policy, bucket }) => JSON.stringify([policy.id, bucket?.address])));
  for (const judged of source.judgement.buckets) {
    for (const rule of judged.verdicts.keys()) {
      const isTold = told.has(JSON.stringify([rule, judged.bucket.address]));
      if (!isTold && checked.levels.get(rule) !== "disabled") answerOf(suite, judged, rule);
    }
  }
}

const classOf = ({ bucket, on }: Finding): string => clean(bucket?.label ?? on?.name ?? "configuration");

function testOf(suite: TestSuite, className: string, finding: Finding): void {
  const { policy, level, on } = finding;
  const test = suite.testCase().className(className).name(policy.id);
  if (on?.location) test.file(on.location.file);
  if (level === "mandatory") test.failure(messageOf(finding), policy.id);
  else test.skipped().standardOutput(`${level}: ${messageOf(finding)}`);
}

function hiddenTest(suite: TestSuite, { finding, entry: { reason, until } }: Hidden): void {
  const test = suite.testCase().className(classOf(finding)).name(finding.policy.id);
  test.skipped().standardOutput(clean(`in the baseline until ${until} (${reason}): ${messageOf(finding)}`));
}

/** What a rule says of a bucket where that is no finding; nothing where it is not about the bucket. */
function answerOf(suite: TestSuite, { bucket, verdicts }: BucketJudgement, rule: RuleId): void {
  const verdict = verdicts.get(rule);
  if (!verdict || verdict.answer === "not-applicable") return;
  const test = suite.testCase().className(clean(bucket.label)).name(rule);
  if (verdict.answer === "satisfied") {
    if (verdict.proof !== undefined) test.standardOutput(clean(verdict.proof));
    return;
  }
  const reasons = verdict.answer === "undetermined" ? verdict.doubts.map(({ reason }) => reason) : [];
  test.skipped().standardOutput(clean(`${verdict.answer}: ${reasons.join("; ")}`));
}
