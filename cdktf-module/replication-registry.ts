import type { S3Bucket } from "./framework";
import type { IConstruct } from "constructs";

// By construct tree and bucket. S3 keeps one replication configuration per bucket, and a later one overwrites it.
const replications = new WeakMap<IConstruct, Map<string | S3Bucket, IConstruct[]>>();

/** Constructs that check the props of the role that they create. */
export const checkingRoles = new WeakSet<IConstruct>();

/**
 * Records that a construct replicates a bucket.
 *
 * @param bucket The bucket's name, or its construct where only Terraform knows the name.
 * @returns A function that lists the paths of the other constructs in the tree that replicate the same bucket.
 */
export function registerReplication(replication: IConstruct, bucket: string | S3Bucket): () => readonly string[] {
  const { root } = replication.node;
  const inTree = replications.get(root) ?? new Map<string | S3Bucket, IConstruct[]>();
  replications.set(root, inTree);
  const ofBucket = inTree.get(bucket) ?? [];
  inTree.set(bucket, ofBucket);
  ofBucket.push(replication);
  return () => ofBucket.filter((each) => each !== replication).map((each) => each.node.path);
}
