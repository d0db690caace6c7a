import { doubtFrom, isUnknown, known, mapFact, type Fact } from "../../model/fact";
import type { Setting } from "./setting";

/**
 * Days after which a lifecycle deletes every noncurrent version: the fewest of its rules that are Enabled, for all
 * objects, and keep none.
 *
 * @param rules The rules of a side resource, of the block inside a bucket, or of the native type.
 */
export function noncurrentExpiration(rules: Setting): Fact<number | undefined> {
  const items = rules.items();
  if (!items.known) return mapFact(items, () => undefined);
  let fewest: number | undefined;
  for (const rule of items.value ?? []) {
    const days = daysOf(rule);
    if (!days.known) return days;
    if (days.value !== undefined) fewest = Math.min(days.value, fewest ?? days.value);
  }
  return known(fewest);
}

function daysOf(rule: Setting): Fact<number | undefined> {
  const expiration = rule.either("noncurrentVersionExpiration", "noncurrentVersionExpirations");
  const days = [
    expiration.either("noncurrentDays", "days").number(),
    rule.at("noncurrentVersionExpirationInDays").number(),
  ];
  const status = rule.at("status").text();
  const enabled = rule.at("enabled").flag();
  const kept = expiration.at("newerNoncurrentVersions").presence();
  const everything = selectsAll(rule);
  const facts: readonly Fact<unknown>[] = [...days, status, enabled, kept, everything];
  const unknown = facts.find(isUnknown);
  if (unknown) return doubtFrom(unknown);
  const isOn = (status.known && status.value === "Enabled") || (enabled.known && enabled.value === true);
  const applies = isOn && kept.known && !kept.value && everything.known && everything.value;
  const found = days.flatMap((fact) => (fact.known && fact.value !== undefined ? [fact.value] : []));
  return known(applies ? found[0] : undefined);
}

/** Whether a rule is for all objects: without a prefix, tags or sizes, in the filter or beside it. */
function selectsAll(rule: Setting): Fact<boolean> {
  // What a provider describes as a list has a plural name in Pulumi programs with Terraform's own names.
  const filter = rule.either("filter", "filters");
  const conditions = ["and", "ands", "tag", "tags", "objectSizeGreaterThan", "objectSizeLessThan"].map((key) =>
    filter.at(key),
  );
  const beside = ["tags", "tagFilters", "objectSizeGreaterThan", "objectSizeLessThan"].map((key) => rule.at(key));
  const presences = [...conditions, ...beside].map((each) => each.presence());
  const prefixes = [filter.at("prefix").text(), rule.at("prefix").text()];
  const facts: readonly Fact<unknown>[] = [...presences, ...prefixes];
  const unknown = facts.find(isUnknown);
  if (unknown) return doubtFrom(unknown);
  return known(
    presences.every((fact) => fact.known && !fact.value) &&
      prefixes.every((fact) => fact.known && (fact.value ?? "") === ""),
  );
}
