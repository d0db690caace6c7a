import { known, unknownUntilApply, type Fact } from "../../../policy-pack/model/fact";
import { conditionOf, holds } from "../../../policy-pack/model/iam/conditions";
import { oneText, Texts } from "../../../policy-pack/model/iam/match";
import type { Context, Value } from "../../../policy-pack/model/iam/variables";
import { placeholder } from "../../../policy-pack/model/text";

const ARN = "arn:aws:iam::111122223333:role/path/role";
const CARRIED: Readonly<Record<string, Fact<Value | undefined>>> = {
  "aws:text": known(oneText("Data-1")),
  "aws:yes": known(oneText("true")),
  "aws:number": known(oneText("10")),
  "aws:arn": known(oneText(ARN)),
  "aws:date": known(oneText("2026-03-01T12:00:00Z")),
  "aws:tls": known({ atLeast: 1.2 }),
  "aws:symbol": known(oneText(`data-${placeholder("id")}`)),
  "aws:many": known(new Texts("arn:aws:s3:::data/", { more: 1 })),
  "aws:absent": known(undefined),
  "aws:unknown": unknownUntilApply("known on apply"),
  "aws:either": { ...unknownUntilApply("known on apply"), among: [undefined, oneText("a"), oneText("b")] },
};
const context: Context = (key) => (Object.hasOwn(CARRIED, key) ? CARRIED[key] : undefined);

function judge(operator: string, key: string, values: readonly string[], hasVariables = true) {
  const { every, some } = holds(conditionOf(operator, key, values, hasVariables), context);
  const plain = (value: unknown): unknown => (typeof value === "boolean" ? value : "doubt");
  return plain(every) === plain(some) ? plain(every) : [plain(every), plain(some)];
}

/** An operator, a key with a value that is as it asks, one that is not, and what it says of a key that is not there. */
const OPERATORS: readonly (readonly [string, string, string, string, boolean])[] = [
  ["StringEquals", "aws:text", "Data-1", "data-1", false],
  ["StringNotEquals", "aws:text", "data-1", "Data-1", true],
  ["StringEqualsIgnoreCase", "aws:text", "dATA-1", "data-2", false],
  ["StringNotEqualsIgnoreCase", "aws:text", "data-2", "dATA-1", true],
  ["StringLike", "aws:text", "D*-?", "d*", false],
  ["StringNotLike", "aws:text", "d*", "D*-?", true],
  ["NumericEquals", "aws:number", "10", "11", false],
  ["NumericNotEquals", "aws:number", "11", "10.0", true],
  ["NumericLessThan", "aws:number", "10.5", "10", false],
  ["NumericLessThanEquals", "aws:number", "10", "9", false],
  ["NumericGreaterThan", "aws:number", "9", "10", false],
  ["NumericGreaterThanEquals", "aws:number", "10", "11", false],
  ["DateEquals", "aws:date", "2026-03-01T13:00:00+01:00", "2026-03-01", false],
  ["DateNotEquals", "aws:date", "2026-03-01", "2026-03-01T12:00:00Z", true],
  ["DateLessThan", "aws:date", "2026-03-02", "2026-03-01", false],
  ["DateLessThanEquals", "aws:date", "2026-03-01T12:00:00Z", "2026-03-01T11:59:59Z", false],
  ["DateGreaterThan", "aws:date", "2026-03-01", "2026-03-02", false],
  ["DateGreaterThanEquals", "aws:date", "1772366400", "1772366401", false],
  ["Bool", "aws:yes", "true", "false", false],
  ["ArnEquals", "aws:arn", "arn:aws:iam::*:role/path/*", "arn:aws:iam::*:role/role", false],
  ["ArnNotEquals", "aws:arn", "arn:aws:iam::*:role/role", "arn:aws:iam::*:role/*", true],
  ["ArnLike", "aws:arn", "arn:*:iam::1111????3333:role/*", "arn:aws:iam::2*:role/*", false],
  ["ArnNotLike", "aws:arn", "arn:aws:s3:*:*:role/*", "arn:*:*:*:*:*", true],
];

test.each([
  ["all that it may be are as it asks", "StringEqualsIfExists", ["a", "b"], true],
  ["none is", "StringEquals", ["c"], false],
  ["one of them is not", "StringEqualsIfExists", ["a"], "doubt"],
  ["it may be absent", "StringEquals", ["a", "b"], "doubt"],
  ["none is excluded", "StringNotEquals", ["c"], true],
  ["whether it is there", "Null", ["true"], "doubt"],
] as const)("a key with several possible values: %s", (_name, operator, values, expected) => {
  expect(judge(operator, "aws:either", values)).toBe(expected);
});

describe.each(OPERATORS)("%s", (operator, key, yes, no, absent) => {
  test.each([
    ["a value as it asks", operator, key, [yes], true],
    ["another value", operator, key, [no], false],
    ["one of several values", operator, key, [no, yes], !operator.includes("Not")],
    ["in lower case", operator.toLowerCase(), key.toUpperCase(), [yes], true],
    ["a key that is not there", operator, "aws:absent", [yes], absent],
    ["a key that is not there, IfExists", `${operator}IfExists`, "aws:absent", [yes], true],
    ["a value as it asks, IfExists", `${operator}IfExists`, key, [yes], true],
    ["another value, IfExists", `${operator}IfExists`, key, [no], false],
    ["a key whose value is not known", operator, "aws:unknown", [yes], "doubt"],
    ["a key whose value is not known, IfExists", `${operator}IfExists`, "aws:unknown", [yes], "doubt"],
    ["a key of which nothing is known", operator, "aws:other", [yes], "doubt"],
    ["ForAllValues, a value as it asks", `ForAllValues:${operator}`, key, [yes], true],
    ["ForAllValues, another value", `ForAllValues:${operator}`, key, [no], false],
    ["ForAllValues, a key that is not there", `ForAllValues:${operator}`, "aws:absent", [yes], true],
    ["ForAnyValue, a value as it asks", `ForAnyValue:${operator}`, key, [yes], true],
    ["ForAnyValue, a key that is not there", `ForAnyValue:${operator}`, "aws:absent", [yes], false],
    [
      "ForAnyValue and IfExists, a key that is not there",
      `ForAnyValue:${operator}IfExists`,
      "aws:absent",
      [yes],
      "doubt",
    ],
  ])("%s", (_name, written, name, values, expected) => {
    expect(judge(written, name, values)).toEqual(expected);
  });
});

test.each([
  ["Null of a key that is there", "Null", "aws:text", ["true"], false],
  ["Null: false of a key that is there", "Null", "aws:text", ["false"], true],
  ["Null of a key that is not there", "Null", "aws:absent", ["true"], true],
  ["Null: false of a key that is not there", "Null", "aws:absent", ["false"], false],
  ["Null of a key that is not known", "Null", "aws:unknown", ["true"], "doubt"],
  ["Null with a value that is none", "Null", "aws:text", ["maybe"], "doubt"],
  ["IpAddress of a key that is not there", "IpAddress", "aws:absent", ["10.0.0.0/8"], false],
  ["NotIpAddress of a key that is not there", "NotIpAddress", "aws:absent", ["10.0.0.0/8"], true],
  ["IpAddress, of which nothing is known", "IpAddress", "aws:SourceIp", ["10.0.0.0/8"], "doubt"],
  ["BinaryEquals of a key that is not there", "BinaryEquals", "aws:absent", ["QmluYXJ5"], false],
  ["BinaryEquals", "BinaryEquals", "aws:text", ["QmluYXJ5"], "doubt"],
  ["no value at all", "StringEquals", "aws:text", [], false],
  ["no value at all, negated", "StringNotEquals", "aws:text", [], true],
  ["a number that is none", "NumericEquals", "aws:number", ["ten"], "doubt"],
  ["a number compared with a text", "NumericEquals", "aws:text", ["10"], "doubt"],
  ["a date that is none", "DateLessThan", "aws:date", ["yesterday"], "doubt"],
  ["at least 1.2: less than 1.2", "NumericLessThan", "aws:tls", ["1.2"], false],
  ["at least 1.2: less than 1.3", "NumericLessThan", "aws:tls", ["1.3"], "doubt"],
  ["at least 1.2: at most 1.1", "NumericLessThanEquals", "aws:tls", ["1.1"], false],
  ["at least 1.2: at most 1.2", "NumericLessThanEquals", "aws:tls", ["1.2"], "doubt"],
  ["at least 1.2: 1.2 or more", "NumericGreaterThanEquals", "aws:tls", ["1.2"], true],
  ["at least 1.2: more than 1.1", "NumericGreaterThan", "aws:tls", ["1.1"], true],
  ["at least 1.2: more than 1.2", "NumericGreaterThan", "aws:tls", ["1.2"], "doubt"],
  ["at least 1.2: exactly 1.1", "NumericEquals", "aws:tls", ["1.1"], false],
  ["at least 1.2: not 1.2", "NumericNotEquals", "aws:tls", ["1.2"], "doubt"],
  ["at least 1.2, as text", "StringEquals", "aws:tls", ["1.2"], "doubt"],
  ["a placeholder: a prefix", "StringLike", "aws:symbol", ["data-*"], true],
  ["a placeholder: another prefix", "StringLike", "aws:symbol", ["logs-*"], false],
  ["a placeholder: a text that it may be", "StringNotEquals", "aws:symbol", ["data-1"], "doubt"],
  ["a placeholder in the policy", "StringEquals", "aws:text", [placeholder("x")], "doubt"],
  ["an ARN with less than six parts", "ArnLike", "aws:arn", ["arn:aws:iam:*:role/path/role"], "doubt"],
  ["an ARN that is none, and cannot be it", "ArnLike", "aws:arn", ["arn:aws:s3:*"], false],
  ["many texts: all", "StringLike", "aws:many", ["arn:aws:s3:::data/*"], true],
  ["many texts: some", "StringLike", "aws:many", ["arn:aws:s3:::data/logs/*"], [false, true]],
  ["many texts: all but some", "StringNotLike", "aws:many", ["arn:aws:s3:::data/logs/*"], [false, true]],
  ["many texts: none", "StringNotLike", "aws:many", ["arn:aws:s3:::data/*"], false],
  ["many texts as ARNs: all", "ArnLike", "aws:many", ["arn:aws:s3:*:*:data/*"], true],
  ["many texts as ARNs: some", "ArnLike", "aws:many", ["arn:aws:s3:*:*:*/logs/*"], [false, true]],
  ["many texts as ARNs: all together", "ArnLike", "aws:many", ["arn:aws:s3:::data/?", "arn:aws:s3:::data/??*"], true],
  ["many texts as ARNs: none", "ArnNotLike", "aws:many", ["arn:aws:s3:::data/*"], false],
])("%s", (_name, operator, key, values, expected) => {
  expect(judge(operator, key, values)).toEqual(expected);
});

test.each([
  "constructor",
  "__proto__",
  "toString",
  "",
  "IfExists",
  "NullIfExists",
  "ForAllValues:Null",
  "ForAllValues:",
  "ForSomeValues:StringEquals",
  "ForAnyValue:ForAnyValue:StringEquals",
  "StringEqual",
])("%j is no operator, whatever the key", (operator) => {
  for (const key of ["aws:text", "aws:absent", "aws:unknown", "__proto__", "constructor"]) {
    expect(judge(operator, key, ["true"])).toBe("doubt");
  }
});

describe("policy variables", () => {
  test.each([
    ["that have a value", ["${aws:text}"], true],
    ["in any case, with spaces", ["${ AWS:Text }"], true],
    ["with a value and a default", ["${aws:text, 'none'}"], true],
    ["without a value, with a default", ["${aws:absent, 'Data-1'}"], true],
    ["without a value, with another default", ["${aws:absent, 'none'}"], false],
    ["without a value", ["${aws:absent}"], false],
    ["without a value, beside what is right", ["${aws:absent}", "Data-1"], true],
    ["whose value is not known", ["${aws:unknown}"], "doubt"],
    ["whose value is not known, in a text that it cannot be", ["x${aws:unknown}"], false],
    ["of which nothing is known", ["${aws:PrincipalTag/team}"], "doubt"],
    ["for many texts", ["${aws:many}"], "doubt"],
    ["that are not closed", ["${aws:text"], false],
    ["within a text", ["Data${aws:absent, '-'}1"], true],
  ])("%s", (_name, values, expected) => {
    expect(judge("StringEquals", "aws:text", values)).toEqual(expected);
  });

  test.each([
    ["a star that is one", "StringLike", "aws:text", ["Data${*}"], false],
    ["a question mark that is one", "StringLike", "aws:text", ["Data-${?}"], false],
    ["without a value, negated", "StringNotEquals", "aws:text", ["${aws:absent}"], "doubt"],
    ["without a value, negated, as an ARN", "ArnNotLike", "aws:arn", ["${aws:absent}"], "doubt"],
    ["a number", "NumericEquals", "aws:number", ["${aws:number}"], "doubt"],
    ["an ARN", "ArnEquals", "aws:arn", ["${aws:arn}"], true],
  ])("%s", (_name, operator, key, values, expected) => {
    expect(judge(operator, key, values)).toEqual(expected);
  });

  test("are literal text in Version 2008-10-17", () => {
    expect(judge("StringEquals", "aws:text", ["${aws:text}"], false)).toBe(false);
  });
});
