import { readFileSync } from "node:fs";
import * as path from "node:path";
import { DURING_UP, settlements, undecidedSentence, type Undecided } from "../policy-pack/doubts";
import { notesOf } from "../policy-pack/reports/notes";
import { Judging, type Judgement } from "../policy-pack/judgement";
import type { Bucket } from "../policy-pack/model/graph";
import { undetermined, type Doubt } from "../policy-pack/model/verdict";
import { AWS_NATIVE } from "../policy-pack/readers/pulumi/dialect";
import { RULES, type RuleId } from "../policy-pack/rules";
import { settingsFrom } from "../policy-pack/settings";
import { judgedWith, type Asked } from "./support/judged";
import {
  bucketNamed,
  encrypted,
  KMS_AWAY,
  KMS_HOME,
  known,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
  versioned,
  type Scene,
} from "./support/scene";

const NOW = new Date("2026-06-15T12:00:00Z");
const PLACE = { project: "project", stack: "dev", now: NOW };

const judged = ({ graph }: Scene, asked: Asked = {}): Judgement => judgedWith(graph, asked, PLACE);

const about = ({ buckets }: Judgement, label = "data") => {
  const found = buckets.find(({ bucket }) => bucket.label === label);
  if (!found) throw new Error(label);
  return found;
};

const tags = (all: Readonly<Record<string, string>>): Pick<Bucket, "tags"> => ({
  tags: known(new Map(Object.entries(all).map(([key, value]) => [key, known(value)]))),
});

function ruleOf(id: RuleId) {
  const found = RULES.find((rule) => rule.id === id);
  if (!found) throw new Error(id);
  return found;
}

afterEach(() => jest.restoreAllMocks());

describe("a finding is told where a person mends it", () => {
  const promised = { evaluated: false, region: known("us-west-2"), allowsReplication: true as const };

  test("on the resource of the stack that sets it", () => {
    const resources = { "data-versioning": [], "data-replication": [] };
    const wrong = scene({ bucket: { versioning: versioned("data-versioning", "Suspended") }, dependencies: resources });
    expect(about(judged(wrong)).findings).toMatchObject([{ policy: "versioning-enabled", on: "data-versioning" }]);
  });

  test("with what S3 would report after deployment, as data", () => {
    const wrong = scene({
      replica: { versioning: versioned("replica", "Suspended") },
      role: { policies: [] },
    });
    expect(about(judged(wrong)).findings.map(({ policy, failureReasons }) => [policy, failureReasons])).toEqual([
      ["destination-versioned", ["DstBucketUnversioned"]],
      ["role-can-replicate", ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted", "DstPutObjectNotPermitted"]],
    ]);
  });

  test("of a bucket elsewhere, on the configuration that names it", () => {
    const unversioned = bucketNamed("away", { ...promised, versioning: versioned("away", "Unversioned") });
    const wrong = scene({
      rule: { destination: known("away") },
      elsewhere: [unversioned],
      replica: { evaluated: false },
      dependencies: { "data-replication": [] },
    });
    expect(about(judged(wrong)).findings).toMatchObject([
      {
        policy: "destination-versioned",
        on: "data-replication",
        remedies: [
          'Enable versioning on it where it is created, and then set "versioned" to true in knownDestinations.',
        ],
      },
    ]);
  });

  test("of a key elsewhere, on the configuration of the bucket", () => {
    const wrong = scene({
      bucket: { encryption: encrypted("data", KMS_HOME) },
      rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey: KMS_AWAY },
      dependencies: { "data-replication": [] },
    });
    jest.spyOn(ruleOf("replica-key-in-destination-region"), "judge").mockReturnValue({
      answer: "violated",
      findings: [{ reason: "Wrong.", on: "arn:aws:kms:us-west-2:111122223333:key/away" }],
    });
    expect(about(judged(wrong)).findings).toMatchObject([{ on: "data-replication", reason: "Wrong." }]);
  });

  test("on the bucket, where nothing else is named or known", () => {
    expect(
      about(judged(scene({ bucket: { replication: known(undefined), configurations: [] } }))).findings,
    ).toMatchObject([{ policy: "replication-enabled", on: "data" }]);
  });
});

describe("the remedy is in the words of whoever reads it", () => {
  test("a bucket of aws-native has its versioning inside", () => {
    const wrong = scene({ bucket: { words: AWS_NATIVE, versioning: versioned("data", "Unversioned") } });
    expect(about(judged(wrong)).findings[0]?.remedies).toEqual([
      'Set versioningConfiguration on this bucket with status "Enabled".',
    ]);
  });

  test("settings in reasons too", () => {
    const setting = (path: string): string => `<${path}>`;
    const wrong = scene({
      bucket: { words: { ...AWS_NATIVE, setting } },
      rule: { deleteMarkerReplication: known(undefined) },
    });
    expect(about(judged(wrong)).findings[0]?.reason).toBe(
      'Rule "everything" has a filter but no <deleteMarkerReplication>, which S3 requires with a filter. "Disabled" is the safe choice.',
    );
  });
});

describe("a defect of ours", () => {
  const two = scene({ others: [bucketNamed("lone")], replica: { versioning: versioned("replica", "Suspended") } });

  test("is a finding of the rule about the bucket, and takes no other answer away", () => {
    const { judge } = ruleOf("versioning-enabled");
    jest.spyOn(ruleOf("versioning-enabled"), "judge").mockImplementation((bucket, ...more) => {
      if (bucket.label === "data") throw new TypeError("cannot read hunter2");
      return judge(bucket, ...more);
    });
    const judgement = judged(two);
    expect(about(judgement).findings).toEqual([
      expect.objectContaining({
        policy: "versioning-enabled",
        on: "data",
        reason: expect.stringMatching(
          /^versioning-enabled could not be evaluated for data \(TypeError at judgement\.test\.ts:\d+\)\. This is a bug/,
        ) as unknown,
        remedies: [expect.stringMatching(/^Please report it: /)],
      }),
      expect.objectContaining({ policy: "destination-versioned" }),
    ]);
    expect(about(judgement).verdicts.get("replication-enabled")?.answer).toBe("satisfied");
    expect(about(judgement, "lone").verdicts.get("versioning-enabled")?.answer).toBe("satisfied");
    expect(JSON.stringify(about(judgement).findings)).not.toContain("hunter2");
  });

  test("of a reader, an edge to a bucket that is not there, is told about the bucket that has it alone", () => {
    const { buckets } = judged(scene({ rule: { destination: known("nowhere") }, others: [bucketNamed("lone")] }));
    const defects = buckets.map(({ findings }) => findings.filter(({ reason }) => reason.includes("This is a bug")));
    expect(defects.map((all) => all.length > 0)).toEqual([true, false, false]);
    expect(buckets.map(({ verdicts }) => verdicts.get("replication-enabled")?.answer)).toEqual([
      "satisfied",
      "violated",
      "violated",
    ]);
  });
});

describe("what is not decided", () => {
  test("a doubt of an unknown kind waits for a person", () => {
    const doubt = { reason: "who knows", settledBy: "someday" } as unknown as Doubt;
    jest.spyOn(ruleOf("versioning-enabled"), "judge").mockReturnValue(undetermined(doubt));
    const { open, pending, findings } = about(judged(scene()));
    expect([open.length, pending.length]).toEqual([1, 0]);
    expect(findings).toMatchObject([{ policy: "nothing-undetermined" }]);
  });

  test("an answer without a reason is told all the same", () => {
    jest.spyOn(ruleOf("versioning-enabled"), "judge").mockReturnValue({ answer: "undetermined", doubts: [] });
    expect(about(judged(scene())).findings).toMatchObject([
      {
        policy: "nothing-undetermined",
        reason: "It cannot be decided before deployment: versioning-enabled of data is not decided.",
      },
    ]);
  });

  test.each([
    ["ignore", 0],
    ["summary", 0],
    ["each", 1],
  ] as const)("what is settled by applying, with pending %p, is so many findings: %p", (pending, count) => {
    const waiting = scene({ bucket: { versioning: unknownUntilApply("the versioning is known only after apply") } });
    const judgement = judged(waiting, { pending });
    const { findings } = about(judgement);
    expect(findings).toHaveLength(count);
    if (count > 0) {
      expect(findings[0]).toMatchObject({
        policy: "nothing-undetermined",
        reason: "It cannot be decided before deployment: the versioning is known only after apply.",
        remedies: [`Nothing to do: ${DURING_UP}.`],
      });
    }
    expect(notesOf(judgement, "later")).toHaveLength(pending === "summary" ? 2 : 0);
  });

  test("with scope disabled, the message says that its options do not apply", () => {
    const { graph } = scene({ bucket: { versioning: unknownUntilConfigured("managed elsewhere") } });
    const { judgement } = new Judging(graph, settingsFrom(new Map()), PLACE);
    expect(about(judgement).findings[0]?.reason).toContain(
      "The policy scope is disabled, so none of its options apply.",
    );
  });

  const undecided = (...doubts: readonly Omit<Doubt, "settledBy">[]): readonly Undecided[] =>
    doubts.map((doubt) => ({ doubt: { ...doubt, settledBy: "configuration" }, rules: ["versioning-enabled"] }));
  const promise = (bucket: string): string =>
    `"scope": { "knownDestinations": [{ "bucket": "${bucket}", "region": "<its Region>" }] }`;

  test("lines for one option are one line that can be pasted", () => {
    const [line, ...more] = settlements(
      undecided(
        { reason: "a", settle: promise("one") },
        { reason: "b", settle: promise("two") },
        { reason: "c", settle: promise("one") },
        { reason: "d", settle: '"scope": { "versioningManagedElsewhere": true }' },
      ),
      "data",
    );
    expect(more).toEqual([]);
    expect(line).toBe(
      'If you know the answer, add this to your policy configuration: "scope": { "knownDestinations": [{ "bucket": "one", "region": "<its Region>" }, { "bucket": "two", "region": "<its Region>" }], "versioningManagedElsewhere": true }',
    );
    expect(JSON.parse(`{${line?.slice(line.indexOf('"scope"')) ?? ""}}`)).toMatchObject({ scope: {} });
  });

  const destination = (members: string): string => `"scope": { "knownDestinations": [{ "bucket": ${members} }] }`;
  const exemption = (members: string): string => `"scope": { "exemptions": [{ "bucket": ${members} }] }`;

  test.each<[name: string, lines: readonly string[], merged: string]>([
    [
      "two buckets",
      [destination('"one", "versioned": true'), destination('"two", "versioned": true')],
      '"scope": { "knownDestinations": [{ "bucket": "one", "versioned": true }, { "bucket": "two", "versioned": true }] }',
    ],
    [
      "one bucket with different members",
      [destination('"one", "region": "<its Region>"'), destination('"one", "allowsReplication": true')],
      destination('"one", "region": "<its Region>", "allowsReplication": true'),
    ],
    [
      "one bucket of which two contradict each other",
      [destination('"one", "versioned": true'), destination('"one", "versioned": false')],
      '"scope": { "knownDestinations": [{ "bucket": "one", "versioned": true }, { "bucket": "one", "versioned": false }] }',
    ],
    [
      "exemptions of one bucket from different rules",
      [exemption('"one", "rules": ["a", "b"], "reason": "r"'), exemption('"one", "rules": ["b", "c"], "reason": "r"')],
      exemption('"one", "rules": ["a", "b", "c"], "reason": "r"'),
    ],
    [
      "exemptions of one bucket for different reasons",
      [exemption('"one", "rules": ["a"], "reason": "r"'), exemption('"one", "rules": ["b"], "reason": "s"')],
      '"scope": { "exemptions": [{ "bucket": "one", "rules": ["a"], "reason": "r" }, { "bucket": "one", "rules": ["b"], "reason": "s" }] }',
    ],
    [
      "an exemption from one rule beside one from all",
      [exemption('"one", "rules": ["a"], "reason": "r"'), exemption('"one", "reason": "r"')],
      '"scope": { "exemptions": [{ "bucket": "one", "rules": ["a"], "reason": "r" }, { "bucket": "one", "reason": "r" }] }',
    ],
    [
      "exemptions and destinations",
      [exemption('"one", "reason": "r"'), destination('"two", "versioned": true')],
      '"scope": { "exemptions": [{ "bucket": "one", "reason": "r" }], "knownDestinations": [{ "bucket": "two", "versioned": true }] }',
    ],
  ])("lines that can be pasted: %s", (_name, lines, expected) => {
    expect(settlements(undecided(...lines.map((settle) => ({ reason: settle, settle }))), "data")).toEqual([
      `If you know the answer, add this to your policy configuration: ${expected}`,
    ]);
  });

  test("each place has a line of its own: the configuration, the command line, the program", () => {
    expect(
      settlements(
        undecided(
          { reason: "a", settle: "write the ARN of the key" },
          { reason: "b", settle: promise("one") },
          { reason: "c", settle: "pulumi config set aws:region <Region>" },
          { reason: "d", settle: '"scope": "advisory" (the policy is disabled)' },
        ),
        "data",
      ),
    ).toEqual([
      `If you know the answer, add this to your policy configuration: ${promise("one")}`,
      'If you know the answer, add this to your policy configuration: "scope": "advisory" (the policy is disabled)',
      "Run: pulumi config set aws:region <Region>",
      "In your program: write the ARN of the key.",
    ]);
  });

  test("a doubt that no line settles says which rule and bucket, and what to do", () => {
    expect(settlements(undecided({ reason: "a" }), "data")).toEqual([
      "No option settles versioning-enabled for data: write the unknown value into your program, or exempt the bucket from this rule and say why.",
    ]);
  });

  test("what is not known of one thing is one sentence", () => {
    const reasons = [
      "bucket b is not in this stack, so its Region is not known (an ARN contains none)",
      "bucket b is not in this stack, so its versioning is not known",
      "the key is not known",
      "bucket c is not in this stack, so its Region is not known",
    ];
    expect(undecidedSentence(undecided(...reasons.map((reason) => ({ reason }))))).toBe(
      "It cannot be decided before deployment: bucket b is not in this stack, so neither its Region (an ARN contains none) nor its versioning is known; the key is not known; bucket c is not in this stack, so its Region is not known.",
    );
    const three = ["Region", "versioning", "Object Lock"].map((what) => ({
      reason: `b is away, so its ${what} is not known`,
    }));
    expect(undecidedSentence(undecided(...three))).toContain(
      "b is away, so its Region, its versioning and its Object Lock are not known.",
    );
  });
});

describe("exemptions", () => {
  const lone = (differences: Partial<Bucket> = {}): Scene => {
    const bucket = bucketNamed("lone", differences);
    return { ...scene(), graph: { ...scene().graph, buckets: new Map([["lone", bucket]]) } };
  };
  const reason = { "s3-crr:exempt-reason": "scratch" };
  const speaking = (judgement: Judgement): readonly string[] =>
    about(judgement, "lone").findings.map(({ policy }) => policy);
  const problems = ({ problems: all }: Judgement) => all.map(({ reason: told, on }) => [told, on]);

  test("who says so, and since when it is over, stand in the judgement", () => {
    const exemptions = [
      { bucket: "lo*", reason: "old", until: "2026-06-14" },
      { bucket: "lone", reason: "new", until: "2026-06-15", rules: ["versioning-enabled"] },
    ];
    const judgement = judged(lone(tags(reason)), { exemptions });
    expect(about(judgement, "lone").exempt).toEqual([
      { bucket: "lone", reason: "new", until: "2026-06-15", rules: ["versioning-enabled"], by: "option" },
      { bucket: "lone", reason: "scratch", by: "tag" },
    ]);
    expect(judgement.counts).toMatchObject({ buckets: 1, sources: 0, exempt: { all: 1, byOption: 0, byTag: 1 } });
    expect(notesOf(judgement, "later")).toEqual([
      "s3-cross-region-replication: 1 bucket: 0 sources, 0 replicas, 1 exempt (1 by tag); 0 rules decided, 0 pending.",
    ]);
  });

  test("listed where that is asked for, as findings of scope", () => {
    const { findings } = about(judged(lone(tags(reason)), { listExemptions: true }), "lone");
    expect(findings).toMatchObject([
      {
        policy: "scope",
        on: "lone",
        reason: "lone is exempt from all rules, with no end date: scratch.",
        remedies: [
          'Reported because of listExemptions. To keep it from failing the run, set the enforcementLevel of scope to "advisory".',
        ],
      },
    ]);
    expect(about(judged(lone(tags(reason))), "lone").findings).toEqual([]);
  });

  test("by tag, unless the organization does not want that: then it is told once, and tags settle nothing", () => {
    expect(speaking(judged(lone(tags(reason))))).toEqual([]);
    const without = judged(lone(tags(reason)), { exemptionsByTag: false });
    expect(speaking(without)).toEqual(["replication-enabled"]);
    expect(problems(without)).toEqual([
      ["Tags do not exempt lone: exemptionsByTag is false in the options of scope.", undefined],
    ]);
    const unknownTags = lone({ tags: unknownUntilApply("its tags are known only after apply") });
    expect(about(judged(unknownTags), "lone").pending).not.toEqual([]);
    const many = Array.from({ length: 7 }, (_, index) => bucketNamed(`b${index}`, tags(reason)));
    const graph = { ...scene().graph, buckets: new Map(many.map((bucket) => [bucket.address, bucket])) };
    expect(problems(judged({ ...scene(), graph }, { exemptionsByTag: false }))).toEqual([
      [
        "Tags do not exempt b0, b1, b2, b3, b4 and 2 more: exemptionsByTag is false in the options of scope.",
        undefined,
      ],
    ]);
  });

  test.each<[name: string, all: Readonly<Record<string, string>>, told: string]>([
    [
      "a tag that is misspelt",
      { "s3-crr:exempt-reasons": "scratch" },
      "lone has the tag s3-crr:exempt-reasons, which is not a tag that this pack reads. Did you mean `s3-crr:exempt-reason`?",
    ],
    [
      "a tag with a misspelt prefix",
      { "s3-ccr:exempt-reason": "scratch" },
      "lone has the tag s3-ccr:exempt-reason, which is not a tag that this pack reads. Did you mean `s3-crr:exempt-reason`?",
    ],
    [
      "a tag with capitals",
      { "S3-CRR:Exempt-Reason": "scratch" },
      "lone has the tag S3-CRR:Exempt-Reason, which is not a tag that this pack reads. Did you mean `s3-crr:exempt-reason`?",
    ],
    [
      "a day that is not one",
      { ...reason, "s3-crr:exempt-until": "tomorrow" },
      'The tag s3-crr:exempt-until of lone is "tomorrow", which is not a day written as YYYY-MM-DD.',
    ],
    [
      "a rule that is not one",
      { ...reason, "s3-crr:exempt-rules": "replication-enabled versioning" },
      'A rule in the tag s3-crr:exempt-rules of lone is "versioning", which is not a rule. Did you mean `versioning-enabled`?',
    ],
    [
      "an end without a reason",
      { "s3-crr:exempt-until": "2027-01-01" },
      'The tag s3-crr:exempt-reason of lone is "", which is empty: say why this bucket is exempt.',
    ],
    [
      "a source that is no ARN",
      { "s3-crr:replica-of": "acme-data" },
      "The tag s3-crr:replica-of of lone is not the ARN of a bucket.",
    ],
  ])("%s is told on the bucket, and exempts nothing", (_name, all, told) => {
    const judgement = judged(lone(tags(all)));
    expect(problems(judgement)).toEqual([[told, "lone"]]);
    expect(judgement.problems[0]?.remedy).toBe("Fix the tag; it is ignored until you do.");
    expect(speaking(judgement)).toEqual(["replication-enabled"]);
  });

  test("tags of others are no business of this pack", () => {
    expect(
      problems(
        judged(
          lone(tags({ "s3-crr": "x", team: "data", "S3-CRR:note": "y", "exempt-reason": "z", "acme:replica-of": "b" })),
        ),
      ),
    ).toEqual([]);
  });

  test.each([
    ["all tags", unknownUntilConfigured<ReadonlyMap<string, never>>("var.tags is given only when Terraform runs")],
    ["a tag that exempts", known(new Map([["s3-crr:exempt-reason", unknownUntilConfigured<string>("var.why")]]))],
    ["a tag of a replica", known(new Map([["s3-crr:replica-of", unknownUntilConfigured<string>("var.source")]]))],
  ])("%s that nobody knows: nobody knows what the bucket owes", (_name, tags) => {
    const judgement = judged(lone({ tags }));
    expect(speaking(judgement)).toEqual(["nothing-undetermined"]);
    const { open } = about(judgement, "lone");
    const doubts = open.filter(({ rules }) => rules.includes("replication-enabled")).map(({ doubt }) => doubt.reason);
    expect(doubts).toEqual([expect.stringMatching(/, and a tag may exempt lone or say that it is a replica$/)]);
  });

  test("of 100,000 exemptions, each bucket has its own", () => {
    const exemptions = Array.from({ length: 100_000 }, (_, index) => ({ bucket: `b${index}`, reason: "r" }));
    const many = Array.from({ length: 1_000 }, (_, index) => bucketNamed(`b${index * 2}`));
    const graph = { ...scene().graph, buckets: new Map(many.map((bucket) => [bucket.address, bucket])) };
    expect(judged({ ...scene(), graph }, { exemptions }).counts.exempt.byOption).toBe(1_000);
  });
});

describe("what is satisfied says how that was proven", () => {
  const kms = scene({
    bucket: {
      encryption: encrypted("data", KMS_HOME),
      region: known("eu-west-1", "from the default provider"),
      objectLock: known(true),
      versioning: known({ status: "Enabled", on: "data" } as const, "by Object Lock"),
    },
    replica: { region: known("us-west-2", "from provider west"), objectLock: known(true) },
    rule: {
      destination: known("replica", "by dependency"),
      sseKmsEncryptedObjects: known("Enabled"),
      replicaKey: KMS_AWAY,
    },
  });
  test.each<[rule: RuleId, proof: string]>([
    ["versioning-enabled", "Enabled, by Object Lock"],
    ["replication-enabled", 'rule "everything" is Enabled'],
    [
      "destination-in-another-region",
      "data (eu-west-1, from the default provider) to replica (us-west-2, from provider west), by dependency",
    ],
    ["destination-versioned", "replica: Enabled"],
    ["replica-key-in-destination-region", "us-west-2, from provider west"],
    ["object-lock-matched", "replica has Object Lock"],
    ["configured-after-versioning", "data is created with versioning and replica is created with versioning"],
  ])("%s: %s", (rule, proof) => {
    expect(about(judged(kms)).verdicts.get(rule)).toEqual({ answer: "satisfied", proof });
  });

  test("where a value is not known and makes no difference", () => {
    const either = scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "ohio"]) },
      others: [bucketNamed("ohio", { region: known("us-east-2") })],
    });
    expect(about(judged(either)).verdicts.get("destination-in-another-region")).toEqual({
      answer: "satisfied",
      proof: "its ARN is known only after apply, and it makes no difference",
    });
  });
});

describe("what is told beside the findings", () => {
  const waiting = (why: string) => scene({ bucket: { versioning: unknownUntilApply(why) } });
  const [pending] = [(why: string) => notesOf(judged(waiting(why)), DURING_UP)];

  test("nothing where everything is decided", () => {
    expect(notesOf(judged(scene()), "later")).toEqual([]);
  });

  test("which value is not known, and when it is", () => {
    expect(pending("`status` of data-versioning is known only after apply")).toEqual([
      's3-cross-region-replication: undetermined until apply for 1 bucket (data), because `status` of data-versioning is not known yet. Nothing to do: it is decided during `pulumi up`, unless `--target` or `--exclude` leaves resources out. To see it for each bucket, set "nothing-undetermined": { "pending": "each" }.',
      "s3-cross-region-replication: 2 buckets: 1 source, 1 replica, 0 exempt; 14 rules decided, 2 pending.",
    ]);
  });

  test.each(["`policy` of RolePolicy replication", "the policy of RolePolicy replication"])(
    "%s: how to have it decided now",
    (what) => {
      expect(pending(`${what} is known only after apply`)[0]).toContain(
        `because ${what} is not known yet. Name the buckets and write the policy with their names instead of \`.arn\`, and it is decided now. Otherwise nothing to do: it is decided during`,
      );
    },
  );

  test("as the page about it prints it", () => {
    const page = readFileSync(path.join(__dirname, "../docs/what-can-be-known.md"), "utf8");
    expect(page).toContain(pending("`policy` of RolePolicy replication is known only after apply")[0]);
  });

  test("many buckets and values are cut short", () => {
    const buckets = Array.from({ length: 8 }, (_, index) =>
      bucketNamed(`b${index}`, { versioning: unknownUntilApply(`\`status\` of v${index} is known only after apply`) }),
    );
    const graph = { ...scene().graph, buckets: new Map(buckets.map((bucket) => [bucket.address, bucket])) };
    const exempt = { exemptions: [{ bucket: "*", reason: "r", rules: ["replication-enabled"] }] };
    expect(notesOf(judged({ ...scene(), graph }, exempt), "later")).toEqual([
      's3-cross-region-replication: undetermined until apply for 8 buckets (b0, b1, b2, b3, b4 and 3 more), because `status` of v0, `status` of v1, `status` of v2 and 5 more are not known yet. Nothing to do: later. To see it for each bucket, set "nothing-undetermined": { "pending": "each" }.',
      "s3-cross-region-replication: 8 buckets: 8 sources, 0 replicas, 0 exempt, 8 exempt from some rules; 1 rule decided, 1 pending.",
    ]);
  });
});
