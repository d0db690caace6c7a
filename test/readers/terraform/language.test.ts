import * as fc from "fast-check";
import { expressionOf, parseTemplate, SPLAT, type Step } from "../../../policy-pack/readers/terraform/expressions";
import { evaluate, type Scope } from "../../../policy-pack/readers/terraform/evaluate";
import { Anything, Failure, Handle, Several, unknownText } from "../../../policy-pack/readers/terraform/unknowns";
import { Unknown, type Value } from "../../../policy-pack/readers/declared/value";
import { told } from "./told";

const bucket = (name: string, key: string): Handle =>
  new Handle(`aws_s3_bucket.${name}["${key}"]`, (attribute) =>
    attribute === "bucket" ? `acme-${key}` : unknownText(`${name}[${key}].${attribute}`),
  );

/** What the names in the tables stand for. */
const NAMES: Readonly<Record<string, Value>> = {
  known: "value",
  list: ["a", "b"],
  map: new Map<string, Value>([
    ["a", 1],
    ["__proto__", 2],
  ]),
  marked: unknownText("x.arn"),
  open: new Anything({
    identity: "var.open",
    settledBy: "configuration",
    why: "var.open is given only when Terraform runs",
  }),
  other: new Anything({ identity: "var.other" }),
  many: new Map<string, Value>([
    ["a", bucket("many", "a")],
    ["b", bucket("many", "b")],
  ]),
  maybe: new Several({ identity: "var.on" }, 0, bucket("maybe", "0"), true, new Map([["0", bucket("maybe", "0")]])),
  several: new Several({ identity: "var.names" }, unknownText("each.key"), bucket("several", "each.key")),
};

const scope: Scope = {
  state: { depth: 0, uncertain: false },
  place: "",
  resolve: (root: string, _steps: readonly Step[]) => ({
    value: Object.hasOwn(NAMES, root) ? NAMES[root] : new Failure({ why: "no such name" }),
    taken: 0,
  }),
  dependent: () => new Anything(),
};

const valueOf = (text: string): Value => evaluate(parseTemplate(text), scope);

const KNOWN: Readonly<Record<string, unknown>> = {
  // Templates
  "plain text": "plain text",
  "$${not.evaluated} %%{nor.this}": "${not.evaluated} %{nor.this}",
  "${known}": "value",
  "a ${known} b": "a value b",
  '${"quoted \\"inner\\" \\u00e9\\n"}': 'quoted "inner" é\n',
  "${1}-${true}": "1-true",
  // Collections
  '${["a", 1, null]}': ["a", 1, undefined],
  '${{ a = 1, "b" : 2, (known) = 3 }}': { a: 1, b: 2, value: 3 },
  "${{\n  a = 1 # comment\n  // another\n  b = 2\n}}": { a: 1, b: 2 },
  "${list[1]}": "b",
  "${map.a}": 1,
  '${map["__proto__"]}': 2,
  "${list[*]}": ["a", "b"],
  '${many["a"].bucket}': "acme-a",
  "${values(many)[*].bucket}": ["acme-a", "acme-b"],
  "${values(many).*.bucket}": ["acme-a", "acme-b"],
  // Operators
  "${1 + 2 * 3}": 7,
  "${(1 + 2) * 3}": 9,
  "${7 % 4 - 1}": 2,
  "${-2 + 3}": 1,
  "${1 - 1 == 0 && !false}": true,
  "${1 < 2 || open}": true,
  '${known == "value" ? "yes" : "no"}': "yes",
  '${1 == "1"}': false,
  "${null == null}": true,
  "${marked == marked}": true,
  "${marked != null}": true,
  "${marked == null}": false,
  "${open && false}": false,
  "${open || true}": true,
  // Loops
  "${[for x in list : upper(x)]}": ["A", "B"],
  '${[for k, b in many : "${k}=${b.bucket}"]}': ["a=acme-a", "b=acme-b"],
  '${{ for x in list : x => "${x}!" if x != "a" }}': { b: "b!" },
  "${[for i, x in list : i]}": [0, 1],
  // Functions
  '${toset(["a", "a", "b"])}': ["a", "b"],
  "${tolist(list)}": ["a", "b"],
  '${tolist(toset(["b", "a", "b"]))[0]}': "a",
  "${tolist(toset([10, 9]))}": [9, 10],
  '${[for k, v in toset(["b", "a"]) : "${k}${v}"]}': ["aa", "bb"],
  '${[for k, v in tolist(toset(["b", "a"])) : "${k}${v}"]}': ["0a", "1b"],
  '${{ for k, v in setunion(["b"], ["a"]) : k => v }}': { a: "a", b: "b" },
  '${[for k, v in setsubtract(["c", "b", "a"], ["c"]) : k]}': ["a", "b"],
  '${[for k, v in setintersection(["b", "a"], ["a"]) : k]}': ["a"],
  '${concat(list, ["c"])}': ["a", "b", "c"],
  '${flatten([["a"], [["b"], []]])}': ["a", "b"],
  "${merge({ a = 1 }, null, { a = 2, b = 3 })}": { a: 2, b: 3 },
  "${merge([{ a = 1 }, { b = 2 }]...)}": { a: 1, b: 2 },
  '${coalesce(null, "", known)}': "value",
  "${coalesce(marked, known)}": "~<x.arn>",
  '${try(list[7], map.nothing, "else")}': "else",
  "${try(list[0], open)}": "a",
  "${can(list[7])}": false,
  "${can(list[0])}": true,
  '${one(["a"])}': "a",
  "${one([])}": undefined,
  "${one(null)}": undefined,
  "${element(list, 3)}": "b",
  '${lookup(map, "a", 0)}': 1,
  '${lookup(map, "z", 0)}': 0,
  "${keys(many)}": ["a", "b"],
  "${length(many)}": 2,
  '${length("añb")}': 3,
  "${length([open, open])}": 2,
  '${format("%s-%d-%%", known, 3)}': "value-3-%",
  '${join("-", list)}': "a-b",
  '${join("-", ["a", marked])}': "~a-<x.arn>",
  '${format("%s/*", marked)}': "~<x.arn>/*",
  '${replace("a.b.c", ".", "-")}': "a-b-c",
  '${replace("a$b", "$", "$$")}': "a$$b",
  '${lower("ABC")}${upper("abc")}': "abcABC",
  '${compact(["a", "", null, marked])}': ["a", "~<x.arn>"],
  '${distinct(["a", "b", "a"])}': ["a", "b"],
  "${tostring(1)}": "1",
  '${tonumber("2") + 1}': 3,
  '${tobool("true")}': true,
  '${contains(list, "b")}': true,
  '${contains(list, "z")}': false,
  "${contains([open, marked], marked)}": true,
  '${split(",", "a,b")}': ["a", "b"],
  '${substr("abcdef", 1, 3)}': "bcd",
  '${substr("abcdef", -2, -1)}': "ef",
  '${trimprefix("aws:kms", "aws:")}': "kms",
  '${startswith("acme-a", "acme")}': true,
  "${range(3)}": [0, 1, 2],
  "${range(1, 6, 2)}": [1, 3, 5],
  "${max(1, 3, 2)}": 3,
  '${sort(["b", "a"])}': ["a", "b"],
  "${reverse(list)}": ["b", "a"],
  "${slice(list, 1, 2)}": ["b"],
  "${zipmap(list, [1, 2])}": { a: 1, b: 2 },
  '${setsubtract(list, ["a"])}': ["b"],
  '${setunion(list, ["c"])}': ["a", "b", "c"],
  "${alltrue([true, true])}": true,
  "${anytrue([false, true])}": true,
  '${jsonencode({ b = [1, true, null], a = "x" })}': '{"a":"x","b":[1,true,null]}',
  '${jsondecode("{\\"a\\":{\\"b\\":1}}").a.b}': 1,
  '${jsondecode("{\\"a\\":\\"${marked}\\",\\"b\\":1}").b}': 1,
  '${jsondecode("{\\"a\\":\\"${marked}\\"}").a == marked}': true,
  // What is not known of it
  '${jsonencode({ r = "${marked}/*" })}': '~{"r":"<x.arn>/*"}',
  "${marked}-archive": "~<x.arn>-archive",
  "${lower(marked)}": "~<lower(x.arn)>",
  '${replace(marked, "a", "b")}': "~<replace(x.arn, ″a″, ″b″)>",
  "${open.name}": "~<var.open.name>",
  "prefix-${open}": "~prefix-<var.open>",
  '${open ? "a" : "b"}': { among: ["a", "b"] },
  '${open ? "a" : "a"}': "a",
  'x-${open ? "a" : "b"}': { among: ["x-a", "x-b"] },
  '${coalesce(open, "else")}': { among: ["?", "else"] },
  "${list[open]}": { among: ["a", "b"] },
  '${try(maybe[0].bucket, "none")}': { among: ["acme-0", "none"] },
  "${one(maybe[*].bucket)}": { among: ["acme-0", undefined] },
  "${maybe[0].bucket}": "acme-0",
  "${[for b in several : b.bucket]}": "?",
};

test.each(Object.entries(KNOWN))("%s", (text, expected) => {
  expect(told(valueOf(text))).toEqual(expected);
});

test.each([
  "${upper(open)[0]}",
  "${jsonencode(open)}",
  "${jsonencode({ Statement = open })}",
  "${concat(list, open)}",
  "${merge({ a = 1 }, open)}",
  "${flatten([open])}",
  "${length(open)}",
  '${contains([open], "a")}',
  '${open == "a"}',
  "${[for x in list : x if open]}",
  "${[for x in open : x]}",
  "${{ for x in list : x => x... }}",
  "${uuid()}",
  "${nosuchfunction(1)}",
  '${format("%v-%05d", "a", 1)}',
  '${replace("abc", "/a./", "x")}',
])("%s is not known", (text) => {
  expect(valueOf(text)).toBeInstanceOf(Unknown);
  expect(valueOf(text)).not.toBeInstanceOf(Failure);
});

test.each([
  "${list[7]}",
  "${map.nothing}",
  "${list[7]}-suffix",
  "${nothing.at.all}",
  "${null.attribute}",
  "${1 / 0}",
  "${true || known}",
  '${1 + "a"}',
  "${known ? 1 : 2}",
  '${one(["a", "b"])}',
  '${tonumber("a")}',
  '${coalesce(null, "")}',
  "${element([], 0)}",
  '${jsondecode("{")}',
  "${range(100000)}",
])("Terraform refuses %s", (text) => {
  expect(valueOf(text)).toBeInstanceOf(Failure);
});

test.each([
  "%{ if true }a%{ endif }",
  "${<<EOT\ntext\n}",
  "${a b}",
  "${",
  "${a[}",
  '${"unclosed}',
  "${~ known ~}",
  "${for x in list : x}",
  `\${${"(".repeat(5_000)}1${")".repeat(5_000)}}`,
  `\${${"[".repeat(5_000)}`,
  `\${${"!".repeat(5_000)}true}`,
])("what is not read is not known: %.40s", (text) => {
  expect(parseTemplate(text)).toMatchObject({ kind: "other" });
  expect(valueOf(text)).toBeInstanceOf(Unknown);
});

test("what is derived from one unknown in one way is one value", () => {
  const identity = (text: string) => {
    const value = valueOf(text);
    return value instanceof Unknown ? (value.about.identity ?? value.about.text) : undefined;
  };
  expect(identity("${open}")).toBe("var.open");
  expect(identity("${lower(marked)}")).toBe(identity("${lower(marked)}"));
  expect(identity("${lower(marked)}")).not.toBe(identity("${upper(marked)}"));
  expect(identity("${open ? 1 : 2}")).toBe(identity("${open ? 1 : 2}"));
  expect(identity("${open ? 1 : 2}")).not.toBe(identity("${other ? 1 : 2}"));
  expect(identity("${open ? 1 : 2}")).not.toBe(identity("${open ? 2 : 1}"));
  expect(identity("${uuid()}")).toBeUndefined();
});

test("what settles an unknown settles what is made of it", () => {
  expect(valueOf('${upper("${marked}-${open}")}')).toMatchObject({
    about: { settledBy: "configuration", why: "var.open is given only when Terraform runs" },
  });
});

test("dynamic blocks are made where it is known which there are, behind those that are written", () => {
  const body = (forEach: unknown): Value =>
    evaluate(
      expressionOf({
        rule: { id: "first" },
        dynamic: { rule: { for_each: forEach, iterator: "r", content: { id: "${r.key}-${r.value}" } } },
      }),
      scope,
    );
  expect(told(body("${list}"))).toEqual({ rule: [{ id: "first" }, { id: "0-a" }, { id: "1-b" }] });
  expect(told(body({ k: "v" }))).toEqual({ rule: [{ id: "first" }, { id: "k-v" }] });
  expect(told(body([]))).toEqual({ rule: [{ id: "first" }] });
  expect(told(body("${open}"))).toEqual({ rule: { from: [] } });
});

test("a dynamic block in a dynamic block", () => {
  const inner = { filter: { for_each: "${rule.value}", content: { prefix: "${filter.value}" } } };
  const value = evaluate(
    expressionOf({ dynamic: { rule: { for_each: "${[list, []]}", content: { id: "x", dynamic: inner } } } }),
    scope,
  );
  expect(told(value)).toEqual({
    rule: [
      { id: "x", filter: [{ prefix: "a" }, { prefix: "b" }] },
      { id: "x", filter: [] },
    ],
  });
});

test("a user's map may have a key dynamic", () => {
  expect(told(evaluate(expressionOf({ tags: { dynamic: "yes" } }), scope))).toEqual({ tags: { dynamic: "yes" } });
});

test("the same text is parsed once", () => {
  const text = "${list[0]}-parsed-once";
  expect(parseTemplate(text)).toBe(parseTemplate(text));
});

describe("nothing that a text contains makes it throw", () => {
  test("any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => expect(parseTemplate(text)).toHaveProperty("kind")),
      { numRuns: 2_000 },
    );
  });

  test("any order of the parts of expressions", () => {
    const parts =
      '${ } " [ ] { } ( ) . , = => == ? : ! - + * / % for in if ... [*] a list map[0] jsonencode( \\ %{ $${ 1 null open marked'
        .split(" ")
        .concat([" ", "\n", " # c\n"]);
    const near = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((all) => `\${${all.join("")}}`);
    fc.assert(
      fc.property(near, (text) => {
        expect(parseTemplate(text)).toHaveProperty("kind");
        valueOf(text);
      }),
      { numRuns: 5_000 },
    );
  });

  test("any function of anything", () => {
    const names =
      "jsonencode toset concat merge coalesce try one element lookup keys values length flatten compact distinct format join tostring contains zipmap slice lower replace split substr tonumber jsondecode range max sort index setsubtract alltrue reverse setunion coalescelist";
    const argument = fc.constantFrom(
      ...'list map marked open many maybe several known null 1 -1 true "" [] {} [open] [marked] [list,list] {a=open}'.split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names.split(" ")), fc.array(argument, { maxLength: 4 }), (name, all) => {
        valueOf(`\${${name}(${all.join(", ")})}`);
      }),
      { numRuns: 3_000 },
    );
  });
});

test("steps of a traversal", () => {
  expect(parseTemplate("${a.b[0].*.c}")).toMatchObject({
    kind: "reference",
    root: "a",
    steps: ["b", { kind: "literal", value: 0 }, SPLAT, "c"],
  });
});
