import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Address, Bucket, ReplicationGraph } from "../model/graph";
import { every, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { givenConfiguration, givenDestination } from "./support/traversal";
import { rule } from "./rule";

export default rule({
  id: "configured-after-versioning",
  description: "The replication configuration depends on the versioning of both sides.",
  severity: "medium",
  enforcement: "advisory",
  why: "S3 refuses a replication configuration while a bucket is not versioned, and the provider does not wait for the destination's: without a dependency the first deployment fails now and then.",
  remedy: "Let the replication configuration depend on the versioning resource (dependsOn, depends_on).",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    givenConfiguration(bucket, ({ address, rules }) =>
      every([
        after(address, bucket, graph),
        given(rules, (all) =>
          every(all.map((one) => givenDestination(one, graph, (destination) => after(address, destination, graph)))),
        ),
      ]),
    ),
});

/** Whether a configuration waits for a bucket's versioning, where a resource of the stack sets it. */
function after(configuration: Address, { address, label, versioning }: Bucket, graph: ReplicationGraph): Verdict {
  if (!graph.buckets.has(address)) return notApplicable;
  return given(versioning, ({ status, on }) => {
    // Versioning that is not there, or that the bucket itself sets, is nothing to wait for.
    if (status !== "Enabled" || on === address) return satisfied;
    return waitsFor(configuration, on, graph)
      ? satisfied
      : violated(`The replication configuration does not wait for the versioning of ${label}.`, configuration);
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
