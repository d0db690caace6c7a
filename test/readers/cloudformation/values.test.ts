import { declare, parameters, settingAt, type Body } from "./templates";

/** What a name may be made of, beside other things that have names. */
const AROUND: Body = {
  Parameters: {
    Name: { Type: "String", Default: "acme-default" },
    Env: { Type: "String", AllowedValues: ["dev", "prod"], Default: "dev" },
    Names: { Type: "CommaDelimitedList" },
    Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/acme/name" },
    Given: { Type: "String", Default: "acme-default" },
    GivenList: { Type: "CommaDelimitedList" },
    GivenPath: { Type: "AWS::SSM::Parameter::Value<String>" },
  },
  Conditions: {
    IsProd: { "Fn::Equals": [{ Ref: "Env" }, "prod"] },
    IsTest: { "Fn::Equals": [{ Ref: "Env" }, "test"] },
    IsGiven: { "Fn::Equals": [{ Ref: "Given" }, "acme-given"] },
    IsNamed: { "Fn::Equals": [{ Ref: "Name" }, "x"] },
    NotNamed: { "Fn::Not": [{ Condition: "IsNamed" }] },
    Half: { "Fn::And": [{ Condition: "IsNamed" }, { Condition: "IsTest" }] },
    Other: { "Fn::Or": [{ Condition: "IsNamed" }, { Condition: "IsGiven" }] },
    Circle: { "Fn::Not": [{ Condition: "Circle" }] },
    Same: { "Fn::Equals": [{ Ref: "Name" }, { Ref: "Name" }] },
  },
  Mappings: {
    Names: { dev: { name: "acme-dev" }, prod: { name: "acme-prod" } },
    ByRegion: { "eu-west-1": { name: "acme-eu" }, "us-east-1": { name: "acme-us" } },
  },
};
const RESOURCES: Body = {
  Data: { Type: "AWS::S3::Bucket", Properties: { BucketName: "acme-data" } },
  Made: { Type: "AWS::S3::Bucket" },
  ByName: { Type: "AWS::S3::Bucket", Properties: { BucketName: { Ref: "Name" } } },
  Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "acme-role", Path: "/service/" } },
  MadeRole: { Type: "AWS::IAM::Role" },
  Policy: { Type: "AWS::IAM::ManagedPolicy", Properties: { ManagedPolicyName: "acme-policy" } },
  Key: { Type: "AWS::KMS::Key" },
  Alias: { Type: "AWS::KMS::Alias", Properties: { AliasName: "alias/acme", TargetKeyId: { Ref: "Key" } } },
  Parameter: { Type: "AWS::SSM::Parameter", Properties: { Value: { Ref: "Data" } } },
  Maker: { Type: "Custom::Maker" },
};
const GIVEN = parameters({ Given: "acme-given", GivenList: "a, b", GivenPath: "/acme/path" });

const VALUES: readonly (readonly [written: unknown, told: unknown])[] = [
  // References
  [{ Ref: "Data" }, "acme-data"],
  [{ "Fn::GetAtt": ["Data", "Arn"] }, "~arn:<AWS꞉꞉Partition>:s3:::acme-data"],
  [{ "Fn::GetAtt": "Data.Arn" }, "~arn:<AWS꞉꞉Partition>:s3:::acme-data"],
  [{ Ref: "Made" }, "~<Made>"],
  [{ "Fn::GetAtt": ["Made", "Arn"] }, "~arn:<AWS꞉꞉Partition>:s3:::<Made>"],
  [{ Ref: "ByName" }, "~<Name>"],
  [
    { "Fn::GetAtt": ["Role", "Arn"] },
    "~arn:<AWS꞉꞉Partition>:iam::<the account of the credentials>:role/service/acme-role",
  ],
  [{ "Fn::GetAtt": "MadeRole.Arn" }, "~arn:<AWS꞉꞉Partition>:iam::<the account of the credentials>:role/<MadeRole>"],
  [{ Ref: "Policy" }, "~arn:<AWS꞉꞉Partition>:iam::<the account of the credentials>:policy/acme-policy"],
  [{ "Fn::GetAtt": "Key.Arn" }, "~arn:<AWS꞉꞉Partition>:kms:<AWS꞉꞉Region>:<the account of the credentials>:key/<Key>"],
  [{ Ref: "Alias" }, "alias/acme"],
  [{ "Fn::GetAtt": "Parameter.Value" }, "acme-data"],
  [{ "Fn::GetAtt": ["Maker", "Name"] }, "~<Maker.Name>"],
  [{ Ref: "Nothing" }, "?"],
  // Pseudo parameters
  [{ Ref: "AWS::Region" }, "~<AWS꞉꞉Region>"],
  [{ Ref: "AWS::StackName" }, "~<AWS꞉꞉StackName>"],
  [{ Ref: "AWS::NoValue" }, undefined],
  // Texts made of others
  [{ "Fn::Sub": "acme-${Data}" }, "acme-acme-data"],
  [{ "Fn::Sub": "${Data.Arn}/*" }, "~arn:<AWS꞉꞉Partition>:s3:::acme-data/*"],
  [{ "Fn::Sub": "acme-${!Data}" }, "acme-${Data}"],
  [{ "Fn::Sub": ["acme-${Data}-${v}", { Data: "own", v: { Ref: "Data" } }] }, "acme-own-acme-data"],
  [{ "Fn::Sub": "acme-${AWS::AccountId}" }, "~acme-<the account of the credentials>"],
  [{ "Fn::Join": ["-", ["acme", { Ref: "Data" }, 7]] }, "acme-acme-data-7"],
  [{ "Fn::Join": ["-", { Ref: "GivenList" }] }, "a-b"],
  [{ "Fn::Select": [1, ["a", "b"]] }, "b"],
  [{ "Fn::Select": ["0", { "Fn::Split": [",", "a,b"] }] }, "a"],
  [{ "Fn::Select": [5, { "Fn::Split": [":", { "Fn::GetAtt": "Data.Arn" }] }] }, expect.stringMatching(/^~<Fn꞉꞉Select/)],
  [{ "Fn::Base64": "x" }, expect.stringMatching(/^~<Fn꞉꞉Base64 [0-9a-f]{16}>$/)],
  [{ "Fn::Cidr": ["10.0.0.0/16", 1] }, "?"],
  [{ "Fn::Transform": { Name: "AWS::Include" } }, "?"],
  [{ "Fn::Join": ["", ["a"]], More: 1 }, "?"],
  ["{{resolve:ssm:/acme/name}}", "~<resolve꞉ssm꞉∕acme∕name>"],
  // Parameters: a default is not the value, what is allowed are candidates, of the Parameter Store a path is none
  [{ Ref: "Name" }, "~<Name>"],
  [{ Ref: "Given" }, "acme-given"],
  [{ Ref: "Env" }, { among: ["dev", "prod"] }],
  [{ "Fn::Sub": "acme-${Env}" }, { among: ["acme-dev", "acme-prod"] }],
  [{ Ref: "Stored" }, "~<Stored>"],
  [{ Ref: "GivenPath" }, "~<GivenPath>"],
  [{ "Fn::Select": [0, { Ref: "Names" }] }, expect.stringMatching(/^~<Fn꞉꞉Select/)],
  // Conditions
  [{ "Fn::If": ["IsGiven", "a", "b"] }, "a"],
  [{ "Fn::If": ["IsTest", "a", "b"] }, "b"],
  [{ "Fn::If": ["IsProd", "a", "b"] }, { among: ["a", "b"] }],
  [{ "Fn::If": ["NotNamed", "a", "b"] }, { among: ["a", "b"] }],
  [{ "Fn::If": ["Half", "a", "b"] }, "b"],
  [{ "Fn::If": ["Other", "a", "b"] }, "a"],
  [{ "Fn::If": ["Same", "a", "b"] }, "a"],
  [{ "Fn::If": ["Circle", "a", "b"] }, { among: ["a", "b"] }],
  [{ "Fn::If": ["Nothing", "a", "b"] }, { among: ["a", "b"] }],
  [{ "Fn::If": ["IsNamed", "a", "a"] }, "a"],
  [{ "Fn::If": ["IsNamed", "a", { Ref: "AWS::NoValue" }] }, { among: ["a", undefined] }],
  // Mappings
  [{ "Fn::FindInMap": ["Names", "prod", "name"] }, "acme-prod"],
  [{ "Fn::FindInMap": ["Names", { Ref: "Env" }, "name"] }, { among: ["acme-dev", "acme-prod"] }],
  [{ "Fn::FindInMap": ["ByRegion", { Ref: "AWS::Region" }, "name"] }, { among: ["acme-eu", "acme-us"] }],
  [{ "Fn::FindInMap": ["Names", "none", "name"] }, "?"],
  [{ "Fn::FindInMap": ["Names", "none", "name", { DefaultValue: "acme-else" }] }, "acme-else"],
  // Other stacks
  [{ "Fn::ImportValue": "acme-export" }, expect.stringMatching(/^~<Fn꞉꞉ImportValue/)],
  [{ "Fn::GetStackOutput": { StackName: "other", OutputName: "Arn" } }, expect.stringMatching(/^~<Fn꞉꞉GetStackOutput/)],
];

test.each(VALUES.map(([written, told]) => [JSON.stringify(written), written, told]))("%s", (_, written, told) => {
  const x = { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: written } };
  const { resources } = declare({ ...AROUND, Resources: { ...RESOURCES, X: x } }, GIVEN);
  expect(settingAt(resources, "X", "bucket")).toEqual(told);
});
