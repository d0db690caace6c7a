import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Address, Bucket, ReplicationGraph } from "../model/graph";
import { listed } from "../model/prose";
import { every, given, notApplicable, proven, satisfied, undetermined, violated, type Verdict } from "../model/verdict";
import { rule } from "./rule";
import { givenConfiguration, givenDestination } from "./support/traversal";

export default rule({
  id: "configured-after-versioning",
  description: "The replication configuration must be created after versioning is enabled on both sides.",
  severity: "medium",
  enforcement: "advisory",
  why: "S3 rejects a replication configuration while a bucket is not versioned, and the provider does not wait for the destination's versioning: without a dependency the first deployment sometimes fails.",
  remedy: ({ waitForVersioning }) => waitForVersioning,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    givenConfiguration(bucket, ({ address, rules }) => {
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
function after(configuration: Address, { address, label, versioning }: Bucket, graph: ReplicationGraph): Verdict {
  if (!graph.buckets.has(address)) return notApplicable;
  return given(versioning, ({ status, on }) => {
    // Versioning that is not there, or that the bucket itself sets, is nothing to wait for.
    if (status !== "Enabled") return satisfied;
    if (on === address) return proven(`${label} is created with versioning`);
    if (waitsFor(configuration, on, graph)) return proven(`after the versioning of ${label}`);
    return graph.untold === undefined ? violated(label) : undetermined({ ...graph.untold, settledBy: "configuration" });
  });
}

/** Dependencies lead on through other resources. */
function waitsFor(from: Address, to: Address, { dependencies }: ReplicationGraph): boolean {
  const seen = new Set<Address>();
  const open = [from];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (address === to) return true;
    if (seen.has(address)) continue;
    seen.add(address);
    open.push(...(dependencies.get(address) ?? []));
  }
  return false;
}
