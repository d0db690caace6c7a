import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { TerraformVariable } from "cdktf";
import type { IConstruct } from "constructs";
import { BucketReplication, ReplicaBucket, ReplicatedBucket, type ReplicatedBucketProps } from "../cdktf-module";
import { synthesize as synthesizeExample } from "../examples/cdktf/main";
import { REFUSALS } from "../cdktf-module/refusals";
import { CASES } from "./module/refusals";
import { synthesize, type StackForTest, type Synthesized } from "./support/synth";

const ONE_LINER: ReplicatedBucketProps = { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] };
const HOME_KEY = "arn:aws:kms:eu-west-1:111122223333:key/home";
const AWAY_KEY = "arn:aws:kms:us-west-2:111122223333:key/away";

const build = (props: Partial<ReplicatedBucketProps>): Synthesized =>
  synthesize(({ stack }) => new ReplicatedBucket(stack, "data", { ...ONE_LINER, ...props }));

/** The resources of a type, by the path of their constructs. */
function resources(
  synthesized: Synthesized,
  type: string,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return synthesized.resource[type] ?? {};
}

interface Written {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

function statements(synthesized: Synthesized, type = "aws_iam_role_policy"): readonly Written[] {
  return Object.values(resources(synthesized, type)).flatMap(
    ({ policy }) => (JSON.parse(String(policy)) as { Statement: readonly Written[] }).Statement,
  );
}

const SOURCE = "${aws_s3_bucket.data_bucket_F0368B94.arn}";

describe("what the one line creates", () => {
  const synthesized = build({});

  test("both buckets with all that makes them safe, the role and the replication", () => {
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

  test("every resource of the replica is in its Region, and none of the source's says one", () => {
    for (const [type, all] of Object.entries(synthesized.resource)) {
      for (const [id, { region }] of Object.entries(all)) {
        if (type.startsWith("aws_s3_"))
          expect([id, region]).toEqual([id, id.includes("replica-us-west-2") ? "us-west-2" : undefined]);
      }
    }
  });

  test("one rule for all objects, of the second version of S3's schema, with delete markers off", () => {
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
      "aws_s3_bucket_versioning.data_replication_replica-us-west-2_versioning",
      "aws_s3_bucket_policy.data_replication_replica-us-west-2_policy",
      "aws_iam_role_policy.data_replication_role_policy",
    ]);
  });

  test("the replica says whose copy it is", () => {
    const [replica] = Object.entries(resources(synthesized, "aws_s3_bucket")).filter(([id]) => id.includes("replica"));
    expect(replica?.[1]["tags"]).toEqual({ "s3-crr:replica-of": SOURCE });
  });

  test("no outputs and no providers of its own", () => {
    expect(synthesized.output).toBeUndefined();
  });
});

// Mode by mode, all that the role may do: an action or a resource more is too much, one less and something is not copied.
describe("the role may do what the mode needs and nothing else", () => {
  const REPLICA = "${aws_s3_bucket.data_replication_replica-us-west-2_bucket_20E1340D.arn}";
  const SECOND = "${aws_s3_bucket.data_replication_replica-us-east-1_bucket_B0CEA79E.arn}";
  const always = (destinations: readonly string[], more: readonly string[] = []) => [
    {
      Sid: "ReadReplicationConfiguration",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: SOURCE,
    },
    {
      Sid: "ReadVersions",
      Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", ...more],
      Resource: `${SOURCE}/*`,
    },
    {
      Sid: "Replicate",
      Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
      Resource: destinations.map((arn) => `${arn}/*`),
    },
  ];
  const throughS3 = (region: string, arn: string) => ({
    StringLike: {
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": [arn, `${arn}/*`],
    },
  });
  const MODES: Readonly<Record<string, readonly [Partial<ReplicatedBucketProps>, readonly object[]]>> = {
    "one replica": [{}, always([REPLICA])],
    "two replicas": [{ replicas: [{ region: "us-west-2" }, { region: "us-east-1" }] }, always([REPLICA, SECOND])],
    "Object Lock": [{ objectLock: true }, always([REPLICA], ["s3:GetObjectRetention", "s3:GetObjectLegalHold"])],
    "another account's bucket": [
      { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", account: "444455556666" }] },
      [
        ...always(["arn:aws:s3:::acme-elsewhere"]),
        {
          Sid: "ChangeOwner",
          Action: ["s3:ObjectOwnerOverrideToBucketOwner"],
          Resource: ["arn:aws:s3:::acme-elsewhere/*"],
        },
      ],
    ],
    KMS: [
      { kmsKeyArn: HOME_KEY, replicas: [{ region: "us-west-2", kmsKeyArn: AWAY_KEY }] },
      [
        ...always([REPLICA]),
        { Sid: "Decrypt", Action: ["kms:Decrypt"], Resource: HOME_KEY, Condition: throughS3("eu-west-1", SOURCE) },
        {
          Sid: "Encrypt1",
          Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
          Resource: AWAY_KEY,
          Condition: throughS3("us-west-2", REPLICA),
        },
      ],
    ],
  };

  test.each(Object.entries(MODES))("%s", (_name, [props, expected]) => {
    const written = statements(build(props));
    expect(written).toEqual(expected.map((each) => ({ Effect: "Allow", ...each })));
    // The only star is the one behind a bucket's slash.
    expect(JSON.stringify(written).replaceAll("/*", "")).not.toContain("*");
  });

  test("S3 alone can assume it, and Batch Operations where that is asked for", () => {
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

describe("modes of the replication", () => {
  const ruleOf = (props: Partial<ReplicatedBucketProps>): readonly Readonly<Record<string, unknown>>[] => {
    const [configuration] = Object.values(resources(build(props), "aws_s3_bucket_replication_configuration"));
    return configuration?.["rule"] as readonly Readonly<Record<string, unknown>>[];
  };

  test("rules with filters: one condition stands alone, several are an And", () => {
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

  test("Replication Time Control brings metrics and their threshold; metrics alone have none", () => {
    expect(ruleOf({ replicationTimeControl: true })[0]?.["destination"]).toMatchObject({
      replication_time: { status: "Enabled", time: { minutes: 15 } },
      metrics: { status: "Enabled", event_threshold: { minutes: 15 } },
    });
    const metrics = (ruleOf({ metrics: true })[0]?.["destination"] as { metrics: object }).metrics;
    expect(metrics).toEqual({ status: "Enabled" });
  });

  test("KMS: the selection and the replica's key come together", () => {
    const [rule] = ruleOf({ kmsKeyArn: HOME_KEY, replicas: [{ region: "us-west-2", kmsKeyArn: AWAY_KEY }] });
    expect(rule).toMatchObject({
      source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
      destination: { encryption_configuration: { replica_kms_key_id: AWAY_KEY } },
    });
  });

  test("another account's bucket: the copies become that account's", () => {
    const [rule] = ruleOf({ replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", account: "444455556666" }] });
    expect(rule?.["destination"]).toEqual({
      bucket: "arn:aws:s3:::acme-elsewhere",
      account: "444455556666",
      access_control_translation: { owner: "Destination" },
    });
  });

  test("storage class, delete markers, Object Lock and expiry on both sides", () => {
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
        expect.stringContaining("replication_configuration.data_replication_configuration"),
      ]);
    }
  });

  test("a given role is used, and none is created", () => {
    const synthesized = build({ replicationRole: "arn:aws:iam::111122223333:role/r" });
    expect(synthesized.resource["aws_iam_role"]).toBeUndefined();
  });

  test("providers with an alias take the place of the Region argument", () => {
    const synthesized = synthesize(({ stack, west }) => {
      new ReplicatedBucket(stack, "data", { bucketName: "acme-data", replicas: [{ provider: west }] });
    });
    const replicas = Object.entries(resources(synthesized, "aws_s3_bucket")).filter(([id]) => id.includes("replica"));
    expect(replicas).toMatchObject([[expect.stringContaining("replica-us-west-2"), { provider: "aws.west" }]]);
  });

  test("what the owner of a destination in another account has to allow", () => {
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
      const { bucketPolicy, keyPolicy, bucketPolicyJson } = replication.destinationRequirements("theirs");
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

  test("a bucket that exists already, by its name", () => {
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

  test("a replica alone, in the stack of another account", () => {
    const synthesized = synthesize(({ stack }) => {
      new ReplicaBucket(stack, "copy", {
        bucketName: "acme-copy",
        sourceArn: "arn:aws:s3:::acme-data",
        sourceRoleArn: "arn:aws:iam::111122223333:role/replication",
      });
    });
    expect(statements(synthesized, "aws_s3_bucket_policy").map(({ Sid }) => Sid)).toEqual([
      "OnlyByTls",
      "Replicate",
      "SeeVersioning",
    ]);
  });

  test("the outputs, where they are asked for", () => {
    const synthesized = synthesize(({ stack }) => new ReplicatedBucket(stack, "data", ONE_LINER).exportOutputs());
    expect(Object.keys(synthesized.output ?? {}).sort()).toEqual(["replication_role_arn", "source_bucket_arn"]);
    expect(synthesized.output?.["source_bucket_arn"]?.value).toBe(SOURCE);
  });

  test("warnings, for what costs something or is left out", () => {
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
    const kept = "Every version of every object is kept, and paid for";
    const quiet = {
      noncurrentVersionExpirationDays: 30,
      replicas: [{ region: "us-west-2", noncurrentVersionExpirationDays: 30 }],
    };
    const source = (props: object) =>
      warnings(({ stack }) => new ReplicatedBucket(stack, "data", { ...ONE_LINER, ...props }));
    expect(source({})).toEqual([kept, kept]);
    expect(source(quiet)).toEqual([]);
    expect(source({ ...quiet, replicationTimeControl: true })).toEqual([
      "Replication Time Control is charged by the gigabyte replicated",
      "Replication metrics are charged as CloudWatch custom metrics",
    ]);
    expect(warnings(({ stack }) => new BucketReplication(stack, "data", { ...ONE_LINER, ...quiet }))).toEqual([
      "Objects that exist already are not replicated",
    ]);
  });

  test("the example app", () => {
    const outdir = mkdtempSync(path.join(tmpdir(), "example-"));
    try {
      synthesizeExample(outdir);
      expect(readdirSync(path.join(outdir, "stacks")).sort()).toEqual(["another-account", "encrypted", "simple"]);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });

  test("a replica that there is not, asked for by id", () => {
    expect(() =>
      synthesize(({ stack }) => new ReplicatedBucket(stack, "data", ONE_LINER).replication.replica("us-east-1")),
    ).toThrow('has no replica "us-east-1"; it has: us-west-2.');
  });
});

describe("refusals", () => {
  // What the installed provider cannot do cannot be shown with the one that is installed.
  const shown = REFUSALS.map(({ name }) => name).filter((name) => !name.includes("no region argument"));

  test.each(shown)("%s", (name) => {
    const example = CASES[name];
    expect(example).toBeDefined();
    const refusal = REFUSALS.find((each) => each.name === name);
    const told = (props: Partial<ReplicatedBucketProps>): string => {
      try {
        build(props);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusal).toBeDefined();
    const message = told(example?.refused ?? {});
    // One thing is wrong, and one thing is said: the prop, the value, and what to do.
    expect(message.split("\n")).toHaveLength(2);
    expect(message).toMatch(/^test\/data cannot be replicated as asked:\n {2}- \w+.*\.$/);
    expect(told(example?.accepted ?? {})).toBe("");
  });

  test("all at once", () => {
    expect(() => build({ bucketName: "X", replicas: [{ region: "eu-west-1" }], roleName: "x".repeat(65) })).toThrow(
      /replicas\[0\] is in eu-west-1[^]*bucketName is "X"[^]*roleName has 65/,
    );
  });

  test("what Terraform computes is passed by", () => {
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
});
