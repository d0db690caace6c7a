import type { ReplicationRule } from "../../policy-pack/model/graph";
import { bucketNamed, known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const filter = (differences: object) =>
  known({ prefix: known(undefined), tag: known(false), and: known(undefined), ...differences });
const status = (value: string) => ({ status: known(value), minutes: known(undefined) });
const minutes = (value: number, enabled = "Enabled") => known({ status: known(enabled), minutes: known(value) });

/** A rule of the first version of S3's schema: no filter, and none of what needs one. */
const v1: Partial<ReplicationRule> = { filter: known(undefined), deleteMarkerReplication: known(undefined) };
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: known(`rule-${index}`) }));
const two = (first: Partial<ReplicationRule>, second: Partial<ReplicationRule>) =>
  scene({
    rules: [
      { id: known("one"), ...first },
      { id: known("two"), ...second },
    ],
  });
const key = known({ in: "elsewhere", name: "arn:aws:kms:us-west-2:111122223333:key/k" } as const);
const rtc = { replicationTime: minutes(15), metrics: minutes(15) };

export default table({
  satisfied: {
    "one rule with an empty filter": scene(),
    "1,000 rules": scene({ rules: many(1000) }),
    "an ID of 255 characters": scene({ rule: { id: known("x".repeat(255)) } }),
    "a prefix of 1,024 bytes": scene({ rule: { filter: filter({ prefix: known("x".repeat(1024)) }) } }),
    "two rules without ids": scene({ rules: [{ id: known(undefined) }, { id: known(undefined) }] }),
    "one rule without a priority, which is sent as 0": scene({ rule: { priority: known(0) } }),
    "a filter by prefix": scene({ rule: { filter: filter({ prefix: known("logs/") }) } }),
    "a filter by tag, delete markers Disabled": scene({ rule: { filter: filter({ tag: known(true) }) } }),
    "a filter by prefix and tags in `and`": scene({
      rule: { filter: filter({ and: known({ prefix: known("logs/"), tags: known(2) }) }) },
    }),
    "a filter by prefix, delete markers Enabled": scene({
      rule: { filter: filter({ prefix: known("logs/") }), deleteMarkerReplication: known("Enabled") },
    }),
    "a rule of the first version, with a prefix": scene({ rule: { ...v1, prefix: known("logs/") } }),
    "two rules of the first version to one destination": two(v1, v1),
    "Replication Time Control of 15 minutes with metrics": scene({ rule: rtc }),
    "metrics alone, without an event threshold": scene({ rule: { metrics: known(status("Enabled")) } }),
    "Replication Time Control that is Disabled, with metrics": scene({
      rule: { replicationTime: minutes(15, "Disabled"), metrics: known(status("Enabled")) },
    }),
    "a new owner inside one account, which changes nothing": scene({
      rule: { owner: known("Destination"), account: known("111122223333") },
    }),
    "a storage class for copies": scene({ rule: { storageClass: known("GLACIER_IR") } }),
    "a new owner and the account": scene({
      rule: { owner: known("Destination"), account: known("444455556666") },
    }),
    "an account without a new owner": scene({ rule: { account: known("444455556666") } }),
    "KMS-encrypted objects with a replica key": scene({
      rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey: key },
    }),
    "KMS-encrypted objects that are not selected, without a key": scene({
      rule: { sseKmsEncryptedObjects: known("Disabled") },
    }),
    "the bucket itself is Requester Pays": scene({ bucket: { requestPayer: known("Requester") } }),
    "the destination's payer is its owner": scene({ replica: { requestPayer: known("BucketOwner") } }),
    "the replica key is known on apply": scene({
      rule: {
        sseKmsEncryptedObjects: known("Enabled"),
        replicaKey: unknownUntilApply("known only after apply", [key.value]),
      },
    }),
  },
  violated: {
    "1,001 rules": scene({ rules: many(1001) }),
    "an ID of 256 characters": scene({ rule: { id: known("x".repeat(256)) } }),
    "two rules with one ID": scene({ rules: [{ id: known("all") }, { id: known("all") }] }),
    "a prefix of 1,025 bytes": scene({ rule: { filter: filter({ prefix: known(`${"x".repeat(1023)}é`) }) } }),
    "two rules with one priority": two({ priority: known(1) }, { priority: known(1) }),
    "two rules without a priority, both sent as 0": two({ priority: known(0) }, { priority: known(0) }),
    "a filter and no priority beside another rule": two({ priority: known(undefined) }, { priority: known(1) }),
    "a filter and no setting for delete markers": scene({ rule: { deleteMarkerReplication: known(undefined) } }),
    "an invalid status": scene({ rules: [{ id: known("ok") }, { status: known("enabled") }] }),
    "a prefix beside a filter": scene({ rule: { prefix: known("logs/") } }),
    "a filter with both prefix and tag": scene({
      rule: { filter: filter({ prefix: known("logs/"), tag: known(true) }) },
    }),
    "a filter with both prefix and `and`": scene({
      rule: { filter: filter({ prefix: known("logs/"), and: known({ prefix: known(undefined), tags: known(2) }) }) },
    }),
    "a filter by tag, delete markers Enabled": scene({
      rule: { filter: filter({ tag: known(true) }), deleteMarkerReplication: known("Enabled") },
    }),
    "a filter by tags in `and`, delete markers Enabled": scene({
      rule: {
        filter: filter({ and: known({ prefix: known(undefined), tags: known(2) }) }),
        deleteMarkerReplication: known("Enabled"),
      },
    }),
    "a rule of the first version with delete markers": scene({
      rule: { ...v1, deleteMarkerReplication: known("Disabled") },
    }),
    "a rule of the first version with replica modifications": scene({
      rule: { ...v1, replicaModifications: known("Enabled") },
    }),
    "rules of both versions": two({}, v1),
    "two rules of the first version to two destinations": scene({
      rules: [
        { ...v1, id: known("one") },
        { ...v1, id: known("two"), destination: known("ohio") },
      ],
      others: [bucketNamed("ohio", { region: known("us-east-2") })],
    }),
    "Replication Time Control of 30 minutes": scene({ rule: { ...rtc, replicationTime: minutes(30) } }),
    "Replication Time Control without metrics": scene({ rule: { replicationTime: minutes(15) } }),
    "Replication Time Control with metrics Disabled": scene({
      rule: { replicationTime: minutes(15), metrics: known(status("Disabled")) },
    }),
    "an event threshold of 30 minutes": scene({ rule: { ...rtc, metrics: minutes(30) } }),
    "an event threshold without Replication Time Control": scene({ rule: { metrics: minutes(15) } }),
    "an event threshold, Replication Time Control Disabled": scene({
      rule: { metrics: minutes(15), replicationTime: minutes(15, "Disabled") },
    }),
    "a new owner without an account": scene({ rule: { owner: known("Destination") } }),
    "an invalid owner": scene({
      replica: { account: known("444455556666"), allowsReplication: true },
      rule: { owner: known("Source"), account: known("444455556666") },
    }),
    "a rule of the first version with Replication Time Control": scene({
      rule: { ...v1, replicationTime: minutes(15) },
    }),
    "Replication Time Control and metrics without an event threshold": scene({
      rule: { replicationTime: minutes(15), metrics: known(status("Enabled")) },
    }),
    "a storage class that is not for copies": scene({ rule: { storageClass: known("OUTPOSTS") } }),
    "a storage class that does not exist": scene({ rule: { storageClass: known("COLD") } }),
    "a destination by its name": scene({ rule: { destinationIsNoArn: true } }),
    "a role by its name": scene({ configuration: { roleIsNoArn: true } }),
    "existing objects, which S3 no longer accepts": scene({ rule: { existingObjectReplication: known("Enabled") } }),
    "KMS-encrypted objects without a replica key": scene({ rule: { sseKmsEncryptedObjects: known("Enabled") } }),
    "a replica key without KMS-encrypted objects": scene({ rule: { replicaKey: key } }),
    "a destination that is Requester Pays": scene({ replica: { requestPayer: known("Requester") } }),
  },
  undetermined: {
    "a filter and no priority in the only rule, of which AWS says nothing": scene({
      rule: { priority: known(undefined) },
    }),
    "a priority is known on apply": two({ priority: unknownUntilApply("known only after apply") }, {}),
    "a filter is known on apply, beside a rule with one": two(
      { filter: unknownUntilApply("known only after apply") },
      {},
    ),
    "the rules are known on apply": scene({ configuration: { rules: unknownUntilApply("known only after apply") } }),
    "whether KMS-encrypted objects are selected is known on apply": scene({
      rule: { sseKmsEncryptedObjects: unknownUntilApply("known only after apply"), replicaKey: key },
    }),
    "a rule of the first version with metrics, of which AWS says nothing": scene({
      rule: { ...v1, metrics: known(status("Enabled")) },
    }),
    "Replication Time Control that is Disabled, without metrics, of which AWS says nothing": scene({
      rule: { replicationTime: minutes(15, "Disabled") },
    }),
    "the destination's payer is known on apply": scene({
      replica: { requestPayer: unknownUntilApply("known only after apply", ["Requester", "BucketOwner"]) },
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
    "there are no rules: covered by `replication-enabled`": scene({ rules: [] }),
  },
  also: {
    "a prefix of 1,025 bytes": ["whole-bucket-covered"],
    "a filter with both prefix and tag": ["whole-bucket-covered"],
    "a filter with both prefix and `and`": ["whole-bucket-covered"],
    "a filter by tag, delete markers Enabled": ["whole-bucket-covered"],
    "a filter by tags in `and`, delete markers Enabled": ["whole-bucket-covered"],
  },
});
