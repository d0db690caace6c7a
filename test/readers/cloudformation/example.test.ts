import { readFileSync } from "node:fs";
import * as path from "node:path";
import { s3crr, type Files } from "../../support/command";

const FOLDER = path.resolve(__dirname, "../../../examples/cloudformation");
const file = (name: string): string => readFileSync(path.join(FOLDER, name), "utf8");

const NAMES = ["source.yaml", "replica.yaml", "broken.yaml", "parameters.json", "policy-config.json"] as const;
const FILES: Files = Object.fromEntries(NAMES.map((name) => [name, file(name)]));
const KNOWN = ["--region", "us-east-1", "--parameter-overrides", "parameters.json", "--config", "policy-config.json"];

/** The example with one text in it replaced by another. */
function but(...[before, after]: readonly [before: string, after: string]): Files {
  const changed = file("source.yaml").replace(before, after);
  if (changed === file("source.yaml")) throw new Error(`the example has no ${before}`);
  return { ...FILES, "source.yaml": changed };
}

test("source.yaml: every policy is satisfied, and nothing is undetermined", async () => {
  const { stdout, status } = await s3crr(["check", "source.yaml", ...KNOWN, "--fail-on", "advisory"], FILES);
  expect([stdout, status]).toEqual([
    "source.yaml: CloudFormation template\n\n1 bucket: 1 with a copy in another Region, proven.\n",
    0,
  ]);
});

test("replica.yaml: its bucket is a replica", async () => {
  const { stdout } = await s3crr(["check", "replica.yaml", "--region", "us-west-2", ...KNOWN.slice(2)], FILES);
  expect(stdout).toBe("replica.yaml: CloudFormation template\n\n1 bucket: 1 replica.\n");
});

test("the outputs have the names that the control's page has", () => {
  expect(file("source.yaml")).toMatch(/\nOutputs:\n {2}SourceBucketArn:[^]*\n {2}ReplicationRoleArn:/);
});

test.each<[string, Files, string]>([
  [
    "the destination is in the same Region",
    { ...FILES, "policy-config.json": file("policy-config.json").replace("us-west-2", "us-east-1") },
    "mandatory destination-in-another-region",
  ],
  ["versioning is suspended", but("Status: Enabled", "Status: Suspended"), "mandatory versioning-enabled"],
  [
    "the rule is disabled",
    but("- Id: everything\n            Status: Enabled", "- Id: everything\n            Status: Disabled"),
    "mandatory replication-enabled",
  ],
  ["the role may not write copies", but("- s3:ReplicateObject\n", "- s3:ListBucket\n"), "mandatory role-can-replicate"],
  [
    "S3 may not assume the role",
    but("Service: s3.amazonaws.com", "Service: ec2.amazonaws.com"),
    "mandatory role-can-replicate",
  ],
  [
    "the role's policy refers back to the bucket, as published ones do",
    but("!Sub arn:${AWS::Partition}:s3:::${SourceBucketName}\n", "!GetAtt SourceBucket.Arn\n"),
    "CloudFormation refuses this template: its resources refer to one another in a circle (SourceBucket → ReplicationRole → SourceBucket).",
  ],
])("broken: %s", async (_, files, expected) => {
  const { stdout, status } = await s3crr(["check", "source.yaml", ...KNOWN], files);
  expect(stdout).toContain(expected);
  expect(status).not.toBe(0);
});

test("broken.yaml: what the page about CloudFormation shows", async () => {
  const { stdout } = await s3crr(["check", "examples/cloudformation/broken.yaml", "--region", "us-east-1"], {
    "examples/cloudformation/broken.yaml": file("broken.yaml"),
  });
  expect(readFileSync(path.join(FOLDER, "../../docs/cloudformation.md"), "utf8")).toContain(stdout);
});

test("without --region the copy within one template is told all the same", async () => {
  const { stdout, status } = await s3crr(["check", "broken.yaml"], FILES);
  expect(stdout).toContain("both are deployed to the one Region of a stack, so it is the same Region. (broken.yaml:5)");
  expect(status).toBe(1);
});

describe("the options of templates", () => {
  test.each<[string, readonly string[], string]>([
    ["a Region that does not exist", ["--region", "us-west-9"], "--region is not the name of an AWS Region."],
    [
      "no file",
      ["--parameter-overrides", "none.json"],
      "The file of --parameter-overrides, none.json, cannot be read: there is no such file or folder.",
    ],
    [
      "a file of something else",
      ["--parameter-overrides", "source.yaml"],
      "The file of --parameter-overrides, source.yaml, is not JSON.",
    ],
    [
      "no parameters",
      ["--parameter-overrides", "text.json"],
      "The file of --parameter-overrides, text.json: it is neither an object nor a list of parameters.",
    ],
  ])("%s", async (_, options, expected) => {
    const { stderr, status } = await s3crr(["check", "source.yaml", ...options], { ...FILES, "text.json": '"x"' });
    expect([stderr, status]).toEqual([`${expected}\n`, 2]);
  });

  test("what nobody says is asked for, each with the option that says it", async () => {
    const { stdout } = await s3crr(["check", "source.yaml", "--explain"], FILES);
    expect(stdout).toContain("Fix: If you know the answer, run the check with --region <its Region>.\n");
    expect(stdout).toContain(
      'Fix: If you know the answer, run the check with --parameter-overrides <file>, with { "ReplicaBucketArn": "<its value>" } in the file.\n',
    );
  });
});

test("standard input is a template too, and SARIF has its lines", async () => {
  const { stdout } = await s3crr(["check", "-", "--format", "sarif"], {}, { stdin: file("broken.yaml") });
  expect(stdout).toContain('"startLine": 5');
});
