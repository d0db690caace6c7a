import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import {
  BucketReplication,
  ReplicaBucket,
  ReplicatedBucket,
  ReplicationRole,
  type ReplicaProps,
  type ReplicatedBucketProps,
  type ReplicationRuleProps,
} from "../../cdktf-module";
import { synthesize } from "../support/synth";

// JavaScript callers have no types. What the compiler would have told them is told by an error, before anything is created.

type Class = new (scope: TerraformStack, id: string, props: never) => unknown;

function inStack(build: (stack: TerraformStack) => unknown): TerraformStack {
  const stack = new TerraformStack(new App(), "test");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  build(stack);
  return stack;
}

/** The lines of the error; none where there is no error. Any other error is not caught. */
function problemsOf(build: () => unknown): readonly string[] {
  try {
    build();
    return [];
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith("The props of test/")) throw error;
    return message.split("\n  ").slice(1);
  }
}

const created = (of: Class, props: unknown): readonly string[] =>
  problemsOf(() => inStack((stack) => new of(stack, "data", props as never)));

const west = { region: "us-west-2" };
const GOOD = { bucketName: "acme-data", replicas: [west] };
const withReplica = (replica: object) => ({ ...GOOD, replicas: [{ ...west, ...replica }] });
const withRule = (rule: object) => ({ ...GOOD, replicationRules: [{ replica: "us-west-2", ...rule }] });

describe("ReplicatedBucket", () => {
  const { tags: _tags, ...hole } = { tags: 0, length: 2, 1: west };
  const CASES: Readonly<Record<string, readonly [props: unknown, ...problems: string[]]>> = {
    "right props": [GOOD],
    "props that are undefined": [{ ...GOOD, region: undefined, nothing: undefined }],
    "no props": [undefined, "props is undefined: it must be an object."],
    null: [null, "props is null: it must be an object."],
    "a list": [[GOOD], "props is an array: it must be an object."],
    "no name": [{ replicas: [west] }, "props must have bucketName or bucketPrefix."],
    "no replicas": [{ bucketName: "acme-data" }, "replicas is required."],
    "replicas that are an object": [{ ...GOOD, replicas: west }, "replicas is an object: it must be an array."],
    "replicas that are null": [{ ...GOOD, replicas: null }, "replicas is null: it must be an array."],
    "a replica that is null": [{ ...GOOD, replicas: [west, null] }, "replicas[1] is null: it must be an object."],
    "a replica that is a Region": [
      { ...GOOD, replicas: ["us-west-2"] },
      'replicas[0] is "us-west-2": it must be an object.',
    ],
    "a hole": [
      { ...GOOD, replicas: Array.from({ ...hole, length: 1 }) },
      "replicas[0] is undefined: it must be an object.",
    ],
    "a misspelt prop": [
      { bucketName: "acme-data", replica: [west] },
      "replica is not a known prop. Did you mean replicas?",
    ],
    "a prop with letters missing at its end": [
      { bucket: "acme-data", replicas: [west] },
      "bucket is not a known prop. Did you mean bucketName?",
    ],
    "a prop that is unlike any other": [{ ...GOOD, color: "red" }, "color is not a known prop."],
    "a prop whose name is not a word": [{ ...GOOD, "a b\n": 1 }, 'props["a b\\n"] is not a known prop.'],
    "a prop that every object has": [{ ...GOOD, ["constructor"]: 1 }, "constructor is not a known prop."],
    "a misspelt prop of a replica": [
      { ...GOOD, replicas: [{ regoin: "us-west-2" }] },
      "replicas[0].regoin is not a known prop. Did you mean region?",
    ],
    "a prop of a bucket on a replica's rule": [
      withRule({ region: "us-west-2" }),
      "replicationRules[0].region is not a known prop.",
    ],
    "a rule without a replica": [
      { ...GOOD, replicationRules: [{ id: "all" }] },
      "replicationRules[0].replica is required.",
    ],
    "a filter that is a prefix": [
      withRule({ filter: "logs/" }),
      'replicationRules[0].filter is "logs/": it must be an object.',
    ],
    "a misspelt filter": [
      withRule({ filter: { prefx: "logs/" } }),
      "replicationRules[0].filter.prefx is not a known prop. Did you mean prefix?",
    ],
    "a priority that is a string": [
      withRule({ priority: "1" }),
      'replicationRules[0].priority is "1": it must be a number.',
    ],
    "a word for true": [{ ...GOOD, objectLock: "yes" }, 'objectLock is "yes": it must be true or false.'],
    "the algorithm in place of the encryption": [
      { ...GOOD, encryption: "AES256" },
      'encryption is "AES256": it must be one of "SSE-S3", "SSE-KMS".',
    ],
    "the API's name of SSE-KMS": [
      { ...GOOD, encryption: "aws:kms" },
      'encryption is "aws:kms": it must be one of "SSE-S3", "SSE-KMS".',
    ],
    "an encryption that only Terraform knows": [
      { ...GOOD, encryption: "${TfToken[TOKEN.0]}" },
      'encryption is "${TfToken[TOKEN.0]}": it must be one of "SSE-S3", "SSE-KMS".',
    ],
    "a blocked encryption type that is no list": [
      { ...GOOD, blockedEncryptionTypes: "SSE-C" },
      'blockedEncryptionTypes is "SSE-C": it must be ["SSE-C"] or ["NONE"].',
    ],
    "a blocked encryption type that does not exist": [
      { ...GOOD, blockedEncryptionTypes: ["SSE-S3"] },
      'blockedEncryptionTypes is an array: it must be ["SSE-C"] or ["NONE"].',
    ],
    "blocked encryption types that contradict each other": [
      { ...GOOD, blockedEncryptionTypes: ["NONE", "SSE-C"] },
      'blockedEncryptionTypes is an array: it must be ["SSE-C"] or ["NONE"].',
    ],
    "a storage class that does not exist": [
      withReplica({ storageClass: "GLACIER-IR" }),
      'replicas[0].storageClass is "GLACIER-IR": it must be one of "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE". Did you mean GLACIER_IR?',
    ],
    "a storage class that is not for replicas": [
      withReplica({ storageClass: "EXPRESS_ONEZONE" }),
      'replicas[0].storageClass is "EXPRESS_ONEZONE": it must be one of "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE".',
    ],
    "an id that is not part of a construct id": [
      withReplica({ id: "a/b" }),
      'replicas[0].id is "a/b": it must be a string of letters, digits, hyphens, underscores, and periods.',
    ],
    "an empty id": [
      withReplica({ id: "" }),
      'replicas[0].id is "": it must be a string of letters, digits, hyphens, underscores, and periods.',
    ],
    "the name of a provider": [
      { ...GOOD, replicas: [{ provider: "aws.west" }] },
      'replicas[0].provider is "aws.west": it must be an AwsProvider.',
    ],
    "tags that are a list": [{ ...GOOD, tags: ["team"] }, "tags is an array: it must be an object."],
    "a tag that is a number": [{ ...GOOD, tags: { team: 1 } }, "tags.team is 1: it must be a string."],
    "a tag whose key is not a word": [{ ...GOOD, tags: { "a b": null } }, 'tags["a b"] is null: it must be a string.'],
    "lifecycle rules that are no list": [
      { ...GOOD, lifecycleRules: {} },
      "lifecycleRules is an object: it must be an array.",
    ],
    "a lifecycle rule that is no object": [
      { ...GOOD, lifecycleRules: ["expire"] },
      'lifecycleRules[0] is "expire": it must be an object.',
    ],
    "a long value": [
      { ...GOOD, objectLock: "x".repeat(1_000) },
      `objectLock is "${"x".repeat(100)}…": it must be true or false.`,
    ],
    "values that have no text": [
      { ...GOOD, objectLock: Symbol("x"), metrics: () => true, forceDestroy: { toString: null }, bucketName: 7n },
      "bucketName is 7: it must be a string.",
      "objectLock is a symbol: it must be true or false.",
      "forceDestroy is an object: it must be true or false.",
      "metrics is a function: it must be true or false.",
    ],
    "several problems at once, with those that have nothing to do with the shape": [
      {
        bucketName: "Acme",
        replicas: [
          { region: "eu-west-1", bucketName: "acme-1", tag: {} },
          { region: "us-west2", bucketName: "acme-2" },
        ],
        roleName: 5,
        rolePath: "x",
      },
      "roleName is 5: it must be a string.",
      "replicas[0].tag is not a known prop. Did you mean tags?",
      "replicas[0] is in eu-west-1, the Region of the source, so it does not survive the loss of that Region. Choose another Region, or set `allowSameRegion: true`.",
      'rolePath is "x": use up to 512 characters without spaces, beginning and ending with a slash, like "/replication/".',
      'bucketName is "Acme": use 3 to 63 lowercase letters, digits, hyphens, and periods, beginning and ending with a letter or digit.',
      'replicas[1].region is "us-west2", which is not an AWS Region. Did you mean us-west-2?',
    ],
    "more problems than a person reads at once": [
      { ...GOOD, replicas: Array.from({ length: 30 }, () => null) },
      ...Array.from({ length: 20 }, (_, index) => `replicas[${index}] is null: it must be an object.`),
      "… and 10 more.",
    ],
  };

  test.each(Object.entries(CASES))("%s", (_name, [props, ...problems]) => {
    expect(created(ReplicatedBucket, props)).toEqual(problems);
  });

  test("what is wrong with the shape is not a reason to refuse anything else", () => {
    const everywhere = {
      ...GOOD,
      kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/k",
      roleName: "acme",
      tags: { team: "data" },
      replicas: [{ ...west, encryption: "SSE-KMS", storageClass: "GLACIER", twoWay: true, tags: { team: "data" } }],
      replicationRules: [{ replica: "us-west-2", id: "all", priority: 1, filter: { prefix: "a/" }, enabled: true }],
      deleteMarkerReplication: true,
      metrics: true,
      replicationTimeControl: true,
    } satisfies ReplicatedBucketProps;
    expect(created(ReplicatedBucket, everywhere)).toEqual([]);
    const wrong = [null, 5, true, "x y", [], {}, Symbol("x"), () => 0, NaN];
    const variants = (good: object, into: (changed: object) => object): readonly (readonly [string, object])[] =>
      Object.keys(good).flatMap((key) => wrong.map((value) => [key, into({ ...good, [key]: value })] as const));
    const [replica] = everywhere.replicas;
    const [rule] = everywhere.replicationRules;
    const all = [
      ...variants(everywhere, (changed) => changed),
      ...variants(replica ?? {}, (changed) => ({ ...everywhere, replicas: [changed] })),
      ...variants(rule ?? {}, (changed) => ({ ...everywhere, replicationRules: [changed] })),
    ];
    for (const [key, props] of all) {
      const problems = created(ReplicatedBucket, props);
      if (problems.length > 0)
        expect(problems).toEqual([expect.stringMatching(new RegExp(`^([\\w[\\].]+\\.)?${key}(\\[0\\])? is `))]);
      // Of the right type, but perhaps of the wrong value: that is refused at synthesis, or accepted.
      else expect(["", "Validation failed with the following errors:"]).toContain(synthesisOf(props));
    }
  });

  function synthesisOf(props: object): string {
    try {
      synthesize(({ stack }) => new ReplicatedBucket(stack, "data", props as ReplicatedBucketProps));
      return "";
    } catch (error) {
      return (error as Error).message.split("\n")[0] ?? "";
    }
  }
});

describe("the other constructs", () => {
  const role = { sourceArn: "arn:aws:s3:::acme-data", destinations: [] };
  const CASES: Readonly<Record<string, readonly [of: Class, props: unknown, ...problems: string[]]>> = {
    "BucketReplication, right": [BucketReplication, GOOD],
    "BucketReplication without a source": [
      BucketReplication,
      { replicas: [west] },
      "props must have source or bucketName.",
    ],
    "BucketReplication with a name as the source": [
      BucketReplication,
      { source: "acme-data", replicas: [west] },
      'source is "acme-data": it must be an S3Bucket construct.',
    ],
    "BucketReplication with a single dependency": [
      BucketReplication,
      { ...GOOD, after: {} },
      "after is an object: it must be an array.",
    ],
    "BucketReplication with the name of a dependency": [
      BucketReplication,
      { ...GOOD, after: ["versioning"] },
      'after[0] is "versioning": it must be a resource or data source.',
    ],
    "BucketReplication with a prop of ReplicatedBucket": [
      BucketReplication,
      { ...GOOD, forceDestroy: true },
      "forceDestroy is not a known prop.",
    ],
    "ReplicaBucket, right": [ReplicaBucket, { bucketName: "acme-copy" }],
    "ReplicaBucket without a name, and with a bad account": [
      ReplicaBucket,
      { account: "1234" },
      "props must have bucketName or bucketPrefix.",
      'account is "1234": an account ID has 12 digits.',
    ],
    "ReplicaBucket with an account that is a number": [
      ReplicaBucket,
      { bucketName: "acme-copy", account: 444455556666 },
      "account is 444455556666: it must be a string.",
    ],
    "ReplicationRole, right": [ReplicationRole, role],
    "ReplicationRole without destinations": [
      ReplicationRole,
      { sourceArn: role.sourceArn },
      "destinations is required.",
    ],
    "ReplicationRole with a destination that is an ARN": [
      ReplicationRole,
      { ...role, destinations: ["arn:aws:s3:::acme-copy"] },
      'destinations[0] is "arn:aws:s3:::acme-copy": it must be an object.',
    ],
    "ReplicationRole with a key that is an ARN": [
      ReplicationRole,
      { ...role, kms: "arn:aws:kms:eu-west-1:111122223333:key/k" },
      'kms is "arn:aws:kms:eu-west-1:111122223333:key/k": it must be an object.',
    ],
  };

  test.each(Object.entries(CASES))("%s", (_name, [of, props, ...problems]) => {
    expect(created(of, props)).toEqual(problems);
  });
});

describe("a method that refuses leaves the construct as it was", () => {
  const replica = { id: "ohio", region: "us-east-2" };
  const CASES: Readonly<Record<string, readonly [call: (data: ReplicatedBucket) => unknown, ...problems: string[]]>> = {
    "a replica that is null": [
      (data) => data.addReplica(null as unknown as ReplicaProps),
      "props is null: it must be an object.",
    ],
    "a misspelt replica": [
      (data) => data.addReplica({ regoin: "us-east-2" } as unknown as ReplicaProps),
      "regoin is not a known prop. Did you mean region?",
    ],
    "a rule without a replica": [
      (data) => data.addReplicationRule({} as unknown as ReplicationRuleProps),
      "replica is required.",
    ],
    "a replica that cannot be read": [
      (data) =>
        data.addReplica({
          get region(): string {
            throw new RangeError();
          },
        }),
      "region cannot be read, because reading it throws an error.",
    ],
    "a destination without an ARN": [
      (data) => data.replication.role?.addDestination({ changesOwner: false } as never),
      "bucketArn is required.",
    ],
  };

  test.each(Object.entries(CASES))("%s", (_name, [call, ...problems]) => {
    const build = (then: (data: ReplicatedBucket) => unknown) =>
      synthesize(({ stack }) => {
        const data = new ReplicatedBucket(stack, "data", GOOD);
        then(data);
        data.addReplica(replica);
      });
    const refused = build((data) => expect(problemsOf(() => call(data))).toEqual(problems));
    expect(refused).toEqual(build(() => undefined));
  });

  test("a replica whose construct id is taken", () => {
    const synthesized = synthesize(({ stack }) => {
      const data = new ReplicatedBucket(stack, "data", GOOD);
      const taken = new ReplicaBucket(data.replication, "replica-ohio", {
        bucketName: "acme-taken",
        region: "us-east-2",
      });
      expect(() => data.addReplica(replica)).toThrow(/replica-ohio/);
      expect(data.replication.replicas.size).toBe(1);
      taken.node.scope?.node.tryRemoveChild("replica-ohio");
    });
    expect(synthesized).toEqual(synthesize(({ stack }) => new ReplicatedBucket(stack, "data", GOOD)));
  });
});

describe("outputs", () => {
  test("a prefix that begins no name of an output", () => {
    inStack((stack) => {
      const data = new ReplicatedBucket(stack, "data", GOOD);
      expect(() => data.exportOutputs("1-")).toThrow('"1-source_bucket_arn" is not a valid output name');
    });
  });

  test("names that are taken", () => {
    inStack((stack) => {
      const data = new ReplicatedBucket(stack, "data", GOOD);
      data.exportOutputs();
      expect(() => data.exportOutputs()).toThrow('test already contains "source_bucket_arn". Set a different prefix.');
      data.exportOutputs("again_");
    });
  });

  test.each([[5], [Symbol("x")], [{ toString: null }]])("a replica that is asked for by %p", (id) => {
    inStack((stack) => {
      const data = new ReplicatedBucket(stack, "data", GOOD);
      expect(() => data.replica(id as unknown as string)).toThrow("has no replica");
      expect(() => data.destinationRequirements(id as unknown as string)).toThrow("has no replica");
    });
  });
});
