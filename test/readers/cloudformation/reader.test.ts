import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  declaredIn,
  loadAssembly,
  loadTemplate,
  parametersIn,
  templateIn,
  type Declared,
} from "../../../policy-pack/readers/cloudformation";
import { CLOUDFORMATION } from "../../../policy-pack/readers/cloudformation/dialect";
import { declare, parameters, resourceAt, settingAt, stackOf, template, type Body } from "./templates";

const bucket = (properties?: Body, more: Body = {}): Body => ({
  Type: "AWS::S3::Bucket",
  ...(properties && { Properties: properties }),
  ...more,
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A new folder with these files in it. */
function folder(files: Readonly<Record<string, string | object>>): string {
  const made = mkdtempSync(path.join(tmpdir(), "s3-crr-cfn-"));
  folders.push(made);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return made;
}

describe("YAML", () => {
  const YAML = `# A comment
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: 012345678901
      VersioningConfiguration: { Status: Enabled }
      ObjectLockEnabled: true
      AccelerateConfiguration: ~
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "\${Data}-\${!x}"
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{ Effect: Allow, Resource: !GetAtt Data.Arn, Other: !Join ["", [a, !Ref Data]] }]
      ManagedPolicyArns: [!If [C, !Sub ["\${a}", { a: !Ref Data }], !Ref AWS::NoValue]]
Conditions:
  C: !And [!Equals [1, "1"], !Not [!Condition D]]
  D: !Equals [yes, no]
`;
  const { resources, locations } = declare(YAML, { region: "us-east-1" });

  test("short forms are functions, and scalars are texts", () => {
    expect(settingAt(resources, "Data", "bucketName")).toBe("012345678901");
    expect(settingAt(resources, "Data", "accelerateConfiguration")).toBeUndefined();
    expect(settingAt(resources, "Role", "roleName")).toBe("012345678901-${x}");
    expect(settingAt(resources, "Role", "assumeRolePolicyDocument")).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Resource: "arn:aws:s3:::012345678901", Other: "a012345678901" }],
    });
    expect(settingAt(resources, "Role", "managedPolicyArns")).toEqual(["012345678901"]);
  });

  test("resources have the lines of their logical IDs, in JSON too", () => {
    expect([...locations]).toEqual([
      ["Data", { file: "template", line: 3 }],
      ["Role", { file: "template", line: 10 }],
    ]);
    const json = JSON.stringify(
      { Description: '"Resources": {"X":', Resources: { 'A"\\': bucket(), B: bucket() } },
      undefined,
      1,
    );
    expect([...templateIn(json).lines]).toEqual([
      ['A"\\', 4],
      ["B", 7],
    ]);
  });

  test.each([
    [
      "an alias that doubles and doubles",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, at) => `${"bcdefghij"[at] ?? ""}: &${"bcdefghij"[at] ?? ""} [${`*${"abcdefghi"[at] ?? ""},`.repeat(10)}]`).join("\n")}\nResources: {}`,
    ],
    ["lists in lists in lists", `Resources: ${"[".repeat(20_000)}`],
    ["an alias of itself", "Resources: &a { A: *a }"],
    ["no resources", "Description: x"],
    ["a text", "hello"],
    ["tabs", "\tResources:\n\t\t- x"],
  ])("%s is told in a sentence", (_, text) => {
    expect(() => templateIn(text)).toThrow(/\.$/);
  });
});

describe("types", () => {
  test("where settings stand, in the words of each type", () => {
    const { resources } = declare({
      Resources: {
        Inline: { Type: "AWS::IAM::Policy", Properties: { Roles: ["a", "b"], PolicyDocument: {} } },
        Alone: { Type: "AWS::IAM::RolePolicy", Properties: { RoleName: "a", PolicyDocument: {} } },
        Alarm: {
          Type: "AWS::CloudWatch::Alarm",
          Properties: { MetricName: "OperationsFailedReplication", Dimensions: [{ Name: "SourceBucket", Value: "b" }] },
        },
        Key: { Type: "AWS::KMS::ReplicaKey", Properties: { Enabled: false, KeyPolicy: { Statement: [] } } },
        Data: bucket({
          NotificationConfiguration: { TopicConfigurations: [{ Event: "s3:Replication:*", Topic: "t" }] },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                BucketKeyEnabled: true,
                ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "k" },
              },
            ],
          },
        }),
        Set: {
          Type: "Custom::S3BucketNotifications",
          Properties: { BucketName: "b", NotificationConfiguration: { QueueConfigurations: [{ Events: ["x"] }] } },
        },
      },
    });
    expect(resources.map(({ address, kind }) => [address, kind])).toEqual([
      ["Inline", "role-policy"],
      ["Alone", "role-policy"],
      ["Alarm", "alarm"],
      ["Key", "key"],
      ["Data", "bucket"],
      ["Set", "notification"],
    ]);
    expect(settingAt(resources, "Inline", "role")).toEqual(["a", "b"]);
    expect(settingAt(resources, "Alone", "role")).toBe("a");
    expect(settingAt(resources, "Alarm", "dimensions")).toEqual([{ name: "SourceBucket", value: "b" }]);
    expect(settingAt(resources, "Key", "enabled")).toBe(false);
    expect(settingAt(resources, "Data", "notificationConfiguration.topicConfigurations.0.event")).toBe(
      "s3:Replication:*",
    );
    expect(settingAt(resources, "Set", "queues.0.events")).toEqual(["x"]);
    expect(settingAt(resources, "Data", "bucketEncryption.serverSideEncryptionConfiguration.0")).toEqual({
      bucketKeyEnabled: true,
      serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "k" },
    });
  });

  test("paths of settings are told as a template has them", () => {
    expect(
      [
        "replicationConfiguration.rules[0].destination.encryptionConfiguration.replicaKmsKeyId",
        "bucketEncryption.serverSideEncryptionConfiguration[0].serverSideEncryptionByDefault.sseAlgorithm",
      ].map(CLOUDFORMATION.setting),
    ).toEqual([
      "ReplicationConfiguration.Rules[0].Destination.EncryptionConfiguration.ReplicaKmsKeyID",
      "BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm",
    ]);
  });
});

describe("existence and dependencies", () => {
  const CONDITIONS: Body = {
    Parameters: { P: { Type: "String" } },
    Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "x"] } },
  };

  test("what a condition leaves out is not there; what it may leave out may not be", () => {
    const body = { ...CONDITIONS, Resources: { A: bucket({}, { Condition: "C" }), B: bucket({}, { DependsOn: "A" }) } };
    const open = declare(body).resources;
    expect(open.map(({ address, existence }) => [address, existence?.identity])).toEqual([
      ["A", expect.stringContaining("equals ")],
      ["B", undefined],
    ]);
    expect(
      declare(body, parameters({ P: "y" })).resources.map(({ address, dependencies }) => [address, dependencies]),
    ).toEqual([["B", []]]);
    expect(declare(body, parameters({ P: "x" })).resources.map(({ existence }) => existence)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("a reference is a dependency: by any function, and not by a branch that does not count", () => {
    const { resources } = declare({
      ...CONDITIONS,
      Resources: {
        A: bucket(),
        B: bucket(),
        C1: bucket(),
        D: bucket(),
        E: bucket(),
        X: bucket(
          {
            BucketName: { "Fn::Sub": ["${A}-${v}-${!C1}", { v: { "Fn::GetAtt": "B.Arn" } }] },
            Tags: [{ Key: "k", Value: { "Fn::If": ["C", { Ref: "C1" }, "no"] } }],
            ReplicationConfiguration: { "Fn::If": ["C", { Role: { Ref: "E" } }, {}] },
          },
          { DependsOn: ["D"] },
        ),
      },
    });
    expect([...resourceAt(resources, "X").dependencies].sort()).toEqual(["A", "B", "D", "E"]);
  });

  test.each<[string, Body, RegExp | undefined]>([
    [
      "role → bucket → role",
      {
        Data: bucket({ ReplicationConfiguration: { Role: { "Fn::GetAtt": "Role.Arn" } } }),
        Role: {
          Type: "AWS::IAM::Role",
          Properties: { Policies: [{ PolicyDocument: { Statement: [{ Resource: { "Fn::GetAtt": "Data.Arn" } }] } }] },
        },
      },
      /in a circle \(Data → Role → Data\)\. Break it: put the role's policy into an AWS::IAM::Policy/,
    ],
    ["itself", { A: bucket({ BucketName: { "Fn::Sub": "${A}" } }) }, /\(A → A\)/],
    [
      "a circle that a condition may break",
      { A: bucket({}, { DependsOn: "B", Condition: "C" }), B: bucket({}, { DependsOn: "A" }) },
      undefined,
    ],
    [
      "no circle",
      { A: bucket({}, { DependsOn: ["B", "C1"] }), B: bucket({}, { DependsOn: "C1" }), C1: bucket() },
      undefined,
    ],
  ])("circles: %s", (_, resources, refused) => {
    const read = (): Declared => declare({ ...CONDITIONS, Resources: resources });
    if (refused) expect(read).toThrow(refused);
    else expect(read).not.toThrow();
  });
});

describe("what is not looked into is told, and nothing else", () => {
  const unread = (body: Body): readonly string[] => declare(body).unread.map(({ why }) => why);

  test.each<[string, Body, readonly (string | RegExp)[]]>([
    [
      "a nested stack by a URL",
      { N: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://x/y" } } },
      [/^N is a stack of another template/],
    ],
    ["a stack set", { N: { Type: "AWS::CloudFormation::StackSet" } }, [/^N is of type AWS::CloudFormation::StackSet/]],
    ["a module", { M: { Type: "Acme::S3::Bucket::MODULE" } }, [/^M is the module/]],
    [
      "a custom resource",
      { M: { Type: "Custom::Maker" }, N: { Type: "AWS::CloudFormation::CustomResource" } },
      [/^M \(Custom::Maker\) and N \(AWS::CloudFormation::CustomResource\) are custom resources/],
    ],
    [
      "custom resources of the CDK",
      {
        M: { Type: "Custom::S3AutoDeleteObjects" },
        N: { Type: "Custom::AWS", Properties: { Create: '{"service":"ssm"}' } },
      },
      [],
    ],
    [
      "a call of S3's API",
      { N: { Type: "Custom::AWS", Properties: { Create: '{"service":"S3","action":"createBucket"}' } } },
      [/^N calls the API of S3/],
    ],
    ["a bucket of a later version", { N: { Type: "AWS::S3::BucketV2" } }, [/^N is of type AWS::S3::BucketV2/]],
    ["someone else's bucket", { N: { Type: "Acme::Storage::Bucket" } }, [/^N is of type Acme::Storage::Bucket/]],
    [
      "buckets that replicate in another way",
      {
        A: { Type: "AWS::S3Express::DirectoryBucket" },
        B: { Type: "AWS::S3Tables::TableBucket" },
        C: { Type: "AWS::S3Vectors::VectorBucket" },
        D: { Type: "AWS::S3Outposts::Bucket" },
      },
      [],
    ],
    [
      "a loop over what nobody knows",
      { "Fn::ForEach::L": ["x", { Ref: "P" }, { "B${x}": bucket() }] },
      [/^which resources Fn::ForEach::L makes/],
    ],
    [
      "a loop over a resource",
      { "Fn::ForEach::L": ["x", { Ref: "A" }, { "B${x}": bucket() }], A: { Type: "AWS::SNS::Topic" } },
      [/^which resources Fn::ForEach::L makes/],
    ],
    ["other resources", { A: { Type: "AWS::SNS::Topic" } }, []],
  ])("%s", (_, resources, expected) => {
    const found = unread({
      AWSTemplateFormatVersion: "2010-09-09",
      Parameters: { P: { Type: "CommaDelimitedList" } },
      Resources: resources,
    });
    expect(found).toHaveLength(expected.length);
    for (const [index, each] of expected.entries()) expect(found[index]).toMatch(each);
  });

  test.each<[string, unknown, number]>([
    ["SAM", "AWS::Serverless-2016-10-31", 0],
    ["language extensions", ["AWS::LanguageExtensions"], 0],
    ["a macro", ["AWS::LanguageExtensions", "Acme::Macro"], 1],
    ["AWS::Include", { Name: "AWS::Include", Parameters: { Location: "s3://x" } }, 1],
  ])("transforms: %s", (_, transform, count) => {
    expect(unread({ Transform: transform, Resources: { A: bucket() } })).toHaveLength(count);
  });

  test("a bucket whose properties a macro makes is not taken for one without settings", () => {
    const { resources } = declare({
      Resources: { A: bucket({ "Fn::Transform": { Name: "AWS::Include" }, BucketName: "x" }) },
    });
    const { settings, existence } = resourceAt(resources, "A");
    expect([settings.size, existence?.why]).toEqual([0, "the properties of A are not written in the template"]);
  });
});

test("loops are written out", () => {
  const { resources, unread } = declare(
    {
      Transform: "AWS::LanguageExtensions",
      Parameters: { Names: { Type: "CommaDelimitedList" } },
      Resources: {
        "Fn::ForEach::Outer": [
          "a",
          ["x.1", "y"],
          {
            "Fn::ForEach::Inner": [
              "b",
              { Ref: "Names" },
              {
                "B&{a}${b}": bucket({
                  BucketName: { "Fn::Sub": "${a}-${b}" },
                  Tags: [{ Key: "a", Value: { Ref: "a" } }],
                }),
              },
            ],
          },
        ],
      },
    },
    parameters({ Names: "p,q" }),
  );
  expect(unread).toEqual([]);
  expect(resources.map(({ address }) => [address, settingAt(resources, address, "bucketName")])).toEqual([
    ["Bx1p", "x.1-p"],
    ["Bx1q", "x.1-q"],
    ["Byp", "y-p"],
    ["Byq", "y-q"],
  ]);
  expect(settingAt(resources, "Byq", "tags.0.value")).toBe("y");
});

test("suppressions of other tools are shown by the names of their rules", () => {
  const { notes } = declare({
    Resources: {
      A: bucket(
        {},
        {
          Metadata: {
            "aws:cdk:path": "Stack/Data/Resource",
            cfn_nag: { rules_to_suppress: [{ id: "W35", reason: "no" }] },
            checkov: { skip: [{ id: "CKV_AWS_144", comment: "a secret" }, { id: "not an id" }] },
            cdk_nag: { rules_to_suppress: [{ id: "HIPAA.Security-S3BucketReplicationEnabled", reason: "no" }] },
            "cfn-lint": { config: { ignore_checks: ["E3002"] } },
          },
        },
      ),
      B: bucket({}, { Metadata: { checkov: 1 } }),
    },
  });
  expect(notes).toEqual([
    "Stack/Data has suppressions for cfn_nag (W35), Checkov (CKV_AWS_144), cdk-nag (HIPAA.Security-S3BucketReplicationEnabled) and cfn-lint (E3002), which do not count here. To exempt it, set the tag `s3-crr:exempt-reason`.",
  ]);
});

describe("stacks inside stacks", () => {
  const nested = {
    Parameters: { Name: { Type: "String" }, Left: { Type: "String", Default: "left" } },
    Resources: { Copy: bucket({ BucketName: { "Fn::Sub": "${Name}-${Left}" } }) },
    Outputs: { Arn: { Value: { "Fn::GetAtt": "Copy.Arn" } } },
  };
  const parent = (url: unknown, metadata: Body = {}): Body => ({
    Resources: {
      Inner: {
        Type: "AWS::CloudFormation::Stack",
        ...metadata,
        Properties: { TemplateURL: url, Parameters: { Name: { Ref: "Data" } } },
      },
      Data: bucket({ BucketName: "acme" }),
      Policy: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: { "Fn::GetAtt": ["Inner", "Outputs.Arn"] } } },
    },
  });

  test("a local template is read, with the values that it is handed, and its own defaults", () => {
    const made = folder({ "inner/copy.json": nested });
    const { resources, locations, unread } = declaredIn(
      [loadTemplate(JSON.stringify(parent("./inner/copy.json")), "t/parent.json", made)],
      {
        region: "us-east-1",
      },
    );
    expect(unread).toEqual([]);
    expect(settingAt(resources, "Inner/Copy", "bucketName")).toBe("acme-left");
    expect(settingAt(resources, "Policy", "bucket")).toBe("arn:aws:s3:::acme-left");
    expect(locations.get("Inner/Copy")).toEqual({ file: path.join("t", "inner", "copy.json"), line: 1 });
    // Whoever waits for the stack waits for what is in it, and what is in it for what the stack does.
    expect(resourceAt(resources, "Inner").dependencies).toEqual(["Data", "Inner/Copy"]);
    expect(resourceAt(resources, "Inner/Copy").dependencies).toEqual(["Data"]);
    expect(resourceAt(resources, "Inner/Copy").provider).toBe(resourceAt(resources, "Data").provider);
  });

  test("one that names itself ends", () => {
    const made = folder({ "self.json": parent("self.json") });
    const { unread } = declaredIn([loadTemplate(JSON.stringify(parent("self.json")), "self.json", made)]);
    expect(unread.map(({ why }) => why)).toEqual([expect.stringContaining("is a stack of another template")]);
  });

  const HASH = "0123456789abcdef0123456789abcdef";
  test.each<[string, Body]>([
    ["the assets of the CDK", parent({ "Fn::Join": ["", ["https://s3.", { Ref: "AWS::Region" }, `/${HASH}.json`]] })],
    ["the metadata of the CDK", parent("https://x", { Metadata: { "aws:asset:path": "inner.nested.template.json" } })],
  ])("a stack inside is found by %s", (_, root) => {
    const made = folder({
      "manifest.json": {
        artifacts: {
          App: {
            type: "aws:cloudformation:stack",
            environment: "aws://111122223333/eu-west-1",
            properties: { templateFile: "App.template.json", stackName: "acme-app" },
            metadata: { "/App/Data/Resource": [{ type: "aws:cdk:logicalId", data: "Data" }] },
          },
        },
      },
      "App.template.json": root,
      "App.assets.json": { files: { [HASH]: { source: { path: "inner.nested.template.json" } } } },
      "inner.nested.template.json": nested,
    });
    const stacks = loadAssembly(made, "cdk.out");
    expect(stacks.map(({ id, name, region, account }) => [id, name, region, account])).toEqual([
      ["App", "acme-app", "eu-west-1", "111122223333"],
    ]);
    const { resources, unread } = declaredIn(stacks);
    expect(unread).toEqual([]);
    expect(settingAt(resources, "Inner/Copy", "bucketName")).toBe("acme-left");
    expect(resourceAt(resources, "Data").label).toBe("App/Data");
  });
});

test("an app's stages and dependencies are read, and what its stacks call one name in two accounts is told apart", () => {
  const role = { Type: "AWS::IAM::Role", Properties: { RoleName: "CDKReplicationRole" } };
  const stack = {
    Resources: {
      Role: role,
      Policy: { Type: "AWS::IAM::Policy", Properties: { Roles: [{ Ref: "Role" }] } },
      Data: bucket({ ReplicationConfiguration: { Role: { "Fn::GetAtt": "Role.Arn" } } }),
    },
  };
  const artifact = (account: string, dependencies: readonly string[] = []) => ({
    type: "aws:cloudformation:stack",
    environment: `aws://${account}/unknown-region`,
    dependencies,
    properties: { templateFile: "s.json" },
  });
  const made = folder({
    "manifest.json": {
      artifacts: {
        One: artifact("111122223333"),
        Stage: { type: "cdk:cloud-assembly", properties: { directoryName: "assembly-Stage" } },
      },
    },
    "s.json": stack,
    "assembly-Stage/manifest.json": { artifacts: { Two: artifact("unknown-account", ["One", "Two.assets"]) } },
    "assembly-Stage/s.json": stack,
  });
  const { resources } = declaredIn(loadAssembly(made, "cdk.out"));
  expect(settingAt(resources, "One/Policy", "role")).toEqual([{ from: ["One/Role"] }]);
  expect(settingAt(resources, "Two/Data", "replicationConfiguration.role")).toEqual({ from: ["Two/Role"] });
  expect(resourceAt(resources, "Two/Role").dependencies).toEqual(["One/"]);
  expect(resourceAt(resources, "One/").dependencies).toEqual(["One/Role", "One/Policy", "One/Data"]);
});

test("of two exports with one name the one counts that may be in the place", () => {
  const exporting = (name: string): Body => ({
    Resources: { B: bucket({ BucketName: name }) },
    Outputs: { O: { Value: { Ref: "B" }, Export: { Name: "bucket" } } },
  });
  const { resources } = declaredIn([
    stackOf("A", exporting("acme-a"), { region: "us-east-1", account: "111122223333" }),
    stackOf("B", exporting("acme-b"), { region: "us-west-2", account: "111122223333" }),
    stackOf(
      "C",
      { Resources: { P: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: { "Fn::ImportValue": "bucket" } } } } },
      { region: "us-west-2", account: "111122223333" },
    ),
  ]);
  expect(settingAt(resources, "C/P", "bucket")).toBe("acme-b");
});

test.each<[string, unknown]>([
  [
    "as CloudFormation has them",
    [
      { ParameterKey: "A", ParameterValue: "1" },
      { ParameterKey: "B", UsePreviousValue: true },
    ],
  ],
  ["in pairs", ["A=1", "wrong"]],
  ["as CodePipeline has them", { Parameters: { A: 1 } }],
  ["by themselves", { A: "1", B: null, __proto__: { C: "2" } }],
])("values of parameters: %s", (_, json) => {
  expect([...parametersIn(json)]).toEqual([["A", "1"]]);
});

test("values of parameters that are none are told", () => {
  expect(() => parametersIn("A=1")).toThrow("it is neither an object nor a list of parameters");
});

test("a template by itself has one Region, known or not", () => {
  const { resources } = declaredIn([template({ Resources: { A: bucket(), B: bucket() } })]);
  expect(resourceAt(resources, "A").provider).toBe(resourceAt(resources, "B").provider);
});
