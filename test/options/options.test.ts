import { promiseFor } from "../../policy-pack/options";
import { ByName } from "../../policy-pack/options/by-name";
import { DEFAULT_OPTIONS, type KnownDestination } from "../../policy-pack/options/shared";
import { wildcard } from "../../policy-pack/model/wildcard";
import { configurationFrom, POLICIES, settingsFrom, type PolicyId } from "../../policy-pack/settings";

// Options come from files and programs of all kinds: whatever they are, what is wrong is told, and the rest applies.

const problemsOf = (policy: PolicyId, options: unknown): readonly string[] =>
  settingsFrom(new Map([[policy, options]])).problems.map(({ reason }) => reason);

const owned = (text: string): object => JSON.parse(text) as object;

describe("what is wrong with an option", () => {
  test.each<[name: string, policy: PolicyId, options: unknown, told: readonly string[]]>([
    [
      "a typing error",
      "scope",
      { knownDestination: [] },
      [
        "scope has no option `knownDestination`. Did you mean `knownDestinations`? It has: knownDestinations, exemptions, exemptionsByTag, listExemptions, versioningManagedElsewhere, requiredPrefixes, organizationId.",
      ],
    ],
    [
      "an option under the wrong policy",
      "whole-bucket-covered",
      { requiredPrefixes: ["logs/"] },
      ["whole-bucket-covered has no option `requiredPrefixes`: it belongs under `scope`."],
    ],
    [
      "an option under the wrong policy, misspelt",
      "versioning-enabled",
      { versioningManagedElsewere: true },
      [
        "versioning-enabled has no option `versioningManagedElsewere`: `versioningManagedElsewhere` belongs under `scope`.",
      ],
    ],
    [
      "an option of a rule under `scope`",
      "scope",
      { allowedRegions: ["us-west-2"] },
      ["scope has no option `allowedRegions`: it belongs under `destination-allowed`."],
    ],
    [
      "an option of a policy without any",
      "versioning-enabled",
      { strict: true },
      ["versioning-enabled has no options, so `strict` is ignored."],
    ],
    ["no object", "scope", "yes", ['scope is "yes"; it must be an object.']],
    ["a list", "scope", [], ["scope is a list; it must be an object."]],
    ["a text for a list", "scope", { exemptions: "data" }, ['scope.exemptions is "data"; it must be a list.']],
    ["a number for a flag", "scope", { listExemptions: 1 }, ["scope.listExemptions is 1; it must be true or false."]],
    [
      "a text for a flag",
      "replication-time-controlled",
      { replicationTimeControl: "true" },
      ['replication-time-controlled.replicationTimeControl is "true"; it must be true or false.'],
    ],
    ["null", "scope", { requiredPrefixes: null }, ["scope.requiredPrefixes is null; it must be a list."]],
    [
      "a text for an entry",
      "scope",
      { exemptions: ["data"] },
      ['scope.exemptions[0] is "data"; it must be an object.'],
    ],
    [
      "a list for a text",
      "scope",
      { requiredPrefixes: [["logs/"]] },
      ["scope.requiredPrefixes[0] is a list; it must be a string."],
    ],
    [
      "an object with a method of its own",
      "scope",
      {
        requiredPrefixes: [
          {
            toString: () => {
              throw new Error("called");
            },
          },
        ],
      },
      ["scope.requiredPrefixes[0] is an object; it must be a string."],
    ],
    [
      "a Region that is not one",
      "destination-allowed",
      { allowedRegions: ["us-west-2", "us-wset-2"] },
      [
        'destination-allowed.allowedRegions[1] is "us-wset-2", which is not a Region that AWS has published. Did you mean `us-west-2`?',
      ],
    ],
    [
      "an account that is not one",
      "destination-allowed",
      { allowedAccounts: ["1234"] },
      ['destination-allowed.allowedAccounts[0] is "1234", which is not an account ID: an account ID has 12 digits.'],
    ],
    [
      "a choice that is not one",
      "nothing-undetermined",
      { pending: "sumary" },
      ['nothing-undetermined.pending is "sumary", which is not "ignore", "summary" or "each". Did you mean `summary`?'],
    ],
    [
      "days that are not whole",
      "noncurrent-versions-expire",
      { maxNoncurrentDays: 0.5 },
      ["noncurrent-versions-expire.maxNoncurrentDays is 0.5, which is not a whole number of days above zero."],
    ],
    [
      "days as a text",
      "noncurrent-versions-expire",
      { maxNoncurrentDays: "30" },
      ['noncurrent-versions-expire.maxNoncurrentDays is "30"; it must be a number.'],
    ],
    [
      "an organization that is not one",
      "scope",
      { organizationId: "acme" },
      ['scope.organizationId is "acme", which is not the ID of an organization: "o-…".'],
    ],
    [
      "a promise with two places for a Region",
      "scope",
      { knownDestinations: [{ bucket: "{region}-{region}" }] },
      ['scope.knownDestinations[0].bucket is "{region}-{region}", which contains {region} more than once.'],
    ],
    [
      "an exemption without a reason",
      "scope",
      { exemptions: [{ bucket: "b" }] },
      ["scope.exemptions[0].reason is missing: say why this bucket is exempt."],
    ],
    [
      "an exemption with an empty reason",
      "scope",
      { exemptions: [{ bucket: "b", reason: " " }] },
      ['scope.exemptions[0].reason is " ", which is empty: say why this bucket is exempt.'],
    ],
    [
      "an exemption from what is not a rule",
      "scope",
      { exemptions: [{ bucket: "b", reason: "r", rules: ["versioning"] }] },
      ['scope.exemptions[0].rules[0] is "versioning", which is not a rule. Did you mean `versioning-enabled`?'],
    ],
    [
      "a day that is not one",
      "scope",
      { exemptions: [{ bucket: "b", reason: "r", until: "2026-02-30" }] },
      ['scope.exemptions[0].until is "2026-02-30", which is not a day written as YYYY-MM-DD.'],
    ],
    [
      "names that every object has",
      "scope",
      { constructor: 1, toString: 2 },
      [
        expect.stringMatching(/^scope has no option `constructor`\./),
        expect.stringMatching(/^scope has no option `toString`\./),
      ],
    ],
    [
      "a key that is a prototype's",
      "scope",
      owned('{"__proto__": {"listExemptions": true}}'),
      [expect.stringMatching(/^scope has no option `__proto__`\./)],
    ],
  ])("%s", (_name, policy, options, told) => {
    expect(problemsOf(policy, options)).toEqual(told);
  });

  test("what is wrong is ignored, and the rest applies", () => {
    const { shared, rules, pending } = settingsFrom(
      new Map<PolicyId, unknown>([
        [
          "scope",
          {
            knownDestinations: [
              { bucket: "good", region: "us-west-2" },
              { bucket: "bad", region: "us-wset-2" },
            ],
            exemptions: [{ bucket: "bad" }, { bucket: "good", reason: "r" }],
            requiredPrefixes: ["good/", 1],
            listExemptions: "yes",
            versioningManagedElsewhere: true,
          },
        ],
        ["destination-allowed", { allowedRegions: ["us-west-2", "us-wset-2"], allowedAccounts: ["111122223333"] }],
        ["nothing-undetermined", { pending: 3 }],
      ]),
    );
    expect(shared).toEqual({
      ...DEFAULT_OPTIONS,
      knownDestinations: [{ bucket: "good", region: "us-west-2" }],
      exemptions: [{ bucket: "good", reason: "r" }],
      versioningManagedElsewhere: true,
    });
    // Half of a list would forbid what the other half allows.
    expect(rules.get("destination-allowed")).toEqual({ allowedAccounts: ["111122223333"] });
    expect(pending).toBe("summary");
  });

  test("an option that is undefined is left out", () => {
    expect(problemsOf("scope", { listExemptions: undefined, unknown: undefined })).toEqual([]);
  });

  test("nothing is taken from a prototype", () => {
    const inherited = Object.create({ listExemptions: true }) as object;
    expect(settingsFrom(new Map([["scope", inherited]])).shared.listExemptions).toBe(false);
    expect(({} as Record<string, unknown>)["listExemptions"]).toBeUndefined();
  });
});

describe("a policy configuration", () => {
  const problems = (value: unknown): readonly string[] => configurationFrom(value).problems.map(({ reason }) => reason);

  test.each<[name: string, value: unknown, told: readonly string[]]>([
    [
      "a policy that is not one",
      { "versioning-enable": "advisory" },
      [
        "The policy configuration contains `versioning-enable`, which is not a policy. Did you mean `versioning-enabled`?",
      ],
    ],
    [
      "a level that is not one",
      { "versioning-enabled": "advisry" },
      ['versioning-enabled is "advisry", which is not "mandatory", "advisory" or "disabled". Did you mean `advisory`?'],
    ],
    [
      "a level among options that is not one",
      { scope: { enforcementLevel: "of" } },
      ['scope.enforcementLevel is "of", which is not "mandatory", "advisory" or "disabled".'],
    ],
    [
      "a level for all that is not one",
      { all: "warn" },
      ['all is "warn", which is not "mandatory", "advisory" or "disabled".'],
    ],
    ["options for all", { all: { enforcementLevel: "advisory" } }, ["all is an object; it must be a string."]],
    ["a number", { "versioning-enabled": 1 }, ["versioning-enabled is 1; it must be a string."]],
    ["no object", "advisory", ['The policy configuration is "advisory"; it must be an object.']],
    [
      "names that every object has",
      owned('{"__proto__": "advisory", "constructor": "advisory"}'),
      [
        "The policy configuration contains `__proto__`, which is not a policy.",
        "The policy configuration contains `constructor`, which is not a policy.",
      ],
    ],
  ])("%s is told", (_name, value, told) => {
    expect(problems(value)).toEqual(told);
  });

  test("levels: a policy's own, then that for all, then its default; one that is wrong is ignored", () => {
    const { levels } = configurationFrom({
      all: "disabled",
      scope: { enforcementLevel: "advisory" },
      "versioning-enabled": "mandatory",
      "replication-enabled": "madnatory",
    });
    expect(["scope", "versioning-enabled", "replication-enabled"].map((id) => levels.get(id as PolicyId))).toEqual([
      "advisory",
      "mandatory",
      "disabled",
    ]);
    expect([...configurationFrom({}).levels]).toEqual(POLICIES.map(({ id, enforcement }) => [id, enforcement]));
  });

  test("a policy that is disabled has no options", () => {
    const { written } = configurationFrom({ scope: { enforcementLevel: "disabled", listExemptions: true } });
    const { shared, hasShared } = settingsFrom(written);
    expect([shared.listExemptions, hasShared]).toEqual([false, false]);
  });
});

describe("texts with *", () => {
  test.each([
    ["acme", "acme", true],
    ["acme", "acme-1", false],
    ["acme-*", "acme-", true],
    ["acme-*", "acme", false],
    ["*", "", true],
    ["*-logs", "acme-logs", true],
    ["*-logs", "acme-logs-1", false],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["a**c", "abc", true],
    ["a?c", "abc", false],
    ["a.c", "abc", false],
    ["[a]", "[a]", true],
  ])("%s matches %s: %p", (pattern, text, matches) => {
    expect(wildcard(pattern)(text)).toBe(matches);
  });

  test("what would backtrack for ages is read once", () => {
    const matches = wildcard(`${"*a".repeat(2_000)}b`);
    for (let time = 0; time < 20; time++) expect(matches("a".repeat(20_000))).toBe(false);
  });
});

describe("entries by name", () => {
  test("are found in their order, by exact names and by patterns, each once", () => {
    const entries = ["acme-*", "acme-data", "other", "acme-data", "*"].map((bucket, place) => ({ bucket, place }));
    expect(new ByName(entries).of(["acme-data", "data"]).map(({ place }) => place)).toEqual([0, 1, 3, 4]);
    expect(new ByName(entries).of([]).map(({ place }) => place)).toEqual([]);
  });

  test("exact names are looked up, and not gone through for each bucket", () => {
    let read = 0;
    const entries = Array.from({ length: 1_000 }, (_, index) => ({
      get bucket() {
        read += 1;
        return `bucket-${index % 700}`;
      },
    }));
    const byName = new ByName(entries);
    const readOnce = read;
    for (let index = 0; index < 200; index++) expect(byName.of([`bucket-${index}`])).toHaveLength(2);
    expect(read).toBe(readOnce);
    expect(readOnce).toBeLessThanOrEqual(entries.length * 5);
  });
});

describe("a promise about a bucket elsewhere", () => {
  const region = (name: string, ...knownDestinations: readonly KnownDestination[]): string | undefined =>
    promiseFor(name, { ...DEFAULT_OPTIONS, knownDestinations })?.region;

  test.each([
    ["acme-us-west-2", "acme-{region}", "us-west-2"],
    ["acme-us-gov-west-1-logs", "acme-{region}-*", "us-gov-west-1"],
    ["us-west-2-us-east-1", "*{region}*", undefined],
    ["us-west-2", "{region}", "us-west-2"],
    ["acme-us-west-22", "acme-{region}", undefined],
  ])("%s under %s is in %s", (name, bucket, expected) => {
    expect(region(name, { bucket })).toBe(expected);
  });

  test("the first that matches counts, exact or not", () => {
    expect(region("acme-x", { bucket: "acme-*", region: "us-east-1" }, { bucket: "acme-x", region: "us-west-2" })).toBe(
      "us-east-1",
    );
    expect(region("acme-x", { bucket: "acme-x", region: "us-west-2" }, { bucket: "acme-*", region: "us-east-1" })).toBe(
      "us-west-2",
    );
  });

  test("a name of any length is read", () => {
    expect(
      region("us-west-2".repeat(50_000), { bucket: `${"*a".repeat(500)}{region}${"*a".repeat(500)}` }),
    ).toBeUndefined();
    expect(region("us-west-2-".repeat(25), { bucket: "*{region}*" })).toBe("us-west-2");
  });
});
