import * as fc from "fast-check";
import { judge } from "../../policy-pack/judgement";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import {
  declaredIn,
  loadTemplate,
  parametersIn,
  readDeclaredTemplates,
  Refused,
  type LoadedStack,
} from "../../policy-pack/readers/cloudformation";
import { DEFAULT_SETTINGS } from "../../policy-pack/settings";
import type { Random } from "../worlds/random";
import { forCloudFormation, renderCloudFormation } from "../worlds/render-cloudformation";
import { world } from "../worlds/world";
import { nested, spoiled, spoiledWithSecret } from "./mutate";
import { faultsOf, MOST_SECONDS, wordsIn, type Outcome } from "./runs";

type Body = Readonly<Record<string, unknown>>;

/** All that the language has, in one template. */
const RICH: Body = {
  AWSTemplateFormatVersion: "2010-09-09",
  Transform: ["AWS::LanguageExtensions"],
  Parameters: {
    Name: { Type: "String", Default: "acme" },
    Env: { Type: "String", AllowedValues: ["dev", "prod"] },
    Names: { Type: "CommaDelimitedList" },
    Stored: { Type: "AWS::SSM::Parameter::Value<String>" },
  },
  Conditions: {
    IsProd: { "Fn::And": [{ "Fn::Equals": [{ Ref: "Env" }, "prod"] }, { "Fn::Not": [{ Condition: "IsNamed" }] }] },
    IsNamed: { "Fn::Or": [{ "Fn::Equals": [{ Ref: "Name" }, "x"] }, { "Fn::Equals": ["a", "b"] }] },
  },
  Mappings: { Names: { dev: { name: "acme-dev" }, prod: { name: "acme-prod" } } },
  Resources: {
    Data: {
      Type: "AWS::S3::Bucket",
      Condition: "IsProd",
      DependsOn: ["Copy"],
      Metadata: { checkov: { skip: [{ id: "CKV_AWS_144" }] }, "aws:cdk:path": "App/Data/Resource" },
      Properties: {
        BucketName: {
          "Fn::Sub": ["${Name}-${v}-${!x}", { v: { "Fn::FindInMap": ["Names", { Ref: "Env" }, "name"] } }],
        },
        VersioningConfiguration: { "Fn::If": ["IsProd", { Status: "Enabled" }, { Ref: "AWS::NoValue" }] },
        Tags: [{ Key: "s3-crr:exempt-reason", Value: { Ref: "Name" } }],
        NotificationConfiguration: { TopicConfigurations: [{ Event: "s3:Replication:*", Topic: { Ref: "Topic" } }] },
        ReplicationConfiguration: {
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Rules: [
            {
              Status: "Enabled",
              Filter: { Prefix: { "Fn::Select": [0, { "Fn::Split": [",", "a,b"] }] } },
              Destination: { Bucket: { "Fn::Join": ["", ["arn:aws:s3:::", { Ref: "Copy" }]] } },
            },
            {
              Status: "Enabled",
              Destination: {
                Bucket: { "Fn::ImportValue": "bucket" },
                EncryptionConfiguration: { ReplicaKmsKeyID: { "Fn::GetAtt": "Key.Arn" } },
              },
            },
          ],
        },
      },
    },
    Copy: { Type: "AWS::S3::Bucket", Properties: { BucketName: "{{resolve:ssm:/acme/name}}" } },
    "Fn::ForEach::Loop": ["n", { Ref: "Names" }, { "Loop${n}": { Type: "AWS::S3::Bucket", Properties: {} } }],
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" } }] },
        Policies: [
          {
            PolicyDocument: {
              Statement: [{ Effect: "Allow", Action: "s3:*", Resource: { "Fn::Sub": "${Copy.Arn}/*" } }],
            },
          },
        ],
      },
    },
    Policy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        Roles: [{ Ref: "Role" }],
        PolicyDocument: { Statement: { Effect: "Deny", Action: "s3:*", Resource: "*" } },
      },
    },
    Key: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: { Statement: [] } } },
    Inner: {
      Type: "AWS::CloudFormation::Stack",
      Properties: { TemplateURL: "https://x/y", Parameters: { A: { Ref: "Data" } } },
    },
    Reader: { Type: "Custom::CrossRegionExportReader" },
    Writer: {
      Type: "Custom::CrossRegionExportWriter",
      Properties: { WriterProps: { exports: { "/a": { Ref: "Copy" } } } },
    },
    FromReader: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: { "Fn::GetAtt": ["Reader", "/a"] } } },
    Other: {
      Type: "Custom::Other",
      Properties: { A: { "Fn::GetStackOutput": { StackName: "two", OutputName: "Out" } } },
    },
  },
  Outputs: {
    Out: { Value: { "Fn::GetAtt": ["Copy", "Arn"] }, Export: { Name: { "Fn::Sub": "${AWS::StackName}-out" } } },
  },
};

const TEMPLATES: readonly unknown[] = [
  RICH,
  RICH,
  RICH,
  ...fc.sample(world, { numRuns: 200, seed: 1 }).flatMap((drawn, index) => {
    const whole = forCloudFormation(drawn);
    return renderCloudFormation(whole, index % 2 === 0 ? "literal" : "reference").templates;
  }),
];

const BARE = "Untouched";

/** One more bucket, without anything. */
function withBare(template: unknown): Body {
  const isObject = typeof template === "object" && template !== null && !Array.isArray(template);
  const body: Body = isObject ? (template as Body) : {};
  const { Resources } = body;
  const resources = typeof Resources === "object" && !Array.isArray(Resources) ? Resources : {};
  return { ...body, Resources: { ...resources, [BARE]: { Type: "AWS::S3::Bucket" } } };
}

const stack = (text: string, id: string): LoadedStack => ({ ...loadTemplate(text, id), id, name: id });
const EMPTY = stack('{"AWSTemplateFormatVersion":"2010-09-09","Resources":{}}', "");
/** Data that no text has to be made of, however deep it is nested. */
const parsed = (data: Body, id: string): LoadedStack => ({
  ...EMPTY,
  template: { data, lines: new Map() },
  id,
  name: id,
});

/** What is told of stacks, and whether a bucket without anything was judged whatever stands beside it; or why nothing is. */
function told(stacks: () => readonly LoadedStack[], overrides: unknown, isBare = true): Outcome {
  try {
    const given = { parameters: parametersIn(overrides) };
    const declared = declaredIn(stacks(), given);
    const { problems, buckets } = judge(readDeclaredTemplates(declared, DEFAULT_OPTIONS).graph, DEFAULT_SETTINGS);
    const bare = buckets.find(({ bucket }) => bucket.address.endsWith(BARE));
    const isDoubted = !isBare || (bare !== undefined && bare.findings.length + bare.pending.length > 0);
    return {
      told: [...declared.notes, ...[...problems, ...buckets.flatMap(({ findings }) => findings)].flatMap(wordsIn)],
      wrong: isDoubted ? [] : ["nothing is said about a bare bucket"],
    };
  } catch (error) {
    if (error instanceof Refused) return { told: [error.message] };
    throw error;
  }
}

const OVERRIDES = { Name: "acme", Env: "prod", Names: "a,b" };
const pick = (random: Random): unknown => TEMPLATES[random(TEMPLATES.length)];

test("templates that somebody has spoiled", async () => {
  const faults = await faultsOf(0.25, (random) => {
    const [one, overrides] = [withBare(spoiledWithSecret(pick(random), random)), spoiled(OVERRIDES, random)];
    const other = random(4) === 0 ? [parsed(RICH, "two")] : [];
    return told(() => [parsed(one, "one"), ...other], random(3) === 0 ? overrides : {});
  });
  expect(faults).toEqual([]);
});

const YAML = `AWSTemplateFormatVersion: "2010-09-09"
Conditions: { C: !Equals [!Ref "AWS::Region", eu-west-1] }
Resources:
  Data: &data
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub ["\${a}-\${!b}", { a: !Ref AWS::AccountId }]
      Tags: [{ Key: owner, Value: !If [C, one, !Ref AWS::NoValue] }]
      VersioningConfiguration: { Status: Enabled }
  Other: *data
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: 2012-10-17
        Statement: [{ Effect: Deny, Resource: !Join ["", [!GetAtt Data.Arn, "/*"]] }]
`;

/** Characters that mean something in YAML. */
const PIECES = [
  "&a ",
  "*a ",
  "!",
  "!!map ",
  "? ",
  ": ",
  "- ",
  "[",
  "{",
  "}",
  "]",
  '"',
  "'",
  "|\n",
  ">\n",
  "\t",
  "#",
  "<<: *data",
  "%YAML 1.1\n",
  "---\n",
  "...\n",
  "\u0000",
  "\ud800",
  "__proto__: x",
  "~",
];

test("texts of YAML that somebody has spoiled", async () => {
  const faults = await faultsOf(0.1, (random) => {
    let text = YAML;
    for (let times = 1 + random(4); times > 0; times -= 1) {
      const place = random(text.length);
      text = text.slice(0, place) + (PIECES[random(PIECES.length)] ?? "") + text.slice(place + random(3));
    }
    return told(() => [stack(text, "one")], {}, false);
  });
  expect(faults).toEqual([]);
});

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const resources = (all: readonly (readonly [string, unknown])[]): string =>
  JSON.stringify({ Resources: Object.fromEntries(all) });
const bucket = (properties: Body = {}): Body => ({ Type: "AWS::S3::Bucket", Properties: properties });
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const LARGE: Readonly<Record<string, () => string>> = {
  "20,000 buckets": () => resources(times(20_000, (index) => [`B${index}`, bucket()])),
  "a name that doubles with each bucket": () =>
    resources(
      times(60, (index) => [
        `B${index}`,
        bucket({ BucketName: index === 0 ? "xx" : { "Fn::Sub": `\${B${index - 1}}\${B${index - 1}}` } }),
      ]),
    ),
  "a name that doubles with each bucket, and begins with what is not known": () =>
    resources(
      times(60, (index) => [
        `B${index}`,
        bucket(index === 0 ? {} : { BucketName: { "Fn::Sub": `\${B${index - 1}}\${B${index - 1}}` } }),
      ]),
    ),
  "a chain of 20,000 buckets": () =>
    resources(
      times(20_000, (index) => [`B${index}`, bucket(index === 0 ? {} : { BucketName: { Ref: `B${index - 1}` } })]),
    ),
  "a circle of 20,000 buckets": () =>
    resources(times(20_000, (index) => [`B${index}`, { ...bucket(), DependsOn: `B${(index + 1) % 20_000}` }])),
  "conditions of conditions": () =>
    JSON.stringify({
      Conditions: Object.fromEntries(
        times(200, (index) => [
          `C${index}`,
          { "Fn::And": [{ Condition: `C${index + 1}` }, { Condition: `C${index + 1}` }] },
        ]),
      ),
      Resources: { A: { ...bucket(), Condition: "C0" } },
    }),
  "a condition of 100,000 conditions": () =>
    JSON.stringify({
      Conditions: { C: { "Fn::Or": times(100_000, () => ({ "Fn::Equals": [{ Ref: "P" }, "x"] })) } },
      Resources: { A: { ...bucket(), Condition: "C" } },
    }),
  "loops in loops": () =>
    JSON.stringify({
      Resources: Array.from(LETTERS).reduce<unknown>(
        (inner, letter) => ({ [`Fn::ForEach::${letter}`]: [letter, times(100, String), inner] }),
        { "B${a}${b}${c}": bucket() },
      ),
    }),
  "branches in branches": () =>
    resources([
      [
        "A",
        bucket({
          BucketName: times(90, (index) => index).reduce<unknown>(
            (inner) => ({ "Fn::If": ["C", inner, inner === "x" ? "y" : "z"] }),
            "x",
          ),
        }),
      ],
    ]),
  "a doubling of branches": () =>
    resources(
      times(30, (index) => [
        `B${index}`,
        bucket({
          BucketName:
            index === 0
              ? { Ref: "P" }
              : { "Fn::If": [`C${index}`, { Ref: `B${index - 1}` }, { "Fn::Sub": `\${B${index - 1}}x` }] },
        }),
      ]),
    ),
  "settings nested 1,000 deep": () =>
    resources([["A", bucket({ ReplicationConfiguration: nested("x", 1_000, false), Tags: nested("x", 1_000, true) })]]),
  "a mapping of 100,000 keys": () =>
    JSON.stringify({
      Mappings: { M: Object.fromEntries(times(100_000, (index) => [`k${index}`, { v: `v${index}` }])) },
      Resources: Object.fromEntries(
        times(20, (index) => [`B${index}`, bucket({ BucketName: { "Fn::FindInMap": ["M", { Ref: "P" }, "v"] } })]),
      ),
    }),
  "a Sub of 100,000 references": () =>
    resources([
      ["A", bucket({ BucketName: { "Fn::Sub": "${B}".repeat(100_000) } })],
      ["B", bucket()],
    ]),
  "20,000 roles of one name": () =>
    resources([
      ...times(20_000, (index): [string, unknown] => [
        `R${index}`,
        { Type: "AWS::IAM::Role", Properties: { RoleName: "same" } },
      ]),
      ["A", bucket({ ReplicationConfiguration: { Role: { "Fn::GetAtt": "R1.Arn" }, Rules: [] } })],
    ]),
  "YAML with 10,000 buckets": () =>
    `Resources:\n${times(10_000, (index) => `  B${index}:\n    Type: AWS::S3::Bucket\n`).join("")}`,
  "YAML nested 20,000 deep": () => `Resources: ${"{a: ".repeat(20_000)}`,
  "YAML that is one text of 5 MB": () => `Resources: "${"x".repeat(5_000_000)}"`,
  "a bomb of aliases": () =>
    Array.from(LETTERS)
      .map(
        (letter, index) =>
          `${letter}: &${letter} [${index === 0 ? "x" : times(9, () => `*${LETTERS[index - 1] ?? ""}`).join(",")}]`,
      )
      .join("\n") + "\nResources: {A: *z}",
};

test.each(Object.entries(LARGE))("%s", (_, make) => {
  const text = make();
  const started = process.cpuUsage();
  const { told: said } = told(() => [stack(text, "one")], {}, false);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS);
  expect(said.length).toBeGreaterThan(0);
  expect(said.join("\n")).not.toContain("It is a defect of");
});
