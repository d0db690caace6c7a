import * as fc from "fast-check";
import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import {
  readConfigurations,
  readPlan,
  readState,
  type JsonConfiguration,
  type ShownPlan,
} from "../../../policy-pack/readers/terraform";

type Body = Readonly<Record<string, unknown>>;

const configuration = (json: unknown) => readConfigurations({ s: json as JsonConfiguration }, DEFAULT_OPTIONS);
const plan = (json: unknown) => readPlan(json as ShownPlan, DEFAULT_OPTIONS);
const state = (json: unknown) => readState(json as Body, DEFAULT_OPTIONS);

const TYPES = [
  "aws_s3_bucket",
  "aws_s3_bucket_versioning",
  "aws_s3_bucket_replication_configuration",
  "aws_s3_bucket_policy",
  "aws_iam_role",
  "aws_iam_policy_attachment",
  "aws_kms_key",
  "awscc_s3_bucket",
  "__proto__",
  "constructor",
];

/** Any JSON, with the keys that mean something to JavaScript or to this reader. */
const key = fc.constantFrom(
  ..."__proto__ constructor toString valueOf hasOwnProperty dynamic rule for_each count content iterator bucket provider depends_on // references constant_value statement region alias module after deposed".split(
    " ",
  ),
);
const leaf = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    "${local.a}",
    "${aws_s3_bucket.x.arn}",
    "${each.value}",
    "${module.x.y}",
    "${data.aws_iam_policy_document.x.json}",
    "\uFDD0forged\uFDD1",
  ),
);
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
})).value;

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Body)["polluted"]).toBeUndefined();
});

test("any JSON in the place of a configuration", () => {
  fc.assert(
    fc.property(json, json, fc.constantFrom(...TYPES), (value, other, type) => {
      expect(configuration(value)).toBeDefined();
      const data = { aws_iam_policy_document: { x: other }, aws_s3_bucket: { x: other } };
      expect(
        configuration({
          resource: { [type]: { x: value, y: other } },
          data,
          provider: { aws: other },
          locals: value,
          module: { x: other },
          output: other,
          variable: other,
        }),
      ).toBeDefined();
    }),
    { numRuns: 700 },
  );
});

test("any JSON in the place of a plan", () => {
  fc.assert(
    fc.property(json, json, fc.constantFrom(...TYPES), (value, other, type) => {
      expect(plan(value)).toBeDefined();
      const change = {
        address: `${type}.x`,
        mode: "managed",
        type,
        name: "x",
        module_address: "module.m",
        change: { after: value, after_unknown: other },
      };
      const resource = { mode: "managed", type, name: "x", expressions: other, for_each_expression: value };
      const root_module = {
        resources: [resource, value],
        module_calls: { m: { module: { resources: [resource] }, expressions: value } },
        outputs: other,
      };
      expect(
        plan({
          resource_changes: [change, value],
          configuration: { root_module, provider_config: other },
          prior_state: value,
          variables: other,
        }),
      ).toBeDefined();
    }),
    { numRuns: 700 },
  );
});

test("any JSON in the place of a state", () => {
  fc.assert(
    fc.property(json, json, fc.constantFrom(...TYPES), (value, other, type) => {
      expect(state(value)).toBeDefined();
      const resource = { address: `${type}.x`, mode: "managed", type, name: "x", values: value, depends_on: other };
      expect(
        state({ values: { root_module: { resources: [resource, value], child_modules: [other] } } }),
      ).toBeDefined();
      expect(
        state({
          version: 4,
          resources: [
            {
              mode: "managed",
              type,
              name: "x",
              instances: [{ attributes: value, dependencies: other, index_key: other }],
            },
          ],
        }),
      ).toBeDefined();
    }),
    { numRuns: 700 },
  );
});

test.each<[string, unknown]>([
  ["lists", Array.from({ length: 5_000 }).reduce<unknown>((inner) => [inner], "x")],
  ["objects", Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ rule: inner }), "x")],
])("%s in one another, 5,000 deep", (_name, deep) => {
  expect(
    configuration({ resource: { aws_s3_bucket: { x: { rule: deep, bucket: deep } } }, locals: { a: deep } }),
  ).toBeDefined();
  const change = {
    address: "aws_s3_bucket.x",
    mode: "managed",
    type: "aws_s3_bucket",
    name: "x",
    change: { after: { rule: deep }, after_unknown: { rule: deep } },
  };
  expect(
    plan({
      resource_changes: [change],
      configuration: {
        root_module: {
          resources: [{ mode: "managed", type: "aws_s3_bucket", name: "x", expressions: { rule: deep } }],
        },
      },
    }),
  ).toBeDefined();
  expect(
    state({
      values: {
        root_module: {
          resources: [
            { address: "aws_s3_bucket.x", mode: "managed", type: "aws_s3_bucket", name: "x", values: { rule: deep } },
          ],
        },
      },
    }),
  ).toBeDefined();
});

test("a list with more items than JavaScript has room for as the arguments of a call", () => {
  const numbers = Array.from({ length: 200_000 }, (_, index) => index);
  const versioning = { v: { bucket: "data", versioning_configuration: { status: "${max(local.numbers...)}" } } };
  const { graph } = configuration({
    locals: { numbers },
    resource: { aws_s3_bucket: { data: { bucket: "data" } }, aws_s3_bucket_versioning: versioning },
  });
  expect(graph.buckets.get("aws_s3_bucket.data")?.versioning.known).toBe(false);
});

test("a module of a state whose address is that of a resource: what is in it is judged", () => {
  const inside = {
    address: "aws_s3_bucket.x",
    mode: "managed",
    type: "aws_s3_bucket",
    name: "x",
    values: { bucket: "x" },
  };
  const { graph } = state({ values: { root_module: { address: "aws_s3_bucket.y", resources: [inside] } } });
  expect([...graph.buckets.keys()]).toEqual(["aws_s3_bucket.x"]);
});

test("a block of a plan with a text in the configuration and something 5,000 deep in its place", () => {
  const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], "x");
  const rule = [{ bucket_key_enabled: { constant_value: true } }, { bucket_key_enabled: { constant_value: false } }];
  const type = "aws_s3_bucket_server_side_encryption_configuration";
  const about = { address: `${type}.x`, mode: "managed", type, name: "x" };
  const after = { rule: [{ bucket_key_enabled: deep }, { bucket_key_enabled: false }] };
  const change = { actions: ["create"], after, after_unknown: {} };
  const root_module = { resources: [{ ...about, expressions: { rule } }] };
  expect(plan({ resource_changes: [{ ...about, change }], configuration: { root_module } })).toBeDefined();
});

test("modules in one another, 2,000 deep", () => {
  const calls = Array.from({ length: 2_000 }).reduce<unknown>(
    (inner) => ({ module_calls: { m: { module: inner } } }),
    {},
  );
  expect(plan({ resource_changes: [], configuration: { root_module: calls } })).toBeDefined();
  const modules = Array.from({ length: 2_000 }).reduce<unknown>((inner) => ({ child_modules: [inner] }), {});
  expect(state({ values: { root_module: modules } })).toBeDefined();
  const module = Array.from({ length: 2_000 }, () => "module.a").join(".");
  const change = {
    address: `${module}.aws_s3_bucket.x`,
    module_address: module,
    mode: "managed",
    type: "aws_s3_bucket",
    name: "x",
    change: { after: {} },
  };
  expect(plan({ resource_changes: [change] })).toBeDefined();
});

const chain = (length: number, next: (before: string) => unknown): Body =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [`l${index}`, index === 0 ? "x" : next(`local.l${index - 1}`)]),
  );

test.each<[string, Body]>([
  ["2,000 locals in a chain", chain(2_000, (before) => `\${${before}}`)],
  ["texts that double 60 times", chain(60, (before) => `\${${before}}\${${before}}`)],
  ["lists that double 60 times", chain(60, (before) => [`\${${before}}`, `\${${before}}`])],
  [
    "objects that double 60 times, by functions",
    chain(60, (before) => `\${merge({ a = ${before} }, { b = ${before} })}`),
  ],
  ["loops over loops", chain(60, (before) => `\${[for x in [1, 2] : ${before}]}`)],
  [
    "unknowns that double 60 times",
    { ...chain(60, (before) => `\${format("%s%s", ${before}, ${before})}`), l0: "${var.x}" },
  ],
])("%s come to an end", (_name, locals) => {
  const bucket = { bucket: "${local.l59}", tags: { a: "${jsonencode(local.l59)}", b: "${local.l1999}" } };
  expect(configuration({ locals, resource: { aws_s3_bucket: { x: bucket } } })).toBeDefined();
});
