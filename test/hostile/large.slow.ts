import type { Policies } from "@pulumi/policy";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { policies } from "../../policy-pack/hosts/pulumi/policies";
import type { Props, StackResource } from "../../policy-pack/readers/pulumi/resource";
import { POLICIES } from "../../policy-pack/settings";
import { InProcess, type Said } from "../support/in-process";
import {
  bucket,
  compliantStack,
  providerNamed,
  replication,
  replicationRole,
  resource,
  UNKNOWN,
  versioning,
  WEST,
} from "../support/stack";
import { nested } from "./mutate";
import { MOST_BYTES, MOST_SECONDS, withStderr } from "./runs";

// Inputs as large as stacks may become, and larger than anybody writes. No limit here is a measurement: `npm run bench` has
// those.

type Stack = readonly StackResource[];

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

interface Half {
  readonly validateStack?: (...args: never[]) => unknown;
}

/** The policies, and the most seconds of processor time that one of them takes: the SDK's own work is not theirs. */
function timed() {
  const clock = { seconds: 0 };
  const all = policies().map((policy) => {
    const { validateStack } = policy as Half;
    return {
      ...policy,
      validateStack: (...args: never[]) => {
        const started = process.cpuUsage();
        try {
          return validateStack?.(...args);
        } finally {
          const { user, system } = process.cpuUsage(started);
          clock.seconds = Math.max(clock.seconds, (user + system) / 1e6);
        }
      },
    };
  });
  return { clock, all: all as unknown as Policies };
}

/** The size of a reply on the wire, in bytes. */
function bytesOf(said: Said): number {
  const reply = new proto.AnalyzeResponse();
  reply.setDiagnosticsList(
    said.map(({ policy, urn, message }) => {
      const { description = "" } = POLICIES.find(({ id }) => id === policy) ?? {};
      const diagnostic = new proto.AnalyzeDiagnostic();
      diagnostic.setPolicyname(policy);
      diagnostic.setPolicypackname("s3-cross-region-replication");
      diagnostic.setPolicypackversion("99.99.99");
      diagnostic.setDescription(description);
      diagnostic.setMessage(`${description}\n${message}`);
      diagnostic.setUrn(urn);
      return diagnostic;
    }),
  );
  return reply.serializeBinary().length;
}

/** `count` buckets, each replicated to the next: the last to the first in a cycle. */
function replicatedInTurn(count: number, isCycle: boolean): Stack {
  const buckets = times(count, (index) => bucket(`b${index}`, {}, index % 2 === 0 ? {} : { provider: WEST }));
  const pairs = buckets.flatMap((each, index): [StackResource, StackResource][] => {
    const next = buckets[index + 1] ?? (isCycle ? buckets[0] : undefined);
    return next ? [[each, next]] : [];
  });
  return [
    ...buckets,
    ...buckets.map((each) => versioning(each)),
    ...pairs.map(([from, to]) => replication(from, [to])),
  ];
}

/** `count` versionings, each of which names its bucket by the next. */
function referringInTurn(count: number, isCycle: boolean): Stack {
  const bare = times(count, (index) => versioning({ ...bucket("data"), name: `v${index}` }));
  const all = bare.map((each, index) => {
    const next = bare[index + 1] ?? (isCycle ? bare[0] : bucket("data"));
    const urns = next ? [next.urn] : [];
    return { ...each, dependencies: urns, propertyDependencies: { bucket: urns } };
  });
  return [bucket("data"), ...all];
}

const { data, replica, rest } = compliantStack();
const LONG = "x".repeat(240);
const STARS = "*a".repeat(5_000);

function withRules(count: number, rule: Props): StackResource {
  return replication(
    data,
    times(count, () => replica),
    rule,
  );
}

const [role, rolePolicy] = replicationRole(["data-1234567"], ["replica-1234567"]) as [StackResource, StackResource];
const VAST = JSON.stringify({
  Statement: [
    {
      Effect: "Allow",
      Action: times(2_000, (index) => `s3:Get${index}`),
      Resource: times(2_000, (index) => `arn:aws:s3:::data-1234567/${index}/*`),
    },
  ],
});
const withPolicy = (policy: string): StackResource => ({
  ...rolePolicy,
  props: { ...rolePolicy.props, policy },
  inputs: { ...rolePolicy.inputs, policy },
});
const starry = JSON.stringify({
  Statement: times(200, () => ({
    Effect: "Allow",
    Action: ["s3:*e*e*e*e*t", STARS],
    Resource: [`arn:aws:s3:::${STARS}`],
  })),
});

const LARGE: [name: string, stack: () => Stack, config?: Readonly<Record<string, Props>>][] = [
  ["100,000 buckets without anything", () => times(100_000, (index) => bucket(`b${index}`))],
  [
    "50,000 buckets and the versioning of each",
    () => times(50_000, (index) => bucket(`b${index}`)).flatMap((each) => [each, versioning(each)]),
  ],
  ["2,000 buckets replicated in a cycle", () => replicatedInTurn(2_000, true)],
  ["10,000 buckets replicated in a chain", () => replicatedInTurn(10_000, false)],
  ["2,000 versionings that refer to one another in a cycle", () => referringInTurn(2_000, true)],
  ["20,000 versionings that refer to one another in a chain", () => referringInTurn(20_000, false)],
  [
    "10,000 versionings of one bucket",
    () => [data, ...times(10_000, (index) => ({ ...versioning(data), urn: `${versioning(data).urn}${index}` }))],
  ],
  [
    "10,000 buckets and 10,000 versionings of one name",
    () => [
      ...times(10_000, (index) => bucket(`b${index}`, { bucket: "same" })),
      ...times(10_000, (index) =>
        resource("aws:s3/bucketVersioning:BucketVersioning", `v${index}`, {
          bucket: "same",
          versioningConfiguration: { status: "Enabled" },
        }),
      ),
    ],
  ],
  ["10,000 resources under one URN", () => [...times(10_000, () => bucket("data")), ...rest]],
  [
    "1,000 rules with long ids",
    () => [data, replica, ...rest.slice(0, 2), withRules(1_000, { id: LONG, prefix: "p/", filter: { prefix: "a/" } })],
  ],
  ["patterns with many stars in a policy", () => [data, replica, ...rest.slice(0, 3), role, withPolicy(starry)]],
  ["a policy of 2,000 actions and 2,000 resources", () => [data, replica, ...rest.slice(0, 3), role, withPolicy(VAST)]],
  [
    "settings nested 5,000 deep",
    () => [
      bucket("data", {
        replicationConfiguration: nested("x", 5_000, false),
        tags: nested("x", 5_000, true),
        policy: `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
      }),
      ...rest,
    ],
  ],
  ["names of 100,000 characters", () => times(100, (index) => bucket(`${"n".repeat(100_000)}${index}`))],
  [
    "one bucket with 100,000 tags",
    () => [bucket("data", { tags: Object.fromEntries(times(100_000, (index) => [`s3-crr:${index}`, UNKNOWN])) })],
  ],
  [
    "100,000 exemptions",
    () => times(1_000, (index) => bucket(`b${index}`)),
    {
      scope: {
        exemptions: times(100_000, (index) => ({
          bucket: `b${index * 2}`,
          reason: "r",
          project: "project",
          stack: "dev",
        })),
      },
    },
  ],
  [
    "100,000 exemptions that are wrong",
    () => [bucket("data")],
    { scope: { exemptions: times(100_000, () => ({ bucket: 1, reason: "", unitl: "x".repeat(190) })) } },
  ],
  [
    "1,000 destinations elsewhere about which nothing is promised",
    () => [
      data,
      replication(
        data,
        times(1_000, (index) => `arn:aws:s3:::elsewhere-${index}`),
      ),
    ],
  ],
  [
    "200 buckets that share a role, with a policy for each",
    () =>
      times(200, (index) => {
        const [from, to] = [bucket(`from${index}`), bucket(`to${index}`, {}, { provider: WEST })];
        const [shared, policy] = replicationRole([`from${index}-1234567`], [`to${index}-1234567`]);
        const own = policy && { ...policy, urn: `${policy.urn}${index}`, name: `${policy.name}${index}` };
        return [from, to, versioning(from), replication(from, [to]), ...(index === 0 ? [shared] : []), own];
      })
        .flat()
        .filter((each) => each !== undefined),
  ],
  [
    "1,000 required prefixes, and a rule for each",
    () => [
      data,
      replica,
      withRules(1_000, { filter: { prefix: "p/" }, deleteMarkerReplication: { status: "Enabled" } }),
    ],
    { scope: { requiredPrefixes: times(1_000, (index) => `p/${index}/`) } },
  ],
  [
    "10,000 buckets in a misspelt Region, and 2,000 more in options",
    () => {
      const provider = providerNamed("typo", { region: "us-wset-2" });
      return times(10_000, (index) => bucket(`b${index}`, {}, { provider }));
    },
    { "destination-allowed": { allowedRegions: times(2_000, (index) => `us-wset-${index}`) } },
  ],
  [
    "options with many stars",
    () => times(1_000, (index) => bucket(`${"a".repeat(50)}${index}`)),
    {
      scope: {
        exemptions: times(1_000, () => ({ bucket: `${STARS}b`, reason: "r" })),
        knownDestinations: times(1_000, () => ({ bucket: `${STARS}{region}${STARS}` })),
      },
    },
  ],
];

test.each(LARGE)("%s", async (_name, make, config = {}) => {
  const stack = make();
  const { clock, all } = timed();
  const pack = new InProcess(all, { shares: true, config });
  const { said, printed } = await withStderr(() => pack.analyzeStack(stack));
  expect(clock.seconds).toBeLessThan(MOST_SECONDS);
  expect(bytesOf(said)).toBeLessThan(MOST_BYTES);
  expect(said.length + printed.length).toBeGreaterThan(0);
  expect(said.filter(({ message }) => message.includes("It is a defect of"))).toEqual([]);
  for (const each of stack.slice(-20)) {
    const started = process.cpuUsage();
    const alone = await pack.analyze(each);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS);
    expect(bytesOf(alone)).toBeLessThan(MOST_BYTES);
  }
});
