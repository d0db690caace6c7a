import { readFileSync } from "node:fs";
import * as path from "node:path";
import { PackProcess, type PackConfig } from "../support/pack-process";
import { notesIn, PulumiProject } from "../support/pulumi-cli";
import { EXAMPLES, inProject, PROGRAMS, resourcesOf, ROOT, said, withPulumi } from "./cli";

// `--policy-pack-config` as the real CLI reads it: what each option and each level changes about one program.

/** What is said about the program without a configuration. */
const USUAL: readonly string[] = [
  "advisory nothing-undetermined elsewhere",
  "advisory nothing-undetermined guarded",
  "advisory whole-bucket-covered prefixed",
  "mandatory replication-enabled unversioned",
  "mandatory versioning-enabled unversioned",
];

interface Change {
  readonly config: PackConfig;
  readonly no?: readonly string[];
  readonly too?: readonly string[];
}

/** A mandatory violation of one policy on each of these. */
const mandatory = (policy: string, ...resources: readonly string[]): readonly string[] =>
  resources.map((resource) => `mandatory ${policy} ${resource}`);

const UNVERSIONED = mandatory("replication-enabled", "unversioned").concat(
  mandatory("versioning-enabled", "unversioned"),
);
/** What replicates within the stack, by rules that are known. */
const SOURCES = ["plain", "prefixed", "glacier", "guarded"];
const exemptions = [{ bucket: "acme-unversioned", reason: "scratch" }];

/** By the policy and the option. */
const OPTIONS: Readonly<Record<string, Change>> = {
  "scope.knownDestinations": {
    config: {
      scope: { knownDestinations: [{ bucket: "acme-dr-{region}", versioned: true, allowsReplication: true }] },
    },
    no: ["advisory nothing-undetermined elsewhere"],
  },
  "scope.exemptions": { config: { scope: { exemptions } }, no: UNVERSIONED },
  "scope.exemptionsByTag": {
    config: { scope: { exemptionsByTag: false } },
    too: [
      "mandatory scope options-dev",
      ...mandatory("replication-enabled", "tagged"),
      ...mandatory("versioning-enabled", "tagged"),
    ],
  },
  "scope.listExemptions": {
    config: { scope: { exemptions, listExemptions: true, enforcementLevel: "advisory" } },
    no: UNVERSIONED,
    too: ["advisory scope unversioned", "advisory scope tagged"],
  },
  "scope.versioningManagedElsewhere": {
    config: { scope: { versioningManagedElsewhere: true } },
    no: ["mandatory versioning-enabled unversioned"],
    too: ["advisory nothing-undetermined unversioned"],
  },
  "scope.requiredPrefixes": {
    config: { scope: { requiredPrefixes: ["ledger/"] } },
    no: ["advisory whole-bucket-covered prefixed"],
  },
  "scope.organizationId": {
    config: { scope: { organizationId: "o-acme123456" } },
    no: ["advisory nothing-undetermined guarded"],
  },
  "nothing-undetermined.pending": {
    config: { "nothing-undetermined": { pending: "each" } },
    too: ["advisory nothing-undetermined waiting"],
  },
  // Of the bucket elsewhere no Region is known, and of the one that waits no destination.
  "destination-allowed.allowedRegions": {
    config: { "destination-allowed": { allowedRegions: ["eu-north-1"] } },
    too: mandatory("destination-allowed", ...SOURCES),
  },
  "destination-allowed.allowedAccounts": {
    config: { "destination-allowed": { allowedAccounts: ["111122223333"] } },
    too: mandatory("destination-allowed", "elsewhere"),
  },
  "failures-noticed.failureNotice": {
    config: { "failures-noticed": { failureNotice: true } },
    too: [...SOURCES, "elsewhere"].map((each) => `advisory failures-noticed ${each}`),
  },
  "replication-time-controlled.replicationTimeControl": {
    config: { "replication-time-controlled": { replicationTimeControl: true } },
    too: mandatory("replication-time-controlled", ...SOURCES, "elsewhere"),
  },
  "delete-markers-as-required.deleteMarkerReplication": {
    config: { "delete-markers-as-required": { deleteMarkerReplication: "Enabled" } },
    too: mandatory("delete-markers-as-required", ...SOURCES, "elsewhere"),
  },
  "replica-storage-class-allowed.allowedStorageClasses": {
    config: { "replica-storage-class-allowed": { allowedStorageClasses: ["STANDARD"] } },
    too: mandatory("replica-storage-class-allowed", "glacier"),
  },
  "noncurrent-versions-expire.maxNoncurrentDays": {
    config: { "noncurrent-versions-expire": { maxNoncurrentDays: 30 } },
    too: mandatory(
      "noncurrent-versions-expire",
      ...[...SOURCES, "elsewhere", "waiting", "replica", "guarded-replica", "unversioned"],
    ),
  },
};

const atLevel = (level: string): readonly string[] => USUAL.map((each) => each.replace(/^\w+/, level));

const LEVELS: Readonly<Record<string, Change>> = {
  "all advisory": { config: { all: "advisory" }, no: UNVERSIONED, too: atLevel("advisory") },
  "all mandatory": { config: { all: "mandatory" }, no: USUAL, too: atLevel("mandatory") },
  "all disabled": { config: { all: "disabled" }, no: USUAL },
  "one advisory": {
    config: { "versioning-enabled": { enforcementLevel: "advisory" } },
    no: ["mandatory versioning-enabled unversioned"],
    too: ["advisory versioning-enabled unversioned"],
  },
  "one mandatory": {
    config: { "whole-bucket-covered": "mandatory" },
    no: ["advisory whole-bucket-covered prefixed"],
    too: ["mandatory whole-bucket-covered prefixed"],
  },
  "one disabled": {
    config: { "versioning-enabled": "disabled" },
    no: ["mandatory versioning-enabled unversioned"],
  },
  // What cannot be remediated is a mandatory violation.
  "one remediate": { config: { "versioning-enabled": "remediate" } },
};

withPulumi("with --policy-pack-config", () => {
  let project: PulumiProject;
  beforeAll(async () => (project = await PulumiProject.of(path.join(PROGRAMS, "options"), { standIns: true })));
  afterAll(async () => project.close());

  const preview = async (config: PackConfig) => project.operate("preview", ...(await project.under(ROOT, config)));

  test("every option of every policy is here", async () => {
    const pack = await PackProcess.start(ROOT);
    try {
      const { policiesList } = await pack.info();
      const options = policiesList.flatMap(({ name, configschema }) =>
        (configschema?.properties?.fieldsMap ?? []).map(([option]) => `${name}.${option}`),
      );
      expect(Object.keys(OPTIONS).sort()).toEqual(options.sort());
    } finally {
      await pack.close();
    }
  });

  test.each(Object.entries({ "nothing set": { config: {} }, ...OPTIONS, ...LEVELS }))(
    "%s",
    async (_name, { config, no = [], too = [] }: Change) => {
      const run = await preview(config);
      const expected = [...new Set([...USUAL.filter((each) => !no.includes(each)), ...too])].sort();
      expect(said(run)).toEqual(expected);
      expect(run.exitStatus).toBe(expected.some((each) => each.startsWith("mandatory")) ? 1 : 0);
    },
  );

  test.each([
    ["summary", "undetermined until apply for 1 bucket (waiting)"],
    ["ignore", undefined],
  ])("what settles on apply, told as: %s", async (pending, sentence) => {
    const run = await preview({ "nothing-undetermined": { pending } });
    expect(said(run)).toEqual(USUAL);
    // The diagnostics as a person sees them.
    if (sentence === undefined) expect(run.stdout).not.toContain("undetermined until apply");
    else expect(run.stdout).toMatch(new RegExp(`^Diagnostics:[^]*${sentence.replace(/[()]/g, "\\$&")}`, "m"));
    expect(notesIn(run.events).includes("undetermined until apply")).toBe(sentence !== undefined);
  });

  test.each([
    ["that does not exist", { scope: { requiredPrefix: ["ledger/"] } }, "Did you mean `requiredPrefixes`?"],
    [
      "with a wrong value",
      { scope: { knownDestinations: [{ bucket: "b", region: "nowhere" }] } },
      '"nowhere", which is not a Region',
    ],
    [
      "of a policy without options",
      { "versioning-enabled": { strict: true } },
      "versioning-enabled has no options, so `strict` is ignored.",
    ],
  ])("an option %s is the pack's to tell", async (_name, config, sentence) => {
    const run = await preview(config);
    expect(run.exitStatus).toBe(1);
    expect(run.stdout).toContain(sentence);
  });

  test.each([
    ["an option of the wrong type", { scope: { exemptions: "all" } }],
    ["a level that does not exist", { "versioning-enabled": "madatory" }],
    ["options of a policy that does not exist", { "versioning-enable": { a: 1 } }],
  ])("%s fails the preview before the pack sees it, as the page about errors prints it", async (_name, config) => {
    const run = await preview(config);
    expect(run.exitStatus).toBe(1);
    const printed = ERRORS.find((line) => {
      const [before = "", after = ""] = line.split("…");
      return [before, after].every((part) => (run.stdout + run.stderr).includes(part));
    });
    expect([printed, run.stdout + run.stderr]).toEqual([expect.stringMatching(/^error: /), expect.anything()]);
    expect(said(run)).toEqual([]);
  });

  test("a level of a policy that does not exist is ignored by the CLI", async () => {
    expect(said(await preview({ "versioning-enable": "advisory" }))).toEqual(USUAL);
  });
});

/** What the page about errors prints of the CLI's. */
const ERRORS = readFileSync(path.join(ROOT, "docs/errors.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("error: "));

withPulumi("at the level remediate", () => {
  const fixed = { all: "advisory", "versioning-enabled": "remediate" };
  const exempt = [{ bucket: "acme-not-versioned", reason: "what has no versioning cannot be fixed" }];

  test("what is Suspended is Enabled in the preview and on up", () =>
    inProject(path.join(EXAMPLES, "broken"), async (project) => {
      const pack = await project.under(ROOT, { ...fixed, scope: { exemptions: exempt } });
      const preview = await project.operate("preview", ...pack);
      expect(preview.stdout).toMatch(/- \[remediate\] +versioning-enabled +\(1 resource\)/);
      const up = await project.operate("up", "--yes", ...pack);
      for (const run of [preview, up]) {
        expect(said(run).filter((each) => each.includes("versioning-enabled"))).toEqual([]);
        expect(run.exitStatus).toBe(0);
      }
      expect(await statusOf(project, "versioning-suspended")).toBe("Enabled");
    }));

  test("what cannot be fixed stops both", () =>
    inProject(path.join(EXAMPLES, "broken"), async (project) => {
      const up = await project.operate("up", "--yes", ...(await project.under(ROOT, fixed)));
      expect(said(up).filter((each) => each.startsWith("mandatory"))).toEqual([
        "mandatory versioning-enabled not-versioned",
      ]);
      expect(up.exitStatus).toBe(1);
      expect(await resourcesOf(project)).toEqual([]);
    }));

  async function statusOf(project: PulumiProject, name: string): Promise<unknown> {
    const found = (await resourcesOf(project)).find(({ urn }) => urn.endsWith(`BucketVersioning::${name}`));
    return (found?.inputs as { versioningConfiguration?: { status?: unknown } } | undefined)?.versioningConfiguration
      ?.status;
  }
});
