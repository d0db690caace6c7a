import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { loadSdk, policyFor } from "../../../policy-pack/readers/account";
import {
  ACCOUNT,
  goodCloud,
  OTHER_ACCOUNT,
  REPLICA,
  ROLE,
  RULE,
  SOURCE,
  withCloud,
  type Cloud,
} from "../../support/cloud";
import { s3crr, type Files, type Ran } from "../../support/command";

interface Verified extends Ran {
  readonly requests: readonly string[];
}

const verify = (cloud: Cloud, argv: readonly string[], files: Files = {}): Promise<Verified> =>
  withCloud(cloud, async ({ requests }) => ({ ...(await s3crr(["verify", ...argv], files)), requests: [...requests] }));

/** One bucket, by its configuration alone. */
const ofData = (cloud: Cloud, ...argv: readonly string[]): Promise<Verified> =>
  verify(cloud, ["--bucket", "acme-data", "--no-health", ...argv]);

const sentenceIn = ({ stdout }: Ran): string => stdout.split("\n")[1]?.trim() ?? "";
const reasonsIn = ({ stdout }: Ran): readonly string[] =>
  [...stdout.matchAll(/^ {4}(?:mandatory|advisory|undetermined) (.*)$/gm)].map(([, reason = ""]) => reason);

const withBuckets = (source: object, replica: object = {}): Cloud =>
  goodCloud({ buckets: { "acme-data": { ...SOURCE, ...source }, "acme-dr": { ...REPLICA, ...replica } } });
const withRule = (rule: object): Cloud =>
  withBuckets({ replication: { Role: `arn:aws:iam::${ACCOUNT}:role/crr`, Rule: { ...RULE, ...rule } } });

describe("the configuration of what is deployed", () => {
  test("what is as it should be: one sentence a bucket, and status 0", async () => {
    const { stdout, stderr, status } = await verify(goodCloud(), ["--all", "--no-health"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`aws/${ACCOUNT}: AWS account ${ACCOUNT}
  acme-data → us-west-2: proven.
  acme-dr: a replica.

2 buckets: 1 replica; 1 with a copy in another Region, proven.
`);
  });

  test.each<[string, Cloud, number, string, readonly (string | RegExp)[]]>([
    [
      "a source without replication",
      goodCloud({ buckets: { "acme-data": { region: "eu-west-1" } } }),
      1,
      "acme-data: not proven (versioning-enabled and replication-enabled).",
      [
        "versioning-enabled: Versioning is not enabled on acme-data (as last read from AWS).",
        "replication-enabled: acme-data has no replication configuration.",
      ],
    ],
    [
      "the destination's versioning suspended",
      withBuckets({}, { versioning: "Suspended" }),
      1,
      "acme-data → us-west-2: not proven (destination-versioned).",
      [
        "destination-versioned: acme-dr is a replication destination, but versioning is Suspended on it. S3 reports DstBucketUnversioned. (acme-dr)",
      ],
    ],
    [
      "the destination in the same Region",
      withBuckets({}, { region: "eu-west-1" }),
      1,
      "acme-data → eu-west-1: not proven (destination-in-another-region).",
      [/^destination-in-another-region: .*the same Region\.$/],
    ],
    [
      "the destination deleted",
      goodCloud({ buckets: { "acme-data": SOURCE } }),
      1,
      "acme-data → nowhere: not proven (destination-versioned).",
      [
        'destination-versioned: The destination of rule "all" of acme-data does not exist. S3 reports DstBucketNotFound.',
      ],
    ],
    [
      "the role deleted",
      goodCloud({ roles: {} }),
      1,
      "acme-data → us-west-2: not proven (role-can-replicate).",
      ["role-can-replicate: Role crr of acme-data does not exist. S3 reports AssumeRoleNotPermitted."],
    ],
    [
      "a role whose policy lacks an action",
      goodCloud({
        roles: { crr: { ...ROLE, inline: { ...ROLE.inline, Statement: ROLE.inline.Statement.slice(0, 2) } } },
      }),
      1,
      "acme-data → us-west-2: not proven (role-can-replicate).",
      [/^role-can-replicate: Role crr lacks permissions .*s3:ReplicateObject on arn:aws:s3:::acme-dr\/\*/],
    ],
    [
      "a role whose permissions are attached, bounded by a policy that allows nothing of it",
      goodCloud({
        roles: {
          crr: {
            trust: ROLE.trust,
            attached: [`arn:aws:iam::${ACCOUNT}:policy/crr`],
            boundary: `arn:aws:iam::${ACCOUNT}:policy/bound`,
          },
        },
        policies: {
          [`arn:aws:iam::${ACCOUNT}:policy/crr`]: ROLE.inline,
          [`arn:aws:iam::${ACCOUNT}:policy/bound`]: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }],
          },
        },
      }),
      1,
      "acme-data → us-west-2: not proven (role-can-replicate).",
      [/^role-can-replicate: The permissions boundary of role crr does not allow/],
    ],
    [
      "the only rule Disabled",
      withRule({ Status: "Disabled" }),
      1,
      "acme-data: not proven (replication-enabled).",
      [/^replication-enabled: /],
    ],
    [
      "KMS objects not selected",
      withBuckets({
        encryption: {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: "aws:kms",
            KMSMasterKeyID: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/home`,
          },
        },
      }),
      1,
      "acme-data → us-west-2: not proven (encrypted-objects-selected).",
      [/^encrypted-objects-selected: /],
    ],
    [
      "Object Lock on the source alone",
      withBuckets({ objectLock: { ObjectLockEnabled: "Enabled" } }),
      1,
      "acme-data → us-west-2: not proven (role-can-replicate and object-lock-matched).",
      [/^role-can-replicate: .*s3:GetObjectRetention/, /^object-lock-matched: /],
    ],
    [
      "a bucket from before 2023, whose objects may be others'",
      withBuckets({ ownership: null }),
      0,
      "acme-data → us-west-2: not proven (objects-owned-by-bucket-owner).",
      [/^objects-owned-by-bucket-owner: .*ObjectWriter/],
    ],
    [
      "an exemption by tag",
      withBuckets({
        replication: undefined,
        tags: { "s3-crr:exempt-reason": "scratch data", "s3-crr:exempt-until": "2026-12-31", secret: "hunter2" },
      }),
      0,
      "acme-data: exempt until 2026-12-31 (scratch data).",
      [],
    ],
  ])("%s", async (name, cloud, status, sentence, reasons) => {
    const ran = await ofData(cloud);
    expect([name, ran.status, sentenceIn(ran)]).toEqual([name, status, sentence]);
    const found = reasonsIn(ran);
    expect(found).toHaveLength(reasons.length);
    for (const [index, reason] of reasons.entries()) {
      expect(found[index]).toEqual(typeof reason === "string" ? reason : expect.stringMatching(reason));
    }
  });

  test("a destination in another account is read with the credentials of its profile", async () => {
    const cloud = goodCloud({
      buckets: {
        "acme-data": { ...SOURCE, replication: { Role: `arn:aws:iam::${ACCOUNT}:role/crr`, Rule: RULE } },
        "acme-dr": {
          ...REPLICA,
          owner: OTHER_ACCOUNT,
          policy: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/crr` },
                Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                Resource: "arn:aws:s3:::acme-dr/*",
              },
            ],
          },
        },
      },
    });
    const blind = await ofData(cloud, "--explain");
    expect([blind.status, sentenceIn(blind)]).toEqual([
      0,
      "acme-data → us-west-2: undetermined (destination-versioned, role-can-replicate and tags-can-replicate).",
    ]);
    expect(blind.stdout).toContain(
      "Fix: Allow s3:GetBucketVersioning on arn:aws:s3:::acme-dr to whoever runs this, or give --destination-profile the credentials of its account.",
    );
    const credentials = `[theirs]\naws_access_key_id = ${OTHER_ACCOUNT}\naws_secret_access_key = none\n`;
    const seeing = await withCloud(cloud, async () =>
      s3crr(
        ["verify", "--bucket", "acme-data", "--no-health", "--destination-profile", "theirs"],
        { credentials },
        {
          before: (folder) => {
            process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(folder, "credentials");
          },
        },
      ),
    );
    expect([seeing.status, sentenceIn(seeing)]).toEqual([0, "acme-data → us-west-2: proven."]);
  });

  test("--format json has the proofs, the sentence, and what may not be read as an unknown of its own kind", async () => {
    const { stdout } = await ofData(goodCloud({ denied: ["s3:GetBucketPolicy acme-dr"] }), "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      sources: [
        {
          kind: "AWS account",
          label: ACCOUNT,
          buckets: [
            {
              address: "arn:aws:s3:::acme-data",
              region: { known: true, value: "eu-west-1", from: "from AWS" },
              account: { known: true, value: ACCOUNT, from: "from AWS" },
              live: { sentence: "acme-data → us-west-2: undetermined (role-can-replicate and tags-can-replicate)." },
              verdicts: {
                "role-can-replicate": {
                  answer: "undetermined",
                  doubts: [
                    {
                      reason: "AWS denies s3:GetBucketPolicy on arn:aws:s3:::acme-dr",
                      settledBy: "permission",
                      settle: "allow s3:GetBucketPolicy on arn:aws:s3:::acme-dr to whoever runs this",
                    },
                  ],
                },
              },
            },
          ],
        },
      ],
    });
  });
});

describe("what AWS refuses", () => {
  /** All that is asked about a bucket, a role or a key, and whether a rule can do without it. */
  test.each<[string, string | undefined]>([
    ["s3:GetBucketVersioning", "arn:aws:s3:::acme-data"],
    ["s3:GetReplicationConfiguration", "arn:aws:s3:::acme-data"],
    ["s3:GetEncryptionConfiguration", "arn:aws:s3:::acme-data"],
    ["s3:GetBucketObjectLockConfiguration", "arn:aws:s3:::acme-data"],
    ["s3:GetBucketOwnershipControls", "arn:aws:s3:::acme-data"],
    ["s3:GetBucketPolicy", "arn:aws:s3:::acme-data"],
    ["iam:GetRole", `arn:aws:iam::${ACCOUNT}:role/crr`],
    ["iam:ListRolePolicies", `arn:aws:iam::${ACCOUNT}:role/crr`],
    ["iam:GetRolePolicy", `arn:aws:iam::${ACCOUNT}:role/crr`],
    ["iam:ListAttachedRolePolicies", `arn:aws:iam::${ACCOUNT}:role/crr`],
    ["s3:GetLifecycleConfiguration", undefined],
    ["s3:GetBucketNotification", undefined],
    ["s3:GetBucketTagging", undefined],
    ["s3:GetBucketRequestPayment", undefined],
  ])("%s denied", async (permission, on) => {
    const ran = await ofData(goodCloud({ denied: [permission] }), "--explain", "--fail-on", "undetermined");
    if (on === undefined) {
      expect([permission, sentenceIn(ran)]).toEqual([permission, "acme-data → us-west-2: proven."]);
      return;
    }
    expect([permission, ran.status]).toEqual([permission, 1]);
    expect(ran.stdout).toContain(`AWS denies ${permission} on ${on}`);
    expect(ran.stdout).toContain(`Fix: Allow ${permission} on ${on} to whoever runs this.\n`);
    expect(JSON.stringify(policyFor({}))).toContain(`"${permission}"`);
  });

  test("too many requests are repeated more slowly", async () => {
    const ran = await ofData(goodCloud({ throttled: 4 }));
    expect(sentenceIn(ran)).toBe("acme-data → us-west-2: proven.");
  });

  test("a bucket of another Region is found by the header of the refusal, with one request", async () => {
    const { requests, ...ran } = await ofData(withBuckets({ region: "eu-central-1" }));
    expect(sentenceIn(ran)).toBe("acme-data → us-west-2: proven.");
    expect(requests.filter((each) => each.startsWith("HEADBucket acme-data"))).toEqual([
      "HEADBucket acme-data eu-west-1",
      "HEADBucket acme-data eu-central-1",
    ]);
  });

  test("a Region that is not enabled", async () => {
    const ran = await ofData(goodCloud({ disabled: ["us-west-2"] }));
    expect(reasonsIn(ran)).toEqual([expect.stringContaining("is not enabled for the account")]);
  });

  test.each<[string, Cloud, readonly string[], string]>([
    [
      "nothing named",
      goodCloud(),
      [],
      "Name the buckets with --bucket, or verify every bucket of the account with --all.",
    ],
    ["no such bucket", goodCloud(), ["--bucket", "acme-none"], "There is no bucket acme-none."],
    [
      "the list of buckets denied",
      goodCloud({ denied: ["s3:ListAllMyBuckets"] }),
      ["--all"],
      "AWS denies s3:ListAllMyBuckets: allow it to whoever runs this, or name the buckets with --bucket.",
    ],
    [
      "a time that is none",
      goodCloud(),
      ["--all", "--since", "soon"],
      "It is a number with its unit: 90s, 15m, 12h, 7d or 2w.",
    ],
  ])("%s: one sentence, and status 2", async (_name, cloud, argv, sentence) => {
    const ran = await verify(cloud, argv);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain(`${sentence}\n`);
  });

  test("packages of the AWS SDK that are not installed are named, with the line that installs them", () => {
    const load = (name: string): unknown => {
      if (!/client-(kms|iam)$/.test(name)) return {};
      throw Object.assign(new Error(), { code: "MODULE_NOT_FOUND" });
    };
    expect(() => loadSdk(load)).toThrow(
      "Install the AWS SDK to read an account: npm install --save-dev @aws-sdk/client-iam @aws-sdk/client-kms",
    );
  });
});

describe("what it reads", () => {
  test("--policy prints the policy that allows what it asks for, and nothing that writes", async () => {
    const { stdout } = await s3crr(["verify", "--policy", "--bucket", "acme-data"]);
    const { Statement } = JSON.parse(stdout) as {
      readonly Statement: readonly { readonly Action: readonly string[] }[];
    };
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((each) => !/^\w+:(Get|List|Describe)/.test(each))).toEqual([]);
    expect(stdout).toContain('"arn:aws:s3:::acme-data"');
  });

  test("--region leaves out the buckets of others", async () => {
    const { stdout } = await verify(goodCloud(), ["--all", "--no-health", "--region", "us-west-2"]);
    expect(stdout).toContain("acme-dr");
    expect(stdout).not.toContain("acme-data");
  });

  test("--resume goes on where a run was ended, and keeps no values of tags", async () => {
    const cloud = withBuckets({ tags: { owner: "hunter2" } });
    const argv = ["--bucket", "acme-data", "--no-health", "--resume", "kept.json"];
    // The first run ends before it has reported: it cannot write its report.
    let kept = "";
    await withCloud(cloud, async () => {
      await s3crr(
        ["verify", ...argv, "--config", "c.json"],
        { "c.json": {} },
        {
          then: (folder) => expect(existsSync(path.join(folder, "kept.json"))).toBe(false),
        },
      );
      await s3crr(
        ["verify", ...argv, "--output", "no/where.txt"],
        {},
        {
          then: (folder) => {
            const file = path.join(folder, "kept.json");
            kept = readFileSync(file, "utf8");
            expect(statSync(file).mode & 0o077).toBe(0);
          },
        },
      );
    });
    expect(kept).not.toContain("hunter2");
    const ran = await verify(cloud, argv, { "kept.json": kept });
    expect(sentenceIn(ran)).toBe("acme-data → us-west-2: proven.");
    expect(ran.requests.filter((each) => each.startsWith("GetBucketVersioning"))).toEqual([]);
    const other = await verify(cloud, argv, { "kept.json": { version: 1, account: OTHER_ACCOUNT, buckets: [] } });
    expect([other.status, other.stderr]).toEqual([
      2,
      "kept.json is not what an earlier run of this account has kept: name another file, or delete it.\n",
    ]);
  });
});

describe("health", () => {
  const health = (changes: Partial<Cloud>, ...argv: readonly string[]): Promise<Verified> =>
    verify(goodCloud(changes), ["--bucket", "acme-data", ...argv]);

  test.each<[string, Partial<Cloud>, readonly string[], number, string, readonly string[]]>([
    [
      "copies arrive",
      { metrics: { "us-west-2 ReplicationLatency": [3, 42], "eu-west-1 OperationsFailedReplication": [0] } },
      [],
      0,
      "acme-data → us-west-2: proven; worst lag 42 s in 7 days, 0 failed.",
      [],
    ],
    [
      "copies are behind",
      { metrics: { "us-west-2 ReplicationLatency": [5_400], "us-west-2 OperationsPendingReplication": [12_480] } },
      ["--since", "12h"],
      0,
      "acme-data → us-west-2: proven; worst lag 90 min in 12 hours, 0 failed, 12,480 pending at most.",
      [],
    ],
    [
      "copies failed",
      { metrics: { "us-west-2 ReplicationLatency": [42], "eu-west-1 OperationsFailedReplication": [2, 3] } },
      [],
      1,
      "acme-data → us-west-2: proven; worst lag 42 s in 7 days, 5 failed.",
      ["no-failed-copies: 5 copies of acme-data failed in 7 days, as Amazon CloudWatch has counted."],
    ],
    ["nothing was uploaded", {}, [], 0, "acme-data → us-west-2: proven; no data points in 7 days.", []],
    [
      "metrics are off",
      withRule({ Destination: { Bucket: "arn:aws:s3:::acme-dr" } }),
      [],
      0,
      "acme-data → us-west-2: proven; no metrics.",
      ['replication-measured: Metrics are off in rule "all" of acme-data, so nobody sees that copies fail.'],
    ],
    [
      "metrics may not be read",
      { denied: ["cloudwatch:GetMetricData"] },
      [],
      0,
      "acme-data → us-west-2: proven; its metrics may not be read.",
      ["no-failed-copies: Whether copies of acme-data failed is not known: AWS denies cloudwatch:GetMetricData."],
    ],
  ])("%s", async (name, changes, argv, status, sentence, reasons) => {
    const ran = await health(changes, ...argv);
    expect([name, ran.status, sentenceIn(ran), reasonsIn(ran)]).toEqual([name, status, sentence, reasons]);
  });

  test("metrics that are off: the line that turns them on", async () => {
    const ran = await health(withRule({ Destination: { Bucket: "arn:aws:s3:::acme-dr" } }), "--explain");
    expect(ran.stdout).toContain("Fix: Turn them on: aws s3api get-bucket-replication --bucket acme-data");
  });

  test.each(["sarif", "junit", "github", "gitlab", "html", "mermaid", "markdown"])(
    "--format %s has what was measured",
    async (format) => {
      const ran = await health(
        { metrics: { "us-west-2 ReplicationLatency": [42], "eu-west-1 OperationsFailedReplication": [5] } },
        "--format",
        format,
      );
      const told =
        format === "html" || format === "mermaid" || format === "markdown"
          ? "worst lag 42 s"
          : "5 copies of acme-data failed in 7 days";
      expect(ran.stdout).toContain(told);
    },
  );
});
