import * as fc from "fast-check";
import type { Bucket, ReplicationGraph, ReplicationRule } from "../../../policy-pack/model/graph";
import { DEFAULT_OPTIONS, type SharedOptions } from "../../../policy-pack/options";
import { readStack } from "../../../policy-pack/readers/pulumi";
import type { StackResource } from "../../../policy-pack/readers/pulumi/resource";
import { RULES } from "../../../policy-pack/rules";
import { Scope } from "../../../policy-pack/scope";
import { judgedWith } from "../../support/judged";
import {
  bucket,
  compliantStack,
  HOME,
  providerNamed,
  replication,
  replicationRole,
  resource,
  UNKNOWN,
  versioning,
  WEST,
} from "../../support/stack";

function read(resources: readonly StackResource[], options: Partial<SharedOptions> = {}): ReplicationGraph {
  return readStack(resources, { ...DEFAULT_OPTIONS, ...options });
}

function named(graph: ReplicationGraph, name: string): Bucket {
  const found = [...graph.buckets.values(), ...graph.elsewhere.values()].find(({ label }) => label === name);
  if (!found) throw new Error(`no bucket ${name} in the graph`);
  return found;
}

function rulesOf(graph: ReplicationGraph, name: string): readonly ReplicationRule[] {
  const { replication: configuration } = named(graph, name);
  if (!configuration.known || !configuration.value?.rules.known) throw new Error(`the rules of ${name} are not known`);
  return configuration.value.rules.value;
}

describe("versioning", () => {
  const cases: Record<
    string,
    { readonly stack: (data: StackResource) => readonly StackResource[]; readonly is: object }
  > = {
    "by a side resource that refers to the bucket": {
      stack: (data) => [versioning(data)],
      is: { known: true, value: { status: "Enabled" } },
    },
    "by a side resource that names the bucket": {
      stack: (data) => [
        {
          ...versioning(data),
          props: { bucket: "data-1234567", versioningConfiguration: { status: "Suspended" } },
          propertyDependencies: {},
        },
      ],
      is: { known: true, value: { status: "Suspended" } },
    },
    "by a side resource that has status Disabled, which is never enabled": {
      stack: (data) => [versioning(data, "Disabled")],
      is: { known: true, value: { status: "Unversioned" } },
    },
    "by nothing at all": { stack: () => [], is: { known: true, value: { status: "Unversioned" } } },
    "by a status that is known on apply": {
      stack: (data) => [versioning(data, UNKNOWN)],
      is: {
        known: false,
        settledBy: "apply",
        among: [{ status: "Enabled" }, { status: "Suspended" }, { status: "Unversioned" }],
      },
    },
    "by a whole block that is known on apply": {
      stack: (data) => [{ ...versioning(data), props: { bucket: UNKNOWN, versioningConfiguration: UNKNOWN } }],
      is: { known: false, settledBy: "apply" },
    },
    "by a side resource whose bucket nothing tells": {
      stack: (data) => [{ ...versioning(data), propertyDependencies: {} }],
      is: { known: false, settledBy: "apply", among: [{ status: "Enabled" }, { status: "Unversioned" }] },
    },
    "by a side resource of another bucket": {
      stack: () => [
        { ...versioning(bucket("other")), props: { bucket: "other", versioningConfiguration: { status: "Enabled" } } },
      ],
      is: { known: true, value: { status: "Unversioned" } },
    },
    "by two side resources that differ": {
      stack: (data) => [versioning(data), { ...versioning(data, "Suspended"), urn: "urn:second" }],
      is: { known: false, settledBy: "configuration", among: [{ status: "Enabled" }, { status: "Suspended" }] },
    },
  };

  test.each(Object.entries(cases))("%s", (_name, { stack, is }) => {
    const data = bucket("data");
    expect(named(read([data, ...stack(data)]), "data").versioning).toMatchObject(is);
  });

  const inline: Record<string, { readonly bucket: StackResource; readonly is: object }> = {
    "inline, Enabled": {
      bucket: bucket("data", { versioning: { enabled: true } }),
      is: { known: true, value: { status: "Enabled" } },
    },
    "inline, and off": {
      bucket: bucket("data", { versioning: { enabled: false } }),
      is: { known: true, value: { status: "Unversioned" } },
    },
    "inline, known on apply": {
      bucket: bucket("data", { versioning: { enabled: UNKNOWN } }),
      is: { known: false, settledBy: "apply", among: [{ status: "Enabled" }, { status: "Unversioned" }] },
    },
    "inline, an empty block": { bucket: bucket("data", { versioning: {} }), is: { value: { status: "Unversioned" } } },
    "Object Lock turns it on": {
      bucket: bucket("data", { objectLockEnabled: true }),
      is: { known: true, value: { status: "Enabled" }, from: "by Object Lock" },
    },
    "only in the outputs, where someone else's setting was read back": {
      bucket: resource(
        "aws:s3/bucket:Bucket",
        "data",
        { bucket: "data", versioning: { enabled: true } },
        { inputs: { bucket: "data" } },
      ),
      is: { known: true, value: { status: "Unversioned" } },
    },
    "only in the outputs, and the inputs were never shown": {
      bucket: resource(
        "aws:s3/bucket:Bucket",
        "data",
        { bucket: "data", versioning: { enabled: true } },
        { inputs: undefined },
      ),
      is: { known: false, settledBy: "configuration" },
    },
    "to be computed by the provider, and the inputs were never shown": {
      bucket: resource(
        "aws:s3/bucket:Bucket",
        "data",
        { bucket: "data", versioning: UNKNOWN, objectLockEnabled: false },
        { inputs: undefined },
      ),
      is: { known: true, value: { status: "Unversioned" } },
    },
    "Object Lock that the provider computes for a bucket to come": {
      bucket: resource(
        "aws:s3/bucket:Bucket",
        "data",
        { bucket: "data", objectLockEnabled: UNKNOWN },
        { inputs: { bucket: "data" } },
      ),
      is: { known: true, value: { status: "Unversioned" } },
    },
  };
  test.each(Object.entries(inline))("%s", (_name, { bucket: data, is }) => {
    expect(named(read([data]), "data").versioning).toMatchObject(is);
  });

  test("a side resource wins over what the bucket's outputs carry", () => {
    const data = bucket("data", { versioning: { enabled: true } });
    expect(named(read([data, versioning(data, "Suspended")]), "data").versioning).toMatchObject({
      value: { status: "Suspended" },
    });
  });

  test("managed elsewhere: no versioning in the stack is not known to be none", () => {
    const graph = read([bucket("data")], { versioningManagedElsewhere: true });
    expect(named(graph, "data").versioning).toMatchObject({ known: false, settledBy: "configuration" });
  });
});

describe("Region", () => {
  const cases: Record<string, { readonly bucket: StackResource; readonly is: object }> = {
    "of the bucket itself": {
      bucket: bucket("data", { region: "us-east-2" }),
      is: { value: "us-east-2", from: "its own `region`" },
    },
    "of the default provider": {
      bucket: bucket("data"),
      is: { value: "eu-west-1", from: "from the default provider" },
    },
    "of an explicit provider": {
      bucket: bucket("data", {}, { provider: WEST }),
      is: { value: "us-west-2", from: "from provider west" },
    },
    "filled in by the provider": {
      bucket: bucket("data", { region: "us-west-2" }, { provider: WEST, inputs: {} }),
      is: { value: "us-west-2", from: "from provider west" },
    },
    "to be filled in by the provider": {
      bucket: bucket("data", { region: UNKNOWN }, { inputs: {} }),
      is: { value: "eu-west-1", from: "from the default provider" },
    },
    "set to a value that is known on apply": {
      bucket: bucket("data", { region: UNKNOWN }),
      is: { known: false, settledBy: "apply" },
    },
    "of a provider that is known on apply": {
      bucket: bucket("data", {}, { provider: providerNamed("p", { region: UNKNOWN }) }),
      is: { known: false, settledBy: "apply", identity: expect.stringContaining("::p") as string },
    },
    "from the environment": {
      bucket: bucket("data", {}, { provider: providerNamed("default", {}) }),
      is: { known: false, settledBy: "configuration", settle: "pulumi config set aws:region <Region>" },
    },
    "of no provider at all": {
      bucket: bucket("data", {}, { provider: undefined }),
      is: { known: false, settledBy: "configuration" },
    },
  };
  test.each(Object.entries(cases))("%s", (_name, { bucket: data, is }) => {
    expect(named(read([data]), "data").region).toMatchObject(is);
  });
});

describe("destination", () => {
  const data = bucket("data");
  const replica = bucket("replica", {}, { provider: WEST });
  const second = bucket("second", {}, { provider: WEST });
  const key = resource("aws:kms/key:Key", "key", { arn: UNKNOWN });
  const pet = resource("random:index/randomPet:RandomPet", "pet", {});
  const configuration = (rules: unknown, from: readonly StackResource[]): StackResource => ({
    ...replication(data, []),
    props: { bucket: "data-1234567", role: "role", rules },
    propertyDependencies: { rules: from.map(({ urn }) => urn) },
  });
  const to = (...destinations: readonly string[]) =>
    destinations.map((destination) => ({ status: "Enabled", destination: { bucket: destination } }));
  const cases: Record<string, { readonly stack: StackResource; readonly is: readonly object[] }> = {
    "an unknown ARN that depends on one bucket": {
      stack: configuration(to(UNKNOWN), [replica]),
      is: [{ known: true, value: replica.urn, from: "by dependency" }],
    },
    "the literal ARN of a bucket of the stack": {
      stack: configuration(to("arn:aws:s3:::replica-1234567"), []),
      is: [{ known: true, value: replica.urn, from: "by its name" }],
    },
    "the name of a bucket of the stack": {
      stack: configuration(to("replica-1234567"), []),
      is: [{ known: true, value: replica.urn }],
    },
    "the literal ARN of some other bucket": {
      stack: configuration(to("arn:aws:s3:::acme-dr"), []),
      is: [{ known: true, value: "arn:aws:s3:::acme-dr" }],
    },
    "two unknown ARNs that depend on two buckets": {
      stack: configuration(to(UNKNOWN, UNKNOWN), [replica, second]),
      is: [
        { known: false, settledBy: "apply", among: [replica.urn, second.urn] },
        { known: false, settledBy: "apply", among: [replica.urn, second.urn] },
      ],
    },
    "two unknown ARNs that depend on one bucket: two rules with one destination": {
      stack: configuration(to(UNKNOWN, UNKNOWN), [replica]),
      is: [
        { known: true, value: replica.urn, from: "by dependency" },
        { known: true, value: replica.urn, from: "by dependency" },
      ],
    },
    "three unknown ARNs that depend on two buckets": {
      stack: configuration(to(UNKNOWN, UNKNOWN, UNKNOWN), [replica, second]),
      is: [
        { known: false, settledBy: "apply", among: [replica.urn, second.urn] },
        { known: false, settledBy: "apply", among: [replica.urn, second.urn] },
        { known: false, settledBy: "apply", among: [replica.urn, second.urn] },
      ],
    },
    "two unknown ARNs, one of which may come from something else": {
      stack: configuration(to(UNKNOWN, UNKNOWN), [replica, pet]),
      is: [
        { known: false, settledBy: "apply", among: undefined },
        { known: false, settledBy: "apply", among: undefined },
      ],
    },
    "an unknown ARN beside a literal one that names the only bucket": {
      stack: configuration(to("arn:aws:s3:::replica-1234567", UNKNOWN), [replica]),
      is: [
        { known: true, value: replica.urn },
        { known: true, value: replica.urn, from: "by dependency" },
      ],
    },
    "an unknown ARN beside a literal one, with a bucket for each": {
      stack: configuration(to("arn:aws:s3:::replica-1234567", UNKNOWN), [replica, second]),
      is: [{ value: replica.urn }, { known: true, value: second.urn }],
    },
    "an unknown ARN beside a KMS key, which takes no bucket": {
      stack: configuration(to(UNKNOWN), [replica, key]),
      is: [{ known: true, value: replica.urn }],
    },
    "an unknown ARN that may come from something else": {
      stack: configuration(to(UNKNOWN), [replica, pet]),
      is: [{ known: false, settledBy: "apply", among: undefined }],
    },
    "an unknown ARN that depends on nothing of the stack": {
      stack: configuration(to(UNKNOWN), []),
      is: [{ known: false, settledBy: "apply", among: undefined }],
    },
    "a reference to the versioning of the bucket": {
      stack: configuration(to(UNKNOWN), [versioning(replica)]),
      is: [{ known: true, value: replica.urn }],
    },
    "an empty destination": { stack: configuration(to(""), []), is: [{ known: false, settledBy: "configuration" }] },
    "a destination that is a number": {
      stack: configuration([{ status: "Enabled", destination: { bucket: 7 } }], [replica]),
      is: [{ known: false, settledBy: "configuration" }],
    },
    "a rule that is known on apply": {
      stack: configuration([UNKNOWN], [replica]),
      is: [{ known: true, value: replica.urn, from: "by dependency" }],
    },
  };
  test.each(Object.entries(cases))("%s", (_name, { stack, is }) => {
    const graph = read([data, replica, second, key, pet, versioning(replica), stack]);
    const found = rulesOf(graph, "data").map(({ destination }) => destination);
    expect(found).toHaveLength(is.length);
    // `toEqual` takes a key that is missing for one that is undefined.
    found.forEach((fact, index) => {
      expect(fact).toEqual({ ...fact, ...is[index] });
    });
  });

  test("rules that are known on apply as a whole may reach the buckets they depend on", () => {
    const graph = read([data, replica, second, configuration(UNKNOWN, [replica])]);
    expect(named(graph, "data").replication).toMatchObject({
      known: true,
      value: { rules: { known: false, settledBy: "apply" }, mayReach: [replica.urn] },
    });
  });

  test("a bucket named after another bucket is not that bucket", () => {
    const copy = { ...bucket("copy", { bucket: UNKNOWN }), propertyDependencies: { bucket: [data.urn] } };
    const graph = read([data, copy, configuration(to(UNKNOWN), [copy])]);
    expect(rulesOf(graph, "data")[0]?.destination).toMatchObject({ known: true, value: copy.urn });
  });

  test("a resource that depends on itself does not hang the reader", () => {
    const loop = { ...versioning(replica), propertyDependencies: { bucket: [versioning(replica).urn] } };
    expect(() => read([data, replica, loop, configuration(to(UNKNOWN), [loop])])).not.toThrow();
  });
});

describe("a member of a rule that this version does not know is a doubt about what it may decide", () => {
  const data = bucket("data");
  const good = { status: "Enabled", filter: {}, destination: { bucket: "arn:aws:s3:::acme-dr" } };
  test.each<[string, object, keyof ReplicationRule]>([
    ["an excluding filter", { filter: { not: { prefix: "secret/" } } }, "filter"],
    ["an excluding filter among several", { filter: { and: { prefix: "a", not: { prefix: "b" } } } }, "filter"],
    [
      "the multi-Region key of the source",
      { destination: { ...good.destination, encryptionConfiguration: { useSourceMultiRegionKey: "Enabled" } } },
      "replicaKey",
    ],
    [
      "one more selection",
      { sourceSelectionCriteria: { glacierObjects: { status: "Enabled" } } },
      "sseKmsEncryptedObjects",
    ],
    ["one more setting of the destination", { destination: { ...good.destination, vault: "x" } }, "status"],
    ["one more setting of the rule", { schedule: "nightly" }, "status"],
  ])("%s", (_name, differences, decides) => {
    const side = {
      ...replication(data, []),
      props: {
        bucket: "data-1234567",
        role: "arn:aws:iam::111122223333:role/role",
        rules: [{ ...good, ...differences }],
      },
    };
    const [rule] = rulesOf(read([data, side]), "data");
    expect(rule?.[decides]).toMatchObject({ known: false, settledBy: "configuration" });
    expect(
      rulesOf(read([data, { ...side, props: { ...side.props, rules: [good] } }]), "data")[0]?.[decides],
    ).toMatchObject({
      known: true,
    });
  });
});

describe("a rule's settings", () => {
  const data = bucket("data");
  const full = {
    id: "logs",
    status: "Enabled",
    priority: 7,
    filter: { and: { prefix: "logs/", tags: { a: "1", b: "2" } } },
    deleteMarkerReplication: { status: "Disabled" },
    existingObjectReplication: { status: "Enabled" },
    sourceSelectionCriteria: {
      sseKmsEncryptedObjects: { status: "Enabled" },
      replicaModifications: { status: "Disabled" },
    },
    destination: {
      bucket: "arn:aws:s3:::acme-dr",
      account: "111122223333",
      accessControlTranslation: { owner: "Destination" },
      encryptionConfiguration: { replicaKmsKeyId: "arn:aws:kms:us-west-2:111122223333:key/k" },
      replicationTime: { status: "Enabled", time: { minutes: 15 } },
      metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
      storageClass: "STANDARD_IA",
    },
  };
  const value = (inner: unknown) => ({ known: true, value: inner });
  const expected = {
    position: 0,
    id: value("logs"),
    status: value("Enabled"),
    priority: value(7),
    filter: value({
      prefix: value(undefined),
      tag: value(false),
      and: value({ prefix: value("logs/"), tags: value(2) }),
    }),
    prefix: value(undefined),
    deleteMarkerReplication: value("Disabled"),
    existingObjectReplication: value("Enabled"),
    sseKmsEncryptedObjects: value("Enabled"),
    replicaModifications: value("Disabled"),
    destination: value("arn:aws:s3:::acme-dr"),
    account: value("111122223333"),
    owner: value("Destination"),
    storageClass: value("STANDARD_IA"),
    replicaKey: value({ in: "elsewhere", name: "arn:aws:kms:us-west-2:111122223333:key/k" }),
    replicationTime: value({ status: value("Enabled"), minutes: value(15) }),
    metrics: value({ status: value("Enabled"), minutes: value(15) }),
  };

  test("of the side resource", () => {
    const side = { ...replication(data, []), props: { bucket: "data-1234567", role: "role", rules: [full] } };
    expect(rulesOf(read([data, side]), "data")).toEqual([expected]);
  });

  test("of the block inside the bucket", () => {
    const inline = bucket("data", {
      replicationConfiguration: {
        role: "role",
        rules: [
          {
            id: "logs",
            status: "Enabled",
            priority: 7,
            filter: { prefix: "logs/", tags: { a: "1", b: "2" } },
            deleteMarkerReplicationStatus: "Disabled",
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { enabled: true } },
            destination: {
              bucket: "arn:aws:s3:::acme-dr",
              accountId: "111122223333",
              accessControlTranslation: { owner: "Destination" },
              replicaKmsKeyId: "arn:aws:kms:us-west-2:111122223333:key/k",
              replicationTime: { status: "Enabled", minutes: 15 },
              metrics: { status: "Enabled", minutes: 15 },
              storageClass: "STANDARD_IA",
            },
          },
        ],
      },
    });
    // The older block has neither of these two settings.
    const without = { existingObjectReplication: value(undefined), replicaModifications: value(undefined) };
    expect(rulesOf(read([inline]), "data")).toEqual([{ ...expected, ...without }]);
  });

  test("an empty filter, no filter and an unknown filter are three different things", () => {
    const filters = [{}, undefined, UNKNOWN].map((filter) => {
      const rule = {
        status: "Enabled",
        destination: { bucket: "arn:aws:s3:::b" },
        ...(filter !== undefined && { filter }),
      };
      const side = { ...replication(data, []), props: { bucket: "data-1234567", rules: [rule] } };
      return rulesOf(read([data, side]), "data")[0]?.filter;
    });
    expect(filters).toMatchObject([
      { known: true, value: { prefix: { value: undefined } } },
      { known: true, value: undefined },
      { known: false, settledBy: "apply" },
    ]);
  });
});

test("what a bucket needs for its replication to work is read too", () => {
  const key = resource("aws:kms/key:Key", "key", { arn: UNKNOWN, keyId: UNKNOWN }, { provider: WEST });
  const alias = resource(
    "aws:kms/alias:Alias",
    "alias",
    { name: "alias/data", targetKeyId: UNKNOWN },
    { provider: WEST, from: { targetKeyId: [key] } },
  );
  const role = resource("aws:iam/role:Role", "role", { name: "role-1", arn: UNKNOWN, assumeRolePolicy: "{}" });
  const policy = resource(
    "aws:iam/rolePolicy:RolePolicy",
    "inline",
    { role: UNKNOWN, policy: UNKNOWN },
    { from: { role: [role] } },
  );
  const managed = resource("aws:iam/policy:Policy", "managed", { arn: UNKNOWN, policy: '{"Statement":[]}' });
  const attachment = resource(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "attachment",
    { role: "role-1", policyArn: UNKNOWN },
    { from: { policyArn: [managed] } },
  );
  const data = bucket("data", { tags: { owner: "me" } });
  const encryption = resource(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "encryption",
    {
      bucket: UNKNOWN,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: UNKNOWN },
          bucketKeyEnabled: true,
        },
      ],
    },
    { from: { bucket: [data], rules: [key] } },
  );
  const side = replication(data, []);
  const graph = read([
    data,
    key,
    alias,
    role,
    policy,
    managed,
    attachment,
    encryption,
    {
      ...side,
      props: { ...side.props, role: UNKNOWN },
      propertyDependencies: { bucket: [data.urn], role: [role.urn] },
    },
  ]);
  expect(named(graph, "data")).toMatchObject({
    encryption: {
      value: { algorithm: "aws:kms", key: { value: { in: "stack", address: key.urn } }, bucketKey: { value: true } },
    },
    replication: { value: { role: { value: { in: "stack", address: role.urn } } } },
    objectLock: { value: false },
  });
  expect(graph.roles.get(role.urn)).toMatchObject({
    trust: { value: { text: "{}" } },
    policies: [{ known: false, settledBy: "apply" }, { value: { text: '{"Statement":[]}', on: managed.urn } }],
  });
  expect(graph.keys.get(alias.urn)).toMatchObject({ kind: "alias", target: { value: { address: key.urn } } });
  expect(graph.keys.get(key.urn)).toMatchObject({ kind: "key", region: { value: "us-west-2" } });
});

test("a grant of a key is read, with what is known on apply", () => {
  const key = resource("aws:kms/key:Key", "key", { arn: UNKNOWN, keyId: UNKNOWN });
  const role = resource("aws:iam/role:Role", "role", { name: "role-1", arn: UNKNOWN, assumeRolePolicy: "{}" });
  const from = { keyId: [key], granteePrincipal: [role] };
  const settings = { keyId: UNKNOWN, granteePrincipal: UNKNOWN, operations: ["Encrypt", UNKNOWN] };
  const grants = [
    resource("aws:kms/grant:Grant", "bare", settings, { from }),
    resource("aws:kms/grant:Grant", "constrained", { ...settings, constraints: [{}] }, { from }),
    resource("aws:kms/grant:Grant", "targeted", {}, {}),
  ];
  expect(read([bucket("data"), key, role, ...grants]).keyGrants).toMatchObject([
    {
      key: { value: { in: "stack", address: key.urn } },
      grantee: { value: { in: "stack", address: role.urn } },
      operations: { value: [{ value: "Encrypt" }, { known: false, settledBy: "apply" }] },
      isConstrained: { value: false },
    },
    { isConstrained: { value: true } },
    { key: { known: false }, grantee: { known: false }, operations: { known: false }, isConstrained: { known: false } },
  ]);
});

test("a key says in its ARN where it is, although its provider's Region is not known", () => {
  const key = resource(
    "aws:kms/key:Key",
    "replica",
    { arn: "arn:aws:kms:us-west-2:111122223333:key/1" },
    { provider: providerNamed("p", { region: UNKNOWN }) },
  );
  expect(read([key]).keys.get(key.urn)).toMatchObject({ region: { value: "us-west-2", from: "by its ARN" } });
});

test("a bucket that was not evaluated is skipped, and what it may be is not guessed", () => {
  const graph = read([resource("aws:s3/bucket:Bucket", "untargeted", {})]);
  expect(named(graph, "untargeted")).toMatchObject({ evaluated: false, region: { known: false } });
  expect(new Scope(graph).judged).toEqual([]);
});

test("of what was not evaluated nothing is absent: neither a name nor an ARN", () => {
  const notEvaluated = { known: false, settledBy: "apply" };
  const role = resource("aws:iam/role:Role", "replication", {});
  const key = resource("aws:kms/key:Key", "key", {});
  const graph = read([resource("aws:s3/bucket:Bucket", "untargeted", {}), role, key]);
  expect(named(graph, "untargeted").name).toMatchObject(notEvaluated);
  expect(graph.roles.get(role.urn)).toMatchObject({ name: notEvaluated, arn: notEvaluated });
  expect(graph.keys.get(key.urn)).toMatchObject({ arn: notEvaluated });
});

test("a replica whose provider is configured with an output waits for the update, and for nothing else", () => {
  const { data, replica, rest } = compliantStack();
  const names = ["data-1234567", "replica-1234567"];
  const provider = providerNamed("west", { region: UNKNOWN });
  const waiting = { ...replica, props: {}, inputs: { bucket: "replica-1234567" }, provider };
  const [judged] = judgedWith(read([data, waiting, ...rest, ...replicationRole(names, names)])).buckets;
  const reasons = judged?.pending.map(({ doubt: { reason } }) => reason);
  expect([judged?.open, reasons]).toEqual([
    [],
    expect.arrayContaining([
      "the settings of provider west, with which replica is created, are known only after apply",
    ]),
  ]);
});

test("a bucket is undetermined where any of 2,000 versionings may be its own", () => {
  const buckets = Array.from({ length: 2_000 }, (_, index) => bucket(`data-${index}`));
  const lost = buckets.map((each) => ({ ...versioning(each), propertyDependencies: {} }));
  const scope = new Scope(read([...buckets, ...lost]));
  const [rule] = RULES;
  expect(scope.judged.every((each) => scope.judge(rule, each).answer === "undetermined")).toBe(true);
});

test("two buckets may replicate to each other", () => {
  const { data, replica } = compliantStack();
  const both = ["data-1234567", "replica-1234567"];
  const rest = [versioning(data), versioning(replica), ...replicationRole(both, both)];
  const scope = new Scope(read([data, replica, ...rest, replication(data, [replica]), replication(replica, [data])]));
  for (const each of scope.judged) {
    for (const rule of RULES) {
      const verdict = scope.judge(rule, each);
      // What is asked for by an option alone is not asked for here.
      if (verdict.answer !== "not-applicable") expect([rule.id, verdict.answer]).toEqual([rule.id, "satisfied"]);
    }
  }
});

describe("a promise about a bucket elsewhere", () => {
  const data = bucket("data");
  const regionOf = (destination: string, knownDestinations: SharedOptions["knownDestinations"]) => {
    const graph = read([data, replication(data, [`arn:aws:s3:::${destination}`])], { knownDestinations });
    return named(graph, destination).region;
  };
  test.each([
    ["by its name", "acme-dr", { bucket: "acme-dr", region: "us-west-2" }, "us-west-2"],
    ["by a wildcard", "acme-dr-7", { bucket: "acme-*", region: "us-west-2" }, "us-west-2"],
    ["by a convention", "acme-us-west-2-dr", { bucket: "acme-{region}-dr" }, "us-west-2"],
    ["by a convention with a wildcard", "acme-dr-us-gov-west-1-logs", { bucket: "*-{region}-*" }, "us-gov-west-1"],
  ] as const)("%s", (_name, destination, promise, region) => {
    expect(regionOf(destination, [promise])).toEqual({ known: true, value: region, from: "by your configuration" });
  });
  test.each([
    ["for another name", "acme-dr", { bucket: "acme-dr2", region: "us-west-2" }],
    ["whose dot is a dot", "acmexdr", { bucket: "acme.dr", region: "us-west-2" }],
    ["whose convention finds no Region of AWS", "acme-us-wset-2", { bucket: "acme-{region}" }],
    ["whose convention finds two Regions", "us-west-2-us-east-1", { bucket: "*{region}*" }],
    ["without a Region", "acme-dr", { bucket: "acme-dr", versioned: true }],
  ] as const)("that does not settle the Region: %s", (_name, destination, promise) => {
    expect(regionOf(destination, [promise])).toMatchObject({ known: false, settledBy: "configuration" });
  });
});

test("the order of the resources makes no difference", () => {
  const { data, replica, rest } = compliantStack();
  const third = bucket("third", { region: UNKNOWN }, { provider: HOME });
  const stack = [data, replica, ...rest, third, versioning(third, UNKNOWN), replication(third, [data, replica])];
  // As text, because two Maps are equal whatever the order of their entries, and messages follow that order.
  const text = (graph: ReplicationGraph): string =>
    JSON.stringify(graph, (_key, value: unknown) => (value instanceof Map ? [...value.entries()] : value));
  const expected = text(read(stack));
  fc.assert(
    fc.property(fc.shuffledSubarray(stack, { minLength: stack.length }), (shuffled) => {
      expect(text(read(shuffled))).toBe(expected);
    }),
  );
});

test("whatever stands in a stack, the reader answers", () => {
  const types = ["aws:s3/bucket:Bucket", "aws:s3/bucketVersioning:BucketVersioning", "aws:iam/role:Role"];
  const odd = fc.oneof(fc.jsonValue(), fc.constant(UNKNOWN));
  const keys = ["bucket", "rules", "role", "versioning", "versioningConfiguration", "replicationConfiguration", "tags"];
  const props = fc.dictionary(fc.constantFrom(...keys, "region", "policy"), odd);
  const type = fc.constantFrom(...types, "aws:s3/bucketReplicationConfig:BucketReplicationConfig", "aws:kms/key:Key");
  const stack = fc.array(fc.tuple(type, fc.constantFrom("a", "b", "c"), props), { maxLength: 6 });
  fc.assert(
    fc.property(stack, (entries) => {
      const resources = entries.map(([token, name, values]) => resource(token, name, values));
      const scope = new Scope(read(resources));
      for (const each of scope.judged) for (const rule of RULES) scope.judge(rule, each);
    }),
    { numRuns: 2_000 },
  );
});

describe("the destinations of several rules that are not known", () => {
  const data = bucket("data");
  const [west, east, south] = ["west", "east", "south"].map((name) => bucket(name, {}, { provider: WEST }));
  const to = (literals: readonly string[], from: readonly (StackResource | undefined)[]) => {
    const rules = [...literals, UNKNOWN, UNKNOWN].map((destination) => ({
      status: "Enabled",
      destination: { bucket: destination },
    }));
    const side = {
      ...replication(data, []),
      props: { bucket: "data-1234567", role: "arn:aws:iam::111122223333:role/role", rules },
      propertyDependencies: { rules: from.flatMap((each) => (each ? [each.urn] : [])) },
    };
    const stack = [data, west, east, south, side].flatMap((each) => (each ? [each] : []));
    const { replication: configuration } = named(read(stack), "data");
    return configuration.known ? configuration.value?.oneEach : undefined;
  };

  test("are as many buckets as there are of them, one each", () => {
    expect(to([], [west, east])).toEqual([east?.urn, west?.urn]);
  });
  test("are not one each where there are more buckets", () => {
    expect(to([], [west, east, south])).toBeUndefined();
  });
  test("are not one each where a literal names one of the buckets", () => {
    expect(to(["arn:aws:s3:::west-1234567"], [west, east])).toBeUndefined();
  });
});

test("the replication of a bucket of another stack is told, and no bucket is judged by it", () => {
  const data = bucket("data");
  const apart = resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "apart", {
    bucket: "acme-elsewhere",
    role: "arn:aws:iam::111122223333:role/replication",
    rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::acme-copy" } }],
  });
  const why = "apart configures the replication of a bucket that is not in this stack";
  expect(read([data, apart]).unread.map((each) => each.why)).toEqual([why]);
  const unknown = { ...apart, props: { ...(apart.props as object), bucket: UNKNOWN } };
  expect(read([unknown]).unread.map((each) => each.why)).toEqual([why]);
  expect(read([data, replication(data, ["arn:aws:s3:::acme-copy"])]).unread).toEqual([]);
});

describe("two different resources under one URN", () => {
  const data = bucket("data");
  const key = { ...resource("aws:kms/key:Key", "key", { arn: UNKNOWN }), urn: data.urn };
  const another = bucket("data", { tags: { a: "b" } });

  test.each([
    ["a bucket and another", [data, another]],
    ["a bucket and a key", [data, key]],
  ])("%s: one is judged, a bucket if there is one, and the other is told, in either order", (_name, stack) => {
    const [one, other] = [read(stack), read([...stack].reverse())];
    expect([...one.buckets.keys()]).toEqual([data.urn]);
    expect(one.unread).toMatchObject([
      { address: data.urn, why: expect.stringMatching(/^two different resources/) as string },
    ]);
    expect(other).toEqual(one);
  });
});
