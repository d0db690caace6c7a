import { bucketAt, type Bucket } from "../policy-pack/model/graph";
import type { Verdict } from "../policy-pack/model/verdict";
import { DEFAULT_OPTIONS } from "../policy-pack/options";
import { nothingUndetermined, RULES, type Rule, type RuleId } from "../policy-pack/rules";
import { Scope } from "../policy-pack/scope";
import { TABLES } from "./rules";
import type { Scene } from "./support/scene";

const ANSWERS = {
  satisfied: "satisfied",
  violated: "violated",
  undetermined: "undetermined",
  silent: "not-applicable",
};

/** A rule's verdict about one bucket of a scene, `nothing-undetermined` included. */
function judge(id: RuleId, scene: Scene): Verdict {
  const bucket = bucketAt(scene.graph, scene.about);
  const rule = RULES.find((candidate) => candidate.id === id);
  const judged = judgedIn(scene);
  return rule ? judged(rule, bucket) : nothingUndetermined.judge(RULES.map((each) => judged(each, bucket)));
}

function judgedIn({ graph, settings }: Scene): (rule: Rule, bucket: Bucket) => Verdict {
  const { requiredPrefixes = [], ...options } = settings;
  const scope = new Scope(graph, { ...DEFAULT_OPTIONS, requiredPrefixes });
  return (rule, bucket) => scope.judge(rule, bucket, options);
}

describe.each(Object.entries(TABLES))("%s", (id, table) => {
  for (const answer of ["satisfied", "violated", "undetermined", "silent"] as const) {
    const cases = Object.entries(table[answer] ?? {});
    if (cases.length === 0) continue;
    test.each(cases)(`${answer}: %s`, (_name, scene) => {
      expect(judge(id as RuleId, scene)).toMatchObject({ answer: ANSWERS[answer] });
    });
  }
});

describe("one defect, one message", () => {
  const violated = Object.entries(TABLES).flatMap(([id, table]) =>
    Object.entries(table.violated).map(([name, scene]) => ({ id, name, scene, also: table.also?.[name] ?? [] })),
  );

  test.each(violated)("$id: $name", ({ id, scene, also }) => {
    const scope = new Scope(scene.graph);
    const judged = judgedIn(scene);
    const speaking = RULES.filter((rule) =>
      scope.judged.some((bucket) => judged(rule, bucket).answer === "violated"),
    ).map((rule): string => rule.id);
    // `nothing-undetermined` speaks about the other rules' doubts, and is not one of them.
    expect(speaking.sort()).toEqual([...(id === nothingUndetermined.id ? [] : [id]), ...also].sort());
  });

  test("each thing that S3 refuses has a sentence of its own", () => {
    const sentences = Object.values(TABLES["rule-set-accepted"].violated).map((scene) => {
      const verdict = judge("rule-set-accepted", scene);
      const reasons = verdict.answer === "violated" ? verdict.findings.map(({ reason }) => reason) : [];
      expect(reasons).toHaveLength(1);
      return reasons[0]?.replace(/^Rule \S+ /, "");
    });
    // The same thing is wrong in five pairs of cases, each in two shapes.
    expect(new Set(sentences).size).toBe(sentences.length - 5);
  });

  test.each(violated)("$id: $name, told without loose ends", ({ id, scene }) => {
    const verdict = judge(id as RuleId, scene);
    for (const { reason } of verdict.answer === "violated" ? verdict.findings : []) {
      expect(reason).toMatch(/^[\w"].*\.$/);
      expect(reason).not.toMatch(/undefined|\[object|\(\)|, ,|\.\./);
    }
  });
});
