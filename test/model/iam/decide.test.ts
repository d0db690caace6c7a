import { known, unknownUntilApply, type Fact } from "../../../policy-pack/model/fact";
import type { PolicyDocument } from "../../../policy-pack/model/graph";
import { allowingBut, decide, denying, type Request } from "../../../policy-pack/model/iam/decide";
import { oneText, Texts } from "../../../policy-pack/model/iam/match";

type Document = Fact<PolicyDocument | undefined>;

const document = (...statements: readonly object[]): Document =>
  known({
    text: JSON.stringify({
      Version: "2012-10-17",
      Statement: statements.map((each) => ({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...each })),
    }),
    on: "policy",
  });
const deny = (more: object): object => ({ Effect: "Deny", ...more });

const ABSENT = known(undefined);
const request = (differences: Partial<Request> = {}): Request => ({
  action: "s3:GetObject",
  resource: oneText("arn:aws:s3:::data/x"),
  context: (key) =>
    key === "aws:securetransport" ? known(oneText("true")) : key === "aws:absent" ? ABSENT : undefined,
  ...differences,
});
const objects = new Texts("arn:aws:s3:::data/", { more: 1 });
const CONTEXT = "kms:encryptioncontext:aws:s3:arn";
const encrypting = request({
  resource: oneText("arn:aws:kms:eu-west-1:111122223333:key/k"),
  context: (key) => (key === CONTEXT ? known(objects) : undefined),
  manyUnder: CONTEXT,
});

function said(documents: readonly Document[], about: Request): unknown {
  const { allow, deny: denied } = decide(documents, about);
  return [allow, denied].map((answer) => (typeof answer === "boolean" ? answer : "doubt"));
}

test.each<[string, readonly object[], readonly unknown[]]>([
  ["nothing", [], [false, false]],
  ["an Allow", [{}], [true, false]],
  ["an Allow in other letters", [{ Action: "S3:getOBJECT" }], [true, false]],
  ["an Allow of another action", [{ Action: "s3:PutObject" }], [false, false]],
  ["an Allow by a pattern", [{ Action: "s3:Get*" }], [true, false]],
  ["an Allow of all but an action", [{ Action: undefined, NotAction: "s3:Put*" }], [true, false]],
  ["an Allow of all but this action", [{ Action: undefined, NotAction: "s3:get*" }], [false, false]],
  ["an Allow of another resource", [{ Resource: "arn:aws:s3:::other/*" }], [false, false]],
  ["an Allow of all but a resource", [{ Resource: undefined, NotResource: "arn:aws:s3:::other/*" }], [true, false]],
  ["an Allow and a Deny", [{}, deny({})], [true, true]],
  [
    "a Deny under a condition that is not met",
    [{}, deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    [true, false],
  ],
  [
    "a Deny under a condition that is not known",
    [{}, deny({ Condition: { Bool: { "aws:Other": "false" } } })],
    [true, "doubt"],
  ],
  [
    "an Allow under two conditions, one of which is not known",
    [{ Condition: { Bool: { "aws:SecureTransport": "true", "aws:Other": "x" } } }],
    ["doubt", false],
  ],
  [
    "an Allow under two conditions, one of which is not met",
    [{ Condition: { Bool: { "aws:SecureTransport": "false", "aws:Other": "x" } } }],
    [false, false],
  ],
  [
    "one Allow that is not known beside one that is",
    [{ Condition: { Bool: { "aws:Other": "x" } } }, {}],
    [true, false],
  ],
  ["a statement without a Resource", [{ Resource: undefined }], ["doubt", false]],
  ["a statement with a Principal, in a role's policy", [{ Principal: "*" }], ["doubt", false]],
  ["a statement that cannot be read", [{ Effect: "allow" }], ["doubt", "doubt"]],
])("%s", (_name, statements, expected) => {
  expect(said([document(...statements)], request())).toEqual(expected);
});

test.each<[string, readonly object[], readonly unknown[]]>([
  ["an Allow of all", [{ Resource: "arn:aws:s3:::data/*" }], [true, false]],
  ["an Allow of some", [{ Resource: "arn:aws:s3:::data/logs/*" }], [false, false]],
  [
    "two Allows, of some each",
    [{ Resource: "arn:aws:s3:::data/a*" }, { Resource: "arn:aws:s3:::data/b*" }],
    [false, false],
  ],
  [
    "one Allow of some and one of the others",
    [{ Resource: "arn:aws:s3:::data/a*" }, { Resource: undefined, NotResource: "arn:aws:s3:::data/a*" }],
    ["doubt", false],
  ],
  ["an Allow of all but some", [{ Resource: undefined, NotResource: "arn:aws:s3:::data/a*" }], [false, false]],
  ["a Deny of some", [{}, deny({ Resource: "*.tmp" })], [true, true]],
  ["a Deny of others", [{}, deny({ Resource: "arn:aws:s3:::other/*" })], [true, false]],
  ["a Deny of all but some", [{}, deny({ Resource: undefined, NotResource: "arn:aws:s3:::data/a*" })], [true, true]],
  ["a Deny of all but these", [{}, deny({ Resource: undefined, NotResource: "arn:aws:s3:::data/*" })], [true, false]],
  ["a Deny of others, in any partition", [{}, deny({ Resource: "arn:*:s3:::other/*" })], [true, false]],
  ["a Deny of some, in any partition", [{}, deny({ Resource: "arn:*:s3:::data/*.tmp" })], [true, true]],
  ["a Deny of all of a service", [{}, deny({ Resource: "arn:aws:s3:*" })], [true, true]],
  [
    "a Deny of some by a variable that may have no value",
    [{}, deny({ Resource: "arn:aws:s3:::data/${aws:PrincipalTag/team}/*" })],
    [true, "doubt"],
  ],
  [
    "a Deny of some by a variable with a default",
    [{}, deny({ Resource: "arn:aws:s3:::data/${aws:PrincipalTag/team, 'none'}/*" })],
    [true, true],
  ],
  [
    "a Deny of all but others, by a variable that may have no value",
    [{}, deny({ Resource: undefined, NotResource: "arn:aws:s3:::other/${aws:PrincipalTag/team}/*" })],
    [true, "doubt"],
  ],
  [
    "a Deny of all but these, and others by a variable that may have no value",
    [
      {},
      deny({
        Resource: undefined,
        NotResource: ["arn:aws:s3:::data/*", "arn:aws:s3:::other/${aws:PrincipalTag/team}/*"],
      }),
    ],
    [true, false],
  ],
  [
    "a Deny of some under a condition that is not known",
    [{}, deny({ Resource: "*.tmp", Condition: { Bool: { "aws:Other": "x" } } })],
    [true, "doubt"],
  ],
])("of all objects: %s", (_name, statements, expected) => {
  expect(said([document(...statements)], request({ resource: objects }))).toEqual(expected);
});

test.each<[string, object, readonly unknown[]]>([
  ["all", { StringLike: { [CONTEXT]: "arn:aws:s3:::data/*" } }, [true, true]],
  ["some", { StringLike: { [CONTEXT]: "*/secret/*" } }, [false, true]],
  ["all but some", { StringNotLike: { [CONTEXT]: "*/secret/*" } }, [false, true]],
  ["none", { StringLike: { [CONTEXT]: "arn:aws:s3:::other/*" } }, [false, false]],
  [
    "some of some",
    { StringLike: { [CONTEXT]: "*/secret/*" }, StringNotLike: { [CONTEXT]: "*/public/*" } },
    [false, true],
  ],
  ["none of some", { StringLike: { [CONTEXT]: "*/a" }, StringNotLike: { [CONTEXT]: "*/a" } }, [false, "doubt"]],
])("of all that is encrypted: %s", (_name, Condition, [allow, denied]) => {
  expect(said([document({ Condition })], encrypting)).toEqual([allow, false]);
  expect(said([document(deny({ Condition }))], encrypting)).toEqual([false, denied]);
});

test("of documents one of which is not known, the known ones settle what they can", () => {
  const open = unknownUntilApply<PolicyDocument | undefined>("known on apply");
  expect(said([document({}), open], request())).toEqual([true, "doubt"]);
  expect(said([document(deny({})), open], request())).toEqual(["doubt", true]);
  expect(said([known(undefined)], request())).toEqual([false, false]);
});

test("where several documents may be the true one, what all say counts", () => {
  const among = (...documents: readonly Document[]): Document =>
    unknownUntilApply(
      "known on apply",
      documents.map((each) => (each.known ? each.value : undefined)),
    );
  expect(said([among(document({}), document({}, {}))], request())).toEqual([true, false]);
  expect(said([among(document({}), known(undefined))], request())).toEqual(["doubt", false]);
  expect(said([among(document(deny({})), document({}))], request())).toEqual(["doubt", "doubt"]);
});

test("what denies, and what keeps out, has a name", () => {
  const Condition = { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:Absent": "x" } };
  const documents = [document({ Action: "s3:PutObject" }, { Condition }), document(deny({ Sid: "No" }))];
  expect(denying(documents, request())).toEqual({ statement: 'statement "No"', on: "policy" });
  expect(allowingBut(documents, request())).toEqual({
    statement: "statement 2",
    condition: "Bool aws:SecureTransport",
    on: "policy",
  });
  expect(denying(documents, request({ action: "s3:PutObject" }))).toBeUndefined();
  expect(denying([document(deny({ Resource: "*.tmp" }))], request({ resource: objects }))).toMatchObject({
    statement: "statement 1",
  });
});

test("a trust policy has no Resource", () => {
  const trust = { action: "sts:AssumeRole", resource: undefined, principal: { service: "s3.amazonaws.com" } };
  const statement = { Action: "sts:AssumeRole", Principal: { Service: "s3.amazonaws.com" } };
  expect(said([document({ ...statement, Resource: undefined })], request(trust))).toEqual([true, false]);
  expect(said([document(statement)], request(trust))).toEqual(["doubt", false]);
});

test("a document of 1,000 patterns with stars is judged", () => {
  const Resource = Array.from({ length: 1_000 }, (_, index) => `arn:aws:s3:::data/*a*b${index}/*?`);
  expect(
    said(
      [document({ Resource }, deny({ Resource: undefined, NotResource: [...Resource, "*"] }))],
      request({ resource: objects }),
    ),
  ).toEqual([false, false]);
});
