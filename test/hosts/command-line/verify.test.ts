import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
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

/** What is said beside the verdict, and which objects are left. */
const looking = (cloud: Cloud, argv: readonly string[], files: Files = {}) =>
  withCloud(cloud, async ({ requests, objects }) => {
    const ran = await s3crr(["verify", "--bucket", "acme-data", "--no-health", ...argv], files);
    return { ...ran, requests: [...requests], objects: objects() };
  });

const sentenceIn = ({ stdout }: Ran): string => /^ {2}(acme-data.*)$/m.exec(stdout)?.[1] ?? "";
const reasonsIn = ({ stdout }: Ran): readonly string[] =>
  [...stdout.matchAll(/^ {4}(?:mandatory|advisory|undetermined) (.*)$/gm)].map(([, reason = ""]) => reason);

const withBuckets = (source: object, replica: object = {}): Cloud =>
  goodCloud({ buckets: { "acme-data": { ...SOURCE, ...source }, "acme-dr": { ...REPLICA, ...replica } } });
const withRule = (rule: object): Cloud =>
  withBuckets({ replication: { Role: `arn:aws:iam::${ACCOUNT}:role/crr`, Rule: { ...RULE, ...rule } } });

const KEY = `arn:aws:kms:us-west-2:${ACCOUNT}:key/away`;
const withKmsRule = (key?: NonNullable<Cloud["keys"]>[string]): Cloud => ({
  ...withRule({
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } },
    Destination: { ...RULE.Destination, EncryptionConfiguration: { ReplicaKmsKeyID: KEY } },
  }),
  keys: key ? { [KEY]: key } : {},
});

describe("what an account proves, for the stacks that replicate to it", () => {
  test("is a configuration for `check`", async () => {
    const { stdout, stderr, status } = await verify(goodCloud(), ["--bucket", "acme-dr", "--promises"]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^1 bucket: the Region of 1, the versioning of 1/)]);
    expect(JSON.parse(stdout)).toEqual({
      scope: {
        knownDestinations: [
          expect.objectContaining({
            bucket: "acme-dr",
            region: "us-west-2",
            versioned: true,
            account: ACCOUNT,
            proof: expect.stringContaining(`aws/${ACCOUNT} (AWS account)`) as string,
          }),
        ],
      },
    });
  });

  test("is nothing of what may not be read", async () => {
    const cloud = { ...withBuckets({}, { versioning: "Enabled" }), denied: ["s3:GetBucketVersioning"] };
    const { stdout } = await verify(cloud, ["--bucket", "acme-dr", "--promises"]);
    expect(stdout).not.toContain("versioned");
  });

  test("is written to a file", async () => {
    const written: string[] = [];
    await withCloud(goodCloud(), () =>
      s3crr(
        ["verify", "--bucket", "acme-dr", "--promises", "--output", "known.json"],
        {},
        { then: (folder) => written.push(readFileSync(path.join(folder, "known.json"), "utf8")) },
      ),
    );
    expect(written.join()).toContain('"region": "us-west-2"');
  });
});

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
      "a role of the same name on another path",
      withBuckets({ replication: { Role: `arn:aws:iam::${ACCOUNT}:role/moved/crr`, Rule: RULE } }),
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
      "a replica key that is disabled",
      withKmsRule({ enabled: false }),
      1,
      "acme-data → us-west-2: not proven (role-can-replicate and keys-enabled).",
      [/^role-can-replicate: .*kms:Encrypt/, /^keys-enabled: .*is disabled\. S3 reports DstKmsKeyInvalidState\./],
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
    const credentials = [
      ["ours", ACCOUNT],
      ["theirs", OTHER_ACCOUNT],
    ]
      .map(([profile = "", key = ""]) => `[${profile}]\naws_access_key_id = ${key}\naws_secret_access_key = none\n`)
      .join("");
    const seeing = await withCloud(cloud, async () =>
      s3crr(
        ["verify", "--bucket", "acme-data", "--no-health", "--profile", "ours", "--destination-profile", "theirs"],
        { credentials },
        {
          before: (folder) => {
            delete process.env["AWS_ACCESS_KEY_ID"];
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

  test.each<[string, Cloud]>([
    ["may not be looked at", goodCloud({ denied: ["s3:ListBucket acme-dr"] })],
    ["lets every account read it", withBuckets({}, { owner: OTHER_ACCOUNT, isShared: true })],
  ])("whose a destination is that %s is not known", async (_name, cloud) => {
    const ran = await ofData(cloud, "--explain");
    expect(sentenceIn(ran)).toBe("acme-data → us-west-2: undetermined (role-can-replicate).");
    expect(ran.stdout).toContain("It cannot be decided: which account acme-dr belongs to is not known.");
    expect(ran.stdout).toContain("or give --destination-profile the credentials of its account.");
  });

  test.each<[string, Partial<Cloud>, readonly string[]]>([
    ["there is an alarm", { alarms: { "eu-west-1": ["acme-data"] } }, []],
    ["there is one of another bucket", { alarms: { "eu-west-1": ["acme-other"] } }, ["failures-noticed: NONE"]],
    ["alarms may not be read", { denied: ["cloudwatch:DescribeAlarms"] }, ["nothing-undetermined: DENIED"]],
  ])("failures-noticed, where %s", async (name, changes, expected) => {
    const argv = ["--bucket", "acme-data", "--no-health", "--config", "c.json"];
    const ran = await verify(goodCloud(changes), argv, { "c.json": { "failures-noticed": { failureNotice: true } } });
    const told = reasonsIn(ran).map((reason) =>
      reason
        .replace(/(?<=: ).*denies cloudwatch:DescribeAlarms.*/, "DENIED")
        .replace(/(?<=^failures-noticed: ).*/, "NONE"),
    );
    expect([name, told]).toEqual([name, expected]);
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
    const ran = await ofData(goodCloud({ disabled: ["us-west-2"] }), "--explain");
    expect(reasonsIn(ran)).toEqual([expect.stringContaining("is not enabled for the account")]);
    expect(ran.stdout).toContain("Fix: Enable the Region for the account, and use the Regional endpoint of AWS STS.");
  });

  describe("a role that no policy lets use the replica key", () => {
    const grant = (role: string, more: object = {}): object => ({
      GranteePrincipal: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      Operations: ["Encrypt", "Decrypt", "GenerateDataKey"],
      ...more,
    });

    test.each<[string, readonly object[], string]>([
      ["and no grant either", [], "acme-data → us-west-2: not proven (role-can-replicate)."],
      ["but a grant for another", [grant("other")], "acme-data → us-west-2: not proven (role-can-replicate)."],
      ["and the second of its grants does", [grant("other"), grant("crr")], ""],
      [
        "but a grant for some encryption contexts",
        [grant("crr", { Constraints: { EncryptionContextSubset: { team: "data" } } })],
        "acme-data → us-west-2: undetermined (role-can-replicate).",
      ],
    ])("%s", async (_name, grants, expected) => {
      const sentence = sentenceIn(await ofData(withKmsRule({ grants })));
      if (expected === "") expect(sentence).not.toContain("role-can-replicate");
      else expect(sentence).toBe(expected);
    });

    test("and its grants may not be read", async () => {
      const ran = await ofData({ ...withKmsRule({}), denied: ["kms:ListGrants"] }, "--explain");
      expect(sentenceIn(ran)).toBe("acme-data → us-west-2: undetermined (role-can-replicate).");
      expect(ran.stdout).toContain("AWS denies kms:ListGrants on");
    });
  });

  test("a key that is deleted", async () => {
    const ran = await ofData(withKmsRule());
    expect(ran.stdout).toContain(`KMS key ${KEY} does not exist`);
    expect(sentenceIn(ran)).toMatch(/^acme-data → us-west-2: (undetermined|not proven) \(.*keys-enabled/);
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

describe("--canary", () => {
  test.each<[string, Cloud, readonly string[], number, string, readonly (string | RegExp)[]]>([
    ["it is copied", goodCloud(), [], 0, "acme-data → us-west-2: proven; canary copied in less than 1 s.", []],
    [
      "it fails, and the configuration says why",
      withBuckets({ copies: "FAILED" }, { versioning: "Suspended" }),
      [],
      1,
      "acme-data → us-west-2: not proven (destination-versioned); canary FAILED.",
      [
        /^destination-versioned/,
        /^copies-arrive: The canary of rule "all" of acme-data FAILED after less than 1 s\. By the configuration it is DstBucketUnversioned \(destination-versioned\)\.$/,
      ],
    ],
    [
      "it fails, and nothing says why",
      withBuckets({ copies: "FAILED" }),
      [],
      1,
      "acme-data → us-west-2: proven; canary FAILED, although the configuration is as it should be.",
      [/^copies-arrive: .* By every rule the configuration is as it should be/],
    ],
    [
      "it is copied, and the configuration should not let it",
      goodCloud({ roles: {} }),
      [],
      1,
      "acme-data → us-west-2: not proven (role-can-replicate); canary copied in less than 1 s, which does not change the verdict (role-can-replicate).",
      [/^role-can-replicate/],
    ],
    [
      "it stays PENDING",
      withBuckets({ copies: "PENDING" }),
      ["--canary-timeout", "1s"],
      1,
      "acme-data → us-west-2: proven; canary still PENDING at the time limit.",
      [/^copies-arrive: .* was still PENDING after \d s\.$/],
    ],
    [
      "the copy is in another storage class than the rule's",
      withRule({ Destination: { ...RULE.Destination, StorageClass: "GLACIER_IR" } }),
      [],
      1,
      "acme-data → us-west-2: proven; canary copied in less than 1 s.",
      [
        'copies-arrive: The canary of rule "all" of acme-data was copied, but the copy is in STANDARD instead of GLACIER_IR.',
      ],
    ],
    [
      "it may not be written",
      goodCloud({ denied: ["s3:PutObject"] }),
      [],
      0,
      "acme-data → us-west-2: proven; canary not sent.",
      [/^copies-arrive: .* was not followed: AWS denies s3:PutObject on s3:\/\/acme-data\/s3-crr-canary-/],
    ],
    [
      "Object Lock would keep it",
      withBuckets(
        { objectLock: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 30 } } } },
        { objectLock: { ObjectLockEnabled: "Enabled" } },
      ),
      [],
      1,
      "acme-data → us-west-2: not proven (role-can-replicate); canary not sent.",
      [/^role-can-replicate/, /^copies-arrive: .* Object Lock retains every new object in acme-data/],
    ],
  ])("%s", async (name, cloud, argv, status, sentence, reasons) => {
    const ran = await looking(cloud, ["--canary", ...argv]);
    expect([name, ran.status, sentenceIn(ran)]).toEqual([name, status, sentence]);
    expect(reasonsIn(ran)).toEqual(
      reasons.map((each): unknown => (typeof each === "string" ? each : expect.stringMatching(each))),
    );
    expect(ran.objects).toEqual([]);
  });

  test("under the rule's prefix, with the rule's tags, and nowhere else", async () => {
    const tagged = { And: { Prefix: "logs/", Tag: [{ Key: "class", Value: "a b" }] } };
    const { requests, objects } = await looking(withRule({ Filter: tagged }), ["--canary"]);
    expect(requests.filter((each) => each.startsWith("PUT"))).toEqual([
      "PUTObject acme-data eu-west-1 logs/ class=a+b",
    ]);
    expect(objects).toEqual([]);
  });

  test("what cannot be deleted is told", async () => {
    const { stdout } = await looking(goodCloud({ denied: ["s3:DeleteObjectVersion acme-dr"] }), ["--canary"]);
    expect(stdout).toMatch(
      /The canary s3:\/\/acme-dr\/s3-crr-canary-\S+ could not be deleted \(S3 answers AccessDenied\): delete it\./,
    );
  });

  test("Ctrl-C ends the wait, and the canaries are deleted all the same", async () => {
    const cloud = withBuckets({ copies: "PENDING" });
    await withCloud(cloud, async ({ requests, objects }) => {
      const running = s3crr(["verify", "--bucket", "acme-data", "--no-health", "--canary"]);
      while (!requests.some((each) => each.startsWith("HEADObject")))
        await new Promise((resolve) => setTimeout(resolve, 20));
      process.emit("SIGINT");
      expect(await running).toEqual({
        status: 2,
        stdout: "",
        stderr: "Interrupted: deleting the canaries.\nInterrupted: all canaries are deleted.\n",
      });
      expect(objects()).toEqual([]);
    });
    expect(process.listenerCount("SIGINT")).toBe(0);
  });
});

describe("--backlog", () => {
  const before = { key: "a.txt" };
  const copied = { key: "b.txt", status: "COMPLETED" };
  const withObjects = (...objects: readonly object[]): Cloud => withBuckets({ objects });

  test.each<[string, Cloud, string, readonly string[]]>([
    ["an empty bucket", withObjects(), "no objects that its rules select", []],
    ["everything is copied", withObjects(copied), "the only object has a copy", []],
    [
      "objects from before the rule",
      withObjects(before, copied, { key: "c.txt" }),
      "2 objects from before the rule have no copy",
      ["existing-objects-copied: Objects of acme-data have no copy: of 3 objects, 2 are from before the rule."],
    ],
    [
      "FAILED, PENDING, and in S3 Glacier",
      withObjects(
        { key: "f", status: "FAILED" },
        { key: "p", status: "PENDING" },
        { key: "g", storageClass: "GLACIER" },
      ),
      "1 FAILED, 1 without a copy in S3 Glacier, 1 PENDING",
      [
        "existing-objects-copied: Objects of acme-data have no copy: of 3 objects, 1 FAILED and 1 is in S3 Glacier, from which S3 does not copy.",
      ],
    ],
    [
      "replicas of another bucket",
      withObjects({ key: "r", status: "REPLICA" }),
      "no objects that its rules select",
      [],
    ],
  ])("%s", async (name, cloud, part, reasons) => {
    const ran = await looking(cloud, ["--backlog"]);
    expect([name, ran.status, sentenceIn(ran)]).toEqual([name, 0, `acme-data → us-west-2: proven; ${part}.`]);
    expect(reasonsIn(ran)).toEqual(reasons);
  });

  test("the command that copies them names the bucket, its Region, and what is to be copied", async () => {
    const { stdout } = await looking(withBuckets({ objects: [before, { key: "f", status: "FAILED" }] }), [
      "--backlog",
      "--explain",
    ]);
    expect(stdout).toContain(
      `aws s3control create-job --account-id ${ACCOUNT} --region eu-west-1 --operation '{"S3ReplicateObject":{}}'`,
    );
    expect(stdout).toContain(
      `"SourceBucket":"arn:aws:s3:::acme-data","EnableManifestOutput":false,"Filter":{"EligibleForReplication":true,"ObjectReplicationStatuses":["NONE","FAILED"]}`,
    );
  });

  test("a sample is told as one", async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      key: `k${index}`,
      ...(index >= 10 && { status: "COMPLETED" }),
    }));
    const ran = await looking(withObjects(...many), ["--backlog", "--sample", "10"]);
    expect(sentenceIn(ran)).toMatch(/proven; 4 of 10 sampled objects from before the rule have no copy\.$/);
  });

  const MANIFEST = {
    sourceBucket: "acme-data",
    fileFormat: "CSV",
    fileSchema: "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, StorageClass, ReplicationStatus",
    files: [{ key: "inventory/acme-data/all/data/part.csv.gz" }],
  };
  const LINES = [
    '"acme-data","old/a+b.txt","1","true","false","STANDARD",""',
    '"acme-data","new.txt","2","true","false","STANDARD","COMPLETED"',
    '"acme-data","new.txt","1","false","false","STANDARD",""',
    '"acme-data","gone.txt","1","true","true","","" ',
    '"acme-data","cold.bin","1","true","false","DEEP_ARCHIVE",""',
    '"acme-data","lost.txt","1","true","false","STANDARD","FAILED"',
  ];
  const INVENTORY: Files = {
    "report/2026-06-01T00-00Z/manifest.json": MANIFEST,
    "report/data/part.csv.gz": gzipSync(LINES.join("\n")),
  };

  test("--inventory counts all objects", async () => {
    const ran = await looking(goodCloud(), ["--inventory", "report/2026-06-01T00-00Z/manifest.json"], INVENTORY);
    expect(sentenceIn(ran)).toBe(
      "acme-data → us-west-2: proven; 1 object from before the rule has no copy, 1 FAILED, 1 without a copy in S3 Glacier.",
    );
    expect(ran.requests.filter((each) => each.startsWith("HEADObject"))).toEqual([]);
  });

  test.each<[string, Files, string]>([
    ["no manifest", {}, "m.json cannot be read: there is no such file or folder."],
    [
      "something else",
      { "m.json": "Bucket,Key" },
      "m.json is not a manifest of S3 Inventory: name the manifest.json of a report.",
    ],
    [
      "another format",
      { "m.json": { ...MANIFEST, fileFormat: "ORC" } },
      "m.json is of files in another format than CSV: let S3 Inventory write CSV.",
    ],
    [
      "no status in it",
      { "m.json": { ...MANIFEST, fileSchema: "Bucket, Key" } },
      "m.json has no field ReplicationStatus: add it to the fields of the inventory.",
    ],
    [
      "another bucket",
      { "m.json": { ...MANIFEST, sourceBucket: "x", files: [] } },
      "m.json is of the bucket x, of which no Enabled rule is verified: name it with --bucket.",
    ],
    [
      "files that are not there",
      { "m.json": MANIFEST },
      "m.json names part.csv.gz, which is neither beside it nor in ../data: download it too.",
    ],
  ])("an inventory with %s", async (_name, files, sentence) => {
    const ran = await looking(goodCloud(), ["--inventory", "m.json"], files);
    expect([ran.status, ran.stderr]).toEqual([2, `${sentence}\n`]);
  });
});

describe("--since-deploy", () => {
  const STATE = {
    format_version: "1.0",
    values: {
      root_module: {
        resources: [
          {
            address: "aws_s3_bucket.a",
            mode: "managed",
            type: "aws_s3_bucket",
            name: "a",
            values: { bucket: "acme-data" },
          },
        ],
      },
    },
  };

  test("verifies the buckets of a state", async () => {
    const { stdout } = await verify(goodCloud(), ["--since-deploy", "state.json"], { "state.json": STATE });
    expect(stdout).toContain("acme-data → us-west-2: proven; no data points in 1 minute.");
    expect(stdout).not.toContain("acme-dr:");
  });

  test("a state without buckets", async () => {
    const ran = await verify(goodCloud(), ["--since-deploy", "state.json"], {
      "state.json": { format_version: "1.0" },
    });
    expect([ran.status, ran.stderr]).toEqual([
      2,
      "state.json names no bucket that is deployed: give the state after the deployment.\n",
    ]);
  });
});

describe("the pages", () => {
  const read = (file: string): string => readFileSync(path.resolve(__dirname, "../../..", file), "utf8");
  const shown = (page: string, command: string): string => {
    const [, output = ""] = new RegExp(`\\$ npx s3-crr ${command}\\n(.*?)\`\`\``, "s").exec(read(page)) ?? [];
    return output;
  };
  const WELL = { "us-west-2 ReplicationLatency": [42], "eu-west-1 OperationsFailedReplication": [0] };

  test("the README shows what it says of a bucket", async () => {
    const argv = ["--bucket", "acme-data", "--canary"];
    const { stdout } = await verify(goodCloud({ metrics: WELL }), argv);
    expect(shown("README.md", `verify ${argv.join(" ")}`)).toBe(stdout);
  });

  test("the page shows what it says of an account", async () => {
    const Role = `arn:aws:iam::${ACCOUNT}:role/logs`;
    const Destination = { Bucket: "arn:aws:s3:::acme-logs-dr" };
    const cloud = goodCloud({
      metrics: WELL,
      buckets: {
        "acme-data": { ...SOURCE, objects: Array.from({ length: 12 }, (_, index) => ({ key: `2025/${index}` })) },
        "acme-dr": REPLICA,
        "acme-logs": { ...SOURCE, replication: { Role, Rule: { ...RULE, Destination } }, copies: "FAILED" },
        "acme-logs-dr": { ...REPLICA, versioning: "Suspended" },
      },
      roles: {
        crr: ROLE,
        logs: {
          ...ROLE,
          inline: JSON.parse(
            JSON.stringify(ROLE.inline).replaceAll(/acme-(data|dr)/g, (_all, name) =>
              name === "dr" ? "acme-logs-dr" : "acme-logs",
            ),
          ) as object,
        },
      },
    });
    const argv = ["--all", "--canary", "--backlog"];
    const { stdout } = await verify(cloud, argv);
    expect(shown("docs/verify.md", `verify ${argv.join(" ")}`)).toBe(stdout);
  });
});
