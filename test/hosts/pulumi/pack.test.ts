import * as path from "node:path";
import type { StackValidationArgs } from "@pulumi/policy";
import { policies } from "../../../policy-pack/hosts/pulumi/policies";
import { Budget, messageOf } from "../../../policy-pack/hosts/messages";
import { reasonOf } from "../../../policy-pack/judgement";
import { clean } from "../../../policy-pack/model/prose";
import { nothingUndetermined, RULES } from "../../../policy-pack/rules";
import { PackProcess, type Diagnostic, type PackConfig } from "../../support/pack-process";
import {
  bucket,
  compliantStack,
  replication,
  replicationRole,
  resource,
  sent,
  UNKNOWN,
  versioning,
  WEST,
} from "../../support/stack";
import type { StackResource } from "../../../policy-pack/readers/pulumi/resource";

const ROOT = path.resolve(__dirname, "../../..");

let pack: PackProcess;
beforeAll(async () => (pack = await PackProcess.start(ROOT)));
afterAll(async () => pack.close());

/** What a preview does: each resource's inputs, then the stack's outputs. */
async function preview(resources: readonly StackResource[], config: PackConfig = {}): Promise<readonly Diagnostic[]> {
  await pack.configure(config);
  const said: Diagnostic[] = [];
  for (const each of resources) said.push(...(await pack.analyze(sent({ ...each, props: each.inputs ?? each.props }))));
  return [...said, ...(await pack.analyzeStack(resources.map(sent)))];
}

/** The resource with these settings, as Analyze and AnalyzeStack show it. */
const withProps = (base: StackResource, props: StackResource["props"]): StackResource => ({
  ...base,
  props,
  inputs: props,
});

const brief = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ policy, level, urn }) => `${level} ${policy} ${urn.split("::").at(-1) ?? ""}`.trim());

test("the pack tells what it is", async () => {
  const { name, version, policiesList, ...info } = await pack.info();
  expect({ name, version }).toEqual({ name: "s3-cross-region-replication", version: "0.1.0" });
  expect(info.description).toMatch(/^Every S3 bucket/);
  expect(policiesList.map((policy) => policy.name)).toEqual([
    "scope",
    ...RULES.map(({ id }) => id),
    nothingUndetermined.id,
  ]);
  for (const policy of policiesList) {
    expect(policy.description).toMatch(/^[A-Z][^\n]{10,100}\.$/);
    expect(policy.remediationSteps).not.toBe("");
    expect(policy.url).toMatch(/^https:\/\//);
  }
  expect(policiesList[0]?.configschema?.properties?.fieldsMap.map(([key]) => key).sort()).toEqual([
    "exemptions",
    "exemptionsByTag",
    "knownDestinations",
    "listExemptions",
    "organizationId",
    "requiredPrefixes",
    "versioningManagedElsewhere",
  ]);
});

test("a stack as it should be passes, its ARNs unknown", async () => {
  const { data, replica, rest } = compliantStack();
  expect(await preview([data, replica, ...rest])).toEqual([]);
});

test("each defect is told on the resource that a person will edit", async () => {
  const data = bucket("data");
  const near = bucket("near");
  const role = replicationRole(["data-1234567"], ["near-1234567"]);
  const stack = [data, near, versioning(data, "Suspended"), versioning(near), replication(data, [near]), ...role];
  expect(brief(await preview(stack))).toEqual([
    "mandatory versioning-enabled data-versioning",
    "mandatory replication-enabled near",
    "mandatory destination-in-another-region data-replication",
  ]);
});

test("a message has what is wrong and how it was proven, the fix and a link, below the description", async () => {
  const data = bucket("data");
  const near = bucket("near");
  const diagnostics = await preview([data, near, versioning(data), versioning(near), replication(data, [near])]);
  expect(diagnostics.find(({ policy }) => policy === "destination-in-another-region")?.message.split("\n")).toEqual([
    "At least one Enabled rule must replicate to another Region of the same partition.",
    'Rule "rule-0" copies data (eu-west-1, from the default provider) to near (eu-west-1, from the default provider), by dependency: the same Region.',
    expect.stringMatching(
      /^Create the destination bucket in another Region .* \(https:\/\/docs\.aws\.amazon\.com\/\S+\)$/,
    ),
  ]);
});

test("a message says what S3 would report after deployment, where it would", async () => {
  const { data, replica } = compliantStack();
  const pair = [data, replica, versioning(data), versioning(replica, "Suspended"), replication(data, [replica])];
  const diagnostics = await preview([...pair, ...replicationRole(["data-1234567"], ["another-1234567"])]);
  const told = (name: string) => diagnostics.find(({ policy }) => policy === name)?.message.split("\n")[1];
  expect(told("destination-versioned")).toBe(
    "replica is a replication destination, but versioning is Suspended on it. After deployment S3 would report DstBucketUnversioned.",
  );
  expect(told("role-can-replicate")).toMatch(
    /not copied\. After deployment S3 would report DstPutObjectNotPermitted or DstDelObjNotPermitted\.$/,
  );
  expect(told("role-least-privileged")).not.toContain("S3 would report");
});

describe("levels", () => {
  const data = bucket("data");
  test.each([
    ["advisory", { all: "advisory" }],
    ["mandatory", { all: "mandatory" }],
  ])('{"all": "%s"} is the level of every violation', async (level, config) => {
    const diagnostics = await preview([data, versioning(data), replication(data, ["arn:aws:s3:::acme-dr"])], config);
    expect(brief(diagnostics)).toEqual([`${level} nothing-undetermined data`]);
    const wrong = await preview([data], config);
    expect(wrong).toHaveLength(2);
    expect(wrong.every((each) => each.level === level)).toBe(true);
  });

  test.each([{ all: "advisory" }, { all: "mandatory" }])("%p and nothing wrong says nothing", async (config) => {
    const { data: good, replica, rest } = compliantStack();
    expect(await preview([good, replica, ...rest], config)).toEqual([]);
  });

  test("a disabled policy says nothing, and the others go on", async () => {
    expect(brief(await preview([data], { "versioning-enabled": "disabled" }))).toEqual([
      "mandatory replication-enabled data",
    ]);
  });
});

describe("options", () => {
  const data = bucket("data");
  const role = replicationRole(["data-1234567"], ["acme-dr-us-west-2"]);
  const stack = [data, versioning(data), replication(data, ["arn:aws:s3:::acme-dr-us-west-2"]), ...role];
  const promise = { bucket: "acme-dr-{region}", versioned: true, allowsReplication: true };

  test("without a promise the answer is undetermined, and its message has the line that settles it", async () => {
    const [diagnostic] = await preview(stack);
    expect(diagnostic).toMatchObject({ policy: "nothing-undetermined", level: "advisory" });
    const line =
      /add this to your policy configuration: "scope": (\{.*\}) \(/.exec(diagnostic?.message ?? "")?.[1] ?? "";
    const scope = JSON.parse(line.replace("<its Region>", "us-west-2")) as PackConfig;
    expect(await preview(stack, { scope })).toEqual([]);
  });

  test("a promise settles it", async () => {
    expect(await preview(stack, { scope: { knownDestinations: [promise] } })).toEqual([]);
  });

  test("a promise that it is not versioned is told where the destination is named", async () => {
    const config = { scope: { knownDestinations: [{ ...promise, versioned: false }] } };
    expect(brief(await preview(stack, config))).toEqual(["mandatory destination-versioned data-replication"]);
  });

  test("where `scope` is disabled, its options do not apply, and the message says so", async () => {
    const scope = { enforcementLevel: "disabled", knownDestinations: [promise] };
    const said = await preview(stack, { scope });
    expect(brief(said)).toEqual(["advisory nothing-undetermined data"]);
    expect(said[0]?.message).toContain("The policy scope is disabled, so none of its options apply.");
  });

  test.each([
    [
      "an unknown option",
      { knownDestination: [] },
      "scope has no option `knownDestination`. Did you mean `knownDestinations`?",
    ],
    ["an unknown promise", { knownDestinations: [{ bucket: "b", versionned: true }] }, "Did you mean `versioned`?"],
    [
      "a promise without a bucket",
      { knownDestinations: [{ region: "us-west-2" }] },
      "scope.knownDestinations[0].bucket is missing: the bucket's name.",
    ],
    [
      "a Region that is none",
      { knownDestinations: [{ bucket: "b", region: "us-wset-2" }] },
      '"us-wset-2", which is not a Region',
    ],
    [
      "an account that is none",
      { knownDestinations: [{ bucket: "b", account: "1234" }] },
      "an account ID has 12 digits",
    ],
    [
      "an option of a wrong type",
      { requiredPrefixes: "logs/" },
      'scope.requiredPrefixes is "logs/"; it must be a list. Fix the option; it is ignored until you do.',
    ],
  ])("%s is told", async (_name, scope, sentence) => {
    const [diagnostic, ...more] = await preview(compliant(), { scope });
    expect(diagnostic).toMatchObject({ policy: "scope", level: "mandatory", urn: "" });
    expect(diagnostic?.message.replaceAll("\n", " ")).toContain(sentence);
    expect(more).toEqual([]);
  });

  test.each([
    ["an exemption without a reason", { bucket: "data" }, "scope.exemptions[0].reason is missing"],
    [
      "an exemption from no rule",
      { bucket: "data", reason: "r", rules: ["versioning-enable"] },
      "Did you mean `versioning-enabled`?",
    ],
    [
      "an exemption that ends on no day",
      { bucket: "data", reason: "r", until: "2026-02-31x" },
      "not a day written as YYYY-MM-DD",
    ],
    [
      "an exemption for this stack that matches nothing",
      { bucket: "x", reason: "r", project: "project", stack: "dev" },
      "matches no bucket in it",
    ],
  ])("%s is told, and exempts nothing", async (_name, entry, sentence) => {
    const said = await preview([data, versioning(data)], { scope: { exemptions: [entry] } });
    expect(brief(said)).toEqual(["mandatory scope", "mandatory replication-enabled data"]);
    expect(said[0]?.message).toContain(sentence);
  });

  test("an exempt bucket is not judged", async () => {
    const scope = { exemptions: [{ bucket: "data", reason: "scratch", project: "project" }] };
    expect(await preview([data], { scope })).toEqual([]);
  });

  test("what is exempt is listed where that is asked for, by option and by tag", async () => {
    const scope = {
      enforcementLevel: "advisory",
      listExemptions: true,
      exemptions: [{ bucket: "data", reason: "scratch", until: "2999-12-31", rules: ["replication-enabled"] }],
    };
    const tagged = bucket("tagged", { tags: { "s3-crr:exempt-reason": "logs of the load balancer" } });
    const said = await preview([data, versioning(data), tagged], { scope });
    expect(said.map(({ level, policy, message }) => [level, policy, message.split("\n")[1]])).toEqual([
      ["advisory", "scope", "data is exempt from replication-enabled until 2999-12-31: scratch."],
      ["advisory", "scope", "tagged is exempt from all rules, with no end date: logs of the load balancer."],
    ]);
  });

  test("the options of single rules reach them, and one with a mistake in it is told and does not apply", async () => {
    const said = (config: PackConfig) => preview(compliant(), config).then(brief);
    expect(await said({ "destination-allowed": { allowedRegions: ["us-west-2"] } })).toEqual([]);
    expect(await said({ "destination-allowed": { allowedRegions: ["eu-north-1"] } })).toEqual([
      "mandatory destination-allowed data-replication",
    ]);
    expect(await said({ "delete-markers-as-required": { deleteMarkerReplication: "Disabled" } })).toEqual([
      "mandatory delete-markers-as-required data-replication",
    ]);
    expect(await said({ "replication-time-controlled": { replicationTimeControl: true } })).toEqual([
      "mandatory replication-time-controlled data-replication",
    ]);
    const classes = { "replica-storage-class-allowed": { allowedStorageClasses: ["STANDART"] } };
    const [wrong] = await preview(compliant(), classes);
    expect(wrong?.message).toContain("Did you mean `STANDARD`?");
    const [days] = await preview(compliant(), { "noncurrent-versions-expire": { maxNoncurrentDays: 0.5 } });
    expect(days?.message).toContain(
      "noncurrent-versions-expire.maxNoncurrentDays is 0.5, which is not a whole number of days above zero.",
    );
  });

  test("an unknown option of nothing-undetermined is told", async () => {
    const [diagnostic] = await preview(compliant(), { "nothing-undetermined": { pendign: "each" } });
    expect(diagnostic?.message).toContain("Did you mean `pending`?");
  });

  test.each([
    ["of a policy without options", { strict: true }, "versioning-enabled has no options, so `strict` is ignored."],
    [
      "that belongs under another policy",
      { requiredPrefixes: ["logs/"] },
      "versioning-enabled has no option `requiredPrefixes`: it belongs under `scope`.",
    ],
  ])("an option %s is told", async (_name, options, sentence) => {
    const [diagnostic, ...more] = await preview(compliant(), { "versioning-enabled": options });
    expect(diagnostic).toMatchObject({ policy: "versioning-enabled", level: "mandatory", urn: "" });
    expect(diagnostic?.message).toContain(sentence);
    expect(more).toEqual([]);
  });

  function compliant(): readonly StackResource[] {
    const good = compliantStack();
    return [good.data, good.replica, ...good.rest];
  }
});

describe("what settles on apply", () => {
  const data = bucket("data");
  const replica = bucket("replica", {}, { provider: WEST });
  const whole = withProps(replication(data, [replica]), { bucket: UNKNOWN, role: UNKNOWN, rules: UNKNOWN });
  const stack = [data, replica, versioning(data), versioning(replica), whole];
  const notes = async (config: PackConfig): Promise<string> => {
    const before = (await pack.stderr()).length;
    expect(await preview(stack, config)).toEqual([]);
    return (await pack.stderr()).slice(before);
  };

  test.each([{}, { all: "mandatory" }, { "nothing-undetermined": { pending: "summary" } }])(
    "is told beside the violations, and no violation: %p",
    async (config) => {
      expect((await notes(config)).trim().split("\n")).toEqual([
        's3-cross-region-replication: undetermined until apply for 2 buckets (data, replica), because `rules` of data-replication and `role` of data-replication are not known yet. Nothing to do: it is decided during `pulumi up`, unless `--target` or `--exclude` leaves resources out. To see it for each bucket, set "nothing-undetermined": { "pending": "each" }.',
        "s3-cross-region-replication: 2 buckets: 1 source, 0 replicas, 1 undetermined, 0 exempt; 2 rules decided, 18 pending.",
      ]);
    },
  );

  test("is left out where it is to be ignored: what was judged is one line", async () => {
    expect(await notes({ "nothing-undetermined": { pending: "ignore" } })).toBe(
      "s3-cross-region-replication: 2 buckets: 1 source, 0 replicas, 1 undetermined, 0 exempt; 2 rules decided, 18 pending.\n",
    );
  });

  test("is a violation for each bucket where that is asked for", async () => {
    const config = { "nothing-undetermined": { pending: "each", enforcementLevel: "mandatory" } };
    expect(brief(await preview(stack, config))).toEqual([
      "mandatory nothing-undetermined data",
      "mandatory nothing-undetermined replica",
    ]);
  });
});

describe("remediation", () => {
  const data = bucket("data");
  const remediated = async (each: StackResource, level = "remediate") => {
    await pack.configure({ "versioning-enabled": level });
    return pack.remediate(sent(each));
  };

  test("versioning that is Suspended becomes Enabled, and everything else stays", async () => {
    expect(await remediated(versioning(data, "Suspended"))).toEqual([
      { policy: "versioning-enabled", properties: { bucket: UNKNOWN, versioningConfiguration: { status: "Enabled" } } },
    ]);
    const native = { bucketName: "n", versioningConfiguration: { status: "Suspended" } };
    expect(await remediated(resource("aws-native:s3:Bucket", "n", native))).toEqual([
      {
        policy: "versioning-enabled",
        properties: { bucketName: "n", versioningConfiguration: { status: "Enabled" } },
      },
    ]);
  });

  test.each([
    ["versioning that is Enabled", versioning(data)],
    ["versioning that is not known", withProps(versioning(data), { versioningConfiguration: { status: UNKNOWN } })],
    ["a bucket, whose versioning is another resource's", data],
    ["a bucket without versioning", resource("aws-native:s3:Bucket", "n", { bucketName: "n" })],
  ])("%s is left alone", async (_name, each) => {
    expect(await remediated(each)).toEqual([]);
  });

  test("nothing is mended where that is not asked for", async () => {
    expect(await remediated(versioning(data, "Suspended"), "mandatory")).toEqual([]);
  });

  test("what cannot be mended is still told", async () => {
    const said = await preview([data], { "versioning-enabled": "remediate" });
    expect(brief(said)).toContain("mandatory versioning-enabled data");
  });
});

describe("what S3 refuses", () => {
  const { data, replica } = compliantStack();
  const tagged = { filter: { tag: { key: "a", value: "b" } }, deleteMarkerReplication: { status: "Enabled" } };
  const role = replicationRole(["data-1234567"], ["replica-1234567"]);
  const stack = [data, replica, versioning(data), versioning(replica), replication(data, [replica], tagged), ...role];

  test("is told before the resource is created, and not again about the stack", async () => {
    await pack.configure({});
    const alone = await pack.analyze(sent(replication(data, [replica], tagged)));
    expect(brief(alone)).toEqual(["mandatory rule-set-accepted data-replication"]);
    expect(brief(await pack.analyzeStack(stack.map(sent)))).toEqual(["advisory whole-bucket-covered data-replication"]);
  });

  test("is told about the stack where only the stack shows it", async () => {
    const payer = resource("aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration", "payer", {
      bucket: "replica-1234567",
      region: "us-west-2",
      payer: "Requester",
    });
    const { data: source, replica: destination, rest } = compliantStack();
    const said = await preview([source, destination, ...rest, payer]);
    expect(brief(said)).toEqual(["mandatory rule-set-accepted data-replication"]);
    expect(said[0]?.message).toContain("Requester Pays");
  });

  test("a resource whose settings are all unknown is no violation", async () => {
    const unknown = withProps(replication(data, []), { bucket: UNKNOWN, role: UNKNOWN, rules: UNKNOWN });
    expect(await pack.analyze(sent(unknown))).toEqual([]);
    expect(await pack.analyze(sent({ ...unknown, props: {} }))).toEqual([]);
  });
});

test("what a bucket's outputs carry does not stand for what the program sets", async () => {
  const read = { bucket: "data", versioning: { enabled: true } };
  const data = resource("aws:s3/bucket:Bucket", "data", read, { inputs: { bucket: "data" } });
  expect(brief(await preview([data]))).toContain("mandatory versioning-enabled data");
});

test("a stack without buckets is not applicable to any policy", async () => {
  expect(await preview([resource("aws:iam/role:Role", "role", { arn: UNKNOWN })])).toEqual([]);
});

test("a bucket that was not part of the preview is no violation", async () => {
  expect(await preview([resource("aws:s3/bucket:Bucket", "untargeted", {})])).toEqual([]);
});

test("secrets and control characters do not reach the output", async () => {
  const evil = "evil\u001b[31m<{%fg 1%}>\nname";
  const data = bucket("data", { tags: { password: "hunter2" }, policy: '{"secret":"hunter2"}' });
  const rules = [{ id: evil, status: "Disabled", destination: { bucket: "arn:aws:s3:::x" } }];
  const side = withProps(replication(data, []), { bucket: "data-1234567", role: "hunter2", rules });
  const diagnostics = await preview([data, side]);
  expect(brief(diagnostics)).toContain("mandatory replication-enabled data-replication");
  const all = JSON.stringify(diagnostics);
  expect(all).not.toContain("hunter2");
  // eslint-disable-next-line no-control-regex
  expect(diagnostics.map(({ message }) => message).join("")).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|<\{%/);
  expect(all).toContain("evil [31m< {%fg 1%}> name");
});

describe("a secret in the place of something else is not printed", () => {
  const SECRET = "hunter2 correct horse battery staple";
  const { data, replica, rest } = compliantStack();
  const [role, inline] = replicationRole(["data-1234567"], ["replica-1234567"]) as [StackResource, StackResource];
  const side = replication(data, [replica]);
  const [rule] = side.props["rules"] as readonly Readonly<Record<string, unknown>>[];
  const destination = rule?.["destination"] as object;
  const beside = (type: string, props: StackResource["props"]): StackResource => resource(type, "beside", props);
  const withRule = (differences: object): StackResource =>
    withProps(side, { ...side.props, rules: [{ ...rule, ...differences }] });

  const PLACES: Readonly<Record<string, readonly StackResource[]>> = {
    "the name of the bucket that versioning is of": [
      data,
      beside("aws:s3/bucketVersioning:BucketVersioning", {
        bucket: SECRET,
        versioningConfiguration: { status: SECRET },
      }),
    ],
    "the role of the configuration": [data, withProps(side, { ...side.props, role: SECRET })],
    "the destination of a rule": [data, withRule({ destination: { bucket: SECRET } })],
    "the account of a destination": [data, replica, withRule({ destination: { ...destination, account: SECRET } })],
    "the storage class of a destination": [
      data,
      replica,
      withRule({ destination: { ...destination, storageClass: SECRET } }),
    ],
    "the replica key": [
      data,
      replica,
      withRule({
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: { ...destination, encryptionConfiguration: { replicaKmsKeyId: SECRET } },
      }),
    ],
    "the status of a rule": [data, replica, withRule({ status: SECRET })],
    "the policy that is attached to a role": [
      data,
      replica,
      ...rest,
      role,
      beside("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: role.props["name"], policyArn: SECRET }),
    ],
    "the policy of a role": [data, replica, ...rest, role, withProps(inline, { ...inline.props, policy: SECRET })],
    "the policy of a bucket": [
      data,
      replica,
      ...rest,
      beside("aws:s3/bucketPolicy:BucketPolicy", { bucket: "replica-1234567", policy: SECRET }),
    ],
    "the key that encrypts a bucket": [
      data,
      beside("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
        bucket: "data-1234567",
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: SECRET, kmsMasterKeyId: SECRET } }],
      }),
    ],
    "an object ownership": [
      data,
      replica,
      ...rest,
      beside("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
        bucket: "data-1234567",
        rule: { objectOwnership: SECRET },
      }),
    ],
  };

  test.each(Object.entries(PLACES))("%s", async (_place, stack) => {
    const said = await preview(stack);
    expect(said.length).toBeGreaterThan(0);
    expect(JSON.stringify(said)).not.toContain("hunter2");
  });
});

test("a defect of ours is a violation of the policy that has it, tells no value, and the others go on", async () => {
  const [rule] = RULES;
  const spy = jest.spyOn(rule, "judge").mockImplementation(() => {
    throw new TypeError("cannot read hunter2");
  });
  try {
    const said: string[] = [];
    const data = sent(bucket("data"));
    for (const policy of policies()) {
      if (!("validateStack" in policy)) continue;
      const args = { resources: [{ ...data, dependencies: [], propertyDependencies: {} }], getConfig: () => ({}) };
      await policy.validateStack(args as unknown as StackValidationArgs, (message) =>
        said.push(`${policy.name}: ${message}`),
      );
    }
    expect(said).toEqual([
      expect.stringMatching(
        /^versioning-enabled: versioning-enabled could not be evaluated for data \(TypeError at pack\.test\.ts:\d+\).*\nPlease report it/,
      ),
      expect.stringMatching(/^replication-enabled: data has no replication/),
    ]);
    expect(said.join()).not.toContain("hunter2");
  } finally {
    spy.mockRestore();
  }
});

test("a reply about one resource is less than 2 MiB, and says what was left out", async () => {
  const { data, replica } = compliantStack();
  const wrong = {
    prefix: "p/",
    filter: { prefix: "a/", tag: { key: "a", value: "b" }, and: { prefix: "a/", tags: { a: "b" } } },
    existingObjectReplication: { status: "Enabled" },
    deleteMarkerReplication: { status: "Enabled" },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
  };
  const side = replication(data, [replica]);
  const [rule] = side.props["rules"] as readonly object[];
  const rules = Array.from({ length: 1_000 }, (_, index) => ({ ...rule, ...wrong, id: `${index}-${"x".repeat(240)}` }));
  await pack.configure({});
  const { diagnostics, bytes } = await pack.analyzeSized(sent({ ...side, props: { ...side.props, rules } }));
  expect(bytes).toBeLessThan(2 * 1024 * 1024);
  expect(diagnostics.length).toBeGreaterThan(1_000);
  expect(diagnostics.at(-1)?.message).toMatch(/\d more violations of this policy are not shown/);
});

test("a stack policy replies in less than 2 MiB, and says what it left out", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => bucket(`bucket-${String(index).padStart(5, "0")}`));
  await pack.configure({});
  const { diagnostics, bytes } = await pack.analyzeStackSized(many.map(sent));
  expect(bytes).toBeLessThan(2 * 1024 * 1024);
  for (const policy of ["versioning-enabled", "replication-enabled"]) {
    const said = diagnostics.filter((diagnostic) => diagnostic.policy === policy);
    const left = Number(/(\d+) more violations/.exec(said.at(-1)?.message ?? "")?.[1]);
    expect(said.length - 1 + left).toBe(10_000);
  }
});

test("the first thing on stdout is the port and there is nothing else, and an unbuilt pack is told so", async () => {
  // PackProcess takes the first line for the port: it would not have connected to anything else.
  expect((await pack.info()).name).not.toBe("");
  await expect(PackProcess.start(path.join(ROOT, "examples/pulumi/compliant"))).rejects.toThrow(/before it listened/);
});

test("text for a terminal", () => {
  expect(clean("a\u0000b\u2028c\u202ed")).toBe("a b c d");
  expect(clean("<{<{%%reset%}>")).not.toContain("<{%");
  expect(clean("x".repeat(10_000)).length).toBeLessThan(2_010);
  expect(clean("a\ud83db")).toBe("a\ufffdb");
  expect(clean("🪣".repeat(1_000).padStart(2_001, "x"))).toMatch(/🪣\ufffd…$/u);
});

test("several reasons of which S3 would report one", () => {
  const told = { reason: "Wrong.", remedies: ["Fix it."] };
  expect(reasonOf(told)).toBe("Wrong.");
  expect(reasonOf({ ...told, failureReasons: [] })).toBe("Wrong.");
  const failureReasons = ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted", "DstPutObjectNotPermitted"] as const;
  expect(messageOf({ reference: "https://a" }, { ...told, failureReasons })).toBe(
    "Wrong. After deployment S3 would report SrcGetObjectNotPermitted, SrcGetAclNotPermitted or DstPutObjectNotPermitted.\nFix it. (https://a)",
  );
  expect(reasonOf({ ...told, reason: "a".repeat(5_000), failureReasons })).toMatch(/a… After deployment .*\.$/);
});

test("a budget counts what it leaves out, and takes nothing after the first that was too much", () => {
  const budget = new Budget(1_000);
  expect([budget.take("x".repeat(500)), budget.take("x".repeat(500)), budget.take("x")]).toEqual([true, false, false]);
  expect(budget.leftOut).toBe(2);
});
