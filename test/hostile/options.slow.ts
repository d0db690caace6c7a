import { policies } from "../../policy-pack/hosts/pulumi/policies";
import { clean } from "../../policy-pack/model/prose";
import { judge } from "../../policy-pack/judgement";
import { own } from "../../policy-pack/model/own";
import { readStack } from "../../policy-pack/readers/pulumi";
import { configurationFrom, POLICIES, settingsFrom, type Settings } from "../../policy-pack/settings";
import { InProcess } from "../support/in-process";
import { bucket, compliantStack } from "../support/stack";
import { spoiled } from "./mutate";
import { faultsOf, wordsIn } from "./runs";

type Data = Readonly<Record<string, unknown>>;

/** Every option of every policy, as it should be. */
const CONFIGURATION: Readonly<Record<string, Data>> = {
  scope: {
    knownDestinations: [
      {
        ...{ bucket: "acme-dr-{region}-*", account: "111122223333", versioned: true },
        ...{ objectLock: false, allowsReplication: true },
      },
      { bucket: "elsewhere", region: "us-west-2" },
    ],
    exemptions: [
      { bucket: "scratch-*", reason: "scratch", until: "2999-12-31", rules: ["versioning-enabled"] },
      { bucket: "logs", reason: "logs", project: "project", stack: "dev" },
    ],
    exemptionsByTag: true,
    listExemptions: false,
    versioningManagedElsewhere: false,
    requiredPrefixes: ["logs/", ""],
    organizationId: "o-abcdefghij",
  },
  "destination-allowed": { allowedRegions: ["us-west-2"], allowedAccounts: ["111122223333"] },
  "replication-time-controlled": { replicationTimeControl: true },
  "delete-markers-as-required": { deleteMarkerReplication: "Enabled" },
  "replica-storage-class-allowed": { allowedStorageClasses: ["STANDARD", "GLACIER"] },
  "noncurrent-versions-expire": { maxNoncurrentDays: 90 },
  "failures-noticed": { failureNotice: true },
  "nothing-undetermined": { pending: "each" },
};

const GOOD = Object.values(compliantStack()).flat();
const STACK = [...GOOD, bucket("scratch-1"), bucket("logs", { tags: { "s3-crr:exempt-reason": "logs" } })];
const BARE = bucket("bare");

test("the options here are all that there are", () => {
  const names = POLICIES.flatMap(({ id, options }) => Object.keys(options).map((option) => `${id}.${option}`));
  const here = Object.entries(CONFIGURATION).flatMap(([id, all]) =>
    Object.keys(all).map((option) => `${id}.${option}`),
  );
  expect(here.sort()).toEqual(names.sort());
});

/** The options as an object with levels, which a file or a program has. */
const LEVELED: Data = {
  ...Object.fromEntries(
    Object.entries(CONFIGURATION).map(([id, all]) => [id, { ...all, enforcementLevel: "mandatory" }]),
  ),
  all: "advisory",
  "versioning-enabled": "mandatory",
};

/** What was written and neither applies nor is told: nothing may be ignored without a word. */
function ignored(written: Data, { rules, problems }: Settings): readonly string[] {
  const told = new Set<string>(problems.map(({ policy }) => policy));
  return POLICIES.flatMap(({ id }) => {
    const given = Object.hasOwn(written, id) ? written[id] : undefined;
    const applied = rules.get(id) ?? {};
    return told.has(id) || given === undefined || same(given, applied) ? [] : [`${id} is ignored in silence`];
  });
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(sorted(other, one));

/** The same members in the order of another object. */
function sorted(value: unknown, like: unknown): unknown {
  if (Array.isArray(value))
    return value.map((each, index) => sorted(each, (like as readonly unknown[] | null)?.[index]));
  if (typeof value !== "object" || value === null || typeof like !== "object" || like === null) return value;
  const keys = Object.keys(like);
  const place = ([key]: readonly [string, unknown]): number => keys.indexOf(key);
  return Object.fromEntries(
    Object.entries(value)
      .sort((a, b) => place(a) - place(b))
      .map(([key, each]) => [key, sorted(each, (like as Data)[key])]),
  );
}

test("options that somebody has spoiled, as Pulumi hands them to each policy", async () => {
  const faults = await faultsOf(0.03, async (random, stderr) => {
    const written: unknown = spoiled(CONFIGURATION, random);
    const config = Object.fromEntries(
      POLICIES.map(({ id }): [string, Data] => {
        const options = own(written, id);
        return [id, typeof options === "object" && !Array.isArray(options) ? { ...options } : {}];
      }),
    );
    const said = await new InProcess(policies(), { shares: true, config }).preview([...STACK, BARE]);
    const isTold = said.some(({ urn }) => urn === BARE.urn) || stderr.length > 0;
    return { told: said.map(({ message }) => message), wrong: isTold ? [] : ["nothing is said about a bare bucket"] };
  });
  expect(faults).toEqual([]);
});

test("options that somebody has spoiled, in a file or a program", async () => {
  const faults = await faultsOf(0.15, (random) => {
    const value = spoiled(LEVELED, random);
    const configuration = configurationFrom(value);
    const settings = settingsFrom(configuration.written);
    const written = Object.fromEntries(configuration.written);
    const reasons = [...configuration.problems, ...settings.problems].map(({ reason }) => clean(reason));
    if (random(10) > 0) return { told: reasons, wrong: ignored(written, settings) };
    const { problems, buckets } = judge(readStack([...STACK, BARE], settings.shared), settings);
    const reports = [...problems, ...buckets.flatMap(({ findings }) => findings)];
    return { told: [...reasons, ...reports.flatMap(wordsIn)], wrong: ignored(written, settings) };
  });
  expect(faults).toEqual([]);
});
