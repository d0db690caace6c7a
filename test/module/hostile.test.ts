import * as fc from "fast-check";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { App, TerraformStack } from "cdktf";
import {
  BucketReplication,
  ReplicaBucket,
  ReplicatedBucket,
  ReplicationRole,
  type ReplicaBucketProps,
  type ReplicatedBucketProps,
  type ReplicationRoleProps,
} from "../../cdktf-module";
import { synthesize } from "../support/synth";

// Whatever JavaScript passes as props is built, or refused in words about the props: by the constructor if it has the
// wrong form, and at synthesis if it has the wrong value. Nothing of the wrong type is accepted.

const REPLICATED = {
  bucketName: "acme-data",
  kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/k",
  blockedEncryptionTypes: ["SSE-C"],
  forceDestroy: true,
  noncurrentVersionExpirationDays: 30,
  lifecycleRules: [{ id: "abort", status: "Enabled", abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }] }],
  tags: { team: "data" },
  replicas: [
    {
      id: "west",
      region: "us-west-2",
      bucketName: "acme-copy",
      kmsKeyArn: "arn:aws:kms:us-west-2:111122223333:key/k",
      storageClass: "GLACIER",
      twoWay: true,
      tags: { team: "data" },
    },
  ],
  replicationRules: [
    { replica: "west", id: "all", priority: 1, filter: { prefix: "a/", tags: { keep: "yes" } }, enabled: true },
  ],
  deleteMarkerReplication: false,
  replicationTimeControl: true,
  metrics: true,
  roleName: "acme",
  rolePath: "/replication/",
  permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
} satisfies ReplicatedBucketProps;

const REPLICA = {
  bucketName: "acme-copy",
  region: "us-west-2",
  encryption: "SSE-KMS",
  objectLock: true,
  sourceArn: "arn:aws:s3:::acme-data",
  sourceRoleArn: "arn:aws:iam::111122223333:role/r",
  account: "444455556666",
} satisfies ReplicaBucketProps;

const KEY = { keyArn: "arn:aws:kms:us-west-2:111122223333:key/k", region: "us-west-2", dnsSuffix: "amazonaws.com" };
const ROLE = {
  sourceArn: "arn:aws:s3:::acme-data",
  destinations: [{ bucketArn: "arn:aws:s3:::acme-copy", changesOwner: true, kms: KEY }],
  kms: KEY,
  objectLock: true,
  batchReplication: false,
  roleNamePrefix: "acme-",
  tags: { team: "data" },
} satisfies ReplicationRoleProps;

const { forceDestroy: _forceDestroy, noncurrentVersionExpirationDays: _days, ...REPLICATION } = REPLICATED;
const [ADDED] = REPLICATED.replicas;
const [RULE] = REPLICATED.replicationRules;
const ONE_LINER = { bucketName: "acme-data", replicas: [{ region: "us-east-1" }] };

type Props = Readonly<Record<string, unknown>>;

/** Good props, and what they are given to. */
const TAKERS: Readonly<
  Record<string, readonly [good: object, take: (stack: TerraformStack, props: never) => unknown]>
> = {
  ReplicatedBucket: [REPLICATED, (stack, props) => new ReplicatedBucket(stack, "data", props)],
  BucketReplication: [REPLICATION, (stack, props) => new BucketReplication(stack, "data", props)],
  ReplicaBucket: [REPLICA, (stack, props) => new ReplicaBucket(stack, "data", props)],
  ReplicationRole: [ROLE, (stack, props) => new ReplicationRole(stack, "data", props)],
  addReplica: [
    { region: ADDED?.region, tags: ADDED?.tags, twoWay: true },
    (stack, props) => new ReplicatedBucket(stack, "data", ONE_LINER).addReplica(props),
  ],
  addReplicationRule: [
    { ...RULE, replica: "us-east-1" },
    (stack, props) => new ReplicatedBucket(stack, "data", ONE_LINER).addReplicationRule(props),
  ],
  addDestination: [
    ROLE.destinations[0] ?? {},
    (stack, props) => new ReplicationRole(stack, "data", { ...ROLE, destinations: [] }).addDestination(props),
  ],
};

type Path = readonly (string | number)[];

/** The paths of all values in props. What is in a lifecycle rule is the provider's, and may be anything. */
function pathsIn(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const inside = Object.entries(value).filter(([key]) => !(at[0] === "lifecycleRules" && key !== "0"));
  return [at, ...inside.flatMap(([key, each]) => pathsIn(each, [...at, Array.isArray(value) ? Number(key) : key]))];
}

const valueAt = (props: unknown, path: Path): unknown =>
  path.reduce((value, key) => (value as Props | undefined)?.[key], props);

function withValue(props: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy: unknown = Array.isArray(props) ? [...(props as unknown[])] : { ...(props as object) };
  Object.assign(copy as object, { [key]: withValue((props as Props)[key], rest, value) });
  return copy;
}

const thrower = (): never => {
  throw new RangeError("hostile");
};
const throwing = {
  get: thrower,
  has: thrower,
  ownKeys: thrower,
  getPrototypeOf: thrower,
  getOwnPropertyDescriptor: thrower,
};

/** Values that break whatever reads them without care. */
const MONSTERS: Readonly<Record<string, () => unknown>> = {
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a revoked proxy of an array": () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  "a proxy that throws": () => new Proxy({}, throwing),
  "a proxy of an array that throws": () => new Proxy([], throwing),
  "an object that contains itself": () => {
    const cycle: Record<string, unknown> = {};
    return Object.assign(cycle, { bucketName: cycle, region: cycle, tags: cycle, 0: cycle, filter: cycle });
  },
  "an array that contains itself": () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    return cycle;
  },
  "an object in an object, a hundred thousand times": () => {
    let nested: object = {};
    for (let depth = 0; depth < 100_000; depth++) nested = { nested };
    return nested;
  },
  "an array of four billion holes": () => {
    const holes: unknown[] = [];
    holes.length = 2 ** 32 - 1;
    return holes;
  },
  "a getter that throws": () => ({
    get region() {
      return thrower();
    },
    get replica() {
      return thrower();
    },
    get team() {
      return thrower();
    },
  }),
  "a getter of an index that throws": () => Object.defineProperty([1], 0, { get: thrower }),
  "an object without a text": () => ({
    toString: thrower,
    valueOf: thrower,
    toJSON: thrower,
    [Symbol.toPrimitive]: thrower,
  }),
  "an iterator that throws": () => Object.assign([{}], { [Symbol.iterator]: thrower }),
  "a long string": () => "x".repeat(2 ** 22),
  "a long string of astral characters": () => "👍".repeat(2 ** 20),
  "a lone surrogate": () => "\ud800",
  "a symbol": () => Symbol("x"),
  "a bigint": () => 7n,
  "a function": () => thrower,
  "an invalid date": () => new Date(NaN),
  "a construct of another type": () => new App(),
  "minus zero": () => -0,
  NaN: () => NaN,
  null: () => null,
  "an empty string": () => "",
};

const HOSTILE = fc.oneof(
  fc
    .constantFrom(...Object.keys(MONSTERS))
    .map((name): readonly [string, () => unknown] => [name, MONSTERS[name] ?? thrower]),
  fc
    .anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
    })
    .map((value): readonly [string, () => unknown] => ["anything", () => value]),
);

/** What came of props: nothing that is worth a word, or a message; any other error is thrown. */
function outcomeOf(
  take: (stack: TerraformStack, props: never) => unknown,
  props: unknown,
): "built" | "refused" | "refused at synthesis" {
  try {
    synthesize(({ stack }) => take(stack, props as never));
    return "built";
  } catch (error) {
    const { message, name } = error as Error;
    for (const line of message.split("\n")) expect(line.length).toBeLessThan(1_000);
    if (name === "Error" && message.startsWith("The props of test/data")) return "refused";
    if (name === "Error" && message.startsWith("Validation failed with the following errors:\n  [test/data")) {
      return "refused at synthesis";
    }
    throw error;
  }
}

function kindOf(value: unknown): string {
  try {
    return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  } catch {
    return "unreadable";
  }
}

describe.each(Object.entries(TAKERS))("%s", (taker, [good, take]) => {
  const paths = pathsIn(good);

  const expectTyped = (path: Path, value: unknown): void => {
    const outcome = outcomeOf(take, withValue(good, path, value));
    // The only prop of two types.
    const kinds = path[0] === "batchReplication" ? ["boolean", "object"] : [kindOf(valueAt(good, path))];
    if (value === undefined || kinds.includes(kindOf(value))) return;
    expect([path, outcome]).toEqual([path, "refused"]);
  };

  test("good props are built", () => {
    expect(outcomeOf(take, good)).toBe("built");
  });

  test("a value of another type is refused by the constructor, and one of the right type is built or refused", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), HOSTILE, (path, [, value]) => {
        expectTyped(path, value());
      }),
      { numRuns: 60 },
    );
  });

  // Those that contain all others.
  if (taker === "ReplicatedBucket") {
    test.each(Object.keys(MONSTERS))("%s in place of each value", (name) => {
      for (const path of paths) expectTyped(path, MONSTERS[name]?.());
    });
  }

  test("a prop that does not exist is refused, whatever its value and wherever it is", () => {
    const objects = paths.filter(
      (path) =>
        kindOf(valueAt(good, path)) === "object" && !path.some((key) => /tags|lifecycleRules/i.test(String(key))),
    );
    for (const path of objects) {
      for (const key of ["regions", "__proto__x", "", "constructor", Symbol("region")]) {
        const props = withValue(good, path, { ...(valueAt(good, path) as object), [key]: null });
        expect([path, key, outcomeOf(take, props)]).toEqual([path, key, "refused"]);
      }
    }
  });
});

test("props are read once: what was checked is what is built", () => {
  let reads = 0;
  const changing = {
    get bucketName() {
      return reads++ === 0 ? "acme-data" : thrower();
    },
    replicas: [{ region: "us-west-2" }],
  };
  expect(outcomeOf((stack, props) => new ReplicatedBucket(stack, "data", props), changing)).toBe("built");
  expect(reads).toBe(1);
});

describe("a scope or an ID that is none", () => {
  const props = ONE_LINER;
  const CASES: Readonly<Record<string, readonly [build: () => unknown, message: string]>> = {
    "no scope": [
      () => new ReplicatedBucket(undefined as never, "data", props),
      'The scope of "data" must be a TerraformStack',
    ],
    "a scope that is no construct": [
      () => new ReplicaBucket({} as never, "data", props),
      'The scope of "data" must be a TerraformStack',
    ],
    "the app as the scope": [
      () => new BucketReplication(new App(), "data", props),
      'The scope of "data" must be a TerraformStack',
    ],
    "an ID that is a number": [
      () => new ReplicatedBucket(stack(), 5 as never, props),
      "The construct ID is 5: it must be a string",
    ],
    "an ID that is a symbol": [
      () => new ReplicationRole(stack(), Symbol("x") as never, ROLE),
      "The construct ID is a symbol: it must be a string",
    ],
    "an empty ID": [() => new ReplicatedBucket(stack(), "", props), 'The construct ID is "": it must be a string'],
  };

  test.each(Object.entries(CASES))("%s", (_name, [build, message]) => {
    expect(build).toThrow(message);
  });

  function stack(): TerraformStack {
    return new TerraformStack(new App(), "test");
  }
});

test("a bucket that is a construct of another type, or of another provider", () => {
  const message = "source is an object: it must be an S3Bucket construct.";
  const provider = "provider is an object: it must be an AwsProvider.";
  synthesize(({ stack, west }) => {
    const bucket = new S3Bucket(stack, "uploads", { bucket: "acme-uploads" });
    const replicas = [{ region: "us-west-2" }];
    expect(() => new BucketReplication(stack, "a", { source: west as never, replicas })).toThrow(message);
    expect(() => new BucketReplication(stack, "b", { source: bucket, provider: bucket as never, replicas })).toThrow(
      provider,
    );
    expect(new AwsProvider(stack, "other", { alias: "other" })).toBeDefined();
  });
});
