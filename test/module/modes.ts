import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { BucketReplication, ReplicaBucket, ReplicatedBucket, type ReplicatedBucketProps } from "../../cdktf-module";

/** Where a replica is created: by the `region` argument, or by a provider with an alias. */
export type Away = { readonly region: string } | { readonly provider: TerraformProvider };

const HOME_KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";
const AWAY_KEY = "arn:aws:kms:us-west-2:111122223333:key/22222222-2222-2222-2222-222222222222";
const THEIR_KEY = "arn:aws:kms:us-west-2:444455556666:key/33333333-3333-3333-3333-333333333333";

export interface ModeContext {
  readonly scope: Construct;
  readonly bucketName: string;
  /** us-west-2 */
  readonly away: Away;
  /** us-east-1 */
  readonly second: Away;
  /** us-west-2, in account 444455556666 */
  readonly theirs: Away;
}

const bucket =
  (props: (context: ModeContext) => Partial<ReplicatedBucketProps>) =>
  (context: ModeContext): ReplicatedBucket =>
    new ReplicatedBucket(context.scope, "data", {
      bucketName: context.bucketName,
      replicas: [context.away],
      ...props(context),
    });

/** A permissions boundary. */
function boundary(scope: Construct): IamPolicy {
  const Statement = [{ Effect: "Allow", Action: ["s3:*", "kms:*"], Resource: "*" }];
  return new IamPolicy(scope, "boundary", {
    name: "boundary",
    policy: JSON.stringify({ Version: "2012-10-17", Statement }),
  });
}

const HOME_TOPIC = "arn:aws:sns:eu-west-1:111122223333:replication-failures";
const AWAY_TOPIC = "arn:aws:sns:us-west-2:111122223333:replication-failures";

const theirs = {
  id: "theirs",
  bucketArn: "arn:aws:s3:::vault-acme-data",
  region: "us-west-2",
  account: "444455556666",
};

/**
 * Everything that the module can build, one construct tree per mode. The tests synthesize, validate, plan, and judge
 * this list.
 */
export const MODES = {
  "the one line": bucket(() => ({})),
  "two replicas": bucket(({ away, second }) => ({ replicas: [away, second] })),
  "rules with filters": bucket(({ away }) => ({
    replicas: [{ ...away, id: "west" }],
    replicationRules: [
      { replica: "west", filter: { prefix: "logs/" }, deleteMarkerReplication: true },
      { replica: "west", filter: { tags: { keep: "yes" } }, priority: 12, id: "kept" },
      { replica: "west", filter: { prefix: "tmp/", tags: { keep: "yes", owner: "me" } }, enabled: false },
      { replica: "west" },
    ],
  })),
  "KMS with given keys": bucket(({ away }) => ({
    kmsKeyArn: HOME_KEY,
    replicas: [{ ...away, kmsKeyArn: AWAY_KEY }],
  })),
  "KMS with created keys": bucket(() => ({ encryption: "SSE-KMS", tags: { team: "data" } })),
  "an existing bucket in another account": bucket(({ bucketName }) => ({
    kmsKeyArn: HOME_KEY,
    replicas: [{ ...theirs, kmsKeyArn: THEIR_KEY }],
    roleName: `${bucketName}-replication`,
  })),
  "a new replica in another account": bucket(({ theirs: place }) => ({
    encryption: "SSE-KMS",
    replicas: [{ ...place, account: "444455556666" }],
  })),
  "a bucket that exists, and a role that exists": bucket(() => ({
    replicas: [{ bucketArn: "arn:aws:s3:::acme-archive", region: "us-west-2", storageClass: "GLACIER_IR" }],
    replicationRole: "arn:aws:iam::111122223333:role/replication",
  })),
  "two-way": bucket(({ away, bucketName }) => ({
    encryption: "SSE-KMS",
    replicas: [{ ...away, id: "west", twoWay: true, noncurrentVersionExpirationDays: 7 }],
    noncurrentVersionExpirationDays: 7,
    deleteMarkerReplication: true,
    roleName: `${bucketName}-replication`,
  })),
  "Object Lock": bucket(() => ({ objectLock: true })),
  "Replication Time Control": bucket(() => ({ replicationTimeControl: true, deleteMarkerReplication: true })),
  "without metrics": bucket(() => ({ metrics: false })),
  "lifecycles, storage class and tags": bucket(({ away }) => ({
    replicas: [
      {
        ...away,
        storageClass: "STANDARD_IA",
        noncurrentVersionExpirationDays: 7,
        tags: { side: "replica" },
        lifecycleRules: [
          { id: "archive", status: "Enabled", filter: [{}], transition: [{ days: 90, storageClass: "GLACIER" }] },
        ],
      },
    ],
    noncurrentVersionExpirationDays: 30,
    tags: { side: "source" },
    forceDestroy: true,
  })),
  "all settings of the role": bucket(({ scope }) => ({
    roleNamePrefix: "acme-data-",
    rolePath: "/replication/",
    permissionsBoundary: boundary(scope).arn,
    batchReplication: true,
  })),
  "Batch Replication with a manifest and a report": bucket(() => ({
    batchReplication: { manifestBucketArn: "arn:aws:s3:::acme-jobs", reportBucketArn: "arn:aws:s3:::acme-reports" },
  })),
  "alarms on the metric": bucket(({ away }) => ({
    alarms: { topicArn: HOME_TOPIC },
    replicas: [{ ...away, id: "west", twoWay: true, alarms: { topicArn: AWAY_TOPIC } }],
    replicationRules: [
      { replica: "west", id: "all of it" },
      { replica: "west", filter: { prefix: "tmp/" }, enabled: false },
    ],
  })),
  "names in the account's namespace": bucket(({ second, theirs: place }) => ({
    bucketNamespace: "account-regional",
    replicas: [
      { ...second, id: "us-east-1" },
      { ...place, id: "theirs", account: "444455556666" },
    ],
  })),
  "names that Terraform generates": ({ scope, away }) =>
    new ReplicatedBucket(scope, "data", {
      bucketPrefix: "acme-generated-",
      replicas: [{ ...away, id: "west", twoWay: true, alarms: { topicArn: AWAY_TOPIC } }],
      alarms: { topicArn: HOME_TOPIC },
    }),
  "a notification of the event": bucket(() => ({ alarms: { topicArn: HOME_TOPIC, by: "event" } })),
  "a replica and a rule added later": (context) => {
    const data = bucket(({ away }) => ({ replicas: [{ ...away, id: "west" }] }))(context);
    data.addReplica({ id: "theirs", bucketArn: theirs.bucketArn, region: "us-west-2", account: theirs.account });
    data.addReplicationRule({ replica: "west" });
    data.addReplicationRule({ replica: "theirs", filter: { prefix: "ledger/" } });
  },
  "an existing bucket, by name": ({ scope, bucketName, away }) => {
    new BucketReplication(scope, "data", { bucketName, replicas: [away] });
  },
  "only a replica, for a source in another account": ({ scope, bucketName, away }) => {
    new ReplicaBucket(scope, "copy", {
      bucketName,
      sourceArn: "arn:aws:s3:::acme-ledger",
      sourceRoleArn: "arn:aws:iam::111122223333:role/acme-data-replication",
      encryption: "SSE-KMS",
      account: "444455556666",
      noncurrentVersionExpirationDays: 30,
      ...away,
    });
  },
} satisfies Readonly<Record<string, (context: ModeContext) => unknown>>;

export type Mode = keyof typeof MODES;
