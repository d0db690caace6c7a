import { declaredInState, readState, type ShownState } from "../../../policy-pack/readers/terraform";
import { moduleSteps } from "../../../policy-pack/readers/terraform/scope/paths";
import { COMPLIANT, POLICY, raw, resource, shown, type Applied, type Body } from "../../support/applied";
import { TRUST } from "../../support/replication-role";
import { said } from "../../support/said";
import { resourceAt, settingAt, told } from "./told";

test.each([
  ["terraform show -json", shown(COMPLIANT)],
  ["terraform.tfstate", raw(COMPLIANT)],
])("of a compliant state nothing is left to say: %s", (_name, state) => {
  expect(said((options) => readState(state, options))).toEqual([]);
});

describe("what a bucket has in AWS counts where no resource beside it sets it: a block inside did, or someone else", () => {
  const beside = new Set(["aws_s3_bucket_versioning", "aws_s3_bucket_replication_configuration"]);
  const changed =
    (address: string, more: Body, dependsOn: readonly string[] = []) =>
    (each: Applied) =>
      each.address === address ? { ...each, values: { ...each.values, ...more }, depends_on: dependsOn } : each;
  const withBlocks = (versioned: Body, more: Body = {}) =>
    COMPLIANT.filter(({ type }) => !beside.has(type))
      .map(changed("aws_s3_bucket.data", more, ["aws_s3_bucket.copy", "aws_iam_role.role"]))
      .map(changed("aws_s3_bucket.copy", versioned));
  const replication = {
    replication_configuration: [
      {
        role: "arn:aws:iam::111122223333:role/crr",
        rules: [
          {
            id: "all",
            priority: 0,
            prefix: "",
            status: "Enabled",
            delete_marker_replication_status: "",
            filter: [],
            source_selection_criteria: [],
            destination: [{ bucket: "arn:aws:s3:::acme-copy", storage_class: "", account_id: "" }],
          },
        ],
      },
    ],
  };

  test("versioning and replication", () => {
    expect(said((options) => readState(shown(withBlocks({}, replication)), options))).toEqual([]);
  });

  test("versioning that is off", () => {
    const state = shown(withBlocks({ versioning: [{ enabled: false, mfa_delete: false }] }, replication));
    expect(said((options) => readState(state, options))).toEqual([
      expect.stringMatching(
        /^destination-versioned aws_s3_bucket.data: .*copy.* not enabled on it \(as last read from AWS\)/,
      ),
    ]);
  });

  test("no replication", () => {
    expect(said((options) => readState(shown(withBlocks({})), options))).toEqual([
      expect.stringMatching(/^replication-enabled aws_s3_bucket.copy/),
      expect.stringMatching(/^replication-enabled aws_s3_bucket.data/),
    ]);
  });

  test("what a resource sets and the bucket shows again is one configuration", () => {
    const state = COMPLIANT.map(changed("aws_s3_bucket.data", replication));
    expect(said((options) => readState(shown(state), options))).toEqual([]);
  });
});

describe("whose a bucket is, by its access control list", () => {
  const owner = (id: string): Body => ({
    grant: [{ id, permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" }],
  });
  const owned = (data: string, copy: string) =>
    shown(
      COMPLIANT.map((each) =>
        each.type === "aws_s3_bucket"
          ? { ...each, values: { ...each.values, ...owner(each.address === "aws_s3_bucket.data" ? data : copy) } }
          : each,
      ),
    );

  test("the same owner", () => {
    expect(said((options) => readState(owned("75aa57f0", "75aa57f0"), options))).toEqual([]);
  });

  test("no owner that can be read: the account is not taken to be the same", () => {
    const state = shown(
      COMPLIANT.map((each) =>
        each.type === "aws_s3_bucket" ? { ...each, values: { ...each.values, grant: [] } } : each,
      ),
    );
    expect(said((options) => readState(state, options))).toEqual([
      expect.stringMatching(/^\? role-can-replicate: a state does not tell the account of aws_s3_bucket.copy/),
    ]);
  });

  test("another owner, whose bucket has no policy that lets the role in", () => {
    expect(said((options) => readState(owned("75aa57f0", "aeb22166"), options))).toEqual([
      expect.stringMatching(/^\? role-can-replicate: a state does not tell the account of aws_s3_bucket.copy/),
    ]);
  });
});

test("a versioning resource that is suspended", () => {
  const suspended = COMPLIANT.map((each) =>
    each.address === "aws_s3_bucket_versioning.data"
      ? { ...each, values: { ...each.values, versioning_configuration: [{ status: "Suspended" }] } }
      : each,
  );
  expect(said((options) => readState(shown(suspended), options))).toContainEqual(
    expect.stringMatching(/^versioning-enabled aws_s3_bucket.data/),
  );
});

test("an empty text is none, and a policy that a resource sets is not told twice", () => {
  const declared = declaredInState(shown(COMPLIANT));
  expect(told(resourceAt(declared, "aws_iam_role.role").settings)).toEqual({
    name: "crr",
    id: "crr",
    arn: "arn:aws:iam::111122223333:role/crr",
    assumeRolePolicy: TRUST,
    managedPolicyArns: [],
  });
  const others = COMPLIANT.filter(({ type }) => type !== "aws_iam_role_policy");
  expect(settingAt(declaredInState(shown(others)), "aws_iam_role.role", "inlinePolicies")).toEqual([
    { name: "crr", policy: POLICY },
  ]);
});

test("only its ARN says where a key is", () => {
  const key = resource("aws_kms_key.k", { arn: "arn:aws:kms:eu-west-1:111122223333:key/x", key_id: "x" });
  expect(settingAt(declaredInState(shown([key])), "aws_kms_key.k", "region")).toBe("eu-west-1");
});

test("a multi-Region key and its replica are of their Regions", () => {
  const of = (region: string) => ({ arn: `arn:aws:kms:${region}:111122223333:key/mrk-1`, key_id: "mrk-1" });
  const declared = declaredInState(
    shown([resource("aws_kms_key.k", of("eu-west-1")), resource("aws_kms_replica_key.k", of("us-west-2"))]),
  );
  expect(["aws_kms_key.k", "aws_kms_replica_key.k"].map((each) => settingAt(declared, each, "region"))).toEqual([
    "eu-west-1",
    "us-west-2",
  ]);
});

describe("dependencies are on blocks, of the same module instance", () => {
  const inside = (key: string) => {
    const module = `module.store["${key}"]`;
    return {
      address: module,
      resources: [
        resource(`${module}.aws_s3_bucket.main`, {}, [], { type: "aws_s3_bucket", name: "main" }),
        resource(
          `${module}.aws_s3_bucket_versioning.v`,
          {},
          ["module.store.aws_s3_bucket.main", "aws_s3_bucket.many"],
          {
            type: "aws_s3_bucket_versioning",
            name: "v",
          },
        ),
      ],
    };
  };
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => resource(`aws_s3_bucket.many[${index}]`, {}, [], { index }));
  const state = (count: number): ShownState => ({
    values: {
      root_module: {
        resources: [...many(count), resource("aws_s3_bucket_policy.p", {}, ["module.store.aws_s3_bucket.main"])],
        child_modules: [inside("a"), inside("b.c]")],
      },
    },
  });

  test("with keys", () => {
    const declared = declaredInState(state(2));
    expect(resourceAt(declared, 'module.store["a"].aws_s3_bucket_versioning.v').dependencies).toEqual([
      'module.store["a"].aws_s3_bucket.main',
      "aws_s3_bucket.many[0]",
      "aws_s3_bucket.many[1]",
    ]);
    // From outside it is not told which: all.
    expect([...resourceAt(declared, "aws_s3_bucket_policy.p").dependencies].sort()).toEqual([
      'module.store["a"].aws_s3_bucket.main',
      'module.store["b.c]"].aws_s3_bucket.main',
    ]);
  });

  test("on many, by way of one node", () => {
    const declared = declaredInState(state(100));
    const [main, group] = resourceAt(declared, 'module.store["a"].aws_s3_bucket_versioning.v').dependencies;
    expect(main).toBe('module.store["a"].aws_s3_bucket.main');
    expect(resourceAt(declared, group ?? "").dependencies).toHaveLength(100);
  });
});

test("instances and modules of terraform.tfstate, without what is deposed", () => {
  const declared = declaredInState({
    version: 4,
    resources: [
      {
        module: "module.a[0]",
        mode: "managed",
        type: "aws_s3_bucket",
        name: "x",
        instances: [
          { index_key: "k", attributes: { bucket: "new" } },
          { index_key: "k", deposed: "00000000", attributes: { bucket: "old" } },
        ],
      },
      { mode: "data", type: "aws_s3_bucket", name: "d", instances: [{ attributes: {} }] },
    ],
  });
  expect(declared.resources.map(({ address }) => address)).toEqual(['module.a[0].aws_s3_bucket.x["k"]']);
  expect(settingAt(declared, 'module.a[0].aws_s3_bucket.x["k"]', "bucket")).toBe("new");
});

test.each<[string, unknown]>([
  ["", []],
  ["module.a", [{ name: "a", key: undefined }]],
  [
    "module.a[0].module.b-c",
    [
      { name: "a", key: 0 },
      { name: "b-c", key: undefined },
    ],
  ],
  [
    'module.a["x.module.y[0]\\"]"].module.b',
    [
      { name: "a", key: 'x.module.y[0]"]' },
      { name: "b", key: undefined },
    ],
  ],
  ["aws_s3_bucket.x", undefined],
  ["module.a[", undefined],
])("the steps of %s", (address, expected) => {
  expect(moduleSteps(address)).toEqual(expected);
});
