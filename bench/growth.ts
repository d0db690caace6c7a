import { judge } from "../policy-pack/judgement";
import { DEFAULT_OPTIONS } from "../policy-pack/options";
import { readStack } from "../policy-pack/readers/pulumi";
import type { StackResource } from "../policy-pack/readers/pulumi/resource";
import { readConfigurations, readPlan, readState } from "../policy-pack/readers/terraform";
import { DEFAULT_SETTINGS, settingsFrom } from "../policy-pack/settings";
import { bucket, compliantStack, replication, resource, UNKNOWN, versioning, WEST } from "../test/support/stack";

// How the processor time of each kind of input grows where there is twice as much of it: about 2, or a little more where
// something is sorted. 4 would be a cost that grows with the square.

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const judged = (stack: readonly StackResource[], scope: object = {}) => {
  const settings = settingsFrom(new Map([["scope", scope]]));
  judge(readStack(stack, settings.shared), settings, { project: "project", stack: "dev", now: new Date() });
};

const bucketsOf = (count: number): readonly StackResource[] => times(count, (index) => bucket(`b${index}`));
const { data, replica, rest } = compliantStack();
const STARS = "*a";

const terraformBuckets = (count: number, more: object = {}) => ({
  resource: { aws_s3_bucket: Object.fromEntries(times(count, (index) => [`b${index}`, { bucket: `b${index}` }])) },
  ...more,
});
const configured = (json: object): void => {
  judge(readConfigurations({ stack: json }, DEFAULT_OPTIONS).graph, DEFAULT_SETTINGS);
};
const shown = (count: number) =>
  times(count, (index) => ({
    ...{ address: `aws_s3_bucket.b${index}`, mode: "managed", type: "aws_s3_bucket", name: `b${index}` },
    values: { bucket: `b${index}` },
    change: { actions: ["create"], after: { bucket: `b${index}` }, after_unknown: { arn: true } },
  }));

const policyOf = (stars: number): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${STARS.repeat(stars)}` }] });

/** Pairs whose role may use the key of each copy by a grant alone. */
function grantedPairs(count: number): readonly StackResource[] {
  const role = "arn:aws:iam::111122223333:role/replication";
  const trust = [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const anything = [{ Effect: "Allow", Action: "s3:*", Resource: "*" }];
  const inWest = { provider: WEST };
  return [
    resource("aws:iam/role:Role", "replication", {
      name: "replication",
      arn: role,
      assumeRolePolicy: JSON.stringify({ Statement: trust }),
      inlinePolicies: [{ name: "s3", policy: JSON.stringify({ Statement: anything }) }],
    }),
    ...times(count, (index) => {
      const [from, to] = [bucket(`from${index}`), bucket(`to${index}`, {}, inWest)];
      const arn = `arn:aws:kms:us-west-2:111122223333:key/k${index}`;
      return [
        from,
        to,
        versioning(from),
        versioning(to),
        resource("aws:kms/key:Key", `k${index}`, { arn, keyId: `k${index}` }, inWest),
        resource(
          "aws:kms/grant:Grant",
          `g${index}`,
          { keyId: arn, granteePrincipal: role, operations: ["Encrypt", "Decrypt", "GenerateDataKey"] },
          inWest,
        ),
        replication(from, [to], {
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: { bucket: UNKNOWN, encryptionConfiguration: { replicaKmsKeyId: arn } },
        }),
      ];
    }).flat(),
  ];
}

/** Each kind of input, a size, and what is done with an input of some size. */
const KINDS: readonly (readonly [name: string, size: number, run: (size: number) => void])[] = [
  ["buckets", 5_000, (size) => judged(bucketsOf(size))],
  [
    "buckets with their versionings",
    10_000,
    (size) => judged(bucketsOf(size).flatMap((each) => [each, versioning(each)])),
  ],
  [
    "buckets and versionings of one name",
    2_000,
    (size) =>
      judged([
        ...times(size, (index) => bucket(`b${index}`, { bucket: "same" })),
        ...times(size, (index) =>
          resource("aws:s3/bucketVersioning:BucketVersioning", `v${index}`, {
            bucket: "same",
            versioningConfiguration: { status: "Enabled" },
          }),
        ),
      ]),
  ],
  ["pairs with a key and a grant each", 500, (size) => judged(grantedPairs(size))],
  [
    "buckets with an alarm each",
    2_000,
    (size) =>
      judged(
        bucketsOf(size).flatMap((each) => [
          each,
          resource("aws:cloudwatch/metricAlarm:MetricAlarm", `${each.name}-alarm`, {
            metricName: "OperationsFailedReplication",
            dimensions: { SourceBucket: `${each.name}-1234567`, DestinationBucket: "copy", RuleId: "rule" },
          }),
        ]),
      ),
  ],
  [
    "rules of one configuration",
    1_000,
    (size) =>
      judged([
        data,
        replica,
        ...rest.slice(0, 2),
        replication(
          data,
          times(size, () => replica),
        ),
      ]),
  ],
  [
    "stars in a policy",
    2_000,
    (size) => {
      const [role, policy] = rest.slice(3) as [StackResource, StackResource];
      const props = { ...policy.props, policy: policyOf(size) };
      judged([data, replica, ...rest.slice(0, 3), role, { ...policy, props, inputs: props }]);
    },
  ],
  [
    "exemptions",
    20_000,
    (size) => judged(bucketsOf(100), { exemptions: times(size, (index) => ({ bucket: `b${index}`, reason: "r" })) }),
  ],
  [
    "stars in exemptions",
    2_000,
    (size) => judged(bucketsOf(100), { exemptions: [{ bucket: `${STARS.repeat(size)}*`, reason: "r" }] }),
  ],
  [
    "stars beside {region}",
    2_000,
    (size) =>
      judged([data, ...rest.slice(0, 1), replication(data, ["arn:aws:s3:::elsewhere-us-west-2"])], {
        knownDestinations: [{ bucket: `*${STARS.repeat(size)}{region}*` }],
      }),
  ],
  [
    "buckets elsewhere that nothing is promised about",
    200,
    (size) =>
      judged([
        data,
        ...rest.slice(0, 1),
        replication(
          data,
          times(size, (index) => `arn:aws:s3:::elsewhere-${index}`),
        ),
      ]),
  ],
  [
    "required prefixes, and a rule for each",
    500,
    (size) =>
      judged(
        [
          data,
          replica,
          ...rest.slice(0, 2),
          replication(
            data,
            times(size, () => replica),
            { filter: { prefix: "p/" } },
          ),
        ],
        { requiredPrefixes: times(size, (index) => `p/${index}/`) },
      ),
  ],
  [
    "locals in a chain",
    1_000,
    (size) =>
      configured(
        terraformBuckets(1, {
          locals: Object.fromEntries(
            times(size, (index) => [`l${index}`, index === 0 ? "x" : `\${local.l${index - 1}}`]),
          ),
          output: { last: { value: `\${local.l${size - 1}}` } },
        }),
      ),
  ],
  [
    "count",
    2_000,
    (size) => configured({ resource: { aws_s3_bucket: { many: { count: size, bucket: "b-${count.index}" } } } }),
  ],
  ["resources of a configuration", 5_000, (size) => configured(terraformBuckets(size))],
  [
    "resources of a plan",
    2_000,
    (size) => judge(readPlan({ resource_changes: shown(size) }, DEFAULT_OPTIONS).graph, DEFAULT_SETTINGS),
  ],
  [
    "resources of a state",
    2_000,
    (size) =>
      judge(
        readState({ values: { root_module: { resources: shown(size) } } }, DEFAULT_OPTIONS).graph,
        DEFAULT_SETTINGS,
      ),
  ],
];

/** Milliseconds of processor time: the least of several runs, which the work of others disturbs least. */
function cost(run: () => void): number {
  const all = times(3, () => {
    const started = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1_000;
  });
  return Math.min(...all);
}

for (const [name, size, run] of KINDS) {
  const [once, twice] = [cost(() => run(size)), cost(() => run(2 * size))];
  console.log(
    `${name}: ${(twice / once).toFixed(2)} (${2 * size} / ${size}: ${twice.toFixed(0)} ms / ${once.toFixed(0)} ms of processor time)`,
  );
}
