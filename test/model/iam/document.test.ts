import { parsePolicy } from "../../../policy-pack/model/iam/document";
import { managedPolicy } from "../../../policy-pack/model/iam";
import { placeholder } from "../../../policy-pack/model/text";

const GOOD = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const policy = (statement: unknown, more: object = {}): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statement, ...more });

test("what a statement says", () => {
  const { statements, doubts } = parsePolicy(
    policy([
      GOOD,
      {
        Sid: "Second",
        Effect: "Deny",
        NotAction: ["s3:*"],
        NotResource: ["a", "b"],
        NotPrincipal: { AWS: ["1", "2"], Service: "s" },
        Condition: { Bool: { "aws:SecureTransport": false }, NumericEquals: { "s3:max-keys": [1, "2"] } },
      },
    ]),
  );
  expect(doubts).toEqual([]);
  expect(statements).toMatchObject([
    {
      name: "statement 1",
      effect: "Allow",
      action: { not: false, texts: ["s3:GetObject"] },
      resource: { not: false, texts: ["*"] },
      principal: undefined,
      conditions: [],
    },
    {
      name: 'statement "Second"',
      effect: "Deny",
      action: { not: true },
      resource: { not: true, texts: ["a", "b"] },
      principal: {
        not: true,
        named: [
          { type: "AWS", text: "1" },
          { type: "AWS", text: "2" },
          { type: "Service", text: "s" },
        ],
      },
      conditions: [
        { operator: "Bool", key: "aws:SecureTransport", values: ["false"] },
        { operator: "NumericEquals", values: ["1", "2"] },
      ],
    },
  ]);
});

test.each([
  ["one statement in the place of a list", policy(GOOD), 1],
  ["no statement", policy(undefined), 0],
  ["Version 2008-10-17", policy(GOOD, { Version: "2008-10-17" }), 1],
  ["no Version", policy(GOOD, { Version: undefined }), 1],
  ["everyone", policy({ ...GOOD, Principal: "*" }), 1],
])("%s", (_name, text, count) => {
  const { statements, doubts } = parsePolicy(text);
  expect([statements.length, doubts.length]).toEqual([count, 0]);
});

test.each([
  ["not JSON", "{", "a policy document is not a policy in JSON"],
  ["a list", "[]", "a policy document is not a policy in JSON"],
  ["null", "null", "a policy document is not a policy in JSON"],
  ["longer than AWS accepts", policy(GOOD).padEnd(200_000), "a policy document is longer than AWS accepts"],
  ["nested for ages", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, "a policy document is not a policy in JSON"],
  ["another Version", policy(GOOD, { Version: "2024-01-01" }), "the Version of a policy document is neither"],
  ["a Version that is no text", policy(GOOD, { Version: {} }), "the Version of a policy document is neither"],
  ["a statement that is none", policy([GOOD, 1]), "statement 2 of a policy is not an object"],
  ["a statement nested for ages", policy(JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`)), "is not an object"],
  ["an element that IAM does not know", policy({ ...GOOD, action: "x" }), 'has the element "action"'],
  ["__proto__", `{"Statement":{"__proto__":{"Effect":"Allow"},"Action":"*","Resource":"*"}}`, 'element "__proto__"'],
  ["no Effect", policy({ ...GOOD, Effect: undefined }), "has an Effect that is neither Allow nor Deny"],
  ["an Effect that is no text", policy({ ...GOOD, Effect: { toString: 1 } }), "has an Effect that is neither"],
  ["no Action", policy({ ...GOOD, Action: undefined }), "has no Action that can be read"],
  ["Action and NotAction", policy({ ...GOOD, NotAction: "x" }), "has no Action that can be read"],
  ["an Action that is no text", policy({ ...GOOD, Action: [["s3:*"]] }), "has no Action that can be read"],
  [
    "a Resource that is no text",
    policy({ ...GOOD, Resource: { toString: "x" } }),
    "has a Resource that cannot be read",
  ],
  ["Resource and NotResource", policy({ ...GOOD, NotResource: "x" }), "has a Resource that cannot be read"],
  ["a Principal that is no text", policy({ ...GOOD, Principal: 1 }), "has a Principal that cannot be read"],
  [
    "Principals that are no texts",
    policy({ ...GOOD, Principal: { AWS: [{}] } }),
    "has a Principal that cannot be read",
  ],
  ["a Condition that is no object", policy({ ...GOOD, Condition: ["x"] }), "has a Condition that cannot be read"],
  ["a condition without keys", policy({ ...GOOD, Condition: { Bool: true } }), "has a Condition that cannot be read"],
  ["a condition's value that is no text", policy({ ...GOOD, Condition: { Bool: { a: {} } } }), "has a Condition that"],
])("%s", (_name, text, reason) => {
  const { doubts } = parsePolicy(text);
  expect(doubts).toEqual([
    {
      reason: expect.stringContaining(reason) as unknown,
      settledBy: "configuration",
      settle: "correct the policy document",
    },
  ]);
});

test("what is known on apply", () => {
  expect(parsePolicy(placeholder("data.document.json")).doubts).toMatchObject([{ settledBy: "apply" }]);
  expect(parsePolicy(policy({ ...GOOD, Effect: placeholder("effect") })).doubts).toMatchObject([
    { settledBy: "apply" },
  ]);
});

test("a statement that cannot be read leaves the others", () => {
  expect(parsePolicy(policy([{}, GOOD])).statements).toMatchObject([{ name: "statement 2" }]);
});

test("nothing that a policy says reaches the objects of the language", () => {
  parsePolicy(
    `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"__proto__":{"polluted":"x"}}}}`,
  );
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

describe("policies that AWS manages", () => {
  test.each([
    ["arn:aws:iam::aws:policy/AdministratorAccess", true],
    ["arn:aws-cn:iam::aws:policy/AmazonS3FullAccess", true],
    ["arn:aws:iam::aws:policy/ReadOnlyAccess", true],
    ["arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup", true],
    ["arn:aws-cn:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup", false],
    ["arn:aws:iam::aws:policy/SomethingNew", false],
    ["arn:aws:iam::aws:policy/constructor", false],
    ["arn:aws:iam::111122223333:policy/AmazonS3FullAccess", false],
    ["arn:aws:iam::aws:policy/job-function/AmazonS3FullAccess", false],
    ["AmazonS3FullAccess", false],
  ])("%s: %j", (arn, isKnown) => {
    const text = managedPolicy(arn);
    expect(text !== undefined).toBe(isKnown);
    const { statements, doubts } = parsePolicy(text ?? "{}");
    expect(doubts).toEqual([]);
    expect(statements.every(({ effect }) => effect === "Allow")).toBe(true);
  });
});
