import { declaredInPlan, readPlan, type Declared, type ShownPlan } from "../../../policy-pack/readers/terraform";
import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import { said } from "../../support/said";
import { resourceAt, settingAt, told } from "./told";

type Body = Readonly<Record<string, unknown>>;

/** A resource as a plan shows it twice: what is planned, and what the configuration says. */
interface Planned {
  readonly type: string;
  readonly name: string;
  readonly module?: string;
  readonly keys?: readonly (string | number)[];
  readonly mode?: "data";
  readonly after: Body;
  readonly unknown?: Body;
  readonly expressions?: Body;
  readonly more?: Body;
}

const constant = (value: unknown): Body => ({ constant_value: value });
/** References with their beginnings behind them, as Terraform prints them. */
const refers = (...references: readonly string[]): Body => ({ references });

const PROVIDERS: Body = {
  aws: { name: "aws", expressions: { region: constant("us-east-1") } },
  "aws.west": { name: "aws", alias: "west", expressions: { region: constant("us-west-2") } },
};

function changesOf({ type, name, module, keys, mode = "managed" as never, after, unknown }: Planned): readonly Body[] {
  const within = module === undefined ? "" : `${module}.`;
  const prefix = (mode as string) === "data" ? "data." : "";
  return (keys ?? [undefined]).map((index) => ({
    address: `${within}${prefix}${type}.${name}${index === undefined ? "" : `[${JSON.stringify(index)}]`}`,
    ...(module !== undefined && { module_address: module }),
    mode,
    type,
    name,
    ...(index !== undefined && { index }),
    change: { actions: ["create"], after, after_unknown: unknown ?? {} },
  }));
}

const configured = ({ type, name, mode, expressions, more }: Planned): Body => ({
  mode: mode ?? "managed",
  type,
  name,
  provider_config_key: "aws",
  expressions: expressions ?? {},
  ...more,
});

function plan(resources: readonly Planned[], more: Body = {}, root: Body = {}): ShownPlan {
  return {
    resource_changes: resources.flatMap(changesOf),
    configuration: {
      provider_config: PROVIDERS,
      root_module: {
        resources: resources.filter(({ module }) => module === undefined).map(configured),
        ...root,
      },
    },
    ...more,
  };
}

const bucket = (name: string, more: Partial<Planned> = {}): Planned => ({
  type: "aws_s3_bucket",
  name,
  after: { bucket: `acme-${name}` },
  unknown: { arn: true, id: true },
  expressions: { bucket: constant(`acme-${name}`) },
  ...more,
});
const versioning = (expression: Body, more: Partial<Planned> = {}): Planned => ({
  type: "aws_s3_bucket_versioning",
  name: "v",
  after: { versioning_configuration: [{ status: "Enabled" }] },
  unknown: { bucket: true, id: true, versioning_configuration: [{ mfa_delete: true }] },
  expressions: { bucket: expression, versioning_configuration: [{ status: constant("Enabled") }] },
  ...more,
});
const v = "aws_s3_bucket_versioning.v";

describe("what an expression of HCL refers to is what its value depends on, and not what it is", () => {
  const many = bucket("many", {
    keys: ["a", "b"],
    after: {},
    unknown: { bucket: true },
    expressions: {},
    more: { for_each_expression: refers("var.names") },
  });
  const counted = bucket("counted", { keys: [0, 1], more: { count_expression: constant(2) } });
  const one = bucket("one", { keys: [0], more: { count_expression: refers("var.on") } });

  test.each<[string, Body, Partial<Planned>, readonly string[]]>([
    ["a bucket", refers("aws_s3_bucket.data.id", "aws_s3_bucket.data"), {}, ["aws_s3_bucket.data"]],
    [
      "[0]",
      refers("aws_s3_bucket.one[0].id", "aws_s3_bucket.one[0]", "aws_s3_bucket.one"),
      {},
      ["aws_s3_bucket.one[0]"],
    ],
    [
      "a key",
      refers('aws_s3_bucket.many["a"].id', 'aws_s3_bucket.many["a"]', "aws_s3_bucket.many"),
      {},
      ['aws_s3_bucket.many["a"]'],
    ],
    ["all of them", refers("aws_s3_bucket.many"), {}, ['aws_s3_bucket.many["a"]', 'aws_s3_bucket.many["b"]']],
    [
      "two buckets",
      refers(
        "aws_s3_bucket.data.id",
        "aws_s3_bucket.data",
        "aws_s3_bucket.one[0].id",
        "aws_s3_bucket.one[0]",
        "aws_s3_bucket.one",
      ),
      {},
      ["aws_s3_bucket.data", "aws_s3_bucket.one[0]"],
    ],
    ["a variable that is known", refers("var.names"), {}, []],
    [
      "a local, which a plan does not tell",
      refers("local.id", "aws_s3_bucket.data.id", "aws_s3_bucket.data"),
      {},
      ["aws_s3_bucket.data", "local.id"],
    ],
    ["what is not in the plan", refers("aws_s3_bucket.gone.id", "aws_s3_bucket.gone"), {}, ["aws_s3_bucket.gone"]],
    [
      "a data source that finds a bucket by another's name",
      refers("data.aws_s3_bucket.d.id", "data.aws_s3_bucket.d"),
      {},
      ["aws_s3_bucket.data"],
    ],
    ["another data source", refers("data.external.x.result", "data.external.x"), {}, ["data.external.x"]],
    ["who runs Terraform", refers("data.aws_caller_identity.c.account_id", "data.aws_caller_identity.c"), {}, []],
  ])("%s", (_name, expression, more, expected) => {
    const data: Planned = {
      type: "aws_s3_bucket",
      name: "d",
      mode: "data",
      after: {},
      unknown: { bucket: true },
      expressions: { bucket: refers("aws_s3_bucket.data.bucket", "aws_s3_bucket.data") },
    };
    const shown = plan([bucket("data"), many, counted, one, data, versioning(expression, more)], {
      variables: { names: { value: ["a", "b"] }, on: { value: true } },
    });
    expect(settingAt(declaredInPlan(shown), v, "bucket")).toEqual({ from: expected });
  });

  test("X[each.key], X[count.index] and each.value are those of the same key", () => {
    const each = (name: string, expression: Body, over: Body): Planned =>
      versioning(expression, { name, keys: ["a", "b"], more: { for_each_expression: over } });
    const declared = declaredInPlan(
      plan([
        many,
        counted,
        each("by_key", refers("aws_s3_bucket.many", "each.key"), refers("var.names")),
        each("chained", refers("each.value.id", "each.value"), refers("aws_s3_bucket.many")),
        versioning(refers("aws_s3_bucket.counted", "count.index"), {
          name: "counted",
          keys: [0, 1],
          more: { count_expression: constant(2) },
        }),
      ]),
    );
    expect(settingAt(declared, 'aws_s3_bucket_versioning.by_key["b"]', "bucket")).toEqual({
      from: ['aws_s3_bucket.many["b"]'],
    });
    expect(settingAt(declared, 'aws_s3_bucket_versioning.chained["b"]', "bucket")).toEqual({
      from: ['aws_s3_bucket.many["b"]'],
    });
    expect(settingAt(declared, "aws_s3_bucket_versioning.counted[1]", "bucket")).toEqual({
      from: ["aws_s3_bucket.counted[1]"],
    });
  });

  test("where that makes a bucket its own destination, it is any instance", () => {
    const replication: Planned = {
      type: "aws_s3_bucket_replication_configuration",
      name: "r",
      keys: ["a", "b"],
      after: { rule: [{ status: "Enabled", destination: [{}] }] },
      unknown: { bucket: true, role: true, rule: [{ destination: [{ bucket: true }] }] },
      expressions: {
        bucket: refers("aws_s3_bucket.many", "each.key"),
        role: refers("aws_iam_role.r.arn", "aws_iam_role.r"),
        rule: [{ destination: [{ bucket: refers("aws_s3_bucket.many", "each.key") }] }],
      },
      more: { for_each_expression: refers("var.names") },
    };
    const address = 'aws_s3_bucket_replication_configuration.r["a"]';
    const declared = declaredInPlan(plan([many, replication]));
    expect(settingAt(declared, address, "bucket")).toEqual({ from: ['aws_s3_bucket.many["a"]'] });
    const both = { from: ['aws_s3_bucket.many["a"]', 'aws_s3_bucket.many["b"]'] };
    expect(settingAt(declared, address, "rules.0.destination.bucket")).toEqual(both);
  });
});

describe("a plan of a JSON configuration has its expressions whole", () => {
  const template = (text: unknown, ...references: readonly string[]): Body => ({ constant_value: text, references });

  test("a reference, and a text made of one", () => {
    const declared = declaredInPlan(
      plan([
        bucket("made", {
          after: { bucket_prefix: "made-" },
          unknown: { bucket: true },
          expressions: { bucket_prefix: constant("made-") },
        }),
        versioning(template("${aws_s3_bucket.made.id}", "aws_s3_bucket.made.id", "aws_s3_bucket.made")),
        versioning(template("${aws_s3_bucket.made.id}-logs", "aws_s3_bucket.made.id", "aws_s3_bucket.made"), {
          name: "logs",
        }),
      ]),
    );
    expect(settingAt(declared, v, "bucket")).toBe("~made-<aws_s3_bucket.made.bucket>");
    expect(settingAt(declared, "aws_s3_bucket_versioning.logs", "bucket")).toBe(
      "~made-<aws_s3_bucket.made.bucket>-logs",
    );
  });

  test("without references it is a text, whatever it looks like", () => {
    const declared = declaredInPlan(
      plan([
        versioning(constant("${aws:username}"), { after: { bucket: "${aws:username}" }, unknown: {} }),
        versioning(constant("${aws_s3_bucket.data.id}"), { name: "w" }),
      ]),
    );
    expect(settingAt(declared, v, "bucket")).toBe("${aws:username}");
    expect(settingAt(declared, "aws_s3_bucket_versioning.w", "bucket")).toBe("${aws_s3_bucket.data.id}");
  });

  test("what Terraform has evaluated is the value", () => {
    const expression = template("${lower(var.n)}", "var.n");
    const declared = declaredInPlan(plan([versioning(expression, { after: { bucket: "acme" }, unknown: {} })]));
    expect(settingAt(declared, v, "bucket")).toBe("acme");
  });
});

describe("what is unknown without an expression", () => {
  const replication = (rule: unknown, expressions: Body): Planned => ({
    type: "aws_s3_bucket_replication_configuration",
    name: "r",
    after: Array.isArray(rule) ? { rule: rule.map(() => ({ status: "Enabled", destination: [{}] })) } : {},
    unknown: { rule },
    expressions,
  });
  const rules = (resource: Planned) =>
    settingAt(declaredInPlan(plan([bucket("data"), resource])), "aws_s3_bucket_replication_configuration.r", "rules");
  const destination = { destination: [{ bucket: true }] };
  const written = { destination: [{ bucket: refers("aws_s3_bucket.data.arn", "aws_s3_bucket.data") }] };

  test("a dynamic block hides it", () => {
    expect(rules(replication(true, {}))).toEqual({ from: [] });
  });

  test("one of several blocks is dynamic: nothing tells which", () => {
    expect(rules(replication([destination, destination], { rule: [written] }))).toEqual([
      { status: "Enabled", destination: [{ bucket: { from: [] } }] },
      { status: "Enabled", destination: [{ bucket: { from: [] } }] },
    ]);
    expect(rules(replication([destination], { rule: [written] }))).toEqual([
      { status: "Enabled", destination: [{ bucket: { from: ["aws_s3_bucket.data"] } }] },
    ]);
  });

  test("the provider computes only what its schema says", () => {
    const resource = (type: string, unknown: Body): Body => {
      const declared = declaredInPlan(plan([{ type, name: "x", after: { a: 1 }, unknown }]));
      return told(resourceAt(declared, `${type}.x`).written) as Body;
    };
    expect(
      resource("aws_s3_bucket", {
        versioning: true,
        replication_configuration: true,
        server_side_encryption_configuration: true,
      }),
    ).toEqual({});
    expect(resource("aws_s3_bucket_replication_configuration", { rule: [{ id: true, priority: true }] })).toEqual({
      a: 1,
      rules: [{ priority: { from: [] } }],
    });
    expect(
      resource("aws_s3_bucket_server_side_encryption_configuration", {
        rule: [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: true }] }],
      }),
    ).toEqual({
      a: 1,
      rules: [{ applyServerSideEncryptionByDefault: [{ kmsMasterKeyId: { from: [] } }] }],
    });
    expect(resource("aws_iam_role_policy", { policy: true })).toEqual({ a: 1, policy: { from: [] } });
    expect(resource("aws_kms_key", { policy: true })).toEqual({ a: 1 });
  });

  test("what the configuration sets is not computed", () => {
    const declared = declaredInPlan(
      plan([
        {
          type: "aws_kms_key",
          name: "k",
          after: {},
          unknown: { policy: true },
          expressions: { policy: refers("aws_iam_role.r.arn", "aws_iam_role.r") },
        },
      ]),
    );
    expect(settingAt(declared, "aws_kms_key.k", "policy")).toEqual({ from: ["aws_iam_role.r"] });
  });
});

test("names and ARNs that are known on apply stand with what is known of them", () => {
  const declared = declaredInPlan(
    plan([
      bucket("made", {
        after: { bucket_prefix: "made-" },
        unknown: { bucket: true, arn: true },
        expressions: { bucket_prefix: constant("made-") },
        more: { provider_config_key: "aws.west" },
      }),
      {
        type: "aws_iam_role",
        name: "r",
        after: { name: "r" },
        unknown: { arn: true },
        expressions: { name: constant("r") },
      },
      { type: "aws_kms_key", name: "k", after: {}, unknown: { arn: true, key_id: true } },
    ]),
  );
  expect(settingAt(declared, "aws_s3_bucket.made", "arn")).toBe("~arn:aws:s3:::made-<aws_s3_bucket.made.bucket>");
  expect(settingAt(declared, "aws_iam_role.r", "arn")).toBe("~arn:aws:iam::<account of the credentials>:role/r");
  expect(settingAt(declared, "aws_kms_key.k", "arn")).toBe(
    "~arn:aws:kms:us-east-1:<account of the credentials>:key/<aws_kms_key.k.key_id>",
  );
});

describe("a second plan", () => {
  const existing = plan(
    [
      bucket("data", {
        after: {
          bucket: "acme-data",
          arn: "arn:aws:s3:::acme-data",
          id: "acme-data",
          region: "us-east-1",
          request_payer: "BucketOwner",
          versioning: [{ enabled: true, mfa_delete: false }],
          replication_configuration: [{ role: "r", rules: [] }],
          tags: {},
        },
        unknown: {},
      }),
      {
        type: "aws_iam_role",
        name: "r",
        after: {
          name: "r",
          arn: "arn:aws:iam::111122223333:role/r",
          permissions_boundary: "",
          description: "",
          inline_policy: [{ name: "p", policy: "{}" }],
          managed_policy_arns: ["a"],
        },
        expressions: { name: constant("r") },
      },
      {
        type: "aws_s3_bucket_replication_configuration",
        name: "x",
        after: {
          bucket: "acme-data",
          rule: [
            {
              id: "a",
              prefix: "",
              filter: [{ and: [], prefix: "", tag: [] }],
              destination: [{ account: "", bucket: "arn:aws:s3:::b" }],
            },
          ],
        },
        expressions: { bucket: refers("local.bucket") },
      },
    ],
    {
      prior_state: {
        values: {
          root_module: {
            resources: [
              {
                address: "aws_s3_bucket_replication_configuration.x",
                mode: "managed",
                type: "aws_s3_bucket_replication_configuration",
                name: "x",
                values: {},
                depends_on: ["aws_s3_bucket.data", "aws_iam_role.r"],
              },
            ],
          },
        },
      },
    },
  );

  test("an empty text is none, and what AWS has besides is no promise of the program", () => {
    const declared = declaredInPlan(existing);
    expect(told(resourceAt(declared, "aws_iam_role.r").settings)).toEqual({
      name: "r",
      arn: "arn:aws:iam::111122223333:role/r",
      id: "r",
    });
    expect(told(resourceAt(declared, "aws_s3_bucket.data").written)).toEqual({
      bucket: "acme-data",
      arn: "arn:aws:s3:::acme-data",
      id: "acme-data",
      region: "us-east-1",
    });
    expect(settingAt(declared, "aws_s3_bucket_replication_configuration.x", "rules")).toEqual([
      { id: "a", filter: [{}], destination: [{ bucket: "arn:aws:s3:::b" }] },
    ]);
  });

  test("the state knows what a local hides", () => {
    const { dependencies } = resourceAt(declaredInPlan(existing), "aws_s3_bucket_replication_configuration.x");
    expect([...dependencies].sort()).toEqual(["aws_iam_role.r", "aws_s3_bucket.data", "local.bucket"]);
  });
});

describe("modules", () => {
  /** A module that is called for each of two, with a module in it. */
  const shown: ShownPlan = plan(
    ["orders", 'a.b["]'].flatMap((key): readonly Planned[] => {
      const module = `module.store[${JSON.stringify(key)}]`;
      return [
        bucket("main", { module, after: {}, unknown: { bucket: true }, expressions: {} }),
        versioning({}, { module: `${module}.module.inner` }),
      ];
    }),
    {
      variables: { region: { value: "eu-west-1" } },
      configuration: {
        provider_config: {
          ...PROVIDERS,
          "module.store:aws": {
            name: "aws",
            module_address: "module.store",
            expressions: { region: refers("var.region") },
          },
        },
        root_module: {
          resources: [
            {
              ...configured(versioning(refers('module.store["orders"].id', 'module.store["orders"]', "module.store"))),
              depends_on: ["module.store"],
            },
          ],
          module_calls: {
            store: {
              for_each_expression: constant({ orders: 1, 'a.b["]': 2 }),
              expressions: { region: refers("var.region") },
              depends_on: ["aws_s3_bucket_versioning.v"],
              module: {
                variables: { region: {} },
                resources: [{ ...configured(bucket("main")), provider_config_key: "module.store:aws" }],
                outputs: { id: { expression: refers("aws_s3_bucket.main.id", "aws_s3_bucket.main") } },
                module_calls: {
                  inner: {
                    expressions: { bucket: refers("aws_s3_bucket.main.id", "aws_s3_bucket.main") },
                    module: {
                      variables: { bucket: {} },
                      resources: [
                        { ...configured(versioning(refers("var.bucket"))), provider_config_key: "module.store:aws" },
                      ],
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  );
  const withRoot: ShownPlan = {
    ...shown,
    resource_changes: [...(shown.resource_changes as readonly Body[]), ...changesOf(versioning({}))],
  };

  test("instances are told apart, in references, dependencies and providers", () => {
    const declared = declaredInPlan(withRoot);
    const [orders, strange] = ['module.store["orders"]', 'module.store["a.b[\\"]"]'];
    expect(settingAt(declared, `${orders}.module.inner.${v}`, "bucket")).toEqual({
      from: [`${orders}.aws_s3_bucket.main`],
    });
    expect(settingAt(declared, `${strange}.module.inner.${v}`, "bucket")).toEqual({
      from: [`${strange}.aws_s3_bucket.main`],
    });
    expect(settingAt(declared, v, "bucket")).toEqual({ from: [`${orders}.aws_s3_bucket.main`] });
    const provider = resourceAt(declared, `${orders}.module.inner.${v}`).provider;
    expect([provider?.label, provider?.settings.get("region")]).toEqual([
      'provider aws of module.store["orders"]',
      "eu-west-1",
    ]);
    expect([...resourceAt(declared, v).dependencies].sort()).toEqual(
      [orders, strange].flatMap((each) => [`${each}.aws_s3_bucket.main`, `${each}.module.inner.${v}`]).sort(),
    );
    expect(resourceAt(declared, `${orders}.aws_s3_bucket.main`).dependencies).toEqual([v]);
  });
});

describe("whether a configuration waits for versioning, of whose locals a plan tells nothing", () => {
  const waits = (expression: Body, depends_on: readonly string[], root: Body = {}): readonly string[] => {
    const replication: Planned = {
      type: "aws_s3_bucket_replication_configuration",
      name: "x",
      after: {
        bucket: "acme-data",
        role: "r",
        rule: [{ status: "Enabled", destination: [{ bucket: "arn:aws:s3:::b" }] }],
      },
      expressions: { bucket: expression },
      more: { depends_on },
    };
    const enabled = versioning(constant("acme-data"), {
      after: { bucket: "acme-data", versioning_configuration: [{ status: "Enabled" }] },
      unknown: {},
    });
    const shown = plan([bucket("data"), enabled, replication], {}, root);
    return said((all) => readPlan(shown, all)).flatMap((line) =>
      line.includes("configured-after-versioning") ? [line.replace(/^(\? )?.*: /, "$1")] : [],
    );
  };
  const copies = (more: Body = {}) => ({
    module_calls: { copies: { module: { outputs: { id: { expression: refers("local.id") } } }, ...more } },
  });
  const none = { count_expression: constant(0) };
  const early = "The replication configuration may be created before versioning is enabled on aws_s3_bucket.data.";
  const open = (what: string) => `? it depends on ${what}, and what that depends on is not told`;

  test.each<[string, readonly string[], readonly string[]]>([
    ["a literal, and nothing else", waits(constant("acme-data"), []), [early]],
    ["a variable", waits(refers("var.bucket"), []), [early]],
    ["a local", waits(refers("local.bucket"), []), [open("local.bucket")]],
    ["a local, and the versioning", waits(refers("local.bucket"), [v]), []],
    [
      "a module's output made of a local",
      waits(refers("module.copies.id", "module.copies"), [], copies()),
      [open("module.copies")],
    ],
    ["a module without resources", waits(constant("acme-data"), ["module.copies"], copies()), [early]],
    ["a module of which there is none", waits(constant("acme-data"), ["module.copies"], copies(none)), [early]],
    ["a module that is not in the plan", waits(constant("acme-data"), ["module.copies"]), [open("module.copies")]],
  ])("%s", (_name, answer, expected) => {
    expect(answer).toEqual(expected);
  });
});

describe("a provider's settings, of which a plan of HCL tells only the references", () => {
  const region = (expression: Body, variables: Body = {}): unknown => {
    const shown = plan([bucket("x")], { variables });
    const configuration = {
      ...(shown.configuration as Body),
      provider_config: { aws: { name: "aws", expressions: { region: expression } } },
    };
    return told(
      resourceAt(declaredInPlan({ ...shown, configuration }), "aws_s3_bucket.x").provider?.settings.get("region"),
    );
  };

  test.each<[string, Body, Body, unknown]>([
    ["a variable that is a Region", refers("var.r"), { r: { value: "eu-west-1" } }, "eu-west-1"],
    ["a member of a variable", refers('var.r["a"]', "var.r"), { r: { value: { a: "eu-west-1" } } }, "eu-west-1"],
    ["a variable that is something else", refers("var.r"), { r: { value: "prod" } }, "?"],
    ["two variables", refers("var.r", "var.s"), { r: { value: "eu-west-1" } }, "?"],
    ["a local", refers("local.r"), {}, "?"],
    [
      "a template of a JSON configuration",
      { constant_value: "${var.r}", references: ["var.r"] },
      { r: { value: "eu-west-1" } },
      "eu-west-1",
    ],
    ["a literal", constant("eu-west-1"), {}, "eu-west-1"],
  ])("%s", (_name, expression, variables, expected) => {
    expect(region(expression, variables)).toBe(expected);
  });
});

describe("a partial plan", () => {
  test.each<[string, Body, RegExp | undefined]>([
    ["a whole one", { complete: true, errored: false }, undefined],
    ["of an older Terraform", {}, undefined],
    ["with -target", { complete: false }, /-target/],
    ["that ended with an error", { errored: true, complete: false }, /error/],
    ["with -refresh-only", { resource_changes: undefined }, /-refresh-only/],
  ])("%s", (_name, more, expected) => {
    const { partial } = readPlan(plan([bucket("x")], more), DEFAULT_OPTIONS);
    if (expected) expect(partial).toMatch(expected);
    else expect(partial).toBeUndefined();
  });

  test("what is there already stays as it is", () => {
    const prior_state = {
      values: {
        root_module: {
          resources: [
            {
              address: "aws_s3_bucket.there",
              mode: "managed",
              type: "aws_s3_bucket",
              name: "there",
              values: { bucket: "there" },
            },
          ],
        },
      },
    };
    const addresses = (more: Body) =>
      declaredInPlan(plan([bucket("x")], { prior_state, ...more })).resources.map(({ address }) => address);
    expect(addresses({ complete: false })).toEqual(["aws_s3_bucket.x", "aws_s3_bucket.there"]);
    expect(addresses({ complete: true })).toEqual(["aws_s3_bucket.x"]);
  });
});

test("what is deleted or deposed is not there", () => {
  const change = (address: string, more: Body, after: unknown = {}) => ({
    address,
    mode: "managed",
    type: "aws_s3_bucket",
    name: address.split(".")[1],
    change: { after, after_unknown: {} },
    ...more,
  });
  const resource_changes = [
    change("aws_s3_bucket.gone", {}, null),
    change("aws_s3_bucket.data", { deposed: "00000000" }, { bucket: "old" }),
    change("aws_s3_bucket.data", {}, { bucket: "new" }),
  ];
  const declared: Declared = declaredInPlan({ resource_changes });
  expect(declared.resources.map(({ address }) => address)).toEqual(["aws_s3_bucket.data"]);
  expect(settingAt(declared, "aws_s3_bucket.data", "bucket")).toBe("new");
});
