import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  DeleteBucketCommand,
  GetBucketPolicyCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Construct } from "constructs";
import { gather, loadSdk, openSession } from "../../policy-pack/readers/account";
import { MODES, type Mode } from "../module/modes";
import { s3crr, type Files, type Ran } from "../support/command";
import { missingTerraform } from "../support/terraform";
import { aws, missingAwsCli } from "./aws-cli";
import { createBucket } from "./buckets";
import { stackOn, type Deployment } from "./deployment";
import { ACCOUNT, describeUnless, MINISTACK, missingEmulator, s3Of, startEmulator, type Emulator } from "./emulator";
import { missingProwler, prowlerOn } from "./prowler";

// `s3-crr verify` from end to end: Terraform deploys what the module builds to an emulator that copies objects. The emulator
// looks at no permission of the role and at no key, copies at once, and has no metrics of S3: of these it proves nothing.

const THEIRS = "444455556666";

/** What is deployed, by the names of the sources. */
const DEPLOYED = {
  "acme-one": "the one line",
  "acme-kms": "KMS with created keys",
  "acme-way": "two-way",
  "acme-tags": "lifecycles, storage class and tags",
  "acme-far": "a new replica in another account",
} as const satisfies Readonly<Record<string, Mode>>;
type Source = keyof typeof DEPLOYED;
const SOURCES = Object.keys(DEPLOYED) as readonly Source[];

interface Report {
  readonly sources: readonly {
    readonly findings: readonly { readonly policy: string; readonly answer: string; readonly reason: string }[];
    readonly buckets: readonly {
      readonly label: string;
      readonly standing: string;
      readonly live: { readonly sentence: string };
    }[];
  }[];
}

describeUnless(
  missingEmulator(MINISTACK),
  missingTerraform,
  missingAwsCli,
  missingProwler,
)("what is deployed, verified", () => {
  let emulator: Emulator;
  let stack: Deployment;
  let folder: string;
  const before = { ...process.env };

  beforeAll(async () => {
    emulator = await startEmulator(MINISTACK);
    stack = await stackOn(emulator, ({ stack: scope, west, east, theirs }) => {
      for (const [bucketName, mode] of Object.entries(DEPLOYED)) {
        MODES[mode]({
          scope: new Construct(scope, bucketName),
          bucketName,
          away: { provider: west },
          second: { provider: east },
          theirs: { provider: theirs },
        });
      }
    });
    await stack.apply();
    folder = await mkdtemp(path.join(tmpdir(), "verify-"));
    const credentials = path.join(folder, "credentials");
    const profiles = { ours: ACCOUNT, theirs: THEIRS };
    await writeFile(
      credentials,
      Object.entries(profiles)
        .map(([name, key]) => `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = none\n`)
        .join(""),
    );
    const { AWS_ACCESS_KEY_ID: _key, ...environment } = emulator.environment;
    delete process.env["AWS_ACCESS_KEY_ID"];
    Object.assign(process.env, environment, { AWS_SHARED_CREDENTIALS_FILE: credentials });
  });

  afterAll(async () => {
    for (const key of Object.keys(process.env)) if (!(key in before)) Reflect.deleteProperty(process.env, key);
    Object.assign(process.env, before);
    await emulator.stop();
    await stack.close();
    await rm(folder, { recursive: true, force: true });
  });

  const verify = (argv: readonly string[], files: Files = {}): Promise<Ran> =>
    s3crr(["verify", "--profile", "ours", "--destination-profile", "theirs", ...argv], files);

  const reported = async (argv: readonly string[]): Promise<Report["sources"][number]> => {
    const { stdout } = await verify([...argv, "--format", "json"]);
    const [source] = (JSON.parse(stdout) as Report).sources;
    if (!source) throw new Error("nothing was verified");
    return source;
  };

  /** The sentence of each source. */
  const sentences = ({ buckets }: Report["sources"][number]): Readonly<Record<string, string>> =>
    Object.fromEntries(buckets.map(({ label, live }) => [label, live.sentence]));

  const west = (): ReturnType<typeof s3Of> => s3Of(emulator, "us-west-2");

  /** All versions in a bucket. */
  const versionsIn = async (s3: ReturnType<typeof s3Of>, Bucket: string): Promise<number> => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    return Versions.length + DeleteMarkers.length;
  };

  test("a bucket policy that denies plain HTTP keeps the emulator's copies out: the verdict stays, and verify says so", async () => {
    const found = await reported(["--bucket", "acme-far", "--canary"]);
    expect(sentences(found)["acme-far"]).toBe(
      "acme-far → us-west-2: proven; no data points in 7 days; canary FAILED, although the configuration is as it should be.",
    );
    const Bucket = "acme-far-us-west-2";
    const s3 = s3Of(emulator, "us-west-2", THEIRS);
    const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const policy = JSON.parse(Policy) as { Statement: { Effect: string }[] };
    policy.Statement = policy.Statement.filter(({ Effect }) => Effect !== "Deny");
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
  });

  test("every source is proven, its canary arrives, and nothing is left behind", async () => {
    const found = await reported(["--all", "--canary"]);
    const all = sentences(found);
    for (const name of SOURCES) expect([name, all[name]]).toEqual([name, expect.stringMatching(PROVEN)]);
    expect(found.findings.filter(({ answer }) => answer === "violated")).toEqual([]);
    for (const name of SOURCES) {
      expect([name, await versionsIn(s3Of(emulator), name)]).toEqual([name, 0]);
      const owner = name === "acme-far" ? THEIRS : ACCOUNT;
      const replica = `${name}-us-west-2`;
      if (all[replica] !== undefined || name === "acme-far") {
        expect([name, await versionsIn(s3Of(emulator, "us-west-2", owner), replica)]).toEqual([name, 0]);
      }
    }
  });

  test("the state that Terraform has left names the same buckets, with the same verdicts", async () => {
    const state = await stack.state();
    const { stdout, status } = await verify(["--since-deploy", "state.json", "--no-health"], { "state.json": state });
    for (const name of SOURCES) expect(stdout).toMatch(new RegExp(`^ {2}${name} → us-west-2: proven\\.$`, "m"));
    expect(status).toBe(0);
  });

  test("what is read is what the AWS CLI prints", async () => {
    const session = await openSession(loadSdk(), "ours");
    const { buckets } = await gather(session, { buckets: SOURCES });
    for (const { name, replication } of buckets) {
      const printed = await aws(emulator, "s3api", "get-bucket-replication", "--bucket", name);
      expect(replication).toEqual({
        is: "told",
        value: (JSON.parse(printed) as { ReplicationConfiguration: object }).ReplicationConfiguration,
      });
    }
  });

  test("Prowler and verify agree about every source; a replica owes no copy, and Prowler fails it", async () => {
    await createBucket(s3Of(emulator), "acme-bare");
    const [statuses, found] = [await prowlerOn(emulator), await reported(["--all", "--no-health"])];
    const violated = (label: string): boolean =>
      found.findings.some(({ answer, reason }) => answer === "violated" && reason.includes(label));
    const compared = found.buckets.map(({ label, standing }) => [
      label,
      statuses[label],
      standing === "source" ? (violated(label) ? "violated" : "proven") : standing,
    ]);
    expect(compared.filter(([, , ours]) => ours === "violated")).toEqual([["acme-bare", "FAIL", "violated"]]);
    for (const [label, prowler, ours] of compared) {
      if (ours === "replica") expect([label, prowler]).toEqual([label, "FAIL"]);
      // A destination in another account is out of Prowler's sight.
      if (ours === "proven") expect([label, prowler]).toEqual([label, label === "acme-far" ? "MANUAL" : "PASS"]);
    }
    await s3Of(emulator).send(new DeleteBucketCommand({ Bucket: "acme-bare" }));
  });

  test("a destination that is suspended: FAILED, and the reason named", async () => {
    const [Bucket, source] = ["acme-one-us-west-2", "acme-one"];
    const versioning = (Status: "Enabled" | "Suspended") =>
      west().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await versioning("Suspended");
    const { stdout, status } = await verify(["--bucket", source, "--canary"]);
    await versioning("Enabled");
    expect(status).toBe(1);
    expect(stdout).toContain(
      "acme-one → us-west-2: not proven (destination-versioned); no data points in 7 days; canary FAILED.",
    );
    expect(stdout).toMatch(
      /copies-arrive: .* By the configuration it is DstBucketUnversioned \(destination-versioned\)\./,
    );
    expect([await versionsIn(s3Of(emulator), source), await versionsIn(west(), Bucket)]).toEqual([0, 0]);
  });

  test("a role that is gone: the emulator copies all the same, and the verdict does not change", async () => {
    const s3 = s3Of(emulator);
    const printed = await aws(emulator, "s3api", "get-bucket-replication", "--bucket", "acme-tags");
    const { ReplicationConfiguration } = JSON.parse(printed) as {
      ReplicationConfiguration: { Role: string; Rules: [] };
    };
    const Role = `arn:aws:iam::${ACCOUNT}:role/gone`;
    const put = (configuration: typeof ReplicationConfiguration) =>
      s3.send(new PutBucketReplicationCommand({ Bucket: "acme-tags", ReplicationConfiguration: configuration }));
    await aws(emulator, "iam", "create-role", "--role-name", "gone", "--assume-role-policy-document", TRUST);
    await put({ ...ReplicationConfiguration, Role });
    await aws(emulator, "iam", "delete-role", "--role-name", "gone");
    const { stdout, status } = await verify(["--bucket", "acme-tags", "--no-health", "--canary"]);
    await put(ReplicationConfiguration);
    expect(status).toBe(1);
    expect(stdout).toContain("Role gone of acme-tags does not exist. S3 reports AssumeRoleNotPermitted.");
    expect(stdout).toMatch(
      /acme-tags → us-west-2: not proven \(role-can-replicate\); canary .*(which does not change the verdict|FAILED)/,
    );
  });

  test("objects from before the rule have no copy, and the command that copies them is ready", async () => {
    const s3 = s3Of(emulator);
    await createBucket(s3, "acme-old");
    for (const Key of ["1", "2", "3"]) await s3.send(new PutObjectCommand({ Bucket: "acme-old", Key, Body: Key }));
    const printed = await aws(emulator, "s3api", "get-bucket-replication", "--bucket", "acme-one");
    const { ReplicationConfiguration } = JSON.parse(printed) as {
      ReplicationConfiguration: { Role: string; Rules: [] };
    };
    await s3.send(new PutBucketReplicationCommand({ Bucket: "acme-old", ReplicationConfiguration }));
    await s3.send(new PutObjectCommand({ Bucket: "acme-old", Key: "4", Body: "4" }));
    const { stdout } = await verify(["--bucket", "acme-old", "--no-health", "--backlog", "--explain"]);
    expect(stdout).toContain("; 3 objects from before the rule have no copy.");
    expect(stdout).toContain(`aws s3control create-job --account-id ${ACCOUNT} --region eu-west-1`);
  });
});

/** Copies are there at once, and the metrics that the module turns on are empty. */
const PROVEN = /→ us-west-2: proven; no data points in 7 days; canary (\d of \d )?copied in (less than 1|\d+) s\.$/;

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
