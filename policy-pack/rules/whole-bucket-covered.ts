import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Bucket, ReplicationRule } from "../model/graph";
import { firstOf } from "../model/prose";
import { every, given, notApplicable, satisfied, some, violated, type Verdict } from "../model/verdict";
import { crosses, givenRules } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule } from "./support/wording";

export default rule({
  id: "whole-bucket-covered",
  description: "Rules that replicate to another Region must cover every object, or every prefix in requiredPrefixes.",
  severity: "medium",
  enforcement: "advisory",
  why: "An object that no rule selects is not replicated, and nothing reports it.",
  remedy:
    'Add a rule with an empty filter. If only some prefixes have to be replicated, add this to your policy configuration: "scope": { "requiredPrefixes": ["<prefix>"] }',
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph, { requiredPrefixes }) =>
    givenRules(bucket, (rules) => {
      const all = rules.map((one): Crossing => ({ one, crosses: crosses(bucket, one, graph) }));
      const crossing = all.filter(({ crosses: { answer } }) => answer !== "violated");
      // That nothing crosses Regions is covered by `destination-in-another-region`.
      if (crossing.length === 0) return notApplicable;
      const required = requiredPrefixes.length === 0 ? [""] : requiredPrefixes;
      return every(required.map((prefix) => covered(prefix, crossing, rules, bucket)));
    }),
});

/** Rules that one message names. */
const MOST_RULES = 10;

/** A rule, and whether it carries copies to another Region. */
interface Crossing {
  readonly one: ReplicationRule;
  readonly crosses: Verdict;
}

/** One rule alone has to contain a prefix: no number of longer prefixes adds up to all keys. */
function covered(
  required: string,
  crossing: readonly Crossing[],
  rules: readonly ReplicationRule[],
  bucket: Bucket,
): Verdict {
  const may = crossing.flatMap(({ one, crosses: crossed }) => {
    const selects = contains(one, required);
    return selects.answer === "violated" ? [] : [every([selects, crossed])];
  });
  const verdict = some(may, "");
  if (verdict.answer !== "violated") return verdict;
  const named = firstOf(
    rules.map((one) => `${nameOfRule(one)} ${whatOf(one)}`),
    MOST_RULES,
  );
  return violated(
    `No rule to another Region covers ${required === "" ? "every object" : `the prefix ${required}`} of ${bucket.label}: "${keyOutside(required, rules)}" would not be replicated (${named}).`,
    bucket.configurations[0],
  );
}

/** Whether a rule selects every object whose key begins with a prefix. */
function contains({ filter, prefix }: ReplicationRule, required: string): Verdict {
  const begins = (selected: string | undefined): Verdict =>
    required.startsWith(selected ?? "") ? satisfied : violated("");
  return given(filter, (all) => {
    if (all === undefined) return given(prefix, begins);
    return given(all.tag, (tag) =>
      tag
        ? violated("")
        : given(all.and, (and) =>
            and
              ? every([given(and.prefix, begins), given(and.tags, (tags) => (tags > 0 ? violated("") : satisfied))])
              : given(all.prefix, begins),
          ),
    );
  });
}

/** The prefixes of rules, as far as they are known. */
function prefixesOf({ filter, prefix }: ReplicationRule): readonly string[] {
  if (!filter.known) return [];
  const facts = filter.value
    ? [
        filter.value.prefix,
        ...(filter.value.and.known && filter.value.and.value ? [filter.value.and.value.prefix] : []),
      ]
    : [prefix];
  return facts.flatMap((fact) => (fact.known && fact.value ? [fact.value] : []));
}

function whatOf(one: ReplicationRule): string {
  if (one.status.known && one.status.value !== "Enabled") return "is not Enabled";
  const [prefix] = prefixesOf(one);
  const words = [...(prefix === undefined ? [] : [`the prefix ${prefix}`]), ...(selectsByTag(one) ? ["a tag"] : [])];
  return words.length === 0 ? "stays in the Region" : `selects ${words.join(" and ")}`;
}

function selectsByTag({ filter }: ReplicationRule): boolean {
  if (!filter.known || !filter.value) return false;
  const { tag, and } = filter.value;
  if (tag.known && tag.value) return true;
  return and.known && and.value !== undefined && and.value.tags.known && and.value.tags.value > 0;
}

/** A key that begins with a prefix and with none that a rule selects. */
function keyOutside(required: string, rules: readonly ReplicationRule[]): string {
  const prefixes = rules.flatMap(prefixesOf);
  const names = ["example", "0", "a", "z", "_"].map((name) => `${required}${name}`);
  return names.find((key) => !prefixes.some((prefix) => key.startsWith(prefix))) ?? `${required}example`;
}
