import { CROSS_REGION_REPLICATION } from "../frameworks";
import { known } from "../model/fact";
import type { Bucket, ReplicationGraph, ReplicationRule } from "../model/graph";
import { given, notApplicable, proven, some, violated, type Verdict } from "../model/verdict";
import { rule } from "./rule";
import { crosses, sameUnknown, sourcesIn } from "./support/traversal";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "replication-enabled",
  description: "A bucket must have a replication configuration with at least one Enabled rule.",
  severity: "medium",
  enforcement: "mandatory",
  why: "A bucket in one Region is lost with that Region.",
  remedy:
    'Add a replication configuration with a rule whose status is "Enabled" and whose destination is in another Region.',
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-7",
  prevents: ["SrcBucketReplicationConfigMissing"],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    given(bucket.replication, (configuration) => {
      if (configuration === undefined) return withoutConfiguration(bucket, graph);
      return given(configuration.rules, (rules) => {
        const verdict = some(
          rules.map((one) => enabled(one, bucket, configuration.address)),
          `The replication configuration of ${bucket.label} has no rules.`,
        );
        // A rule without a status that S3 accepts is covered by `rule-set-accepted`.
        return verdict.answer === "violated" && rules.some(hasNoStatus) ? notApplicable : verdict;
      });
    }),
});

function enabled(one: ReplicationRule, { label }: Bucket, on: string): Verdict {
  const name = sentence(nameOfRule(one));
  return given(one.status, (status) =>
    status === "Enabled"
      ? proven(`${nameOfRule(one)} is Enabled`)
      : violated(`${name} of ${label} is ${status ?? "not Enabled"}.`, on, 'Set the status of a rule to "Enabled".'),
  );
}

function hasNoStatus({ status }: ReplicationRule): boolean {
  return status.known && status.value !== "Enabled" && status.value !== "Disabled";
}

/**
 * A bucket without a configuration may be meant as a replica of a rule that does not make it one. Then one change settles
 * both, and replicating the replica is not that change.
 */
function withoutConfiguration(bucket: Bucket, graph: ReplicationGraph): Verdict {
  const incoming = sourcesIn(graph)
    .of(bucket.address)
    .filter(({ address }) => address !== bucket.address)
    .flatMap((source) => rulesTo(bucket, source).map((one) => ({ source, one })));
  if (incoming.some(({ one }) => hasNoStatus(one))) return notApplicable;
  const [first] = incoming;
  return first
    ? unprotected(bucket, first.source, first.one, graph)
    : violated(`${bucket.label} has no replication configuration.`);
}

/** The rules of a source that certainly name a bucket. */
function rulesTo({ address }: Bucket, { replication }: Bucket): readonly ReplicationRule[] {
  const rules = replication.known ? replication.value?.rules : undefined;
  return rules?.known
    ? rules.value.filter(({ destination }) => destination.known && destination.value === address)
    : [];
}

/** Why the copies that a rule makes, or would make, are no protection of the bucket that receives them. */
function unprotected(bucket: Bucket, source: Bucket, one: ReplicationRule, graph: ReplicationGraph): Verdict {
  const isEnabled = one.status.known && one.status.value === "Enabled";
  const isNear = inSameRegion(bucket, source);
  const leaves = crosses(source, { ...one, status: known("Enabled") }, graph).answer !== "violated";
  const needs = (why: string, cure: string): Verdict =>
    violated(`${bucket.label} ${why}, so it still needs a copy of its own.`, undefined, `${cure} settles both.`);
  if (isEnabled) {
    return isNear
      ? needs(`receives copies of ${source.label}, but from the same Region`, "Moving it to another Region")
      : needs(
          `is the destination of ${source.label}, but in another partition`,
          "Moving it to another Region of the same partition",
        );
  }
  const disabled = `is the destination of ${source.label}, but ${nameOfRule(one)} is ${statusOf(one)}`;
  return leaves
    ? needs(disabled, "Enabling that rule")
    : needs(`${disabled} and does not leave the Region`, "Enabling that rule and moving the bucket to another Region");
}

function inSameRegion({ region: one }: Bucket, { region: other }: Bucket): boolean {
  return one.known && other.known ? one.value === other.value : sameUnknown(one, other);
}

function statusOf({ status }: ReplicationRule): string {
  return status.known && status.value !== undefined ? status.value : "not Enabled";
}
