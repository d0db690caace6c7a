import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Fact } from "../model/fact";
import {
  bucketAt,
  type Bucket,
  type ReplicationConfiguration,
  type ReplicationGraph,
  type ReplicationRule,
  type Timed,
} from "../model/graph";
import type { Vocabulary } from "../model/vocabulary";
import {
  doubtful,
  every,
  given,
  notApplicable,
  satisfied,
  undetermined,
  violated,
  type Doubt,
  type Verdict,
} from "../model/verdict";
import { rule } from "./rule";
import { NOT_FOR_COPIES, STORAGE_CLASSES } from "./support/storage-classes";
import { givenConfiguration } from "./support/traversal";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "rule-set-accepted",
  description: "The replication configuration must be one that S3 accepts.",
  severity: "high",
  enforcement: "mandatory",
  why: "What S3 rejects fails in the middle of a deployment, after the buckets exist, because no provider checks it beforehand.",
  remedy: "Fix the rule as the message says.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    givenConfiguration(bucket, (configuration) =>
      given(configuration.rules, (rules) =>
        every([accepted(configuration, bucket.words), inItsPlace(rules, bucket, graph)]),
      ),
    ),
  judgeAlone: accepted,
});

/** What can be told from the configuration itself. */
function accepted({ address, rules, roleIsNoArn }: ReplicationConfiguration, words: Vocabulary): Verdict {
  return given(rules, (all) => {
    // S3 accepts no empty configuration; that nothing replicates is covered by `replication-enabled`.
    if (all.length === 0) return notApplicable;
    const refuse = (reason: string): Verdict => violated(reason, address);
    return every([
      when(
        roleIsNoArn === true,
        refuse(
          `The replication configuration does not name its role by an ARN: S3 accepts only the ARN of a role as ${words.setting("role")}.`,
        ),
      ),
      ...all.map((one) => every(acceptedRule(one, words, refuse))),
      ...all.map((one) => prioritized(one, all.length, refuse)),
      ...acceptedTogether(all, refuse),
    ]);
  });
}

type Refuse = (reason: string) => Verdict;

/** Beside a filter S3 asks for a priority, which the AWS CDK leaves out where there is one rule. */
function prioritized(one: ReplicationRule, count: number, refuse: Refuse): Verdict {
  return given(one.filter, (filter) =>
    given(one.priority, (priority) => {
      if (filter === undefined || priority !== undefined) return satisfied;
      return count === 1
        ? undetermined(FILTER_WITHOUT_PRIORITY)
        : refuse(`${sentence(nameOfRule(one))} has a filter but no priority, which S3 requires with a filter.`);
    }),
  );
}

const FILTER_WITHOUT_PRIORITY: Doubt = {
  reason: "whether S3 accepts a filter without a priority in the only rule is not documented",
  settledBy: "configuration",
  settle: "set the priority of the rule to 1",
};

/** Bytes of UTF-8, as S3 counts an object key. */
const MAX_PREFIX = 1024;
const MAX_ID = 255;
const MAX_RULES = 1000;
/** Minutes: S3 offers Replication Time Control with this one time. */
const RTC_MINUTES = 15;

/** One rule; each line is one thing that S3 rejects. The numbers are those of S3's API reference. */
function acceptedRule(one: ReplicationRule, words: Vocabulary, refuse: Refuse): readonly Verdict[] {
  const { setting } = words;
  const name = sentence(nameOfRule(one));
  const refused = (reason: string): Verdict => refuse(`${name} ${reason}`);
  return [
    given(one.id, (id) => when((id ?? "").length > MAX_ID, refused(`has an ID of more than ${MAX_ID} characters.`))),
    given(one.status, (status) =>
      when(status !== "Enabled" && status !== "Disabled", refused('needs a status: "Enabled" or "Disabled".')),
    ),
    given(one.existingObjectReplication, (status) =>
      when(
        status !== undefined,
        refused(
          `has ${setting("existingObjectReplication")}, which S3 no longer accepts: use S3 Batch Replication for existing objects.`,
        ),
      ),
    ),
    given(one.filter, (filter) => {
      if (filter === undefined) return every(acceptedWithoutFilter(one, words, refused));
      return every([
        given(one.prefix, (prefix) =>
          when(
            prefix !== undefined && prefix !== "",
            refused("has a prefix in addition to its filter: move the prefix into the filter."),
          ),
        ),
        given(one.deleteMarkerReplication, (status) =>
          when(
            status === undefined,
            refused(
              `has a filter but no ${setting("deleteMarkerReplication")}, which S3 requires with a filter. "Disabled" is the safe choice.`,
            ),
          ),
        ),
        given(filter.prefix, (prefix) =>
          given(filter.tag, (tag) =>
            given(filter.and, (and) =>
              when(
                [prefix !== undefined && prefix !== "", tag, and !== undefined].filter(Boolean).length > 1,
                refused("has a filter with more than one of prefix, tag, and `and`: move all conditions into `and`."),
              ),
            ),
          ),
        ),
        given(filter.prefix, (prefix) => tooLong(prefix, refused)),
        given(filter.and, (and) => (and ? given(and.prefix, (prefix) => tooLong(prefix, refused)) : satisfied)),
        given(filter.tag, (tag) => (tag ? withoutDeleteMarkers(one, words, refused) : satisfied)),
        given(filter.and, (and) =>
          and
            ? given(and.tags, (tags) => (tags > 0 ? withoutDeleteMarkers(one, words, refused) : satisfied))
            : satisfied,
        ),
      ]);
    }),
    ...acceptedTimes(one, refused),
    given(one.storageClass, (storageClass) =>
      when(
        storageClass !== undefined && !STORAGE_CLASSES.includes(storageClass),
        refused(
          NOT_FOR_COPIES.includes(storageClass ?? "")
            ? `stores copies as ${storageClass ?? ""}, a storage class that copies cannot have.`
            : "stores copies in a storage class that does not exist.",
        ),
      ),
    ),
    when(
      one.destinationIsNoArn === true,
      refused(
        `does not name its destination by an ARN: S3 accepts only the ARN of a bucket as ${setting("destination.bucket")}.`,
      ),
    ),
    given(one.owner, (owner) => {
      if (owner === undefined) return satisfied;
      if (owner !== "Destination")
        return refused(
          'changes the owner of the copies to something other than "Destination", the only value that S3 accepts.',
        );
      return given(one.account, (account) =>
        when(
          account === undefined,
          refused(
            `changes the owner of the copies but names no account: set ${setting("destination.account")} to the account of the destination.`,
          ),
        ),
      );
    }),
    given(one.sseKmsEncryptedObjects, (selected) =>
      given(one.replicaKey, (key) => {
        if (selected === "Enabled" && key === undefined) {
          return refused("selects KMS-encrypted objects but names no replica key, which S3 requires with it.");
        }
        return when(
          selected !== "Enabled" && key !== undefined,
          refused("names a replica key but does not select KMS-encrypted objects, which S3 requires with it."),
        );
      }),
    ),
  ];
}

/** Replication Time Control and metrics, which S3 accepts together, and metrics alone without an event threshold. */
function acceptedTimes(one: ReplicationRule, refused: Refuse): readonly Verdict[] {
  return [
    given(one.replicationTime, (time) => {
      if (time === undefined) return satisfied;
      return given(one.filter, (filter) =>
        filter === undefined
          ? refused("has Replication Time Control but no filter: add a filter, an empty one for the whole bucket.")
          : given(time.status, (status) =>
              status === "Enabled" ? controlled(time, one, refused) : given(one.metrics, notMeasured),
            ),
      );
    }),
    given(one.metrics, (metrics) => {
      if (metrics === undefined) return satisfied;
      return every([
        given(one.filter, (filter) => (filter === undefined ? undetermined(METRICS_WITHOUT_FILTER) : satisfied)),
        given(metrics.minutes, (minutes) =>
          minutes === undefined ? satisfied : acceptedThreshold(minutes, one, refused),
        ),
      ]);
    }),
  ];
}

// Emulators of S3 disagree about these two, and AWS's pages are silent.
const METRICS_WITHOUT_FILTER: Doubt = {
  reason: "whether S3 accepts metrics in a rule without a filter is not documented",
  settledBy: "configuration",
  settle: "add a filter to the rule, an empty one for the whole bucket",
};
const DISABLED_WITHOUT_METRICS: Doubt = {
  reason: "whether S3 accepts Replication Time Control that is Disabled without metrics is not documented",
  settledBy: "configuration",
  settle: "leave Replication Time Control out of the rule, or add metrics",
};

const notMeasured = (metrics: Timed | undefined): Verdict =>
  metrics === undefined ? undetermined(DISABLED_WITHOUT_METRICS) : satisfied;

function controlled(time: Timed, one: ReplicationRule, refused: Refuse): Verdict {
  const without = refused("has Replication Time Control but no metrics, which S3 requires with it.");
  return every([
    given(time.minutes, (minutes) =>
      when(
        minutes !== RTC_MINUTES,
        refused(`has Replication Time Control with ${minutes ?? "no"} minutes: S3 offers only ${RTC_MINUTES}.`),
      ),
    ),
    given(one.metrics, (metrics) =>
      metrics === undefined
        ? without
        : given(metrics.status, (status) =>
            status === "Enabled"
              ? given(metrics.minutes, (minutes) =>
                  when(
                    minutes === undefined,
                    refused(
                      "has Replication Time Control and metrics without an event threshold, which S3 requires then.",
                    ),
                  ),
                )
              : without,
          ),
    ),
  ]);
}

function acceptedThreshold(minutes: number, one: ReplicationRule, refused: Refuse): Verdict {
  if (minutes !== RTC_MINUTES) {
    return refused(`has an event threshold of ${minutes} minutes: S3 offers only ${RTC_MINUTES}.`);
  }
  const without = refused("has metrics with an event threshold, which S3 accepts only with Replication Time Control.");
  return given(one.replicationTime, (time) =>
    time === undefined ? without : given(time.status, (status) => (status === "Enabled" ? satisfied : without)),
  );
}

function withoutDeleteMarkers(one: ReplicationRule, { setting }: Vocabulary, refused: Refuse): Verdict {
  return given(one.deleteMarkerReplication, (status) =>
    when(
      status === "Enabled",
      refused(
        `filters by tag and replicates delete markers, which S3 does not do: set ${setting("deleteMarkerReplication")} to Disabled.`,
      ),
    ),
  );
}

/** A rule without a filter is of the first version of S3's schema. */
function acceptedWithoutFilter(one: ReplicationRule, { setting }: Vocabulary, refused: Refuse): readonly Verdict[] {
  return [
    given(one.prefix, (prefix) => tooLong(prefix, refused)),
    given(one.deleteMarkerReplication, (status) =>
      when(
        status !== undefined,
        refused(
          `has ${setting("deleteMarkerReplication")} but no filter: add a filter, an empty one for the whole bucket.`,
        ),
      ),
    ),
    given(one.replicaModifications, (status) =>
      when(
        status !== undefined,
        refused(
          `has ${setting("sourceSelectionCriteria.replicaModifications")} but no filter: add a filter, an empty one for the whole bucket.`,
        ),
      ),
    ),
  ];
}

/** What S3 rejects of several rules together. */
function acceptedTogether(rules: readonly ReplicationRule[], refuse: Refuse): readonly Verdict[] {
  const withFilter = rules.filter(({ filter }) => filter.known && filter.value !== undefined);
  const withoutFilter = rules.filter(({ filter }) => filter.known && filter.value === undefined);
  const unknownFilter = rules.map(({ filter }) => filter).find((filter) => !filter.known);
  return [
    when(
      rules.length > MAX_RULES,
      refuse(`The replication configuration has ${rules.length} rules: S3 accepts up to ${MAX_RULES}.`),
    ),
    distinct(
      rules.map(({ id }) => id),
      (id) => id !== undefined && id !== "",
      (id) => refuse(`More than one rule has the ID "${id}".`),
    ),
    distinct(
      withFilter.map(({ priority }) => priority),
      (priority) => priority !== undefined,
      (priority) =>
        refuse(`More than one rule has the priority ${priority}; a priority that is left out is sent as 0.`),
    ),
    withFilter.length > 0 && withoutFilter.length > 0
      ? refuse(
          "Some rules have a filter and some have none, which S3 rejects. Give each rule a filter, an empty one for the whole bucket.",
        )
      : unknownFilter && rules.length > 1
        ? doubtful(unknownFilter)
        : satisfied,
    withFilter.length === 0 && withoutFilter.length > 1 && !unknownFilter
      ? distinct(
          withoutFilter.map(({ destination }) => destination),
          () => false,
          () => satisfied,
          () =>
            refuse("Rules without a filter go to more than one destination: give each rule a filter and a priority."),
        )
      : satisfied,
  ];
}

/**
 * Compares the values of one setting over all rules.
 *
 * @param counts Which values may not occur twice.
 * @param different What it means that there are two different ones.
 */
function distinct<T>(
  facts: readonly Fact<T>[],
  counts: (value: T) => boolean,
  repeated: (value: T) => Verdict,
  different: () => Verdict = () => satisfied,
): Verdict {
  const seen = new Set<T>();
  for (const fact of facts) {
    if (!fact.known || !counts(fact.value)) {
      if (fact.known) seen.add(fact.value);
      continue;
    }
    if (seen.has(fact.value)) return repeated(fact.value);
    seen.add(fact.value);
  }
  const verdict = seen.size > 1 ? different() : satisfied;
  const unknown = facts.find((fact) => !fact.known);
  return verdict.answer === "satisfied" && unknown && facts.length > 1 ? doubtful(unknown) : verdict;
}

/** What depends on the buckets at both ends. */
function inItsPlace(rules: readonly ReplicationRule[], bucket: Bucket, graph: ReplicationGraph): Verdict {
  if (rules.length === 0) return notApplicable;
  return every(
    rules.map((one) =>
      given(one.destination, (address) => {
        const destination = bucketAt(graph, address);
        const refused = (reason: string): Verdict =>
          violated(`${sentence(nameOfRule(one))} ${reason}`, bucket.configurations[0]);
        const paid = given(destination.requestPayer, (payer) =>
          when(
            payer === "Requester",
            refused(`replicates to ${destination.label}, a Requester Pays bucket, to which S3 does not replicate.`),
          ),
        );
        // Of a bucket outside the stack this is not known, and hardly any is Requester Pays: no doubt is raised.
        return graph.buckets.has(address) ? paid : satisfied;
      }),
    ),
  );
}

function tooLong(prefix: string | undefined, refused: Refuse): Verdict {
  return when(Buffer.byteLength(prefix ?? "") > MAX_PREFIX, refused(`has a prefix of more than ${MAX_PREFIX} bytes.`));
}

function when(wrong: boolean, verdict: Verdict): Verdict {
  return wrong ? verdict : satisfied;
}
