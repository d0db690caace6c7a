import type { BucketJudgement } from "../policy-pack/judgement";
import type { Verdict } from "../policy-pack/model/verdict";
import { nothingUndetermined, RULES, type RuleId } from "../policy-pack/rules";
import { TABLES } from "./rules";
import { answerOf, judgedWith } from "./support/judged";
import type { Scene } from "./support/scene";

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
