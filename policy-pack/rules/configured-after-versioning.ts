import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Address, Bucket, ReplicationGraph } from "../model/graph";
import { listed } from "../model/prose";
import { every, given, notApplicable, proven, satisfied, undetermined, violated, type Verdict } from "../model/verdict";
import type { Vocabulary } from "../model/vocabulary";
import { rule } from "./rule";
import { givenConfiguration, givenDestination } from "./support/traversal";
import { asClause } from "./support/wording";

export default rule({
  id: "configured-after-versioning",
  description: "The replication configuration must be created after versioning is enabled on both sides.",
  severity: "medium",
  enforcement: "advisory",
  why: "S3 rejects a replication configuration while a bucket is not versioned, and the provider does not wait for the destination's versioning: without a dependency the first deployment sometimes fails.",
  remedy: ({ waitForVersioning }) => waitForVersioning,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    givenConfiguration(bucket, ({ address, rules }) => {
      if (bucket.words.isDeployed) return notApplicable;
      const verdict = every([
        after(address, bucket, graph),
        given(rules, (all) =>
          every(all.map((one) => givenDestination(one, graph, (destination) => after(address, destination, graph)))),
        ),
      ]);
      if (verdict.answer !== "violated") return verdict;
      const buckets = listed([...new Set(verdict.findings.map(({ reason }) => reason))]);
      return violated(
        `The replication configuration may be created before versioning is enabled on ${buckets}.`,
        address,
      );
    }),
});

/** Whether a configuration waits for a bucket's versioning, where a resource of the stack sets it; violated by name. */
function after(
  configuration: Address,
  { address, label, versioning, words }: Bucket,
  graph: ReplicationGraph,
): Verdict {
  if (!graph.buckets.has(address)) return notApplicable;
  return given(versioning, ({ status, on }) => {
    // Versioning that is not there, or that the bucket itself sets, is nothing to wait for.
    if (status !== "Enabled") return satisfied;
    if (on === address) return proven(`${label} is created with versioning`);
    const { isReached, unseen } = waitingOf(configuration, on, graph);
    if (isReached) return proven(`after the versioning of ${label}`);
    if (graph.untold && (graph.untold.of?.has(configuration) ?? true)) {
      const { reason, settle } = graph.untold;
      return undetermined({ reason, settle, settledBy: "configuration" });
    }
    return unseen === undefined ? violated(label) : notSeen(unseen, label, words);
  });
}

function notSeen(unseen: Address, label: string, { waitForVersioning }: Vocabulary): Verdict {
  return undetermined({
    reason: `whether the replication configuration waits for the versioning of ${label} is not known: it depends on ${unseen}, and what that depends on is not told`,
    settledBy: "configuration",
    settle: asClause(waitForVersioning),
  });
}

/** Dependencies lead on through other resources. What has no entry may lead anywhere. */
function waitingOf(
  from: Address,
  to: Address,
  { dependencies }: ReplicationGraph,
): { readonly isReached: boolean; readonly unseen?: Address | undefined } {
  const seen = new Set<Address>();
  const open = [from];
  let unseen: Address | undefined;
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (address === to) return { isReached: true };
    if (seen.has(address)) continue;
    seen.add(address);
    const further = dependencies.get(address);
    if (!further) unseen = address;
    for (const each of further ?? []) open.push(each);
  }
  return { isReached: false, unseen };
}
