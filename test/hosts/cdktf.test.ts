import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { App, Aspects, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ReplicaBucket, ReplicatedBucket } from "../../cdktf-module";
import { synthesizeBroken } from "../../examples/cdktf/broken";
import { requireCrossRegionReplication, type PolicyOptions } from "../../policy-pack/hosts/cdktf";
import { RULES } from "../../policy-pack/rules";

/** Synthesizes an app for real, and tells what the synthesis fails with and what goes to stderr. */
function synthesized(build: (app: App) => void, config: { readonly hclOutput?: boolean } = {}) {
  const outdir = mkdtempSync(path.join(tmpdir(), "policy-"));
  const stderr: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((chunk) => stderr.push(String(chunk)) > 0);
  try {
    const app = new App({ outdir, ...config });
    build(app);
    app.synth();
    return { failed: [], stderr };
  } catch (error) {
    const lines = (error as Error).message.split("\n").map((line) => line.trim());
    return { failed: lines.filter((line) => /^[\w-]+( \(|:)/.test(line) && line.includes("https:")), stderr };
  } finally {
    write.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  }
}

function stackIn(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });
  return stack;
}

const good = (scope: TerraformStack, bucketName = "acme-data"): ReplicatedBucket =>
  new ReplicatedBucket(scope, "data", { bucketName, replicas: [{ region: "us-west-2" }] });
/** A good stack, but for a policy that is known on apply. */
function knownOnApply(app: App): void {
  const stack = stackIn(app, "one");
  stack.addOverride("resource.aws_ssm_parameter.policy", { name: "policy", type: "String" });
  good(stack).replication.role?.policy.addOverride("policy", "${aws_ssm_parameter.policy.value}");
}
const bare = (scope: TerraformStack, bucket = "acme-bare"): S3Bucket => new S3Bucket(scope, "bare", { bucket });
const brief = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split(":")[0] ?? "");

test("an app as it should be is synthesized, and nothing is said", () => {
  expect(
    synthesized((app) => {
      good(stackIn(app, "one"));
      good(stackIn(app, "two"), "acme-more");
      requireCrossRegionReplication(app);
    }),
  ).toEqual({ failed: [], stderr: [] });
});

test("what is wrong in any stack fails the synthesis, all at once, in the words of the pack", () => {
  const { failed } = synthesized((app) => {
    bare(stackIn(app, "one"));
    bare(stackIn(app, "two"), "acme-other");
    requireCrossRegionReplication(app);
  });
  expect(brief(failed)).toEqual([
    "versioning-enabled (one/bare)",
    "replication-enabled (one/bare)",
    "versioning-enabled (two/bare)",
    "replication-enabled (two/bare)",
  ]);
  expect(failed[0]).toMatch(
    /: Versioning is not enabled on one\/bare .* or build it with ReplicatedBucket\. \(https:\/\/docs\.aws\.amazon\.com\S+\)$/,
  );
});

test.each<[policy: string, break_: (data: ReplicatedBucket) => void]>([
  [
    "versioning-enabled",
    ({ versioning }) => {
      versioning.node.scope?.node.tryRemoveChild(versioning.node.id);
    },
  ],
  [
    "replication-enabled",
    ({ replication }) => {
      replication.node.tryRemoveChild(replication.configuration.node.id);
    },
  ],
  [
    "destination-versioned",
    (data) => {
      const replica = data.replica("us-west-2");
      replica.node.tryRemoveChild(replica.versioning.node.id);
    },
  ],
])("what is missing altogether can be built by the module: %s", (policy, remove) => {
  const { failed } = synthesized((app) => {
    const stack = stackIn(app, "one");
    remove(good(stack));
    requireCrossRegionReplication(app);
  });
  const told = failed.filter((line) => line.startsWith(policy));
  expect(told).not.toEqual([]);
  for (const line of told) expect(line).toMatch(/, or build it with ReplicatedBucket\. \(https:\S+\)$/);
});

test("a line says what S3 would report after deployment, where it would", () => {
  const { failed } = synthesized((app) => {
    const stack = stackIn(app, "one");
    const { role } = good(stack).replication;
    role?.policy.addOverride("policy", '{"Statement":[]}');
    requireCrossRegionReplication(app);
  });
  expect(brief(failed)).toEqual(["role-can-replicate (one/data/replication/role/policy)"]);
  expect(failed[0]).toContain(
    "objects are not copied. After deployment S3 would report SrcGetObjectNotPermitted, SrcGetAclNotPermitted or DstPutObjectNotPermitted. Grant the permissions listed above. (https:",
  );
});

test("on a stack it is about that stack", () => {
  const { failed } = synthesized((app) => {
    bare(stackIn(app, "one"));
    requireCrossRegionReplication(good(stackIn(app, "two")).node.scope as TerraformStack);
  });
  expect(failed).toEqual([]);
});

test("a reference from one stack to another is followed", () => {
  const build = (region: string) => (app: App) => {
    const away = stackIn(app, "away");
    const replica = new ReplicaBucket(away, "copy", {
      bucketName: "acme-copy",
      region,
      sourceArn: "arn:aws:s3:::acme-data",
    });
    new ReplicatedBucket(stackIn(app, "home"), "data", {
      bucketName: "acme-data",
      replicas: [{ id: "away", bucketArn: replica.bucket.arn }],
    });
    requireCrossRegionReplication(app, { "configured-after-versioning": "disabled" });
  };
  expect(synthesized(build("us-west-2"))).toEqual({ failed: [], stderr: [] });
  expect(brief(synthesized(build("eu-west-1")).failed)).toEqual([
    "replication-enabled (away/copy/bucket)",
    "destination-in-another-region (home/data/replication/configuration)",
  ]);
});

test("an Aspect that comes later is seen", () => {
  const { failed } = synthesized((app) => {
    const stack = stackIn(app, "one");
    good(stack);
    requireCrossRegionReplication(app);
    Aspects.of(stack).add({
      visit(node: IConstruct) {
        if (node instanceof S3BucketVersioningA && !node.node.path.includes("replica-")) {
          node.putVersioningConfiguration({ status: "Suspended" });
        }
      },
    });
  });
  expect(brief(failed)).toEqual(["versioning-enabled (one/data/versioning)"]);
});

test("with hclOutput it is the same", () => {
  const { failed } = synthesized(
    (app) => {
      bare(stackIn(app, "one"));
      requireCrossRegionReplication(app);
    },
    { hclOutput: true },
  );
  expect(brief(failed)).toEqual(["versioning-enabled (one/bare)", "replication-enabled (one/bare)"]);
});

describe("configuration", () => {
  const said = (options: PolicyOptions) =>
    synthesized((app) => {
      bare(stackIn(app, "one"));
      requireCrossRegionReplication(app, options);
    });

  test("what is advisory goes to stderr, and the app is synthesized", () => {
    const { failed, stderr } = said({ all: "advisory" });
    expect(failed).toEqual([]);
    expect(stderr.map((line) => line.split(":")[0])).toEqual([
      "[advisory] versioning-enabled (one/bare)",
      "[advisory] replication-enabled (one/bare)",
    ]);
  });

  test("a rule that is disabled says nothing", () => {
    expect(brief(said({ "versioning-enabled": "disabled" }).failed)).toEqual(["replication-enabled (one/bare)"]);
  });

  test("an exemption, by its options", () => {
    const exemptions = [{ bucket: "acme-*", reason: "scratch" }];
    const line =
      "s3-cross-region-replication: 1 bucket: 0 sources, 0 replicas, 1 exempt (1 by option); 0 rules decided, 0 pending.\n";
    expect(said({ scope: { exemptions } })).toEqual({ failed: [], stderr: [line] });
    // A bucket's name in the program begins with its stack.
    const ofStack = (stack: string) => said({ scope: { exemptions: [{ bucket: `${stack}/*`, reason: "scratch" }] } });
    expect(ofStack("one")).toEqual({ failed: [], stderr: [line] });
    expect(ofStack("two").failed).not.toEqual([]);
  });

  test("an exemption of a stack is for the buckets of that stack, in an app of one and of several", () => {
    const inApp = (stacks: readonly string[], exemption: object) =>
      brief(
        synthesized((app) => {
          for (const name of stacks) new S3Bucket(stackIn(app, name), "bare", { bucket: `acme-${name}` });
          const exemptions = [{ bucket: "*", reason: "scratch", ...exemption }];
          requireCrossRegionReplication(app, { "versioning-enabled": "disabled", scope: { exemptions } });
        }).failed,
      );
    const of = (...names: readonly string[]) => names.map((name) => `replication-enabled (${name}/bare)`);
    expect(inApp(["one"], { stack: "one" })).toEqual([]);
    expect(inApp(["one"], { stack: "two" })).toEqual(of("one"));
    expect(inApp(["one", "one-more"], { stack: "one" })).toEqual(of("one-more"));
    expect(inApp(["one", "one-more"], { stack: "one-more" })).toEqual(of("one"));
    expect(inApp(["one", "one-more"], {})).toEqual([]);
    expect(inApp(["one", "one-more"], { stack: "three" })).toEqual(of("one-more", "one"));
    expect(inApp(["one", "one-more"], { stack: "one", project: "theirs" })).toEqual(of("one-more", "one"));
  });

  test("an exemption that names a stack of the app, and matches none of its buckets, is told", () => {
    const told = (stack: string) =>
      synthesized((app) => {
        for (const name of ["one", "two"]) good(stackIn(app, name), `acme-${name}`);
        requireCrossRegionReplication(app, {
          scope: { exemptions: [{ bucket: "acme-two", reason: "scratch", stack }] },
        });
      }).failed;
    expect(told("one")).toEqual([
      expect.stringContaining('scope.exemptions[0] names the stack one, but "acme-two" matches no bucket in it.'),
    ]);
    expect(told("two")).toEqual([]);
    expect(told("three")).toEqual([]);
  });

  test("an option with a mistake in it is told", () => {
    const options = { scope: { knownDestination: [] } } as PolicyOptions;
    expect(said(options).failed[0]).toContain("Did you mean `knownDestinations`?");
  });

  test.each<[name: string, options: unknown, told: string]>([
    [
      "a policy that is not one",
      { "versioning-enable": "advisory" },
      "scope: The policy configuration contains `versioning-enable`, which is not a policy. Did you mean `versioning-enabled`? Fix the option; it is ignored until you do.",
    ],
    [
      "a level that is not one",
      { "versioning-enabled": "disable" },
      'versioning-enabled: versioning-enabled is "disable", which is not "mandatory", "advisory" or "disabled". Did you mean `disabled`?',
    ],
    [
      "a level for all that is not one",
      { all: "advisry" },
      'scope: all is "advisry", which is not "mandatory", "advisory" or "disabled". Did you mean `advisory`?',
    ],
    [
      "an option of a policy without options",
      { "replication-enabled": { strict: true } },
      "replication-enabled: replication-enabled has no options, so `strict` is ignored.",
    ],
    [
      "an exemption from what is not a rule",
      { scope: { exemptions: [{ bucket: "acme-bare", reason: "scratch", rules: ["versioning"] }] } },
      'scope: scope.exemptions[0].rules[0] is "versioning", which is not a rule. Did you mean `versioning-enabled`?',
    ],
    [
      "an option under the wrong policy",
      { "replication-enabled": { requiredPrefixes: ["a/"] } },
      "replication-enabled: replication-enabled has no option `requiredPrefixes`: it belongs under `scope`.",
    ],
    [
      "an option of a wrong type",
      { "destination-allowed": { allowedRegions: "us-west-2" } },
      'destination-allowed: destination-allowed.allowedRegions is "us-west-2"; it must be a list.',
    ],
  ])("%s is told, and ignored", (_name, options, told) => {
    const { failed } = said(options as PolicyOptions);
    expect(failed[0]).toContain(told);
    expect(brief(failed).slice(1)).toEqual(["versioning-enabled (one/bare)", "replication-enabled (one/bare)"]);
  });

  test("what is exempt is listed where that is asked for, at the level of scope", () => {
    const exemptions = [{ bucket: "acme-*", reason: "scratch" }];
    const { failed, stderr } = said({ scope: { exemptions, listExemptions: true, enforcementLevel: "advisory" } });
    expect(failed).toEqual([]);
    expect(stderr[0]).toContain(
      "[advisory] scope (one/bare): one/bare is exempt from all rules, with no end date: scratch.",
    );
    expect(brief(said({ scope: { exemptions, listExemptions: true } }).failed)).toEqual(["scope (one/bare)"]);
  });

  test("a scope that is disabled has no options", () => {
    const exemptions = [{ bucket: "acme-*", reason: "scratch" }];
    expect(brief(said({ scope: { exemptions, enforcementLevel: "disabled" } }).failed)).toEqual([
      "versioning-enabled (one/bare)",
      "replication-enabled (one/bare)",
    ]);
  });

  test.each([
    ["each", ["nothing-undetermined (one/data/bucket)"], 0],
    ["summary", [], 2],
    ["ignore", [], 0],
  ] as const)("what settles on apply, with pending %p", (pending, failures, notes) => {
    const { failed, stderr } = synthesized((app) => {
      knownOnApply(app);
      requireCrossRegionReplication(app, {
        "nothing-undetermined": { pending, enforcementLevel: "mandatory" },
      });
    });
    expect(brief(failed)).toEqual(failures);
    expect(stderr).toHaveLength(notes);
  });

  test("what settles on apply is one line", () => {
    const { failed, stderr } = synthesized((app) => {
      knownOnApply(app);
      requireCrossRegionReplication(app);
    });
    expect({ failed, stderr }).toEqual({
      failed: [],
      stderr: [
        expect.stringMatching(
          /^s3-cross-region-replication: undetermined until apply for 1 bucket \(one\/data\/bucket\), because .policy. of one\/data\/replication\/role\/policy is not known yet\. Name the buckets and write the policy with their names instead of .\.arn., and it is decided now\./,
        ),
        "s3-cross-region-replication: 2 buckets: 1 source, 1 replica, 0 exempt; 13 rules decided, 3 pending.\n",
      ],
    });
  });
});

describe("a defect of ours fails the synthesis", () => {
  const failing = () =>
    synthesized((app) => {
      good(stackIn(app, "one"));
      requireCrossRegionReplication(app);
    });
  afterEach(() => jest.restoreAllMocks());

  test("in a rule: as a violation of that rule", () => {
    jest.spyOn(RULES[0], "judge").mockImplementation(() => {
      throw new TypeError("cannot read hunter2");
    });
    const { failed } = failing();
    expect(brief(failed)).toEqual(["versioning-enabled (one/data/bucket)"]);
    expect(failed[0]).toMatch(/could not be evaluated for one\/data\/bucket \(TypeError at .*This is a bug in/);
    expect(failed[0]).not.toContain("hunter2");
  });

  test("in what reads the stacks: all that there is to say", () => {
    const outdir = mkdtempSync(path.join(tmpdir(), "policy-"));
    const app = new App({ outdir });
    const stack = stackIn(app, "one");
    good(stack);
    requireCrossRegionReplication(app);
    jest.spyOn(stack, "toTerraform").mockImplementationOnce(() => {
      throw new RangeError("cannot read hunter2");
    });
    const failed = app.node.validate();
    rmSync(outdir, { recursive: true, force: true });
    expect(failed).toEqual([
      expect.stringMatching(/^The stacks could not be judged \(RangeError at .*This is a bug in .* Please report it/),
    ]);
    expect(failed.join()).not.toContain("hunter2");
  });
});

test("several doubts are told on lines of their own, each about one place", () => {
  const outdir = mkdtempSync(path.join(tmpdir(), "policy-"));
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "one");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ReplicatedBucket(stack, "data", {
    bucketName: "acme-data",
    replicas: [
      { id: "one", bucketArn: "arn:aws:s3:::acme-one" },
      { id: "two", bucketArn: "arn:aws:s3:::acme-two" },
    ],
  });
  requireCrossRegionReplication(app, { "nothing-undetermined": "mandatory" });
  const [told = ""] = app.node.validate();
  rmSync(outdir, { recursive: true, force: true });
  expect(told.split("\n")[0]).toMatch(
    /^nothing-undetermined \(one\/data\/bucket\): It cannot be decided before deployment: /,
  );
  const [, pasted = ""] = /policy configuration: ("scope": .*\})/.exec(told) ?? [];
  expect(JSON.parse(`{${pasted}}`)).toMatchObject({
    scope: { knownDestinations: [{ bucket: "acme-one" }, { bucket: "acme-two" }] },
  });
});

test("something that is neither an app nor a stack is refused", () => {
  expect(() =>
    synthesized((app) => {
      requireCrossRegionReplication(good(stackIn(app, "one")));
    }),
  ).not.toThrow();
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), "policy-")) });
  const data = good(stackIn(app, "one"));
  expect(() => {
    requireCrossRegionReplication(data);
  }).toThrow("was given one/data, which is neither an App nor a TerraformStack: give one of these.");
  rmSync(app.outdir, { recursive: true, force: true });
});

test("the broken example tells what is wrong, as the README prints it", () => {
  const outdir = mkdtempSync(path.join(tmpdir(), "policy-"));
  let told = "";
  try {
    synthesizeBroken(outdir);
  } catch (error) {
    told = (error as Error).message;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  const readme = readFileSync(path.join(__dirname, "../../README.md"), "utf8");
  const [, pasted = ""] = /```console\nApp-level validation[^\n]*\n(.*?)\n```/s.exec(readme) ?? [];
  const lines = pasted.split("\n").map((line) => line.trim().replace(/ …$/, ""));
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["versioning-enabled", "replication-enabled"]);
  for (const line of lines) expect(told).toContain(line);
});

/** Where jsii records the full name of a class. */
const JSII = Symbol.for("jsii.rtti");

test.each([
  ["an app", "App", "an App"],
  ["a stack", "TerraformStack", "one"],
] as const)("%s of the other framework is refused, with the import that is right", (_what, name, named) => {
  const { fqn } = Reflect.get(App, JSII) as { readonly fqn: string };
  const [ours, theirs] = fqn === "cdktf.App" ? ["cdktf", "cdktn"] : ["cdktn", "cdktf"];
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), "policy-")) });
  const scope = name === "App" ? app : new TerraformStack(app, "one");
  // As the classes of the other framework say of themselves.
  const value = Object.assign(() => undefined, { [JSII]: { fqn: `${theirs}.${name}` } });
  Object.defineProperty(scope, "constructor", { value });
  expect(() => {
    requireCrossRegionReplication(scope);
  }).toThrow(
    `requireCrossRegionReplication was given ${named} of ${theirs}, but it is for ${ours}. Import it from "s3-cross-region-replication/${theirs}/policy".`,
  );
  rmSync(app.outdir, { recursive: true, force: true });
});
