import { readFile } from "node:fs/promises";
import * as path from "node:path";
import {
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { readState } from "../../policy-pack/readers/terraform";
import { ReplicatedBucket, type ReplicatedBucketProps } from "../../cdktf-module";
import { MODES, type Mode, type ModeContext } from "../module/modes";
import { ELSEWHERE, EXTERNAL_ROLE, said } from "../support/said";
import { missingTerraform } from "../support/terraform";
import { aws, missingAwsCli } from "./aws-cli";
import { contents, createBucket, put, remove } from "./buckets";
import { asS3Prints, inOrder, type Written } from "./configuration";
import { stackOn, type Deployment } from "./deployment";
import { describeUnless, MINISTACK, missingEmulator, s3Of, startEmulator, type Emulator } from "./emulator";
import { missingProwler, prowlerOn } from "./prowler";

// Terraform deploys what the module builds to an emulator that copies objects, and what becomes of objects is compared with
// what the props say. The emulator copies to one destination, by the first rule that matches; it looks at no permission of
// the role, and at no key.

const THEIRS = "444455556666";

/** Its argument is one of newer providers, and the emulator does not know the namespace. */
const NEWER = "names in the account's namespace" satisfies Mode;

const bucket =
  (props: Partial<ReplicatedBucketProps>) =>
  ({ scope, bucketName, away }: ModeContext): ReplicatedBucket =>
    new ReplicatedBucket(scope, "data", { bucketName, replicas: [{ ...away, id: "west" }], ...props });

/** The modes of the module, and some whose difference shows only in objects. */
const ALL = {
  ...MODES,
  "two rules for parts of the bucket": bucket({
    replicationRules: [
      { replica: "west", filter: { prefix: "logs/" }, deleteMarkerReplication: true },
      { replica: "west", filter: { tags: { keep: "yes" } } },
    ],
  }),
  "a disabled rule": bucket({
    replicationRules: [
      { replica: "west", enabled: false },
      { replica: "west", filter: { prefix: "logs/" } },
    ],
  }),
} satisfies Readonly<Record<string, (context: ModeContext) => unknown>>;

type Deployed = Exclude<keyof typeof ALL, typeof NEWER>;
const DEPLOYED = (Object.keys(ALL) as readonly (keyof typeof ALL)[]).filter((mode): mode is Deployed => mode !== NEWER);
const nameOf = (mode: Deployed): string => `acme-${DEPLOYED.indexOf(mode) + 1}`;

/** Where the objects of a source are expected, and what then is in both buckets, after the same has been done to each. */
interface Arrival {
  readonly mode: Deployed;
  /** The destination, if it is not named after the source. */
  readonly bucket?: string;
  /** The end of a name that the module gives; the Region unless the replica has an ID. */
  readonly id?: string;
  readonly account?: string;
  readonly source?: readonly string[];
  readonly replica?: readonly string[];
}

const COPIED = ["data/1 REPLICA", "kept/1 REPLICA", "logs/1 REPLICA"];
const HIDDEN = ["data/1 REPLICA", "data/1 deleted", "kept/1 REPLICA", "logs/1 REPLICA", "logs/1 deleted"];
const inClass = (name: string): readonly string[] => COPIED.map((each) => `${each} ${name}`);

/** Three objects were put; two were deleted, which leaves markers, and the only version of the third as well. */
const ALL_SENT = ["data/1 COMPLETED", "data/1 deleted", "logs/1 COMPLETED", "logs/1 deleted"];

const VAULT = "vault-acme-data";
const WITH_VAULT = "an existing bucket in another account" satisfies Deployed;
const BY_NAME = "an existing bucket, by name" satisfies Deployed;

const ARRIVALS: readonly Arrival[] = [
  { mode: "the one line" },
  { mode: "two replicas" },
  { mode: "KMS with given keys" },
  { mode: "KMS with created keys" },
  { mode: WITH_VAULT, bucket: VAULT, account: THEIRS },
  { mode: "a new replica in another account", account: THEIRS },
  {
    mode: "a bucket that exists, and a role that exists",
    bucket: "acme-archive",
    replica: inClass("GLACIER_IR"),
  },
  { mode: "two-way", id: "west", replica: HIDDEN },
  { mode: "Object Lock" },
  { mode: "Replication Time Control", replica: HIDDEN },
  { mode: "without metrics" },
  { mode: "lifecycles, storage class and tags", replica: inClass("STANDARD_IA") },
  { mode: "all settings of the role" },
  { mode: "Batch Replication with a manifest and a report" },
  { mode: "alarms on the metric", id: "west" },
  { mode: "a notification of the event" },
  { mode: "a replica and a rule added later", id: "west" },
  { mode: BY_NAME },
  {
    mode: "two rules for parts of the bucket",
    id: "west",
    source: ["data/1", "data/1 deleted", "logs/1 COMPLETED", "logs/1 deleted"],
    replica: ["kept/1 REPLICA", "logs/1 REPLICA", "logs/1 deleted"],
  },
  {
    mode: "a disabled rule",
    id: "west",
    source: ["data/1", "data/1 deleted", "logs/1 COMPLETED", "logs/1 deleted"],
    replica: ["logs/1 REPLICA"],
  },
];

/** Of alarms, the emulator tells the provider less than it tells the AWS CLI. */
const MISPRINTED = "aws_cloudwatch_metric_alarm.";
const ALARMS = ["", "-west"].map((side) => `${nameOf("alarms on the metric")}${side}-replication-failed-all of it`);

const GENERATED = "names that Terraform generates" satisfies Deployed;
const WITHOUT_SOURCE: readonly Deployed[] = ["only a replica, for a source in another account", GENERATED];

/** All buckets that owe a copy: the sources, and the replicas that replicate back. */
const SOURCES = new Set([
  ...DEPLOYED.filter((mode) => !WITHOUT_SOURCE.includes(mode)).map(nameOf),
  `${nameOf("two-way")}-west`,
  `${nameOf("alarms on the metric")}-west`,
]);

/** The modes whose only destination is in another account. */
const LEAVING = [WITH_VAULT, "a new replica in another account"] as const satisfies readonly Deployed[];

describeUnless(
  missingEmulator(MINISTACK),
  missingTerraform,
  missingAwsCli,
  missingProwler,
)("what the module builds, deployed", () => {
  let emulator: Emulator;
  let stack: Deployment;

  beforeAll(async () => {
    emulator = await startEmulator(MINISTACK);
    await aws(emulator, "sns", "create-topic", "--name", "replication-failures");
    await createBucket(s3Of(emulator), nameOf(BY_NAME));
    await createBucket(s3Of(emulator, "us-west-2"), "acme-archive");
    await createBucket(s3Of(emulator, "us-west-2", THEIRS), VAULT);
    stack = await stackOn(emulator, ({ stack: scope, west, east, theirs }) => {
      const build = (mode: Deployed): unknown =>
        ALL[mode]({
          scope: new Construct(scope, mode.replaceAll(/\W/g, "-")),
          bucketName: nameOf(mode),
          away: { provider: west },
          second: { provider: east },
          theirs: { provider: theirs },
        });
      const built = new Map(DEPLOYED.map((mode) => [mode, build(mode)]));
      const { bucketPolicyJson } = (built.get(WITH_VAULT) as ReplicatedBucket).destinationRequirements("theirs");
      new TerraformOutput(scope, "vault_bucket_policy", { value: bucketPolicyJson });
    });
    const start = Date.now();
    const text = await stack.apply();
    process.stderr.write(`${/Resources: \d+ added/.exec(text)?.[0]} in ${Math.round((Date.now() - start) / 1000)} s\n`);
  });

  afterAll(async () => {
    await emulator.stop();
    await stack.close();
  });

  test("a second plan changes nothing", async () => {
    const changed = await stack.changes();
    expect(changed.filter((address) => !address.startsWith(MISPRINTED))).toEqual([]);
    // Those of another mode have names that only Terraform knows.
    expect(changed).toHaveLength(ALARMS.length + 2);
  });

  test("the alarms are what the module says", async () => {
    const printed = await aws(emulator, "cloudwatch", "describe-alarms", "--alarm-names", ...ALARMS);
    const { MetricAlarms } = JSON.parse(printed) as { MetricAlarms: object[] };
    expect(MetricAlarms).toEqual([expect.objectContaining({ Period: 300, Statistic: "Sum" })]);
  });

  test("what is deployed satisfies every rule, but for the parts that are left out on purpose", async () => {
    const state = await stack.state();
    const partial = expect.stringMatching(/^whole-bucket-covered .*(a-disabled-rule|two-rules-for-parts)/) as unknown;
    expect(said((options) => readState(state, options), ELSEWHERE)).toEqual([EXTERNAL_ROLE, partial, partial]);
  });

  test("the emulator takes every copy to another account for plain HTTP, which the module's policies deny", async () => {
    const name = nameOf("a new replica in another account");
    await put(s3Of(emulator), name, "early/1");
    expect(await contents(s3Of(emulator), name)).toEqual(["early/1 FAILED"]);
    const s3 = s3Of(emulator, "us-west-2", THEIRS);
    const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket: `${name}-us-west-2` }));
    const policy = JSON.parse(Policy) as { Statement: { Effect: string }[] };
    policy.Statement = policy.Statement.filter(({ Effect }) => Effect !== "Deny");
    await s3.send(new PutBucketPolicyCommand({ Bucket: `${name}-us-west-2`, Policy: JSON.stringify(policy) }));
  });

  test("without the policy that destinationRequirements asks of another account's bucket, nothing arrives", async () => {
    const s3 = s3Of(emulator);
    await put(s3, nameOf(WITH_VAULT), "early/1");
    expect(await contents(s3, nameOf(WITH_VAULT))).toEqual(["early/1 FAILED"]);
    const Policy = String((await stack.state()).values?.outputs?.["vault_bucket_policy"]?.value);
    await s3Of(emulator, "us-west-2", THEIRS).send(new PutBucketPolicyCommand({ Bucket: VAULT, Policy }));
  });

  test.each(ARRIVALS.map((each) => [each.mode, each] as const))(
    "objects and deletions arrive as the props say: %s",
    async (mode, { id = "us-west-2", bucket: name = `${nameOf(mode)}-${id}`, account, source, replica }) => {
      const s3 = s3Of(emulator);
      const from = nameOf(mode);
      await put(s3, from, "data/1");
      await put(s3, from, "logs/1");
      const version = await put(s3, from, "kept/1", "keep=yes");
      await remove(s3, from, "data/1");
      await remove(s3, from, "logs/1");
      await remove(s3, from, "kept/1", version);
      expect({
        source: (await contents(s3, from)).filter((each) => !each.startsWith("early/")),
        replica: await contents(s3Of(emulator, "us-west-2", account), name),
      }).toEqual({ source: source ?? ALL_SENT, replica: replica ?? COPIED });
    },
  );

  test("objects arrive in buckets whose names Terraform has generated, both ways", async () => {
    const s3 = s3Of(emulator);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const names = Buckets.flatMap(({ Name = "" }) => (Name.startsWith("acme-generated-") ? [Name] : [])).sort();
    const [from = "", to = ""] = names;
    expect([names.length, to.startsWith("acme-generated-west-")]).toEqual([2, true]);
    await put(s3, from, "data/1");
    await put(s3Of(emulator, "us-west-2"), to, "back/1");
    expect(await contents(s3, from)).toEqual(["back/1 REPLICA", "data/1 COMPLETED"]);
    expect(await contents(s3, to)).toEqual(["back/1 COMPLETED", "data/1 REPLICA"]);
  });

  test.each(["two-way", "alarms on the metric"] as const)(
    "what is put into the replica arrives in the source, and goes no further: %s",
    async (mode) => {
      const [there, here] = [s3Of(emulator, "us-west-2"), s3Of(emulator)];
      await put(there, `${nameOf(mode)}-west`, "back/1");
      const back = (all: readonly string[]): readonly string[] => all.filter((each) => each.startsWith("back/"));
      expect(back(await contents(there, `${nameOf(mode)}-west`))).toEqual(["back/1 COMPLETED"]);
      expect(back(await contents(here, nameOf(mode)))).toEqual(["back/1 REPLICA"]);
    },
  );

  test("S3 has the configurations that the module has written, and the AWS CLI prints them", async () => {
    const written = JSON.parse(await readFile(path.join(stack.directory, "cdk.tf.json"), "utf8")) as Written;
    const expected = asS3Prints(written, await stack.state());
    const s3 = s3Of(emulator);
    const found = Object.keys(expected).map(async (name) => {
      const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: name }));
      return [name, { ReplicationConfiguration }];
    });
    expect(inOrder(Object.fromEntries(await Promise.all(found)) as object)).toEqual(inOrder(expected));
    const name = nameOf("Replication Time Control");
    const printed = await aws(emulator, "s3api", "get-bucket-replication", "--bucket", name);
    expect(JSON.parse(printed)).toEqual(expected[name]);
  });

  test("Prowler passes every source, leaves those that leave the account to a person, and fails what is only a replica", async () => {
    const all = Object.entries(await prowlerOn(emulator));
    const generated = all.filter(([name]) => name.startsWith("acme-generated-"));
    expect(generated.map(([, status]) => status)).toEqual(["PASS", "PASS"]);
    const statuses = Object.fromEntries(all.filter((each) => !generated.includes(each)));
    const replicas = Object.keys(statuses).filter((name) => !SOURCES.has(name));
    expect(statuses).toEqual({
      ...Object.fromEntries([...SOURCES].map((name) => [name, "PASS"])),
      ...Object.fromEntries(LEAVING.map((mode) => [nameOf(mode), "MANUAL"])),
      ...Object.fromEntries(replicas.map((name) => [name, "FAIL"])),
    });
    expect(replicas).toContain(`${nameOf("the one line")}-us-west-2`);
  });
});
