import {
  declaredInConfigurations,
  type Declared,
  type JsonConfiguration,
  type ReadModule,
} from "../../../policy-pack/readers/terraform";
import { resourceAt, settingAt, told } from "./told";

type Body = Readonly<Record<string, unknown>>;

const PROVIDERS = { aws: [{ region: "us-east-1" }, { alias: "west", region: "us-west-2" }] };
const west = { provider: "aws.west" };

const read = (resource: Body, more: JsonConfiguration = {}, readModule?: ReadModule): Declared =>
  declaredInConfigurations({ s: { provider: PROVIDERS, resource, ...more } }, readModule);

/** One text in the place of a bucket of a versioning resource, beside buckets and other things that it may refer to. */
const BESIDE: Body = {
  aws_s3_bucket: {
    data: { bucket: "acme-data" },
    made: { bucket_prefix: "acme-made-", ...west },
    many: { for_each: '${toset(["a", "b"])}', bucket: "acme-${each.key}" },
    counted: { count: 2, bucket_prefix: "acme-${count.index}-" },
    maybe: { count: "${var.on ? 1 : 0}", bucket: "acme-maybe" },
    each: { for_each: "${var.names}", bucket: "acme-${each.key}" },
  },
  aws_iam_role: { role: { name: "acme-role" }, made: { name_prefix: "crr-", path: "/service/" } },
  aws_iam_policy: { policy: { name: "acme-policy" } },
  aws_kms_key: { key: {}, away: { ...west } },
  aws_kms_alias: { alias: { name: "alias/acme", target_key_id: "${aws_kms_key.key.id}" } },
};
const AROUND: JsonConfiguration = {
  variable: {
    on: {},
    names: { type: "list(string)" },
    n: { type: "string" },
    untyped: {},
    fallback: { default: "us-east-2" },
  },
  locals: { arn: "${aws_s3_bucket.made.arn}", chained: "${local.arn}/*" },
  data: {
    aws_s3_bucket: { theirs: { bucket: "theirs" }, of_made: { bucket: "${aws_s3_bucket.made.bucket}" } },
    aws_ssm_parameter: { bucket: { name: "bucket" } },
    aws_caller_identity: { current: {} },
    aws_partition: { current: {} },
    aws_region: { current: {}, away: { ...west } },
  },
};

const VALUES: Readonly<Record<string, unknown>> = {
  // References
  "${aws_s3_bucket.data.id}": "acme-data",
  "${aws_s3_bucket.data.arn}": "arn:aws:s3:::acme-data",
  "${aws_s3_bucket.made.id}": "~acme-made-<aws_s3_bucket.made.bucket>",
  "${aws_s3_bucket.made.arn}": "~arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>",
  '${aws_s3_bucket.many["a"].id}': "acme-a",
  "${aws_s3_bucket.counted[1].id}": "~acme-1-<aws_s3_bucket.counted[1].bucket>",
  "${local.arn}": "~arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>",
  "${local.chained}": "~arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>∕*".replace("∕", "/"),
  "${aws_iam_role.role.arn}": "~arn:aws:iam::<account of the credentials>:role/acme-role",
  "${aws_iam_role.made.arn}": "~arn:aws:iam::<account of the credentials>:role/service/crr-<aws_iam_role.made.name>",
  "${aws_iam_policy.policy.arn}": "~arn:aws:iam::<account of the credentials>:policy/acme-policy",
  "${aws_kms_key.key.arn}": "~arn:aws:kms:us-east-1:<account of the credentials>:key/<aws_kms_key.key.key_id>",
  "${aws_kms_key.away.arn}": "~arn:aws:kms:us-west-2:<account of the credentials>:key/<aws_kms_key.away.key_id>",
  "${aws_kms_alias.alias.arn}": "~arn:aws:kms:us-east-1:<account of the credentials>:alias/acme",
  // Functions and operators
  "${one(values(aws_s3_bucket.many)[*].id)}": "?",
  "${one([aws_s3_bucket.data.id])}": "acme-data",
  "${values(aws_s3_bucket.many)[1].id}": "acme-b",
  '${try(aws_s3_bucket.nothing.id, "acme-else")}': "acme-else",
  "${try(aws_s3_bucket.counted[7].id, aws_s3_bucket.data.id)}": "acme-data",
  '${try(aws_s3_bucket.maybe[0].id, "acme-else")}': { among: ["acme-maybe", "acme-else"] },
  "${aws_s3_bucket.maybe[0].id}": "acme-maybe",
  "${aws_s3_bucket.counted[1 - 1].id}": "~acme-0-<aws_s3_bucket.counted[0].bucket>",
  '${var.on ? aws_s3_bucket.data.id : "acme-else"}': { among: ["acme-data", "acme-else"] },
  // A value made from a reference is not the reference.
  "${aws_s3_bucket.made.arn}-archive": "~arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>-archive",
  "${aws_s3_bucket.data.id}-logs": "acme-data-logs",
  '${replace(aws_kms_key.key.arn, "us-east-1", "us-west-2")}':
    "~<replace(arn꞉aws꞉kms꞉us-east-1꞉<account of the credentials>꞉key∕<aws_kms_key.key.key_id>, ″us-east-1″, ″us-west-2″)>",
  // Variables: a default is a candidate, not the value.
  "${var.n}": "~<var.n>",
  "arn:aws:s3:::${var.n}": "~arn:aws:s3:::<var.n>",
  "${var.untyped}": "~<var.untyped>",
  "${var.fallback}": "~<var.fallback>",
  // Whoever runs Terraform may give `null`, or an empty text.
  '${coalesce(var.n, "x")}': { among: ["~<var.n>", "x"] },
  '${var.n != null ? var.n : "x"}': { among: ["~<var.n>", "x"] },
  '${aws_s3_bucket.made.id != null ? aws_s3_bucket.made.id : "x"}': "~acme-made-<aws_s3_bucket.made.bucket>",
  "${data.aws_ssm_parameter.bucket.value}": "~<data.aws_ssm_parameter.bucket.value>",
  '${coalesce(var.untyped, "x")}': { among: ["~<var.untyped>", "x"] },
  // Data sources
  "${data.aws_s3_bucket.theirs.arn}": "arn:aws:s3:::theirs",
  "${data.aws_s3_bucket.of_made.arn}": "~arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>",
  "${data.aws_caller_identity.current.account_id}": "~<account of the credentials>",
  "${data.aws_partition.current.partition}": "aws",
  "${data.aws_region.current.name}-${data.aws_region.away.region}": "us-east-1-us-west-2",
  // What is not there
  "${aws_s3_bucket.nothing.id}": "?",
  "${local.nothing}": "?",
};

test.each(Object.entries(VALUES))("%s", (text, expected) => {
  const declared = read({ ...BESIDE, aws_s3_bucket_versioning: { v: { bucket: text } } }, AROUND);
  expect(settingAt(declared, "aws_s3_bucket_versioning.v", "bucket")).toEqual(expected);
});

describe("names", () => {
  test("blocks that may be repeated have plural names, tags keep their own, and what is not set is absent", () => {
    const declared = read({
      aws_s3_bucket: {
        data: {
          bucket: "acme",
          tags: { snake_case: "kept", rule: "kept", gone: null },
          lifecycle_rule: { enabled: true, noncurrent_version_expiration: { days: 3 } },
          versioning: [],
          acl: null,
        },
      },
      aws_iam_role: { r: { inline_policy: { name: "p", policy: "{}" }, managed_policy_arns: [] } },
      aws_iam_role_policies_exclusive: { x: { role_name: "r", policy_names: [] } },
    });
    const { settings, words } = resourceAt(declared, "aws_s3_bucket.data");
    expect(told(settings)).toMatchObject({
      tags: { snake_case: "kept", rule: "kept" },
      lifecycleRules: [{ enabled: true, noncurrentVersionExpiration: { days: 3 } }],
    });
    expect([settings.has("versioning"), settings.has("acl")]).toEqual([false, false]);
    expect(settingAt(declared, "aws_iam_role.r", "inlinePolicies")).toEqual([{ name: "p", policy: "{}" }]);
    // A list of texts says something where it is empty.
    expect(settingAt(declared, "aws_iam_role.r", "managedPolicyArns")).toEqual([]);
    expect(settingAt(declared, "aws_iam_role_policies_exclusive.x", "policyNames")).toEqual([]);
    expect(words.setting("rules[0].destination.bucket")).toBe("rule[0].destination.bucket");
    expect(words.setting("replicationConfiguration.rules[1].deleteMarkerReplicationStatus")).toBe(
      "replication_configuration.rules[1].delete_marker_replication_status",
    );
    expect(words.setting("lifecycleRules")).toBe("lifecycle_rule");
  });

  test("Cloud Control's types have the names of AWS's own API", () => {
    const declared = read({
      awscc_s3_bucket: {
        b: {
          bucket_name: "acme",
          versioning_configuration: { status: "Enabled" },
          replication_configuration: { role: "${awscc_iam_role.r.arn}", rules: [{ status: "Enabled" }] },
          tags: [{ key: "a_b", value: "c" }],
        },
      },
      awscc_iam_role: { r: { role_name: "acme-r" } },
    });
    const bucket = resourceAt(declared, "awscc_s3_bucket.b");
    expect([bucket.kind, bucket.shape]).toEqual(["bucket", "api"]);
    expect(told(bucket.settings)).toMatchObject({
      bucketName: "acme",
      arn: "~arn:<partition of provider awscc>:s3:::acme",
      versioningConfiguration: { status: "Enabled" },
      replicationConfiguration: {
        role: "~arn:<partition of provider awscc>:iam::<account of the credentials>:role/acme-r",
        rules: [{ status: "Enabled" }],
      },
      tags: [{ key: "a_b", value: "c" }],
    });
    expect(bucket.words.setting("replicationConfiguration.rules[0].status")).toBe(
      "replication_configuration.rules[0].status",
    );
  });

  test("a resource is called by the path of its construct", () => {
    const declared = read({
      aws_s3_bucket: {
        a: { "//": { metadata: { path: "stack/a" } }, bucket: "a" },
        b: { "//": { metadata: { path: "stack/b" } }, for_each: { x: 1 }, bucket: "b" },
        c: { bucket: "c" },
      },
    });
    expect(declared.resources.map(({ label }) => label).sort()).toEqual(["aws_s3_bucket.c", "stack/a", 'stack/b["x"]']);
  });

  test("blocks may be by themselves or in lists at every level", () => {
    const declared = declaredInConfigurations({
      s: {
        provider: [{ aws: { region: "us-east-1" } }, { aws: [{ alias: "west", region: "us-west-2" }] }],
        resource: [
          { aws_s3_bucket: [{ a: [{ bucket: "${local.a}" }] }] },
          { aws_s3_bucket: { b: { bucket: "b", ...west } } },
        ],
        locals: [{ a: "acme-a" }, { c: "c" }],
      },
    });
    expect(settingAt(declared, "aws_s3_bucket.a", "bucket")).toBe("acme-a");
    expect(resourceAt(declared, "aws_s3_bucket.b").provider?.settings.get("region")).toBe("us-west-2");
  });
});

describe("existence", () => {
  const existenceOf = (body: Body, more: JsonConfiguration = AROUND) =>
    Object.fromEntries(
      read({ aws_s3_bucket: { x: { bucket: "acme", ...body } } }, more).resources.map(({ address, existence }) => [
        address,
        existence?.why,
      ]),
    );
  const x = "whether aws_s3_bucket.x exists depends on";

  test.each<[string, Body, Readonly<Record<string, string | undefined>>]>([
    ["no count", {}, { "aws_s3_bucket.x": undefined }],
    ["a count", { count: 2 }, { "aws_s3_bucket.x[0]": undefined, "aws_s3_bucket.x[1]": undefined }],
    ["a count of none", { count: "${0}" }, {}],
    ["a count as a text", { count: "2" }, { "aws_s3_bucket.x[0]": undefined, "aws_s3_bucket.x[1]": undefined }],
    ["a condition that is not known", { count: "${var.on ? 1 : 0}" }, { "aws_s3_bucket.x[0]": `${x} var.on` }],
    [
      "one, and perhaps another",
      { count: "${var.on ? 2 : 1}" },
      { "aws_s3_bucket.x[0]": undefined, "aws_s3_bucket.x[1]": `${x} var.on` },
    ],
    ["a count by a variable", { count: "${var.n}" }, { "aws_s3_bucket.x[count.index]": `${x} var.n` }],
    [
      "a length that is not known",
      { count: "${length(var.names)}" },
      { "aws_s3_bucket.x[count.index]": `${x} var.names` },
    ],
    [
      "a hundred million",
      { count: 1e8 },
      { "aws_s3_bucket.x[count.index]": "it has more instances than are looked at one by one" },
    ],
    [
      "more than ten thousand",
      { count: 10_001 },
      { "aws_s3_bucket.x[count.index]": "it has more instances than are looked at one by one" },
    ],
    ["a count below none", { count: -1 }, { "aws_s3_bucket.x[count.index]": "Terraform refuses its `count`" }],
    ["an empty count", { count: "" }, { "aws_s3_bucket.x[count.index]": "Terraform refuses its `count`" }],
    ["a count that is null", { count: null }, { "aws_s3_bucket.x[count.index]": "Terraform refuses its `count`" }],
    ["half an instance", { count: 0.5 }, { "aws_s3_bucket.x[count.index]": "Terraform refuses its `count`" }],
    [
      "a map",
      { for_each: { a: 1, "b.c": 2 } },
      { 'aws_s3_bucket.x["a"]': undefined, 'aws_s3_bucket.x["b.c"]': undefined },
    ],
    ["a set", { for_each: '${toset(["a"])}' }, { 'aws_s3_bucket.x["a"]': undefined }],
    ["an empty map", { for_each: {} }, {}],
    ["a map that is not known", { for_each: "${var.names}" }, { "aws_s3_bucket.x[each.key]": `${x} var.names` }],
    [
      "a set or another",
      { for_each: '${var.on ? toset(["a", "b"]) : toset(["b"])}' },
      { 'aws_s3_bucket.x["a"]': `${x} var.on`, 'aws_s3_bucket.x["b"]': undefined },
    ],
    [
      "a for_each that is null",
      { for_each: null },
      { "aws_s3_bucket.x[each.key]": "Terraform refuses its `for_each`" },
    ],
    ["a for_each of numbers", { for_each: 3 }, { "aws_s3_bucket.x[each.key]": "Terraform refuses its `for_each`" }],
  ])("%s", (_name, body, expected) => {
    expect(existenceOf(body)).toEqual(expected);
  });

  test("a bucket and what is beside it exist together where their condition is the same", () => {
    const declared = read(
      {
        aws_s3_bucket: {
          a: { count: "${var.on ? 1 : 0}", bucket: "a" },
          names: { for_each: "${var.names}", bucket: "acme-${each.key}" },
        },
        aws_s3_bucket_versioning: {
          same: { count: "${var.on ? 1 : 0}", bucket: "${aws_s3_bucket.a[0].id}" },
          other: { count: "${var.off ? 1 : 0}", bucket: "${aws_s3_bucket.a[0].id}" },
          opposite: { count: "${var.on ? 0 : 1}", bucket: "a" },
          names: { for_each: "${var.names}", bucket: "${aws_s3_bucket.names[each.key].id}" },
          chained: { for_each: "${aws_s3_bucket.names}", bucket: "${each.value.id}" },
        },
      },
      AROUND,
    );
    const identity = (address: string) => resourceAt(declared, address).existence?.identity;
    const versioning = "aws_s3_bucket_versioning";
    expect(identity(`${versioning}.same[0]`)).toBe(identity("aws_s3_bucket.a[0]"));
    expect(identity(`${versioning}.other[0]`)).not.toBe(identity("aws_s3_bucket.a[0]"));
    expect(identity(`${versioning}.opposite[0]`)).not.toBe(identity("aws_s3_bucket.a[0]"));
    expect(identity(`${versioning}.names[each.key]`)).toBe(identity("aws_s3_bucket.names[each.key]"));
    expect(identity(`${versioning}.chained[each.key]`)).toBe(identity("aws_s3_bucket.names[each.key]"));
    const name = settingAt(declared, "aws_s3_bucket.names[each.key]", "bucket");
    expect(name).toBe("~acme-<each.key of var.names>");
    expect(settingAt(declared, `${versioning}.names[each.key]`, "bucket")).toBe(name);
    expect(settingAt(declared, `${versioning}.chained[each.key]`, "bucket")).toBe(name);
  });

  test("the items of a set are their own keys, those of a map are not", () => {
    const declared = read(
      {
        aws_s3_bucket: {
          set: { for_each: "${toset(var.names)}", bucket: "${each.value}", tags: { key: "${each.key}" } },
          map: { for_each: "${var.names}", bucket: "${each.value}", tags: { key: "${each.key}" } },
        },
      },
      AROUND,
    );
    const of = (name: string) =>
      ["bucket", "tags.key"].map((path) => settingAt(declared, `aws_s3_bucket.${name}[each.key]`, path));
    expect(of("set")).toEqual(["~<each.key of toset(var.names)>", "~<each.key of toset(var.names)>"]);
    expect(of("map")).toEqual(["~<each.value of var.names>", "~<each.key of var.names>"]);
  });

  test("what a person does to settle it is to judge the plan", () => {
    const declared = read({ aws_s3_bucket: { x: { count: "${var.on ? 1 : 0}" } } }, AROUND);
    expect(resourceAt(declared, "aws_s3_bucket.x[0]").existence).toMatchObject({
      settledBy: "configuration",
      settle: expect.stringContaining("terraform show -json") as unknown,
    });
  });
});

test("each.value of a block over another block is its instance of the same key", () => {
  const declared = read({
    aws_s3_bucket: { many: { for_each: { a: "x", b: "y" }, bucket_prefix: "acme-${each.value}-" } },
    aws_s3_bucket_versioning: { many: { for_each: "${aws_s3_bucket.many}", bucket: "${each.value.id}" } },
  });
  expect(settingAt(declared, 'aws_s3_bucket_versioning.many["b"]', "bucket")).toBe(
    "~acme-y-<aws_s3_bucket.many[″b″].bucket>",
  );
});

test("another instance is another instance", () => {
  const declared = read({
    aws_s3_bucket: { copy: { count: 2, bucket: "acme-${count.index}" } },
    aws_s3_bucket_versioning: { v: { count: 2, bucket: "${aws_s3_bucket.copy[1 - count.index].id}" } },
  });
  expect([0, 1].map((index) => settingAt(declared, `aws_s3_bucket_versioning.v[${index}]`, "bucket"))).toEqual([
    "acme-1",
    "acme-0",
  ]);
});

describe("policies", () => {
  const policy = (body: Body, more: JsonConfiguration = {}) =>
    settingAt(
      read(
        { ...BESIDE, aws_iam_role_policy: { p: { role: "r", policy: "${data.aws_iam_policy_document.d.json}" } } },
        { ...AROUND, data: { ...(AROUND.data as Body), aws_iam_policy_document: { d: body } }, ...more },
      ),
      "aws_iam_role_policy.p",
      "policy",
    );

  test("a document with names that are known on apply is a document with placeholders", () => {
    const text = policy({
      statement: { actions: ["s3:ReplicateObject"], resources: ["${aws_s3_bucket.made.arn}/*"], effect: "Allow" },
    });
    expect(text).toMatch(/^~\{/);
    expect(JSON.parse(String(text).slice(1))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:ReplicateObject"],
          Resource: ["arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>/*"],
        },
      ],
    });
  });

  test("operators and keys of conditions may be called anything", () => {
    const text = policy({
      statement: [
        {
          sid: "a",
          actions: ["*"],
          principals: [
            { type: "AWS", identifiers: ["a"] },
            { type: "AWS", identifiers: ["b"] },
            { type: "__proto__", identifiers: ["c"] },
          ],
          condition: [
            { test: "__proto__", variable: "constructor", values: ["x"] },
            { test: "StringLike", variable: "aws:a", values: ["1"] },
            { test: "StringLike", variable: "aws:a", values: ["2"] },
          ],
        },
      ],
    });
    expect(text).toContain('"__proto__":{"constructor":["x"]}');
    expect(text).toContain('"StringLike":{"aws:a":["1","2"]}');
    expect(text).toContain('"AWS":["a","b"],"__proto__":["c"]');
    expect(text).toContain('"Sid":"a"');
    expect(Object.prototype).not.toHaveProperty("constructor.x");
  });

  test("anybody", () => {
    expect(policy({ statement: { principals: { type: "*", identifiers: ["*"] } } })).toContain('"Principal":"*"');
  });

  describe("other documents", () => {
    const statement = { sid: "a", actions: ["s3:Own"], resources: ["*"] };
    const of = (...statements: readonly Body[]) => JSON.stringify({ Version: "2008-10-17", Statement: statements });
    const effects = (body: Body): unknown =>
      (JSON.parse(String(policy(body)).replace(/^~/, "")) as { Statement: readonly Body[] }).Statement.map(
        ({ Sid, Action }) => `${String(Sid)} ${String(Action)}`,
      );

    test("before and behind its own statements", () => {
      expect(
        effects({
          statement,
          source_policy_documents: [of({ Sid: "b", Action: "s3:Source" }), null, ""],
          override_policy_documents: [of({ Action: "s3:Override" })],
        }),
      ).toEqual(["b s3:Source", "a s3:Own", "undefined s3:Override"]);
    });

    test("a statement takes the place of an earlier one of its name", () => {
      expect(effects({ statement, source_policy_documents: [of({ Sid: "a", Action: "s3:Source" })] })).toEqual([
        "a s3:Own",
      ]);
      expect(effects({ statement, override_policy_documents: [of({ Sid: "a", Action: "s3:Override" })] })).toEqual([
        "a s3:Override",
      ]);
    });

    test("with names that are known on apply", () => {
      const source = '{"Statement":{"Action":"s3:Get","Resource":"${aws_s3_bucket.made.arn}"}}';
      expect(policy({ source_policy_documents: [source] })).toContain(
        '"Resource":"arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>"',
      );
    });

    test.each([["${var.n}"], ["no JSON"], [of({ Sid: "${var.n}", Action: "s3:Get" })]])("not known: %s", (source) => {
      expect(policy({ statement, source_policy_documents: [source] })).toBe("~<data.aws_iam_policy_document.d.json>");
    });

    test("none", () => expect(policy({ statement, override_policy_documents: [] })).toContain("Statement"));
  });

  test("statements by a dynamic block", () => {
    const dynamic = (forEach: unknown) => ({
      dynamic: {
        statement: { for_each: forEach, content: { actions: ["s3:Get"], resources: ["${statement.value}"] } },
      },
    });
    expect(policy(dynamic(["a", "b"]))).toContain('"Resource":["b"]');
    expect(policy(dynamic("${var.names}"))).toBe("~<data.aws_iam_policy_document.d.json>");
  });

  test("JSON as a text, by a function, and with what may be more than a text in it", () => {
    const text = (written: string) =>
      settingAt(
        read({ ...BESIDE, aws_iam_role_policy: { p: { role: "r", policy: written } } }, AROUND),
        "aws_iam_role_policy.p",
        "policy",
      );
    expect(text('{"Resource":"${aws_s3_bucket.made.arn}/*"}')).toBe(
      '~{"Resource":"arn:aws:s3:::acme-made-<aws_s3_bucket.made.bucket>/*"}',
    );
    expect(text("${jsonencode({ Resource = [var.n] })}")).toBe('~{"Resource":["<var.n>"]}');
    expect(text("${jsonencode({ Statement = var.untyped })}")).not.toContain('Statement":');
  });

  test("a placeholder stands in a JSON text whatever the key of its instance is", () => {
    const declared = read({
      aws_s3_bucket: { many: { for_each: { 'a"\\\n': 1 } } },
      aws_iam_role_policy: { p: { policy: '{"Resource":"${values(aws_s3_bucket.many)[0].arn}"}' } },
    });
    expect(() => {
      JSON.parse(String(settingAt(declared, "aws_iam_role_policy.p", "policy")).slice(1));
    }).not.toThrow();
  });
});

describe("providers", () => {
  const providerOf = (provider: unknown, body: Body = {}) => {
    const found = declaredInConfigurations({
      s: { provider, resource: { aws_s3_bucket: { x: { bucket: "x", ...body } } }, variable: { region: {} } },
    }).resources[0]?.provider;
    return found && { address: found.address, label: found.label, settings: told(found.settings) };
  };

  test("the settings that say where and for whom", () => {
    expect(
      providerOf({
        aws: {
          region: "us-east-1",
          allowed_account_ids: ["111122223333"],
          assume_role: { role_arn: "arn:aws:iam::111122223333:role/x" },
          default_tags: [{ tags: { team: "a" } }],
          profile: "p",
          skip_credentials_validation: true,
        },
      }),
    ).toEqual({
      address: "provider aws",
      label: "provider aws",
      settings: {
        region: "us-east-1",
        allowedAccountIds: ["111122223333"],
        assumeRoles: [{ roleArn: "arn:aws:iam::111122223333:role/x" }],
        defaultTags: { tags: { team: "a" } },
        profile: "p",
      },
    });
  });

  test("of a secret only that it is the same", () => {
    const keys = (all: readonly string[]) => ({
      aws: all.map((key, index) => ({ alias: `p${index}`, access_key: key, secret_key: `s-${key}`, token: "" })),
    });
    const provider = keys(["AKIA1", "AKIA1", "AKIA2"]);
    const resource = {
      aws_s3_bucket: Object.fromEntries([0, 1, 2].map((index) => [`b${index}`, { provider: `aws.p${index}` }])),
    };
    const declared = declaredInConfigurations({ s: { provider, resource } });
    const settings = declared.resources.map((each) => JSON.stringify(told(each.provider?.settings)));
    expect(settings[0]).toBe(settings[1]);
    expect(settings[0]).not.toBe(settings[2]);
    expect(settings.join()).not.toMatch(/AKIA|s-/);
  });

  test.each<[string, unknown, Body, unknown]>([
    ["none: the environment tells", undefined, {}, {}],
    ["an alias that is not there", { aws: { region: "us-east-1" } }, { provider: "aws.nothing" }, { region: "?" }],
    ["a Region by a variable", { aws: { region: "${var.region}" } }, {}, { region: "~<var.region>" }],
    ["another local name", { amazon: { region: "eu-west-1" } }, { provider: "amazon" }, { region: "eu-west-1" }],
    [
      "a reference in braces",
      { aws: { alias: "w", region: "eu-west-1" } },
      { provider: "${aws.w}" },
      { region: "eu-west-1" },
    ],
    [
      "for_each of OpenTofu",
      { aws: { alias: "by", for_each: { a: "eu-west-1", b: "eu-west-2" }, region: "${each.value}" } },
      { provider: 'aws.by["b"]' },
      { region: "eu-west-2" },
    ],
    [
      "for_each of OpenTofu by the key of the resource",
      { aws: { alias: "by", for_each: '${toset(["eu-west-1"])}', region: "${each.key}" } },
      { for_each: { "eu-west-1": 1 }, provider: "aws.by[each.key]" },
      { region: "eu-west-1" },
    ],
    [
      "for_each of OpenTofu by a key that is not known",
      { aws: { alias: "by", for_each: { a: "eu-west-1" }, region: "${each.value}" } },
      { provider: "aws.by[var.region]" },
      { region: "?" },
    ],
  ])("%s", (_name, provider, body, settings) => {
    expect(providerOf(provider, body)?.settings).toEqual(settings);
  });

  test("an account that is known is in ARNs, and credentials that are the same have the same placeholder", () => {
    const declared = declaredInConfigurations({
      s: {
        provider: {
          aws: [
            { region: "us-east-1", allowed_account_ids: ["111122223333"] },
            { alias: "assumed", assume_role: [{ role_arn: "arn:aws:iam::444455556666:role/x" }], region: "us-east-1" },
            { alias: "one", profile: "p", region: "us-east-1" },
            { alias: "two", profile: "p", region: "us-west-2" },
            { alias: "three", profile: "q", region: "us-west-2" },
          ],
        },
        resource: {
          aws_iam_role: Object.fromEntries(
            ["aws", "aws.assumed", "aws.one", "aws.two", "aws.three"].map((provider, index) => [
              `r${index}`,
              { name: "r", provider },
            ]),
          ),
        },
      },
    });
    const arns = [0, 1, 2, 3, 4].map((index) => settingAt(declared, `aws_iam_role.r${index}`, "arn"));
    expect(arns).toEqual([
      "arn:aws:iam::111122223333:role/r",
      "arn:aws:iam::444455556666:role/r",
      "~arn:aws:iam::<account of provider aws.one>:role/r",
      "~arn:aws:iam::<account of provider aws.one>:role/r",
      "~arn:aws:iam::<account of provider aws.three>:role/r",
    ]);
  });

  test("the partition of a Region that is not known is not known", () => {
    const declared = declaredInConfigurations({
      s: {
        provider: { aws: [{ region: "${var.region}" }, { alias: "cn", region: "cn-north-1" }] },
        resource: { aws_s3_bucket: { a: { bucket: "a" }, cn: { bucket: "c", provider: "aws.cn" } } },
        variable: { region: {} },
      },
    });
    expect(settingAt(declared, "aws_s3_bucket.a", "arn")).toBe("~arn:<partition of provider aws>:s3:::a");
    expect(settingAt(declared, "aws_s3_bucket.cn", "arn")).toBe("arn:aws-cn:s3:::c");
  });

  test("a provider that is configured with what its own resource is made of", () => {
    const provider = { aws: { region: "${aws_s3_bucket.x.arn}" } };
    const declared = declaredInConfigurations({ s: { provider, resource: { aws_s3_bucket: { x: { bucket: "x" } } } } });
    expect(settingAt(declared, "aws_s3_bucket.x", "arn")).toBe("~arn:<partition of provider aws>:s3:::x");
  });

  test("the tags of a provider are told with those of a resource", () => {
    const declared = declaredInConfigurations({
      s: {
        provider: { aws: { default_tags: { tags: { a: "default", b: "default" } } } },
        resource: { aws_s3_bucket: { x: { tags: { b: "own" } }, y: {} } },
      },
    });
    expect(settingAt(declared, "aws_s3_bucket.x", "tagsAll")).toEqual({ a: "default", b: "own" });
    expect(settingAt(declared, "aws_s3_bucket.x", "tags")).toEqual({ b: "own" });
    expect(settingAt(declared, "aws_s3_bucket.y", "tagsAll")).toEqual({ a: "default", b: "default" });
  });
});

describe("dependencies", () => {
  const waits = (declared: Declared, address: string) => [...resourceAt(declared, address).dependencies].sort();

  test("on blocks, through locals, data sources and what they wait for", () => {
    const declared = read(
      {
        aws_s3_bucket: { data: { bucket: "a" }, copy: { count: 2, bucket: "acme-${count.index}" } },
        aws_s3_bucket_versioning: { copy: { bucket: "${aws_s3_bucket.copy[1].id}" } },
        aws_s3_bucket_replication_configuration: {
          r: {
            bucket: "${aws_s3_bucket.data.id}",
            rule: { destination: { bucket: "${data.aws_s3_bucket.copy.arn}" } },
          },
          by_local: { bucket: "${local.id}", depends_on: ["${aws_s3_bucket_versioning.copy}"] },
        },
      },
      {
        locals: { id: "${local.inner}", inner: "${aws_s3_bucket.data.id}" },
        data: { aws_s3_bucket: { copy: { bucket: "acme-0", depends_on: ["aws_s3_bucket_versioning.copy"] } } },
      },
    );
    // Terraform waits for every instance of a block, whichever is named.
    expect(waits(declared, "aws_s3_bucket_versioning.copy")).toEqual([
      "aws_s3_bucket.copy[0]",
      "aws_s3_bucket.copy[1]",
    ]);
    expect(waits(declared, "aws_s3_bucket_replication_configuration.r")).toEqual([
      "aws_s3_bucket.data",
      "aws_s3_bucket_versioning.copy",
    ]);
    expect(waits(declared, "aws_s3_bucket_replication_configuration.by_local")).toEqual([
      "aws_s3_bucket.data",
      "aws_s3_bucket_versioning.copy",
    ]);
  });

  test("what has many instances is waited for by way of one node", () => {
    const declared = read({
      aws_s3_bucket: { many: { count: 100, bucket: "acme-${count.index}" } },
      aws_s3_bucket_versioning: { many: { count: 100, bucket: "x", depends_on: ["aws_s3_bucket.many"] } },
    });
    expect(waits(declared, "aws_s3_bucket_versioning.many[3]")).toEqual(["aws_s3_bucket.many"]);
    expect(resourceAt(declared, "aws_s3_bucket.many").dependencies).toHaveLength(100);
  });

  test("a setting that is not known tells the instances that it refers to", () => {
    const declared = read(
      {
        aws_s3_bucket: { copy: { for_each: { a: 1, b: 2 } } },
        aws_s3_bucket_versioning: { v: { bucket: '${replace(aws_s3_bucket.copy["a"].id, "x", "y")}' } },
      },
      AROUND,
    );
    expect(resourceAt(declared, "aws_s3_bucket_versioning.v").references.get("bucket")).toEqual([
      'aws_s3_bucket.copy["a"]',
    ]);
  });

  test("locals that are made of each other", () => {
    const declared = read(
      { aws_s3_bucket: { a: { bucket: "${local.a}" } } },
      { locals: { a: "${local.b}", b: "${local.a}" } },
    );
    expect(told(resourceAt(declared, "aws_s3_bucket.a").settings)).toMatchObject({
      bucket: "~<aws_s3_bucket.a.bucket>",
    });
    expect(waits(declared, "aws_s3_bucket.a")).toEqual([]);
  });
});

describe("modules", () => {
  const STORE: JsonConfiguration = {
    variable: { name: { type: "string" }, on: { default: true }, region: { default: "eu-west-1" } },
    resource: {
      aws_s3_bucket: {
        main: { bucket: "${var.name}" },
        replica: { bucket_prefix: "${var.name}-", provider: "aws.replica" },
        maybe: { count: "${var.on ? 1 : 0}", bucket: "maybe" },
      },
      aws_s3_bucket_versioning: { replica: { bucket: "${aws_s3_bucket.replica.id}", provider: "aws.replica" } },
    },
    output: { arn: { value: "${aws_s3_bucket.replica.arn}" }, id: [{ value: "${aws_s3_bucket.main.id}" }] },
  };
  const OWN: JsonConfiguration = {
    variable: { region: {} },
    provider: { aws: { region: "${var.region}" } },
    resource: { aws_s3_bucket: { x: { bucket: "own" } } },
    module: { inner: { source: "./store", name: "inner", providers: { "aws.replica": "aws" } } },
  };
  const sources: Readonly<Record<string, JsonConfiguration>> = { "./store": STORE, "./own": OWN };
  const readModule: ReadModule = (source) => sources[source];
  const call = (module: Body, resource: Body = {}, more: JsonConfiguration = {}) =>
    read(resource, { module, ...more }, readModule);
  const regionOf = (declared: Declared, address: string) =>
    told(resourceAt(declared, address).provider?.settings.get("region"));
  const store = { source: "./store", providers: { "aws.replica": "aws.west" } };

  test("instances keep their keys, in addresses, references and dependencies", () => {
    const declared = call(
      { store: { ...store, for_each: { orders: 1, "in.voices]": 2 }, name: "acme-${each.key}" } },
      { aws_s3_bucket_versioning: { v: { bucket: '${module.store["orders"].arn}' } } },
    );
    const orders = 'module.store["orders"].';
    expect(settingAt(declared, `${orders}aws_s3_bucket.main`, "bucket")).toBe("acme-orders");
    expect(settingAt(declared, `module.store["in.voices]"].aws_s3_bucket.main`, "bucket")).toBe("acme-in.voices]");
    expect(settingAt(declared, `${orders}aws_s3_bucket_versioning.replica`, "bucket")).toBe(
      "~acme-orders-<module.store[″orders″].aws_s3_bucket.replica.bucket>",
    );
    expect(settingAt(declared, "aws_s3_bucket_versioning.v", "bucket")).toBe(
      "~arn:aws:s3:::acme-orders-<module.store[″orders″].aws_s3_bucket.replica.bucket>",
    );
    expect(resourceAt(declared, `${orders}aws_s3_bucket_versioning.replica`).dependencies).toEqual([
      `${orders}aws_s3_bucket.replica`,
    ]);
  });

  test("a renamed provider is handed down, a default one by itself, an own one counts inside only", () => {
    const declared = call({
      store: { ...store, name: "s" },
      own: { source: "./own", region: "ap-southeast-2" },
    });
    expect(regionOf(declared, "module.store.aws_s3_bucket.main")).toBe("us-east-1");
    expect(regionOf(declared, "module.store.aws_s3_bucket.replica")).toBe("us-west-2");
    expect(regionOf(declared, "module.own.aws_s3_bucket.x")).toBe("ap-southeast-2");
    // Two levels deep, from the provider that the module in between configures.
    expect(regionOf(declared, "module.own.module.inner.aws_s3_bucket.replica")).toBe("ap-southeast-2");
    expect(regionOf(declared, "module.own.module.inner.aws_s3_bucket.main")).toBe("ap-southeast-2");
    expect(resourceAt(declared, "module.own.aws_s3_bucket.x").provider?.label).toBe("provider aws of module.own");
  });

  test("an alias that nobody hands down is not configured", () => {
    const provider = { aws: [{ region: "us-east-1" }, { alias: "replica", region: "us-west-2" }] };
    const declared = call({ store: { source: "./store", name: "s" } }, {}, { provider });
    expect(regionOf(declared, "module.store.aws_s3_bucket.replica")).toBe("?");
  });

  test("a module that may not be there", () => {
    const declared = call(
      { store: { ...store, count: "${var.dr ? 1 : 0}", name: "s", on: "${var.dr}" } },
      {},
      { variable: { dr: {} } },
    );
    const [main, versioning, maybe] = [
      "aws_s3_bucket.main",
      "aws_s3_bucket_versioning.replica",
      "aws_s3_bucket.maybe[0]",
    ].map((address) => resourceAt(declared, `module.store[0].${address}`).existence);
    expect(main?.why).toBe("whether module.store exists depends on var.dr");
    expect(versioning?.identity).toBe(main?.identity);
    // Both conditions are var.dr: if the module is there, this is too, by the same identity.
    expect(maybe?.identity).toBe(main?.identity);
  });

  test("a variable without an argument has its default inside a module", () => {
    const declared = call({ store: { ...store, name: "s" } });
    expect(resourceAt(declared, "module.store.aws_s3_bucket.maybe[0]").existence).toBeUndefined();
  });

  test("to wait for a module is to wait for all in it, and what is in it waits for what it waits for", () => {
    const declared = call(
      { store: { ...store, name: "s", depends_on: ["aws_s3_bucket.first"] } },
      {
        aws_s3_bucket: { first: { bucket: "first" }, last: { bucket: "last", depends_on: ["module.store"] } },
        aws_s3_bucket_versioning: { v: { bucket: "${module.store.arn}" } },
      },
    );
    expect(resourceAt(declared, "module.store.aws_s3_bucket.main").dependencies).toEqual(["aws_s3_bucket.first"]);
    expect([...resourceAt(declared, "aws_s3_bucket.last").dependencies].sort()).toEqual([
      "module.store.aws_s3_bucket.main",
      "module.store.aws_s3_bucket.maybe[0]",
      "module.store.aws_s3_bucket.replica",
      "module.store.aws_s3_bucket_versioning.replica",
    ]);
    // An output makes a dependency only on what it is made of.
    expect(resourceAt(declared, "aws_s3_bucket_versioning.v").dependencies).toEqual([
      "module.store.aws_s3_bucket.replica",
    ]);
  });

  test("a module that is not read is told, and so is what comes from it", () => {
    const declared = call(
      { bucket: { source: "terraform-aws-modules/s3-bucket/aws", "//": { metadata: { path: "stack/bucket" } } } },
      { aws_s3_bucket_versioning: { v: { bucket: "${module.bucket.s3_bucket_id}" } } },
    );
    expect(declared.unread).toEqual([
      {
        address: "module.bucket",
        label: "stack/bucket",
        why: "the module module.bucket is not read",
        settledBy: "configuration",
        settle: expect.stringContaining("judge the plan") as unknown,
      },
    ]);
    expect(settingAt(declared, "aws_s3_bucket_versioning.v", "bucket")).toBe("~<module.bucket.s3_bucket_id>");
    expect(resourceAt(declared, "aws_s3_bucket_versioning.v").dependencies).toEqual(["module.bucket"]);
  });

  test.each<[string, object, number]>([
    ["no instance", { count: 0 }, 0],
    ["no instance by an expression", { count: "${local.on ? 1 : 0}" }, 0],
    ["no key", { for_each: {} }, 0],
    ["two instances", { count: 2 }, 1],
    ["as many instances as a variable says", { count: "${var.on ? 1 : 0}" }, 1],
  ])("a module that is not read, with %s", (_name, repeated, told) => {
    const module = { bucket: { source: "terraform-aws-modules/s3-bucket/aws", ...repeated } };
    expect(read({}, { module, locals: { on: false }, variable: { on: {} } }).unread).toHaveLength(told);
  });

  test("a module that calls itself", () => {
    const itself: JsonConfiguration = { module: { again: { source: "./itself" } }, resource: STORE.resource };
    const declared = read({}, { module: { a: { source: "./itself" } } }, () => itself);
    expect(declared.resources.length).toBeGreaterThan(0);
    expect(declared.unread).toHaveLength(1);
  });
});

test("types that may be buckets and are not read are told; other kinds of storage are not", () => {
  const declared = read({
    aws_s3_bucket_v9: { x: {} },
    aws_s3_directory_bucket: { x: {} },
    aws_s3tables_table_bucket: { x: {} },
    aws_s3control_bucket: { x: {} },
    aws_s3_bucket_acl: { x: {} },
    aws_sqs_queue: { x: {} },
  });
  expect(declared.unread.map(({ address }) => address)).toEqual(["aws_s3_bucket_v9.x"]);
});

test("what makes buckets out of sight is told", () => {
  const bucket = JSON.stringify({ Resources: { B: { Type: "AWS::S3::Bucket" } } });
  const queue = JSON.stringify({ Resources: { Q: { Type: "AWS::SQS::Queue" }, P: { Type: "AWS::S3::BucketPolicy" } } });
  const declared = read({
    aws_cloudformation_stack: {
      bucket: { name: "bucket", template_body: bucket },
      elsewhere: { name: "elsewhere", template_url: "https://example.com/template.yaml" },
      open: { name: "open", template_body: "${var.template}" },
      queue: { name: "queue", template_body: queue },
    },
    aws_cloudformation_stack_set: { bucket: { name: "bucket", template_body: bucket } },
    aws_cloudcontrolapi_resource: {
      bucket: { type_name: "AWS::S3::Bucket", desired_state: "{}" },
      queue: { type_name: "AWS::SQS::Queue", desired_state: "{}" },
    },
  });
  expect(declared.unread.map(({ address }) => address)).toEqual([
    "aws_cloudformation_stack.bucket",
    "aws_cloudformation_stack.elsewhere",
    "aws_cloudformation_stack.open",
    "aws_cloudformation_stack_set.bucket",
    "aws_cloudcontrolapi_resource.bucket",
  ]);
});

describe("an app of several stacks", () => {
  const there: JsonConfiguration = {
    provider: { aws: { region: "eu-west-1" } },
    resource: {
      aws_s3_bucket: { b: { bucket_prefix: "dr-" } },
      aws_s3_bucket_versioning: { v: { bucket: "${aws_s3_bucket.b.id}" } },
    },
    output: { arn: { value: "${aws_s3_bucket.b.arn}" } },
  };
  const here: JsonConfiguration = {
    provider: { aws: { region: "us-east-1" } },
    data: { terraform_remote_state: { "cross-stack-reference-input-dr": { backend: "local" } } },
    resource: {
      aws_s3_bucket: { b: { bucket_prefix: "src-" } },
      aws_s3_bucket_replication_configuration: {
        r: {
          bucket: "${aws_s3_bucket.b.id}",
          rule: {
            destination: { bucket: "${data.terraform_remote_state.cross-stack-reference-input-dr.outputs.arn}" },
          },
        },
      },
    },
  };

  test("what refers from one to another is followed, and the other is deployed before, as a whole", () => {
    const declared = declaredInConfigurations({ app: here, dr: there });
    expect(settingAt(declared, "app/aws_s3_bucket_replication_configuration.r", "rules.0.destination.bucket")).toBe(
      "~arn:aws:s3:::dr-<dr∕aws_s3_bucket.b.bucket>",
    );
    expect(resourceAt(declared, "app/aws_s3_bucket.b").dependencies).toEqual(["dr/"]);
    expect([...resourceAt(declared, "dr/").dependencies].sort()).toEqual([
      "dr/aws_s3_bucket.b",
      "dr/aws_s3_bucket_versioning.v",
    ]);
  });

  test("a stack that is not of the app", () => {
    const declared = declaredInConfigurations({ app: here, other: {} });
    expect(settingAt(declared, "app/aws_s3_bucket_replication_configuration.r", "rules.0.destination.bucket")).toBe(
      "?",
    );
  });
});
