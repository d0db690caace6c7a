import "@microsoft/jest-sarif";
import type { Log } from "sarif";
import { formatNamed, type Checked, type FormatName } from "../../policy-pack/reports";
import { BROKEN, checkedOf, CLEAN } from "../support/checked";

const QUIET = { explain: false, verbose: false, colors: false };
const written = (format: FormatName, checked: Checked, options = QUIET): string =>
  formatNamed(format)(checked, options);
const log = (checked: Checked, options = QUIET): Log => JSON.parse(written("sarif", checked, options)) as Log;

const clean = checkedOf({ "infra/main.tf.json": CLEAN });
const broken = checkedOf(
  { "infra/main.tf.json": BROKEN },
  { where: { "aws_s3_bucket.bare": { file: "./infra/bare buckets.tf", line: 7 } } },
);
const ofConfiguration = checkedOf({}, { configuration: { scope: { knownDestination: [] } } });
const unreadable = checkedOf({}, { unreadable: [{ path: "a,b:c.json", reason: "It is 100% not JSON.\nFix it." }] });

describe("sarif", () => {
  test.each(Object.entries({ clean, broken, ofConfiguration, unreadable }))(
    "is what the published schema asks for: %s",
    (_name, checked) => {
      expect(log(checked)).toBeValidSarifLog();
      expect(log(checked, { ...QUIET, verbose: true })).toBeValidSarifLog();
    },
  );

  test("errors are what fails a run, notes what could not be decided, at their lines where these are known", () => {
    const results = log(broken).runs[0]?.results ?? [];
    expect(
      results.map(({ ruleId, level, locations }) => [
        ruleId,
        level,
        locations?.[0]?.physicalLocation?.artifactLocation?.uri,
        locations?.[0]?.physicalLocation?.region?.startLine,
        locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName,
      ]),
    ).toEqual([
      ["role-can-replicate", "error", "infra/main.tf.json", undefined, "aws_iam_role_policy.crr"],
      ["nothing-undetermined", "note", "infra/main.tf.json", undefined, "aws_s3_bucket.away"],
      ["replication-enabled", "error", "infra/bare%20buckets.tf", 7, "aws_s3_bucket.bare"],
      ["destination-versioned", "error", "infra/main.tf.json", undefined, "aws_s3_bucket.copy"],
    ]);
  });

  test("a policy that is advisory warns", () => {
    const advisory = checkedOf({ "main.tf.json": BROKEN }, { configuration: { all: "advisory" } });
    expect(new Set(log(advisory).runs[0]?.results?.map(({ level }) => level))).toEqual(new Set(["warning", "note"]));
  });

  test("a finding is the same in the next run and on another line, and another bucket's is another", () => {
    const prints = (checked: Checked) =>
      log(checked).runs[0]?.results?.map(({ partialFingerprints }) => partialFingerprints?.["s3Crr/v1"]) ?? [];
    const moved = checkedOf(
      { "infra/main.tf.json": BROKEN },
      { where: { "aws_s3_bucket.bare": { file: "infra/main.tf", line: 70 } } },
    );
    expect(prints(moved)).toEqual(prints(broken));
    expect(new Set(prints(broken)).size).toBe(4);
  });

  test("what passed is told where it is asked for, with its proof", () => {
    expect(log(clean).runs[0]?.results).toEqual([]);
    const passed = log(clean, { ...QUIET, verbose: true }).runs[0]?.results ?? [];
    expect(passed.find(({ ruleId }) => ruleId === "destination-in-another-region")).toMatchObject({
      kind: "pass",
      level: "none",
      message: { text: expect.stringContaining("us-west-2, from provider aws.west") as string },
    });
  });

  test("what could not be read and what is wrong with the configuration are about the run", () => {
    expect(log(unreadable).runs[0]?.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: "error", message: { text: "It is 100% not JSON. Fix it." } }],
    });
    expect(log(ofConfiguration).runs[0]?.invocations?.[0]).toMatchObject({
      executionSuccessful: true,
      toolConfigurationNotifications: [{ message: { text: expect.stringContaining("knownDestinations") as string } }],
    });
  });
});

describe("junit", () => {
  const suites = (checked: Checked): readonly string[] => written("junit", checked).match(/<testsuites? [^>]*>/g) ?? [];

  test("counts what failed, what was skipped and what could not be read", () => {
    expect(suites(clean)).toEqual([
      '<testsuites tests="16" failures="0" errors="0" skipped="0">',
      '<testsuite name="infra/main.tf.json (Terraform configuration)" tests="16" failures="0" errors="0" skipped="0">',
    ]);
    expect(suites(broken)[0]).toBe('<testsuites tests="35" failures="3" errors="0" skipped="4">');
    expect(suites(ofConfiguration)[0]).toBe('<testsuites tests="1" failures="1" errors="0" skipped="0">');
    expect(suites(unreadable)[0]).toBe('<testsuites tests="1" failures="0" errors="1" skipped="0">');
  });

  test("says what failed, and the proof of what passed", () => {
    const report = written("junit", broken);
    expect(report).toContain(
      '<testcase classname="aws_s3_bucket.bare" name="replication-enabled" file="./infra/bare buckets.tf">\n      <failure message="aws_s3_bucket.bare has no replication configuration.&#xA;Add a replication configuration',
    );
    expect(report).toContain(
      '<testcase classname="aws_s3_bucket.data" name="destination-in-another-region">\n      <system-out><![CDATA[aws_s3_bucket.data (eu-west-1, from provider aws) to aws_s3_bucket.copy (us-west-2',
    );
  });

  test("a policy that is disabled is no test", () => {
    const only = checkedOf(
      { "main.tf.json": CLEAN },
      { configuration: { all: "disabled", "versioning-enabled": "mandatory" } },
    );
    expect(written("junit", only).match(/<testcase [^>]*>/g)).toEqual([
      '<testcase classname="aws_s3_bucket.data" name="versioning-enabled">',
    ]);
  });
});

describe("github", () => {
  test("annotates lines, and ends with the summary", () => {
    expect(written("github", broken).split("\n")).toEqual([
      expect.stringMatching(
        /^::error file=infra\/main\.tf\.json,title=role-can-replicate%3A aws_s3_bucket\.away::Role .*%0AGrant the permissions/,
      ),
      expect.stringMatching(/^::notice file=infra\/main\.tf\.json,title=nothing-undetermined%3A aws_s3_bucket\.away::/),
      expect.stringMatching(
        /^::error file=infra\/bare buckets\.tf,line=7,title=replication-enabled%3A aws_s3_bucket\.bare::/,
      ),
      expect.stringMatching(/^::error file=infra\/main\.tf\.json,title=destination-versioned%3A aws_s3_bucket\.data::/),
      "4 buckets: 3 with findings; 1 replica.",
      "",
    ]);
  });

  test("what would end a command is escaped", () => {
    expect(written("github", unreadable).split("\n")[0]).toBe(
      "::error file=a%2Cb%3Ac.json,title=not checked::It is 100%25 not JSON. Fix it.",
    );
  });
});

test("gitlab: a file and a line for each", () => {
  expect(JSON.parse(written("gitlab", clean))).toEqual([]);
  const fingerprint = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
  expect(JSON.parse(written("gitlab", broken))).toMatchObject([
    { check_name: "role-can-replicate", severity: "critical", location: { path: "infra/main.tf.json" }, fingerprint },
    { check_name: "nothing-undetermined", severity: "info", location: { lines: { begin: 1 } }, fingerprint },
    {
      check_name: "replication-enabled",
      severity: "major",
      location: { path: "infra/bare buckets.tf", lines: { begin: 7 } },
      fingerprint,
    },
    { check_name: "destination-versioned", severity: "major", fingerprint },
  ]);
});
