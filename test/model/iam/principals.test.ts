import { known, unknownUntilApply, unknownUntilConfigured, type Fact } from "../../../policy-pack/model/fact";
import { parsePolicy } from "../../../policy-pack/model/iam/document";
import { isFor, type RolePrincipal } from "../../../policy-pack/model/iam/principals";
import { placeholder } from "../../../policy-pack/model/text";

const ACCOUNT = "111122223333";
const ARN = `arn:aws:iam::${ACCOUNT}:role/path/role`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/role/s`;
const SYMBOL = placeholder("aws_iam_role.role.arn");
const open = (identity?: string): Fact<string | undefined> => ({
  ...unknownUntilApply<string | undefined>("known on apply"),
  ...(identity !== undefined && { identity }),
});

const ROLE: RolePrincipal = {
  arn: known(ARN),
  name: known("role"),
  account: known(ACCOUNT),
  partition: "aws",
  isBounded: false,
  as: "account",
};

function judge(effect: "Allow" | "Deny", element: object, principal: Parameters<typeof isFor>[1]): unknown {
  const statement = { Effect: effect, Action: "*", Resource: "*", ...element };
  const [parsed] = parsePolicy(JSON.stringify({ Statement: statement })).statements;
  if (!parsed?.principal) throw new Error("no principal");
  const answer = isFor(parsed.principal, principal, effect);
  return typeof answer === "boolean" ? answer : answer.settledBy;
}

const named = (AWS: unknown, differences: Partial<RolePrincipal> = {}): unknown =>
  judge("Allow", { Principal: { AWS } }, { ...ROLE, ...differences });

describe("a role", () => {
  test.each([
    ["everyone", "*", true],
    ["its ARN", ARN, true],
    ["its account by number", ACCOUNT, true],
    ["its account by root", `arn:aws:iam::${ACCOUNT}:root`, true],
    ["its account by root, in another partition", `arn:aws-cn:iam::${ACCOUNT}:root`, false],
    ["its account by root, in a partition that is a placeholder", `arn:${placeholder("x")}:iam::${ACCOUNT}:root`, true],
    ["another account", "444455556666", false],
    ["another role", `arn:aws:iam::${ACCOUNT}:role/other`, false],
    ["a role of that name in another partition", `arn:aws-cn:iam::${ACCOUNT}:role/path/role`, false],
    ["a role of that name in another account", "arn:aws:iam::444455556666:role/path/role", false],
    ["a user", `arn:aws:iam::${ACCOUNT}:user/role`, false],
    ["one of its sessions", SESSION, "configuration"],
    ["a session of another role", `arn:aws:sts::${ACCOUNT}:assumed-role/other/s`, false],
    ["a unique ID", "AROAEXAMPLE", "configuration"],
    ["a name", "role", "configuration"],
    ["a placeholder", placeholder("var.who"), "apply"],
    ["an ARN that ends in a placeholder", `arn:aws:iam::${ACCOUNT}:${placeholder("x")}`, "apply"],
    ["a role whose name is a placeholder", `arn:aws:iam::${ACCOUNT}:role/path/${placeholder("x")}`, "apply"],
    ["a role in an account that is a placeholder", `arn:aws:iam::${placeholder("x")}:role/path/role`, "apply"],
    ["nobody", [], false],
    ["one of several", ["444455556666", ARN], true],
  ])("named as %s", (_name, AWS, expected) => {
    expect(named(AWS)).toBe(expected);
  });

  test.each([
    ["everyone", { AWS: "*" }, true, true, true],
    ["the word for everyone", "*", true, true, true],
    ["its ARN", { AWS: ARN }, false, true, true],
    ["its account", { AWS: ACCOUNT }, false, false, true],
    ["one of its sessions", { AWS: SESSION }, "configuration", "configuration", "configuration"],
    ["services", { Service: ["s3.amazonaws.com"] }, false, false, false],
    ["an identity provider", { Federated: "cognito-identity.amazonaws.com" }, false, false, false],
  ])("named as %s, by the ways it may be named", (_name, Principal, everyone, role, account) => {
    const as = (way: RolePrincipal["as"]): unknown => judge("Allow", { Principal }, { ...ROLE, as: way });
    expect([as("everyone"), as("role"), as("account")]).toEqual([everyone, role, account]);
  });

  test.each([
    ["a canonical user", { CanonicalUser: "79a59df900b949e55d96a1e698fbaced" }],
    ["a type of principal that IAM does not have", { constructor: "x" }],
    ["another one", { __proto__: null, Aws: ARN }],
  ])("%s is a doubt", (_name, Principal) => {
    expect(judge("Allow", { Principal }, ROLE)).toBe("configuration");
    expect(judge("Deny", { Principal }, ROLE)).toBe("configuration");
  });
});

describe("a role whose ARN is not known", () => {
  test.each<[string, Partial<RolePrincipal>, string, unknown]>([
    ["its name and account are", { arn: open() }, ARN, true],
    ["its name is another", { arn: open(), name: known("other") }, ARN, false],
    ["its account is another", { arn: open(), account: known("444455556666") }, ARN, false],
    ["its account is not known either", { arn: open(), account: open() }, ARN, "apply"],
    ["nothing is known", { arn: open(), account: open(), name: open() }, ARN, "apply"],
    ["the policy is made with it", { arn: open(SYMBOL) }, SYMBOL, true],
    ["the policy is made with another's", { arn: open(SYMBOL) }, placeholder("other.arn"), "apply"],
    ["it has a placeholder, and the policy names its name and account", { arn: open(SYMBOL) }, ARN, true],
    ["it has a placeholder, and the policy names another role", { arn: open(SYMBOL) }, `${ARN}s`, false],
    [
      "its account is a placeholder in it",
      { arn: open(`arn:aws:iam::${placeholder("a")}:role/path/role`), account: open() },
      ARN,
      "apply",
    ],
    ["its account is the placeholder of the policy", { account: open(placeholder("a")) }, placeholder("a"), true],
    ["its account is not known, and the policy names one", { account: open() }, ACCOUNT, "apply"],
    [
      "its account is not known for good",
      { account: unknownUntilConfigured("the account of the credentials") },
      ACCOUNT,
      "configuration",
    ],
  ])("%s", (_name, differences, AWS, expected) => {
    expect(named(AWS, differences)).toBe(expected);
  });
});

describe("NotPrincipal with Deny", () => {
  const root = `arn:aws:iam::${ACCOUNT}:root`;
  test.each<[string, unknown, RolePrincipal["isBounded"], unknown]>([
    ["names the role and its account", { AWS: [ARN, root] }, false, false],
    ["names the role and its account, and there is a boundary", { AWS: [ARN, root] }, true, true],
    ["names everyone", "*", true, false],
    ["names the role alone", { AWS: ARN }, false, "configuration"],
    ["names the account alone", { AWS: root }, false, "configuration"],
    ["names the account alone, and there is a boundary", { AWS: root }, true, true],
    ["names another role", { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` }, false, true],
    ["names another account", { AWS: "444455556666" }, false, true],
    ["names a service", { Service: "s3.amazonaws.com" }, false, true],
    ["names what is known on apply", { AWS: placeholder("var.who") }, false, "apply"],
    ["names a canonical user", { CanonicalUser: "79a5" }, false, "configuration"],
  ])("%s", (_name, NotPrincipal, isBounded, expected) => {
    expect(judge("Deny", { NotPrincipal }, { ...ROLE, isBounded })).toBe(expected);
  });
});

test.each<[string, unknown, unknown]>([
  ["the role", { AWS: ARN }, false],
  ["its account", { AWS: ACCOUNT }, false],
  ["another role, and IAM does not support it", { AWS: "arn:aws:iam::444455556666:role/x" }, "configuration"],
])("NotPrincipal with Allow names %s", (_name, NotPrincipal, expected) => {
  expect(judge("Allow", { NotPrincipal }, ROLE)).toBe(expected);
});

test.each<[string, unknown, unknown]>([
  ["its name", { Service: "s3.amazonaws.com" }, true],
  ["one of several", { Service: ["ec2.amazonaws.com", "s3.amazonaws.com"] }, true],
  ["another", { Service: "ec2.amazonaws.com" }, false],
  ["everyone", "*", true],
  ["everyone of AWS", { AWS: "*" }, "configuration"],
  ["a role", { AWS: ARN }, false],
  ["an identity provider", { Federated: "x" }, false],
  ["what is known on apply", { Service: placeholder("var.who") }, "apply"],
])("a service, named as %s", (_name, Principal, expected) => {
  expect(judge("Allow", { Principal }, { service: "s3.amazonaws.com" })).toBe(expected);
});
