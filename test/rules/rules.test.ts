import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { BucketJudgement } from "../../policy-pack/judgement";
import { FAILURE_REASONS, NOT_PREVENTED, type FailureReason } from "../../policy-pack/model/failure-reasons";
import type { Verdict } from "../../policy-pack/model/verdict";
import { nothingUndetermined, RULES, type RuleId } from "../../policy-pack/rules";
import { TABLES } from ".";
import { answerOf, judgedWith } from "../support/judged";
import { POLICIES, type PolicyId } from "../../policy-pack/settings";
import { known, scene, versioned, type Scene } from "../support/scene";

const ANSWERS = {
  satisfied: "satisfied",
  violated: "violated",
  undetermined: "undetermined",
  silent: "not-applicable",
};

/** All that is judged about the bucket that a scene is about. */
function about({ graph, about: address, settings }: Scene): BucketJudgement | undefined {
  return judgedWith(graph, settings).buckets.find(({ bucket }) => bucket.address === address);
}

/** A rule's answer about one bucket of a scene, `nothing-undetermined` included. */
function judge(id: RuleId, scene: Scene): Verdict["answer"] | undefined {
  const judged = about(scene);
  return judged && answerOf(id, judged);
}

/** What a policy says about one bucket of a scene. */
function reasons(id: RuleId, scene: Scene): readonly string[] {
  return (about(scene)?.findings ?? []).filter(({ policy }) => policy === id).map(({ reason }) => reason);
}

/** What S3 would report of one bucket of a scene, as far as a policy has found it. */
function reported(id: RuleId, scene: Scene): readonly FailureReason[] {
  const found = (about(scene)?.findings ?? []).filter(({ policy }) => policy === id);
  return [...new Set(found.flatMap(({ failureReasons }) => failureReasons))];
}

describe.each(Object.entries(TABLES))("%s", (id, table) => {
  for (const answer of ["satisfied", "violated", "undetermined", "silent"] as const) {
    const cases = Object.entries(table[answer] ?? {});
    if (cases.length === 0) continue;
    test.each(cases)(`${answer}: %s`, (_name, scene) => {
      expect(judge(id as RuleId, scene)).toBe(ANSWERS[answer]);
    });
  }
});

describe("one defect, one message", () => {
  const violated = Object.entries(TABLES).flatMap(([id, table]) =>
    Object.entries(table.violated).map(([name, scene]) => ({ id, name, scene, also: table.also?.[name] ?? [] })),
  );

  test.each(violated)("$id: $name", ({ id, scene, also }) => {
    const { buckets } = judgedWith(scene.graph, scene.settings);
    const speaking = RULES.map((rule) => rule.id).filter((each) =>
      buckets.some(({ verdicts }) => verdicts.get(each)?.answer === "violated"),
    );
    // `nothing-undetermined` speaks about the other rules' doubts, and is not one of them.
    expect(speaking.sort()).toEqual([...(id === nothingUndetermined.id ? [] : [id]), ...also].sort());
  });

  test("each thing that S3 refuses has a sentence of its own", () => {
    const sentences = Object.values(TABLES["rule-set-accepted"].violated).map((scene) => {
      const said = reasons("rule-set-accepted", scene);
      expect(said).toHaveLength(1);
      return said[0]?.replace(/^Rule \S+ /, "");
    });
    // The same thing is wrong in four pairs of cases, each in two shapes.
    expect(new Set(sentences).size).toBe(sentences.length - 4);
  });

  test.each(violated)("$id: $name, told without loose ends", ({ id, scene }) => {
    const said = reasons(id as RuleId, scene);
    expect(said).not.toEqual([]);
    for (const reason of said) {
      expect(reason).toMatch(/^[\w"].*\.$/);
      expect(reason).not.toMatch(/undefined|\[object|\(\)|, ,|\.\./);
    }
  });
});

test("a replica in the Region of its source, as the page about such buckets prints it", () => {
  const { graph } = scene({
    replica: { region: known("eu-west-1"), label: "uploads-replica" },
    bucket: { label: "uploads" },
  });
  const findings = judgedWith(graph).buckets.flatMap((bucket) => bucket.findings);
  const told = findings.find(({ policy }) => policy === "replication-enabled");
  const page = readFileSync(path.join(__dirname, "../../docs/which-buckets.md"), "utf8");
  expect(page).toContain([told?.reason, ...(told?.remedies ?? [])].join("\n"));
});

describe("one mistake, one accusation", () => {
  /** What all policies say about all buckets: "policy bucket: reason remedy". */
  const said = ({ graph }: Scene): readonly string[] =>
    judgedWith(graph).buckets.flatMap(({ bucket, findings }) =>
      findings.map(
        ({ policy, reason, remedies }) =>
          `${policy} ${bucket.label}: ${reason.replace(/^Rule .* copies .*: /, "")} ${remedies.join(" ")}`,
      ),
    );
  const region = expect.stringMatching(/^destination-in-another-region data: the same Region\./) as string;

  test.each<[name: string, scene: Scene, said: readonly string[]]>([
    [
      "a replica in the Region of its source",
      scene({ replica: { region: known("eu-west-1") } }),
      [
        region,
        "replication-enabled replica: replica receives copies of data, but from the same Region, so it still needs a copy of its own. Moving it to another Region settles both.",
      ],
    ],
    [
      "a replica in another partition",
      scene({ replica: { region: known("cn-north-1") } }),
      [
        expect.stringMatching(/^destination-in-another-region data: another partition/) as string,
        "replication-enabled replica: replica is the destination of data, but in another partition, so it still needs a copy of its own. Moving it to another Region of the same partition settles both.",
      ],
    ],
    [
      "the replica of a Disabled rule",
      scene({ rule: { status: known("Disabled") } }),
      [
        'replication-enabled data: Rule "everything" of data is Disabled. Set the status of a rule to "Enabled".',
        'replication-enabled replica: replica is the destination of data, but rule "everything" is Disabled, so it still needs a copy of its own. Enabling that rule settles both.',
      ],
    ],
    [
      "the replica of a Disabled rule in the Region of its source",
      scene({ rule: { status: known("Disabled") }, replica: { region: known("eu-west-1") } }),
      [
        'replication-enabled data: Rule "everything" of data is Disabled. Set the status of a rule to "Enabled".',
        'replication-enabled replica: replica is the destination of data, but rule "everything" is Disabled and does not leave the Region, so it still needs a copy of its own. Enabling that rule and moving the bucket to another Region settles both.',
      ],
    ],
    [
      "a rule without a status",
      scene({ rule: { status: known(undefined) } }),
      [
        'rule-set-accepted data: Rule "everything" needs a status: "Enabled" or "Disabled". Fix the rule as the message says.',
      ],
    ],
    [
      "a configuration that waits for neither versioning",
      scene({
        bucket: { versioning: versioned("data-versioning") },
        replica: { versioning: versioned("replica-versioning") },
      }),
      [
        "configured-after-versioning data: The replication configuration may be created before versioning is enabled on data and replica. Add the versioning resource to the replication configuration's dependsOn.",
      ],
    ],
    [
      "a replica without versioning",
      scene({ replica: { versioning: versioned("replica", "Unversioned") } }),
      [
        'destination-versioned data: replica is a replication destination, but versioning is not enabled on it. Add a versioning resource for this bucket with status "Enabled".',
      ],
    ],
  ])("%s", (_name, broken, expected) => {
    expect(said(broken)).toEqual(expected);
  });
});

describe("what S3 would report after deployment", () => {
  const violated = Object.entries(TABLES).flatMap(([id, table]) =>
    Object.entries(table.violated).map(([name, scene]) => ({
      id: id as RuleId,
      name,
      reported: reported(id as RuleId, scene),
      expected: table.failureReasons?.[name] ?? [],
    })),
  );

  test.each(violated)("$id: $name", ({ reported, expected }) => {
    expect(reported).toEqual(expected);
  });

  test("a table names only its own violated cases", () => {
    for (const { violated, failureReasons = {} } of Object.values(TABLES)) {
      expect(Object.keys(violated)).toEqual(expect.arrayContaining(Object.keys(failureReasons)));
    }
  });

  test.each(POLICIES)("$id prevents what its findings would become", ({ id, prevents }) => {
    const becomes = new Set(violated.filter((each) => each.id === id).flatMap((each) => each.reported));
    const also = ALSO_PREVENTED[id] ?? [];
    expect([...prevents].sort()).toEqual([...becomes, ...also].sort());
  });

  test("each of the 34 failure reasons is prevented by a rule or excused, and none is both", () => {
    expect(new Set(FAILURE_REASONS).size).toBe(34);
    const prevented = new Set(POLICIES.flatMap(({ prevents }) => prevents));
    const excused = Object.keys(NOT_PREVENTED);
    expect([...prevented, ...excused].sort()).toEqual([...FAILURE_REASONS].sort());
    for (const excuse of Object.values(NOT_PREVENTED)) expect(excuse).toMatch(/^[A-Z].*\.$/);
  });
});

/** What no finding is certain to become, and is not reported all the same where the rule is satisfied. */
const ALSO_PREVENTED: Partial<Record<PolicyId, readonly FailureReason[]>> = {
  // AWS's pages disagree whether S3 rejects the key, or tries to use it.
  "replica-key-in-destination-region": ["DstKmsKeyNotFound"],
  // Without a configuration S3 tries nothing, but for copies that were waiting when it was removed.
  "replication-enabled": ["SrcBucketReplicationConfigMissing"],
  // The same permissions, in requests that S3 makes for some objects or some changes only.
  "role-can-replicate": [
    "DstMultipartCompleteNotPermitted",
    "DstMultipartInitNotPermitted",
    "DstMultipartUploadNotPermitted",
    "DstPutAclNotPermitted",
    "DstPutTaggingNotPermitted",
    "SrcHeadObjectNotPermitted",
  ],
};

test("every file of rules is a rule that is listed, under the name of its id", () => {
  const files = readdirSync(path.resolve(__dirname, "../../policy-pack/rules"))
    .filter((file) => file.endsWith(".ts") && !["index.ts", "rule.ts"].includes(file))
    .map((file) => path.basename(file, ".ts"));
  expect(files.sort()).toEqual([...RULES, nothingUndetermined].map(({ id }) => id).sort());
});

test("a description is a requirement, one line", () => {
  // Those about the role are still statements.
  const statements = ["role-can-replicate", "role-least-privileged"];
  for (const { id, description } of POLICIES) {
    expect([id, description]).toEqual([id, expect.stringMatching(/^[A-Z][^\n]{10,100}\.$/)]);
    if (!statements.includes(id)) expect([id, description]).toEqual([id, expect.stringMatching(/ must /)]);
  }
});
