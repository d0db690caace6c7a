import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { App, TerraformStack, TerraformVariable } from "cdktf";
import type { IConstruct } from "constructs";
import {
  BucketReplication,
  ReplicaBucket,
  ReplicatedBucket,
  type DestinationRequirements,
  type ReplicatedBucketProps,
} from "../../cdktf-module";
import { synthesize as synthesizeExample } from "../../examples/cdktf/main";
import { REFUSALS, SIDE_REFUSALS } from "../../cdktf-module/refusals";
import { MODES, type Mode } from "./modes";
import { CASES, NUMBERS, VALUES, type Differences } from "./refusals";
import { synthesize, type StackForTest, type Synthesized } from "../support/synth";

const ONE_LINER: ReplicatedBucketProps = { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] };
const HOME_KEY = "arn:aws:kms:eu-west-1:111122223333:key/home";
const AWAY_KEY = "arn:aws:kms:us-west-2:111122223333:key/away";

const build = (props: Partial<ReplicatedBucketProps>): Synthesized =>
  synthesize(({ stack }) => new ReplicatedBucket(stack, "data", { ...ONE_LINER, ...props }));

const inMode = (mode: Mode): Synthesized =>
  synthesize(({ stack, theirs }) => {
    const places = { away: { region: "us-west-2" }, second: { region: "us-east-1" }, theirs: { provider: theirs } };
    MODES[mode]({ scope: stack, bucketName: "acme-data", ...places });
  });

/** The resources of a type, by the path of their constructs. */
function resources(
  synthesized: Synthesized,
  type: string,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return synthesized.resource[type] ?? {};
}

interface Written {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

function statements(synthesized: Synthesized, type = "aws_iam_role_policy"): readonly Written[] {
  return Object.values(resources(synthesized, type)).flatMap(
    ({ policy }) => (JSON.parse(String(policy)) as { Statement: readonly Written[] }).Statement,
  );
}

function statementsIn(policy: string): readonly string[] {
  const { Version, Statement } = JSON.parse(policy) as { Version: string; Statement: readonly Written[] };
  return [Version, ...Statement.map((statement) => JSON.stringify(statement))];
}

const SOURCE = "${aws_s3_bucket.data_bucket_F0368B94.arn}";

describe("what the one-line example creates", () => {
  const synthesized = build({});

  test("both buckets with their security settings, the role, and the replication configuration", () => {
    const counted = Object.fromEntries(
      Object.entries(synthesized.resource).map(([type, all]) => [type, Object.keys(all).length]),
    );
    expect(counted).toEqual({
      aws_iam_role: 1,
      aws_iam_role_policy: 1,
      aws_s3_bucket: 2,
      aws_s3_bucket_ownership_controls: 2,
      aws_s3_bucket_policy: 2,
      aws_s3_bucket_public_access_block: 2,
      aws_s3_bucket_replication_configuration: 1,
      aws_s3_bucket_server_side_encryption_configuration: 2,
      aws_s3_bucket_versioning: 2,
    });
  });

  test("one rule for all objects, in the second version of S3's schema, without delete markers", () => {
    const [configuration] = Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration"));
    expect(configuration?.["rule"]).toEqual([
      {
        id: "us-west-2",
        status: "Enabled",
        priority: 1,
        filter: {},
        delete_marker_replication: { status: "Disabled" },
        destination: {
          bucket: expect.stringMatching(
            /^\$\{aws_s3_bucket\.data_replication_replica-us-west-2_bucket_\w+\.arn\}$/,
          ) as string,
          metrics: { status: "Enabled" },
        },
      },
    ]);
  });

  test("replication comes after both versionings, the destination's policy and the role's", () => {
    const [configuration] = Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration"));
    const after = (configuration?.["depends_on"] as readonly string[]).map((address) =>
      address.replace(/_[0-9A-F]{8}$/, ""),
    );
    expect(after).toEqual([
      "aws_s3_bucket_versioning.data_versioning",
      "aws_s3_bucket_policy.data_policy",
      "aws_s3_bucket_versioning.data_replication_replica-us-west-2_versioning",
      "aws_s3_bucket_policy.data_replication_replica-us-west-2_policy",
      "aws_iam_role_policy.data_replication_role_policy",
    ]);
  });

  test("the replica has a tag with the ARN of its source", () => {
    const [replica] = Object.entries(resources(synthesized, "aws_s3_bucket")).filter(([id]) => id.includes("replica"));
    expect(replica?.[1]["tags"]).toEqual({ "s3-crr:replica-of": SOURCE });
  });

  test("no outputs and no providers of its own", () => {
    expect(synthesized.output).toBeUndefined();
  });
});

// All permissions of the roles, mode by mode: with one more they could do too much, with one less something would not be
// replicated.
describe("the role has the permissions that the mode needs, and no others", () => {
  const SRC = "data_bucket";
  const WEST = "data_replication_replica-us-west-2_bucket";
  const always = (destinations: string, source = SRC, locked = ""): readonly string[] => [
    `s3:GetReplicationConfiguration s3:ListBucket on ${source}`,
    `s3:GetObjectVersionForReplication s3:GetObjectVersionAcl s3:GetObjectVersionTagging s3:GetObjectVersionAnnotationForReplication${locked} on ${source}/*`,
    `s3:ReplicateObject s3:ReplicateDelete s3:ReplicateTags on ${destinations}`,
  ];
  const decrypt = (key: string, region: string, bucket: string) =>
    `kms:Decrypt on ${key} for s3.${region}.amazonaws.com of ${bucket} ${bucket}/*`;
  const encrypt = (key: string, region: string, bucket: string) =>
    `kms:Encrypt kms:GenerateDataKey kms:Decrypt on ${key} for s3.${region}.amazonaws.com of ${bucket} ${bucket}/*`;
  const changeOwner = (destinations: string) => `s3:ObjectOwnerOverrideToBucketOwner on ${destinations}`;
  const HOME_KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";
  const AWAY_KEY = "arn:aws:kms:us-west-2:111122223333:key/22222222-2222-2222-2222-222222222222";
  const THEIR_KEY = "arn:aws:kms:us-west-2:444455556666:key/33333333-3333-3333-3333-333333333333";
  const VAULT = "arn:aws:s3:::vault-acme-data";

  const GRANTS: Readonly<Record<Mode, readonly string[]>> = {
    "the one line": always(`${WEST}/*`),
    "two replicas": always(`${WEST}/* data_replication_replica-us-east-1_bucket/*`),
    "rules with filters": always("data_replication_replica-west_bucket/*"),
    "KMS with given keys": [
      ...always(`${WEST}/*`),
      decrypt(HOME_KEY, "eu-west-1", SRC),
      encrypt(AWAY_KEY, "us-west-2", WEST),
    ],
    "KMS with created keys": [
      ...always(`${WEST}/*`),
      decrypt("data_key", "eu-west-1", SRC),
      encrypt("data_replication_replica-us-west-2_key", "us-west-2", WEST),
    ],
    "an existing bucket in another account": [
      ...always(`${VAULT}/*`),
      changeOwner(`${VAULT}/*`),
      decrypt(HOME_KEY, "eu-west-1", SRC),
      encrypt(THEIR_KEY, "us-west-2", VAULT),
    ],
    "a new replica in another account": [
      ...always(`${WEST}/*`),
      changeOwner(`${WEST}/*`),
      decrypt("data_key", "eu-west-1", SRC),
      encrypt("data_replication_replica-us-west-2_key", "us-west-2", WEST),
    ],
    "a bucket that exists, and a role that exists": [],
    "two-way": [
      ...always("data_bucket/*", "data_replication_replica-west_bucket"),
      decrypt("data_replication_replica-west_key", "us-west-2", "data_replication_replica-west_bucket"),
      encrypt("data_key", "eu-west-1", SRC),
      ...always("data_replication_replica-west_bucket/*"),
      decrypt("data_key", "eu-west-1", SRC),
      encrypt("data_replication_replica-west_key", "us-west-2", "data_replication_replica-west_bucket"),
    ],
    "Object Lock": always(`${WEST}/*`, SRC, " s3:GetObjectRetention s3:GetObjectLegalHold"),
    "Replication Time Control": always(`${WEST}/*`),
    "without metrics": always(`${WEST}/*`),
    "lifecycles, storage class and tags": always(`${WEST}/*`),
    "all settings of the role": [...always(`${WEST}/*`), `s3:InitiateReplication on ${SRC}/*`],
    "Batch Replication with a manifest and a report": [
      ...always(`${WEST}/*`),
      `s3:InitiateReplication on ${SRC}/*`,
      `s3:PutInventoryConfiguration on ${SRC}`,
      "s3:GetObject s3:GetObjectVersion on arn:aws:s3:::acme-jobs/*",
      "s3:PutObject on arn:aws:s3:::acme-jobs/* arn:aws:s3:::acme-reports/*",
    ],
    "alarms on the metric": [
      ...always("data_bucket/*", "data_replication_replica-west_bucket"),
      ...always("data_replication_replica-west_bucket/*"),
    ],
    "names that Terraform generates": [
      ...always("data_bucket/*", "data_replication_replica-west_bucket"),
      ...always("data_replication_replica-west_bucket/*"),
    ],
    "names in the account's namespace": [
      ...always("data_replication_replica-us-east-1_bucket/* data_replication_replica-theirs_bucket/*"),
      changeOwner("data_replication_replica-theirs_bucket/*"),
    ],
    "a notification of the event": always(`${WEST}/*`),
    "a replica and a rule added later": [
      ...always(`data_replication_replica-west_bucket/* ${VAULT}/*`),
      changeOwner(`${VAULT}/*`),
    ],
    "an existing bucket, by name": always("data_replica-us-west-2_bucket/*", "arn:aws:s3:::acme-data"),
    "only a replica, for a source in another account": [],
  };

  const words = (value: string | readonly string[]): string =>
    [value]
      .flat()
      .join(" ")
      .replaceAll(/\$\{aws_(?:s3_bucket|kms_key)\.([\w-]+)_[0-9A-F]{8}\.arn\}/g, "$1");

  test.each(Object.entries(GRANTS))("%s", (mode, expected) => {
    const written = statements(inMode(mode as Mode));
    expect(
      written.map(({ Action, Resource, Condition }) => {
        const { StringLike } = (Condition ?? {}) as { StringLike?: Readonly<Record<string, string[]>> };
        const [through, context] = Object.values(StringLike ?? {});
        const only = through && context ? ` for ${words(through)} of ${words(context)}` : "";
        return `${words(Action)} on ${words(Resource)}${only}`;
      }),
    ).toEqual(expected);
    // The only wildcard is the one for a bucket's objects.
    expect(JSON.stringify(written).replaceAll("/*", "")).not.toContain("*");
    for (const { Effect, Condition } of written) {
      expect(Effect).toBe("Allow");
      if (Condition !== undefined) expect(Object.keys(Condition as object)).toEqual(["StringLike"]);
    }
  });

  test("only S3 can assume the role, and S3 Batch Operations with batchReplication", () => {
    const services = (props: Partial<ReplicatedBucketProps>): unknown => {
      const [role] = Object.values(resources(build(props), "aws_iam_role"));
      const { Statement } = JSON.parse(String(role?.["assume_role_policy"])) as {
        Statement: readonly [{ Principal: unknown }];
      };
      return Statement[0].Principal;
    };
    expect(services({})).toEqual({ Service: ["s3.amazonaws.com"] });
    expect(services({ batchReplication: true })).toEqual({
      Service: ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"],
    });
  });
});

describe("whole stacks", () => {
  const names = Object.keys(MODES) as readonly Mode[];

  /** What a person reviews: no providers, no Terraform settings, no CDKTF metadata; policies with one statement per line. */
  const reviewed = ({ resource, output }: Synthesized): unknown =>
    JSON.parse(
      JSON.stringify({ resource, output }, (key, value: unknown) =>
        key === "//" ? undefined : key.endsWith("policy") && typeof value === "string" ? statementsIn(value) : value,
      ),
    );

  test.each(names)("%s", (mode) => {
    expect(reviewed(inMode(mode))).toMatchSnapshot();
  });

  // The classes follow the provider's schema: without the argument in the schema, they do not have the property.
  const takesRegion = (type: string): boolean => {
    const name = type.replace(/^aws_/, "").replaceAll("_", "-");
    const classes = jest.requireActual<Readonly<Record<string, { prototype?: object }>>>(
      `@cdktf/provider-aws/lib/${name}`,
    );
    return Object.values(classes).some(({ prototype }) => prototype && "regionInput" in prototype);
  };

  test.each(names)("%s: each resource of a replica has its Region, and no resource of the source has one", (mode) => {
    for (const [type, all] of Object.entries(inMode(mode).resource)) {
      for (const [id, { region, provider }] of Object.entries(all)) {
        // Its own provider determines the Region.
        if (provider !== undefined) expect([id, region]).toEqual([id, undefined]);
        if (provider !== undefined) continue;
        const away = id.includes("replica-us-east-1")
          ? "us-east-1"
          : /replica-|^copy_/.test(id)
            ? "us-west-2"
            : undefined;
        expect([id, region]).toEqual([id, takesRegion(type) ? away : undefined]);
      }
    }
  });

  test("resources of S3 and KMS have a Region, and those of IAM have none", () => {
    const types = new Set(names.flatMap((mode) => Object.keys(inMode(mode).resource)));
    expect([...types].filter((type) => !takesRegion(type)).sort()).toEqual([
      "aws_iam_policy",
      "aws_iam_role",
      "aws_iam_role_policy",
    ]);
  });
});

describe("modes of the replication", () => {
  const ruleOf = (props: Partial<ReplicatedBucketProps>): readonly Readonly<Record<string, unknown>>[] => {
    const [configuration] = Object.values(resources(build(props), "aws_s3_bucket_replication_configuration"));
    return configuration?.["rule"] as readonly Readonly<Record<string, unknown>>[];
  };

  test("filters: one condition is used as it is, several are combined with And", () => {
    const filters = [{ prefix: "a/" }, { tags: { k: "v" } }, { prefix: "a/", tags: { k: "v" } }, {}];
    const rules = ruleOf({ replicationRules: filters.map((filter) => ({ replica: "us-west-2", filter })) });
    expect(rules.map(({ filter }) => filter)).toEqual([
      { prefix: "a/" },
      { tag: { key: "k", value: "v" } },
      { and: { prefix: "a/", tags: { k: "v" } } },
      {},
    ]);
    expect(rules.map(({ id, priority }) => [id, priority])).toEqual([
      ["us-west-2-1", 1],
      ["us-west-2-2", 2],
      ["us-west-2-3", 3],
      ["us-west-2-4", 4],
    ]);
  });

  test("metrics are on, with a threshold only for Replication Time Control", () => {
    expect(ruleOf({ replicationTimeControl: true })[0]?.["destination"]).toMatchObject({
      replication_time: { status: "Enabled", time: { minutes: 15 } },
      metrics: { status: "Enabled", event_threshold: { minutes: 15 } },
    });
    const metricsOf = (props: Partial<ReplicatedBucketProps>) =>
      (ruleOf(props)[0]?.["destination"] as { metrics?: object }).metrics;
    expect(metricsOf({})).toEqual({ status: "Enabled" });
    expect(metricsOf({ metrics: false })).toBeUndefined();
  });

  test("KMS: the rule selects KMS-encrypted objects and names the replica's key", () => {
    const [rule] = ruleOf({ kmsKeyArn: HOME_KEY, replicas: [{ region: "us-west-2", kmsKeyArn: AWAY_KEY }] });
    expect(rule).toMatchObject({
      source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
      destination: { encryption_configuration: { replica_kms_key_id: AWAY_KEY } },
    });
  });

  test("KMS: a replica without a key gets one if its source has one, existing or new", () => {
    for (const props of [{ kmsKeyArn: HOME_KEY }, { encryption: "SSE-KMS" as const }]) {
      const synthesized = build(props);
      const keys = Object.entries(resources(synthesized, "aws_kms_key")).filter(([id]) => id.includes("replica"));
      expect(keys).toMatchObject([[expect.stringContaining("replica-us-west-2_key"), { region: "us-west-2" }]]);
      const encryptions = resources(synthesized, "aws_s3_bucket_server_side_encryption_configuration");
      for (const { rule } of Object.values(encryptions)) {
        expect(rule).toMatchObject([{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" } }]);
      }
    }
  });

  test("SSE-C: replicas allow what the source allows; by default nothing is set, and AWS blocks it", () => {
    const rules = (props: Partial<ReplicatedBucketProps>) =>
      Object.values(resources(build(props), "aws_s3_bucket_server_side_encryption_configuration")).map(
        ({ rule }) => (rule as readonly Readonly<Record<string, unknown>>[])[0],
      );
    const encrypted = { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } };
    expect(rules({})).toEqual([encrypted, encrypted]);
    const allowed = { ...encrypted, blocked_encryption_types: ["NONE"] };
    expect(rules({ blockedEncryptionTypes: ["NONE"] })).toEqual([allowed, allowed]);
  });

  test("another account's bucket: that account becomes the owner of the replicas", () => {
    const [rule] = ruleOf({ replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", account: "444455556666" }] });
    expect(rule?.["destination"]).toEqual({
      bucket: "arn:aws:s3:::acme-elsewhere",
      account: "444455556666",
      access_control_translation: { owner: "Destination" },
      metrics: { status: "Enabled" },
    });
  });

  test("storage class, delete markers, Object Lock, and expiration on both sides", () => {
    const synthesized = build({
      replicas: [{ region: "us-west-2", storageClass: "STANDARD_IA", noncurrentVersionExpirationDays: 7 }],
      deleteMarkerReplication: true,
      objectLock: true,
      noncurrentVersionExpirationDays: 30,
    });
    const [configuration] = Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration"));
    expect(configuration?.["rule"]).toMatchObject([
      { delete_marker_replication: { status: "Enabled" }, destination: { storage_class: "STANDARD_IA" } },
    ]);
    for (const bucket of Object.values(resources(synthesized, "aws_s3_bucket"))) {
      expect(bucket["object_lock_enabled"]).toBe(true);
    }
    const lifecycles = Object.values(resources(synthesized, "aws_s3_bucket_lifecycle_configuration"));
    expect(lifecycles).toHaveLength(2);
    for (const lifecycle of lifecycles) {
      expect(lifecycle["depends_on"]).toEqual([
        expect.stringContaining("versioning"),
        expect.stringContaining("replication_configuration.data_replication_configuration"),
      ]);
    }
  });

  test("an existing role is used, and none is created", () => {
    const synthesized = build({ replicationRole: "arn:aws:iam::111122223333:role/r" });
    expect(synthesized.resource["aws_iam_role"]).toBeUndefined();
  });

  test("a provider with an alias replaces the region argument", () => {
    const synthesized = synthesize(({ stack, west }) => {
      new ReplicatedBucket(stack, "data", { bucketName: "acme-data", replicas: [{ provider: west }] });
    });
    const replicas = Object.entries(resources(synthesized, "aws_s3_bucket")).filter(([id]) => id.includes("replica"));
    expect(replicas).toMatchObject([[expect.stringContaining("replica-us-west-2"), { provider: "aws.west" }]]);
  });

  test("what the owner of a destination in another account must allow", () => {
    synthesize(({ stack }) => {
      const { replication } = new ReplicatedBucket(stack, "data", {
        bucketName: "acme-data",
        kmsKeyArn: HOME_KEY,
        replicas: [
          {
            id: "theirs",
            bucketArn: "arn:aws:s3:::theirs",
            region: "us-west-2",
            account: "444455556666",
            kmsKeyArn: AWAY_KEY,
          },
        ],
        replicationRole: "arn:aws:iam::111122223333:role/r",
      });
      const { bucketPolicy, keyPolicy, bucketPolicyJson, grants, instructions } =
        replication.destinationRequirements("theirs");
      expect(grants.map(({ statement }) => statement)).toEqual([...bucketPolicy, ...keyPolicy]);
      expect(
        grants
          .filter(({ statement: { Sid } }) => Sid === "ManageVersioning")
          .map(({ statement: { Action }, why }) => [Action, why]),
      ).toEqual([
        [expect.arrayContaining(["s3:PutBucketVersioning"]), expect.stringContaining("`s3:PutBucketVersioning`")],
      ]);
      expect(instructions).toBe(
        `Add the statements in bucketPolicy to the policy of arn:aws:s3:::theirs, and those in keyPolicy to the policy of ${AWAY_KEY}. Deploy the role first: AWS rejects a policy that names a role that does not exist.`,
      );
      const allowed = [...bucketPolicy, ...keyPolicy].map(({ Action, Resource }) => [Action, Resource]);
      expect(allowed).toEqual([
        [
          ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"],
          "arn:aws:s3:::theirs/*",
        ],
        [["s3:List*", "s3:GetBucketVersioning", "s3:PutBucketVersioning"], "arn:aws:s3:::theirs"],
        [["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], "*"],
      ]);
      expect(JSON.parse(bucketPolicyJson)).toEqual({ Version: "2012-10-17", Statement: bucketPolicy });
      expect(() => replication.destinationRequirements("ours")).toThrow('has no replica "ours" in another account');
    });
  });

  test("what the owner of a destination in another account must allow names a new role, if its ARN can be known", () => {
    const theirs = { id: "theirs", bucketArn: "arn:aws:s3:::theirs", region: "us-west-2", account: "444455556666" };
    const requirements = (props: Partial<ReplicatedBucketProps>) => {
      const found: DestinationRequirements[] = [];
      synthesize(({ stack }) => {
        const data = new ReplicatedBucket(stack, "data", { ...ONE_LINER, replicas: [theirs], ...props });
        found.push(data.destinationRequirements("theirs"));
      });
      return found[0];
    };
    const principals = ({ bucketPolicy = [] }: Partial<DestinationRequirements> = {}): readonly unknown[] =>
      bucketPolicy.map(({ Principal }) => Principal);
    const known = requirements({ roleName: "acme-replication", rolePath: "/replication/" });
    const role = { AWS: "arn:aws:iam::111122223333:role/replication/acme-replication" };
    expect(principals(known)).toEqual([role, role]);
    expect(known?.instructions).toContain("Deploy the role first");
    const unknown = requirements({});
    expect(unknown?.bucketPolicyJson).toContain("TfToken");
    expect(unknown?.instructions).toContain("Hand them over in a Terraform output");
  });

  test("an existing bucket, by its construct: its name, Region, provider, and Object Lock are those of the source", () => {
    const synthesized = synthesize(({ stack, west }) => {
      const source = new S3Bucket(stack, "uploads", {
        bucket: "acme-uploads",
        provider: west,
        objectLockEnabled: true,
      });
      new BucketReplication(stack, "by-provider", { source, replicas: [{ region: "eu-west-1" }] });
      const generated = new S3Bucket(stack, "logs", { bucketPrefix: "acme-logs-", region: "eu-west-3" });
      new BucketReplication(stack, "by-region", { source: generated, replicas: [{ region: "us-west-2" }] });
    });
    expect(
      Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration")).map(
        ({ bucket, region, provider }) => ({ bucket, region, provider }),
      ),
    ).toEqual([
      { bucket: "${aws_s3_bucket.uploads.id}", provider: "aws.west" },
      { bucket: "${aws_s3_bucket.logs.id}", region: "eu-west-3" },
    ]);
    const replicas = Object.values(resources(synthesized, "aws_s3_bucket")).filter(({ tags }) => tags !== undefined);
    expect(
      replicas.map(({ bucket, bucket_prefix: prefix, object_lock_enabled: lock }) => [bucket, prefix, lock]),
    ).toEqual([
      ["acme-uploads-eu-west-1", undefined, true],
      [undefined, "acme-logs-us-west-2-", undefined],
    ]);
  });

  test("an existing bucket, by its name", () => {
    const synthesized = synthesize(({ stack }) => {
      new BucketReplication(stack, "data", ONE_LINER);
    });
    const [configuration] = Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration"));
    expect(configuration?.["bucket"]).toBe("acme-data");
    expect(Object.keys(resources(synthesized, "aws_s3_bucket"))).toEqual([
      expect.stringContaining("replica-us-west-2"),
    ]);
    expect(statements(synthesized)[0]?.Resource).toBe("arn:aws:s3:::acme-data");
  });

  test("only a replica, in the stack of another account", () => {
    const synthesized = synthesize(({ stack }) => {
      new ReplicaBucket(stack, "copy", {
        bucketName: "acme-copy",
        sourceArn: "arn:aws:s3:::acme-data",
        sourceRoleArn: "arn:aws:iam::111122223333:role/replication",
      });
    });
    expect(statements(synthesized, "aws_s3_bucket_policy").map(({ Sid }) => Sid)).toEqual([
      "DenyInsecureTransport",
      "Replicate",
      "ManageVersioning",
    ]);
  });

  test("two-way: each side has its own role and configuration, and replicates metadata changes", () => {
    const synthesized = inMode("two-way");
    const configurations = resources(synthesized, "aws_s3_bucket_replication_configuration");
    const told = Object.values(configurations).map(({ bucket, role, rule }) => {
      const [only] = rule as readonly [{ destination: { bucket: string }; source_selection_criteria: object }];
      return [bucket, role, only.destination.bucket, only.source_selection_criteria];
    });
    const modified = {
      replica_modifications: { status: "Enabled" },
      sse_kms_encrypted_objects: { status: "Enabled" },
    };
    const at = (type: string, id: string, attribute: string) =>
      expect.stringMatching(new RegExp(`^\\$\\{aws_${type}\\.${id}_\\w{8}\\.${attribute}\\}$`)) as string;
    const [home, away] = ["data_bucket", "data_replication_replica-west_bucket"];
    expect(told).toEqual([
      [
        at("s3_bucket", home, "id"),
        at("iam_role", "data_replication_role", "arn"),
        at("s3_bucket", away, "arn"),
        modified,
      ],
      [
        at("s3_bucket", away, "id"),
        at("iam_role", "data_replication_replica-west_replication_role", "arn"),
        at("s3_bucket", home, "arn"),
        modified,
      ],
    ]);
    // Both are sources: neither has the tag of a replica.
    for (const { tags } of Object.values(resources(synthesized, "aws_s3_bucket"))) expect(tags).toBeUndefined();
    for (const { depends_on: after } of Object.values(configurations)) {
      expect((after as readonly string[]).filter((each) => each.includes("versioning"))).toHaveLength(2);
    }
  });

  test("a replica added later renumbers nothing, and a rule added later applies in both directions", () => {
    const replicas = ["us-west-2", "us-east-1", "ap-south-1"].map((region) => ({ region }));
    const rulesOf = (synthesized: Synthesized): readonly unknown[] =>
      Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration")).map(({ rule }) =>
        (rule as readonly Readonly<Record<string, unknown>>[]).map(({ id, priority, filter }) => [
          id,
          priority,
          filter,
        ]),
      );
    const added = synthesize(({ stack }) => {
      const [first, ...more] = replicas;
      const data = new ReplicatedBucket(stack, "data", { bucketName: "acme-data", replicas: first ? [first] : [] });
      for (const replica of more) data.addReplica(replica);
    });
    expect(added).toEqual(build({ replicas }));
    const twoWay = synthesize(({ stack }) => {
      const data = new ReplicatedBucket(stack, "data", {
        bucketName: "acme-data",
        replicas: [{ region: "us-west-2", twoWay: true }],
      });
      data.addReplicationRule({ replica: "us-west-2", filter: { prefix: "a/" } });
    });
    expect(rulesOf(twoWay)).toEqual([[["us-west-2", 1, { prefix: "a/" }]], [["source", 1, { prefix: "a/" }]]]);
  });

  test("two-way: the reverse direction has the same priorities, and each problem is reported once", () => {
    const replicas = [{ region: "us-east-1" }, { region: "us-west-2", twoWay: true }];
    const synthesized = build({
      replicas,
      replicationRules: [
        { replica: "us-east-1", priority: 10 },
        { replica: "us-west-2", filter: { prefix: "a/" } },
        { replica: "us-west-2", filter: { prefix: "b/" }, priority: 1 },
      ],
    });
    const [, reverse] = Object.values(resources(synthesized, "aws_s3_bucket_replication_configuration"));
    expect((reverse?.["rule"] as readonly { priority: number }[]).map(({ priority }) => priority)).toEqual([2, 1]);
    const refused = () => build({ replicas, rolePath: "replication" });
    expect(refused).toThrow("rolePath is");
    expect(refused).not.toThrow(/rolePath is[^]*rolePath is/);
  });

  test("a new key for a role in another account allows that role to encrypt, and leaves the rest to IAM policies", () => {
    const [key] = Object.values(resources(inMode("only a replica, for a source in another account"), "aws_kms_key"));
    expect(JSON.parse(String(key?.["policy"]))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "EnableIamPolicies",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::444455556666:root" },
          Action: "kms:*",
          Resource: "*",
        },
        {
          Sid: "EncryptReplicas",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:role/acme-data-replication" },
          Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
          Resource: "*",
        },
      ],
    });
    const [ours] = Object.values(resources(inMode("KMS with created keys"), "aws_kms_key"));
    expect(ours?.["policy"]).toBeUndefined();
  });

  test("names in the account's namespace end with the account and the Region of each bucket", () => {
    const buckets = Object.values(resources(inMode("names in the account's namespace"), "aws_s3_bucket"));
    expect(buckets.map(({ bucket, bucket_namespace: namespace }) => [bucket, namespace])).toEqual([
      ["acme-data-111122223333-eu-west-1-an", "account-regional"],
      ["acme-data-theirs-444455556666-us-west-2-an", "account-regional"],
      ["acme-data-111122223333-us-east-1-an", "account-regional"],
    ]);
  });

  test("an alarm for each enabled rule, where S3 publishes the metric: in the Region of the rule's source", () => {
    const alarms = Object.values(resources(inMode("alarms on the metric"), "aws_cloudwatch_metric_alarm"));
    expect(alarms.map(({ region, dimensions, alarm_actions: told }) => [region, dimensions, told])).toEqual([
      [
        undefined,
        { SourceBucket: "acme-data", DestinationBucket: "acme-data-west", RuleId: "all of it" },
        ["arn:aws:sns:eu-west-1:111122223333:replication-failures"],
      ],
      [
        "us-west-2",
        { SourceBucket: "acme-data-west", DestinationBucket: "acme-data", RuleId: "all of it" },
        ["arn:aws:sns:us-west-2:111122223333:replication-failures"],
      ],
    ]);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        namespace: "AWS/S3",
        metric_name: "OperationsFailedReplication",
        treat_missing_data: "notBreaching",
        comparison_operator: "GreaterThanThreshold",
        threshold: 0,
      });
    }
  });

  test("the alarm about a bucket that exists, by its ARN, which only Terraform may know", () => {
    const alarms = { topicArn: "arn:aws:sns:eu-west-1:111122223333:failures" };
    const synthesized = synthesize(({ stack }) => {
      const bucketArn = new TerraformVariable(stack, "archive", { type: "string" }).stringValue;
      const replicas = [
        { id: "known", bucketArn: "arn:aws:s3:::acme-archive", region: "us-west-2" },
        { id: "variable", bucketArn, region: "us-east-1" },
      ];
      new ReplicatedBucket(stack, "data", { ...ONE_LINER, alarms, replicas });
    });
    const all = Object.values(resources(synthesized, "aws_cloudwatch_metric_alarm"));
    expect(all.map(({ dimensions }) => (dimensions as Readonly<Record<string, string>>)["DestinationBucket"])).toEqual([
      "acme-archive",
      '${element(split(":::", var.archive), 1)}',
    ]);
  });

  test("a rule added later has its alarm, and a default rule that it replaces has none", () => {
    const synthesized = synthesize(({ stack }) => {
      const alarms = { topicArn: "arn:aws:sns:eu-west-1:111122223333:failures" };
      const data = new ReplicatedBucket(stack, "data", { ...ONE_LINER, alarms });
      data.addReplica({ region: "us-east-1" });
      data.addReplicationRule({ replica: "us-west-2", id: "logs" });
      data.addReplicationRule({ replica: "us-east-1" });
      expect([...data.replication.alarms.keys()]).toEqual(["logs", "us-east-1"]);
    });
    const alarms = Object.values(resources(synthesized, "aws_cloudwatch_metric_alarm"));
    expect(alarms.map(({ alarm_name: name }) => name)).toEqual([
      "acme-data-replication-failed-logs",
      "acme-data-replication-failed-us-east-1",
    ]);
  });

  test("two rules whose IDs differ in a character that construct IDs do not have, each with its alarm", () => {
    const rules = ["a b", "a~b", "a/b", "a_b", "a~20~b"].map((id) => ({ id, replica: "us-west-2" }));
    const alarms = { topicArn: "arn:aws:sns:eu-west-1:111122223333:failures" };
    const synthesized = build({ alarms, replicationRules: rules });
    expect(Object.keys(resources(synthesized, "aws_cloudwatch_metric_alarm"))).toHaveLength(rules.length);
  });

  test("a subclass changes one resource", () => {
    class Logged extends ReplicatedBucket {
      protected override createVersioning(...[config]: Parameters<ReplicatedBucket["createVersioning"]>) {
        return super.createVersioning({ ...config, mfa: "serial 123456" });
      }
    }
    const synthesized = synthesize(({ stack }) => new Logged(stack, "data", ONE_LINER));
    const versionings = Object.entries(resources(synthesized, "aws_s3_bucket_versioning"));
    expect(versionings.map(([id, { mfa }]) => [id.includes("replica"), mfa])).toEqual([
      [true, undefined],
      [false, "serial 123456"],
    ]);
  });

  test("outputs, if they are exported", () => {
    const synthesized = synthesize(({ stack }) => new ReplicatedBucket(stack, "data", ONE_LINER).exportOutputs());
    expect(Object.keys(synthesized.output ?? {}).sort()).toEqual(["replication_role_arn", "source_bucket_arn"]);
    expect(synthesized.output?.["source_bucket_arn"]?.value).toBe(SOURCE);
  });

  test("warnings about costs, and about what is not replicated", () => {
    const warnings = (build: (scope: StackForTest) => IConstruct): readonly string[] => {
      const told: string[] = [];
      synthesize((scope) => {
        for (const each of build(scope).node.findAll()) {
          told.push(
            ...each.node.metadata
              .filter(({ type }) => type === "@cdktf/warn")
              .map(({ data }) => String(data).split(/[:.] |\.$/)[0] ?? ""),
          );
        }
      });
      return told;
    };
    const kept = "Noncurrent versions are kept, and billed, forever";
    const quiet = {
      noncurrentVersionExpirationDays: 30,
      replicas: [{ region: "us-west-2", noncurrentVersionExpirationDays: 30 }],
    };
    const source = (props: object) =>
      warnings(({ stack }) => new ReplicatedBucket(stack, "data", { ...ONE_LINER, ...props }));
    expect(source({})).toEqual([kept, kept]);
    expect(source(quiet)).toEqual([]);
    expect(source({ ...quiet, replicationTimeControl: true })).toEqual([
      "S3 Replication Time Control is billed per GB replicated",
    ]);
    const { replicas } = quiet;
    expect(warnings(({ stack }) => new BucketReplication(stack, "data", { ...ONE_LINER, replicas }))).toEqual([
      "Existing objects are not replicated",
    ]);
    const rule = (more: object) => [{ status: "Enabled", id: "r", filter: [{}], ...more }];
    expect(source({ ...quiet, lifecycleRules: rule({ transition: [{ days: 0, storageClass: "GLACIER" }] }) })).toEqual([
      "Objects that lifecycleRules move to GLACIER or DEEP_ARCHIVE before they are replicated will never be replicated",
    ]);
    expect(
      source({ ...quiet, lifecycleRules: rule({ transition: [{ days: 0, storageClass: "GLACIER_IR" }] }) }),
    ).toEqual([]);
    expect(
      source({
        ...quiet,
        noncurrentVersionExpirationDays: undefined,
        lifecycleRules: rule({ noncurrentVersionExpiration: [{ noncurrentDays: 3 }] }),
      }),
    ).toEqual([]);
    const locked = (replica: object) =>
      source({ ...quiet, objectLock: true, replicas: [{ bucketArn: "arn:aws:s3:::acme-archive", ...replica }] });
    expect(locked({})).toEqual(["The source has Object Lock"]);
    expect(locked({ objectLock: true })).toEqual([]);
  });

  test("the example app", () => {
    const outdir = mkdtempSync(path.join(tmpdir(), "example-"));
    try {
      synthesizeExample(outdir);
      expect(readdirSync(path.join(outdir, "stacks")).sort()).toEqual([
        "another-account",
        "both-ways",
        "encrypted",
        "existing-buckets",
        "simple",
      ]);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });

  test("asking for a replica that does not exist", () => {
    expect(() =>
      synthesize(({ stack }) => new ReplicatedBucket(stack, "data", ONE_LINER).replication.replica("us-east-1")),
    ).toThrow('has no replica "us-east-1". Its replicas: us-west-2.');
  });
});

describe("refusals", () => {
  const names = [...REFUSALS, ...SIDE_REFUSALS]
    .map(({ name }) => name)
    // This one needs an older provider; see package/ways-in.slow.ts.
    .filter((name) => !name.includes("no region argument"));

  const told = (differences: Differences): string => {
    try {
      if (typeof differences === "function") {
        synthesize((scope) => {
          new ReplicatedBucket(scope.stack, "data", ONE_LINER);
          differences(scope);
        });
      } else build(differences);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };

  /** The lines of the message that are ours: CDKTF adds lines before and after. */
  const problemsOf = (differences: Differences): readonly string[] =>
    told(differences)
      .split("\n")
      .filter((line) => line.startsWith("  ["));

  test("each row has its two cases", () => {
    expect(Object.keys(CASES).sort()).toEqual([...names].sort());
  });

  test.each(Object.entries(CASES))("%s", (name, { refused, accepted }) => {
    const problems = problemsOf(refused);
    // One thing is wrong, and there is one message: with the construct, the prop, the value, and what to do. Of two
    // constructs that replicate one bucket, each reports it.
    expect(problems).toHaveLength(name === "two replications of one bucket" ? 2 : 1);
    for (const problem of problems) expect(problem).toMatch(/^ {2}\[test\/[\w/-]+\] \w+.*[^.?][.?]$/);
    expect(told(accepted)).toBe("");
  });

  describe.each(Object.entries(VALUES))("%s", (_prop, { in: propsWith, refused, accepted }) => {
    test.each(Object.entries(refused))("%j is refused", (value, message) => {
      expect(problemsOf(propsWith(value))).toEqual([expect.stringContaining(message)]);
    });

    test.each(accepted)("%j is accepted", (value) => {
      expect(told(propsWith(value))).toBe("");
    });
  });

  test.each<[name: string, props: Partial<ReplicatedBucketProps>]>([
    ["alone", {}],
    ["with a new key", { encryption: "SSE-KMS" }],
    ["with an existing key", { kmsKeyArn: HOME_KEY }],
    ["with Object Lock", { objectLock: true }],
  ])("empty replicas, %s, are told once each", (_name, props) => {
    const noLocation = (index: number): string =>
      `  [test/data/replication] replicas[${index}] has no location: set \`region\`, \`provider\`, or \`bucketArn\`.`;
    expect(problemsOf({ ...props, replicas: [{}, {}] })).toEqual([noLocation(0), noLocation(1)]);
  });

  describe.each(Object.entries(NUMBERS))("%s", (prop, { in: propsWith, refused, accepted }) => {
    test.each(refused)("%p is refused", (value) => {
      expect(problemsOf(propsWith(value))).toEqual([
        expect.stringContaining(`${prop} is ${value}: use a whole number`),
      ]);
    });

    test.each(accepted)("%p is accepted", (value) => {
      expect(told(propsWith(value))).toBe("");
    });
  });

  test("a replica has one tag fewer, because one is added", () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, ""]));
    expect(problemsOf({ replicas: [{ region: "us-west-2", tags }] })).toEqual([
      expect.stringContaining("tags has 50 tags: the maximum is 49, because the tag s3-crr:replica-of is added."),
    ]);
  });

  test("a bucket that the module does not create, by BucketReplication", () => {
    const problems = problemsOf(({ stack }) => {
      const replicas = [{ region: "us-west-2", bucketName: "acme-copy" }];
      new BucketReplication(stack, "uploads", { bucketName: "Acme", region: "eu-west1", replicas });
    });
    expect(problems).toEqual([
      expect.stringContaining('[test/uploads] bucketName is "Acme"'),
      expect.stringContaining(
        '[test/uploads] region is "eu-west1", which is not an AWS Region. Did you mean eu-west-1?',
      ),
    ]);
  });

  test("all at once, for every construct in the stack", () => {
    const problems = problemsOf(({ stack }) => {
      new ReplicatedBucket(stack, "bad", {
        bucketName: "X",
        replicas: [{ region: "eu-west-1", bucketName: "Y" }],
        roleName: "x".repeat(65),
      });
      new ReplicatedBucket(stack, "worse", { bucketName: "acme-worse", replicas: [] });
    });
    expect([...problems].sort()).toEqual([
      expect.stringMatching(/bad\/replication\/replica-eu-west-1\] bucketName is "Y"/),
      expect.stringMatching(/bad\/replication\] replicas\[0\] is in eu-west-1/),
      expect.stringMatching(/bad\/replication\] roleName has 65/),
      expect.stringMatching(/bad\] bucketName is "X"/),
      expect.stringMatching(/worse\/replication\] replicas is empty/),
    ]);
  });

  test("values known only to Terraform are not checked", () => {
    const withVariables = ({ stack }: StackForTest): void => {
      const text = (name: string): string => new TerraformVariable(stack, name, { type: "string" }).stringValue;
      new ReplicatedBucket(stack, "data", {
        bucketName: text("name"),
        kmsKeyArn: text("key"),
        replicas: [{ id: "there", region: text("region"), bucketName: text("replica"), kmsKeyArn: text("there_key") }],
        roleName: text("role"),
      });
    };
    expect(() => synthesize(withVariables)).not.toThrow();
  });

  test("a provider that is created after the bucket counts, for refusals and for the role's permissions", () => {
    const late = (region: string) => () => {
      const outdir = mkdtempSync(path.join(tmpdir(), "late-"));
      try {
        const app = new App({ outdir });
        const stack = new TerraformStack(app, "test");
        new ReplicatedBucket(stack, "data", { ...ONE_LINER, encryption: "SSE-KMS" });
        new AwsProvider(stack, "aws", { region });
        app.synth();
        return readFileSync(path.join(outdir, "stacks/test/cdk.tf.json"), "utf8");
      } finally {
        rmSync(outdir, { recursive: true, force: true });
      }
    };
    expect(late("us-west-2")).toThrow("replicas[0] is in us-west-2, the Region of the source");
    expect(late("eu-west-1")()).toContain('\\"kms:ViaService\\":\\"s3.eu-west-1.amazonaws.com\\"');
  });
});
