import { TerraformVariable } from "cdktf";
import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  BucketReplication,
  ReplicaBucket,
  type BucketReplicationProps,
  type ReplicaBucketProps,
  type ReplicaProps,
  type ReplicatedBucketProps,
} from "../../cdktf-module";
import type { StackForTest } from "../support/synth";

/** Differences from the one-line example, or a function that builds something beside it. */
export type Differences = Partial<ReplicatedBucketProps> | ((scope: StackForTest) => unknown);

const replicationOf =
  (bucketName: string): Differences =>
  ({ stack }) =>
    new BucketReplication(stack, "again", { bucketName, replicas: [{ region: "us-east-1" }] });

/** A bucket in eu-west-3, replicated by its construct. */
const replicationOfConstruct =
  (props: Partial<BucketReplicationProps>): Differences =>
  ({ stack }) => {
    const source = new S3Bucket(stack, "uploads", { bucket: "acme-uploads", region: "eu-west-3" });
    return new BucketReplication(stack, "again", { source, replicas: [{ region: "us-east-1" }], ...props });
  };

const replicaWithKey =
  (props: Partial<ReplicaBucketProps>): Differences =>
  ({ stack }) =>
    new ReplicaBucket(stack, "copy", {
      bucketName: "acme-copy",
      sourceArn: "arn:aws:s3:::acme-elsewhere",
      sourceRoleArn: "arn:aws:iam::111122223333:role/r",
      encryption: "SSE-KMS",
      ...props,
    });

/** A replica in a Region that is a variable. */
const replicaInVariable =
  (replica: ReplicaProps): Differences =>
  ({ stack }) => {
    const region = new TerraformVariable(stack, "region", { type: "string" }).stringValue;
    return new BucketReplication(stack, "again", { bucketName: "acme-uploads", replicas: [{ region, ...replica }] });
  };

const regional = { bucketNamespace: "account-regional" } as const;

/** A bucket in an account's namespace, with a provider of its own. */
const inNamespace =
  (props: Partial<ReplicaBucketProps>, provider: AwsProviderConfig): Differences =>
  ({ stack }) => {
    const own = new AwsProvider(stack, "own", { alias: "own", region: "eu-west-1", ...provider });
    return new ReplicaBucket(stack, "copy", { bucketName: "acme-copy", provider: own, ...regional, ...props });
  };

const tags = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, "value"]));

const home = "arn:aws:kms:eu-west-1:111122223333:key/k";
const away = "arn:aws:kms:us-west-2:111122223333:key/k";
const topic = "arn:aws:sns:eu-west-1:111122223333:failures";
const awayTopic = "arn:aws:sns:us-west-2:111122223333:failures";
const west = { region: "us-west-2" };
const rule = { replica: "us-west-2" };
const theirs = { bucketArn: "arn:aws:s3:::theirs", region: "us-west-2", account: "444455556666" };

/** For each refusal, something that is refused, and the nearest that is accepted. */
export const CASES: Readonly<Record<string, { readonly refused: Differences; readonly accepted: Differences }>> = {
  "no replicas": { refused: { replicas: [] }, accepted: { replicas: [west] } },
  "a replica in the source's Region": {
    refused: { replicas: [{ region: "eu-west-1" }] },
    accepted: { replicas: [{ region: "eu-west-1" }], allowSameRegion: true },
  },
  "a replica in another partition": {
    refused: { replicas: [{ region: "cn-north-1" }] },
    accepted: { replicas: [{ region: "eu-north-1" }] },
  },
  "the source as its own replica": {
    refused: { replicas: [{ region: "us-west-2", bucketName: "acme-data" }] },
    accepted: { replicas: [{ region: "us-west-2", bucketName: "acme-copy" }] },
  },
  "a replica without a Region, a provider, or an ARN": {
    refused: { replicas: [{}] },
    accepted: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere" }] },
  },
  "two replicas with one ID": {
    refused: { replicas: [west, { ...west, bucketName: "acme-other" }], replicationRules: [rule] },
    accepted: { replicas: [west, { ...west, id: "second" }] },
  },
  "an invalid account ID": {
    refused: { replicas: [{ ...west, account: "1234" }] },
    accepted: { replicas: [{ ...west, account: "444455556666" }] },
  },
  "an invalid bucket ARN": {
    refused: { replicas: [{ bucketArn: "acme-elsewhere" }] },
    accepted: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere" }] },
  },
  "another name than that of the existing bucket": {
    refused: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", bucketName: "acme-copy" }] },
    accepted: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", bucketName: "acme-elsewhere" }] },
  },
  "settings of a new bucket together with an existing bucket": {
    refused: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", tags: { team: "data" } }] },
    accepted: {
      replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", storageClass: "GLACIER_IR", objectLock: true }],
    },
  },
  "an invalid bucket name": {
    refused: { bucketName: "Acme_Data", replicas: [{ ...west, bucketName: "acme-copy" }] },
    accepted: { bucketName: "acme.data-1" },
  },
  "a bucket name and a prefix": {
    refused: { bucketPrefix: "acme-" },
    accepted: ({ stack }) => new ReplicaBucket(stack, "copy", { bucketPrefix: "acme-" }),
  },
  "an invalid prefix of a bucket name": {
    refused: { replicas: [{ ...west, bucketPrefix: "Acme-" }] },
    accepted: { replicas: [{ ...west, bucketPrefix: "x".repeat(37) }] },
  },
  "a prefix in an account-regional namespace": {
    refused: { replicas: [{ ...west, bucketPrefix: "acme-", bucketNamespace: "account-regional" }] },
    accepted: { replicas: [{ ...west, bucketPrefix: "acme-" }] },
  },
  "an account-regional name without its account and Region": {
    refused: inNamespace({}, { allowedAccountIds: ["111122223333", "444455556666"] }),
    accepted: inNamespace({}, { allowedAccountIds: ["444455556666"] }),
  },
  "an account-regional name of another account or Region": {
    refused: { ...regional, bucketName: "acme-111122223333-eu-west-2-an" },
    accepted: { ...regional, bucketName: "acme-111122223333-eu-west-1-an" },
  },
  "an account-regional name in the global namespace": {
    refused: { bucketName: "acme-111122223333-eu-west-1-an", replicas: [{ ...west, bucketName: "acme-copy" }] },
    accepted: { bucketName: "acme-1111-eu-west-1-an" },
  },
  "an account-regional namespace where S3 has none": {
    refused: { ...regional, replicas: [{ region: "me-south-1" }] },
    accepted: { ...regional, replicas: [{ region: "me-south-1", bucketNamespace: "global" }] },
  },
  "a Region that does not exist": {
    refused: { replicas: [{ region: "us-west2" }] },
    accepted: { replicas: [{ region: "us-west-2" }] },
  },
  "an ID that only Terraform knows": {
    refused: replicaInVariable({}),
    accepted: replicaInVariable({ id: "somewhere" }),
  },
  "more than 50 tags": {
    refused: { tags: tags(51) },
    accepted: { tags: tags(50), replicas: [{ ...west, tags: tags(49) }] },
  },
  "an invalid tag": {
    refused: { tags: { "aws:team": "data" } },
    accepted: { tags: { ["k".repeat(128)]: "v".repeat(256), awsteam: "", ["👍".repeat(128)]: "" } },
  },
  "an invalid tag in a filter": {
    refused: { replicationRules: [{ ...rule, filter: { tags: { "": "yes" } } }] },
    accepted: { replicationRules: [{ ...rule, filter: { tags: { keep: "" } } }] },
  },
  "an invalid source ARN": {
    refused: replicaWithKey({ account: "444455556666", sourceArn: "acme-data" }),
    accepted: replicaWithKey({ account: "444455556666", sourceArn: "arn:aws:s3:::acme-data" }),
  },
  "an invalid ARN of the source's role": {
    refused: replicaWithKey({ account: "444455556666", sourceRoleArn: "arn:aws:iam::111122223333:user/r" }),
    accepted: replicaWithKey({ account: "444455556666", sourceRoleArn: "arn:aws:iam::111122223333:role/path/r" }),
  },
  "an invalid role ARN": {
    refused: { replicationRole: "replication" },
    accepted: { replicationRole: "arn:aws-us-gov:iam::111122223333:role/path/replication" },
  },
  "an invalid permissions boundary": {
    refused: { permissionsBoundary: "arn:aws:iam::111122223333:role/boundary" },
    accepted: { permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" },
  },
  "SSE-KMS on one side only": {
    refused: { kmsKeyArn: home, replicas: [{ ...west, encryption: "SSE-S3" }] },
    accepted: { kmsKeyArn: home, region: "eu-west-1", replicas: [{ ...west, encryption: "SSE-KMS" }] },
  },
  "SSE-C blocked on the replica only": {
    refused: { blockedEncryptionTypes: ["NONE"], replicas: [{ ...west, blockedEncryptionTypes: ["SSE-C"] }] },
    accepted: { blockedEncryptionTypes: ["SSE-C"], replicas: [{ ...west, blockedEncryptionTypes: ["NONE"] }] },
  },
  "SSE-S3 with a key": {
    refused: { encryption: "SSE-S3", kmsKeyArn: home },
    accepted: { encryption: "SSE-KMS", kmsKeyArn: home },
  },
  "an alias instead of a key": {
    refused: { encryption: "SSE-KMS", kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:alias/mine" },
    accepted: { encryption: "SSE-KMS", kmsKeyArn: home },
  },
  "an AWS managed key across accounts": {
    refused: {
      kmsKeyArn: home,
      replicas: [{ ...theirs, kmsKeyArn: "arn:aws:kms:us-west-2:444455556666:alias/aws/s3" }],
    },
    accepted: {
      kmsKeyArn: home,
      replicas: [{ ...theirs, kmsKeyArn: "arn:aws:kms:us-west-2:444455556666:key/k" }],
    },
  },
  "a new key for a role in another account, without the key's own account": {
    refused: replicaWithKey({}),
    accepted: replicaWithKey({ account: "444455556666" }),
  },
  "an invalid number of days": {
    refused: { noncurrentVersionExpirationDays: 0.5 },
    accepted: { noncurrentVersionExpirationDays: 1 },
  },
  "another name than that of the source": {
    refused: replicationOfConstruct({ bucketName: "acme-other" }),
    accepted: replicationOfConstruct({ bucketName: "acme-uploads" }),
  },
  "another Region than that of the source": {
    refused: replicationOfConstruct({ region: "eu-west-2" }),
    accepted: replicationOfConstruct({ region: "eu-west-3" }),
  },
  "two replications of one bucket": {
    refused: replicationOf("acme-data"),
    accepted: replicationOf("acme-other"),
  },
  "an owner override within one account": {
    refused: { replicationRole: "arn:aws:iam::444455556666:role/r", replicas: [{ ...west, account: "444455556666" }] },
    accepted: { replicationRole: "arn:aws:iam::111122223333:role/r", replicas: [{ ...west, account: "444455556666" }] },
  },
  "SSE-KMS without the key of an existing bucket": {
    refused: { kmsKeyArn: home, replicas: [theirs] },
    accepted: { kmsKeyArn: home, replicas: [{ ...theirs, kmsKeyArn: away }] },
  },
  "two-way with an existing bucket": {
    refused: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", twoWay: true }] },
    accepted: { replicas: [{ ...west, twoWay: true }] },
  },
  "Object Lock on one side of a two-way replication": {
    refused: { replicas: [{ ...west, twoWay: true, objectLock: true }] },
    accepted: { replicas: [{ ...west, twoWay: true, objectLock: true }], objectLock: true },
  },
  "two-way across accounts": {
    refused: { replicas: [{ ...west, account: "444455556666", twoWay: true }] },
    accepted: { replicas: [{ ...west, account: "444455556666" }] },
  },
  "a replica without a rule": {
    refused: { replicas: [west, { region: "us-east-1" }], replicationRules: [rule] },
    accepted: { replicas: [west, { region: "us-east-1" }], replicationRules: [rule, { replica: "us-east-1" }] },
  },
  "an invalid priority": {
    refused: { replicationRules: [{ ...rule, priority: 2_147_483_648 }] },
    accepted: { replicationRules: [{ ...rule, priority: 2_147_483_647 }] },
  },
  "a role name and a role name prefix": {
    refused: { roleName: "acme", roleNamePrefix: "acme-" },
    accepted: { roleNamePrefix: "acme-" },
  },
  "an invalid role name prefix": {
    refused: { roleNamePrefix: "x".repeat(39) },
    accepted: { roleNamePrefix: "x".repeat(38) },
  },
  "an invalid role path": {
    refused: { rolePath: "replication/" },
    accepted: { rolePath: "/replication/" },
  },
  "a key in another Region": {
    refused: { kmsKeyArn: home, replicas: [{ ...west, kmsKeyArn: home }] },
    accepted: { kmsKeyArn: home, replicas: [{ ...west, kmsKeyArn: away }] },
  },
  "SSE-KMS in an unknown Region": {
    refused: { kmsKeyArn: home, replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", kmsKeyArn: away }] },
    accepted: {
      kmsKeyArn: home,
      replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere", region: "us-west-2", kmsKeyArn: away }],
    },
  },
  "Object Lock on the source only": {
    refused: { objectLock: true, replicas: [{ ...west, objectLock: false }] },
    accepted: { objectLock: true, replicas: [west] },
  },
  "Replication Time Control without metrics": {
    refused: { replicationTimeControl: true, metrics: false },
    accepted: { replicationTimeControl: true },
  },
  "a rule for a replica that does not exist": {
    refused: { replicationRules: [{ replica: "us-east-1" }] },
    accepted: { replicationRules: [rule] },
  },
  "alarms without metrics": {
    refused: { alarms: { topicArn: topic }, metrics: false },
    accepted: { alarms: { topicArn: topic } },
  },
  "an invalid topic": {
    refused: { alarms: { topicArn: "arn:aws:sns:us-west-2:111122223333:failures" } },
    accepted: { alarms: { topicArn: "arn:aws:sns:eu-west-1:111122223333:failures.fifo" } },
  },
  "alarms in one direction of a two-way replication": {
    refused: { alarms: { topicArn: topic }, replicas: [{ ...west, twoWay: true }] },
    accepted: { alarms: { topicArn: topic }, replicas: [{ ...west, twoWay: true, alarms: { topicArn: awayTopic } }] },
  },
  "an alarm name of more than 255 characters": {
    refused: { alarms: { topicArn: topic }, replicationRules: [{ ...rule, id: "x".repeat(227) }] },
    accepted: { alarms: { topicArn: topic }, replicationRules: [{ ...rule, id: "x".repeat(226) }] },
  },
  "an invalid bucket of a Batch Replication job": {
    refused: { batchReplication: { manifestBucketArn: "acme-manifests" } },
    accepted: { batchReplication: { manifestBucketArn: "arn:aws:s3:::acme-manifests" } },
  },
  "no rules": { refused: { replicationRules: [] }, accepted: {} },
  "more than 1,000 rules": {
    refused: { replicationRules: Array.from({ length: 1001 }, () => rule) },
    accepted: { replicationRules: Array.from({ length: 1000 }, () => rule) },
  },
  "two rules with one ID": {
    refused: {
      replicationRules: [
        { ...rule, id: "a" },
        { ...rule, id: "a" },
      ],
    },
    accepted: {
      replicationRules: [
        { ...rule, id: "a" },
        { ...rule, id: "b" },
      ],
    },
  },
  "a rule ID of more than 255 characters": {
    refused: { replicationRules: [{ ...rule, id: "x".repeat(256) }] },
    accepted: { replicationRules: [{ ...rule, id: "x".repeat(255) }] },
  },
  "an empty rule ID": {
    refused: { replicationRules: [{ ...rule, id: "" }] },
    accepted: { replicationRules: [{ ...rule, id: " " }] },
  },
  "two rules with one priority": {
    refused: { replicationRules: [{ ...rule, priority: 2 }, rule] },
    accepted: { replicationRules: [{ ...rule, priority: 3 }, rule] },
  },
  "a prefix of more than 1,024 bytes": {
    refused: { replicationRules: [{ ...rule, filter: { prefix: "é".repeat(513) } }] },
    accepted: { replicationRules: [{ ...rule, filter: { prefix: "é".repeat(512) } }] },
  },
  "delete markers with a tag filter": {
    refused: { replicationRules: [{ ...rule, filter: { tags: { a: "b" } } }], deleteMarkerReplication: true },
    accepted: { replicationRules: [{ ...rule, filter: { prefix: "a/" } }], deleteMarkerReplication: true },
  },
  "settings of a new role together with an existing role": {
    refused: { replicationRole: "arn:aws:iam::111122223333:role/r", roleName: "r" },
    accepted: { replicationRole: "arn:aws:iam::111122223333:role/r" },
  },
  "an invalid role name": {
    refused: { roleName: "acme data" },
    accepted: { roleName: "x".repeat(59) + "+=,.@" },
  },
  "a role name that is too long for the role of a two-way replica": {
    refused: { roleName: "x".repeat(60), replicas: [{ ...west, id: "west", twoWay: true }] },
    accepted: { roleName: "x".repeat(59), replicas: [{ ...west, id: "west", twoWay: true }] },
  },
};

/** Numbers that are refused, and those that are accepted. */
export const NUMBERS: Readonly<
  Record<
    string,
    {
      readonly in: (value: number) => Partial<ReplicatedBucketProps>;
      readonly refused: readonly number[];
      readonly accepted: readonly number[];
    }
  >
> = {
  priority: {
    in: (priority) => ({ replicationRules: [{ ...rule, priority }] }),
    refused: [-1, 0.5, NaN, Infinity, -Infinity, 2_147_483_648, Number.MAX_VALUE],
    accepted: [0, -0, 1, 2_147_483_647],
  },
  noncurrentVersionExpirationDays: {
    in: (noncurrentVersionExpirationDays) => ({ noncurrentVersionExpirationDays }),
    refused: [-1, 0, -0, 0.5, NaN, Infinity, 2_147_483_648, Number.MAX_VALUE],
    accepted: [1, 2_147_483_647],
  },
};

/** For some props, the values that are refused, with what the message says about each; and those that are accepted. */
export const VALUES: Readonly<
  Record<
    string,
    {
      readonly in: (value: string) => Partial<ReplicatedBucketProps>;
      readonly refused: Readonly<Record<string, string>>;
      readonly accepted: readonly string[];
    }
  >
> = {
  bucketName: {
    in: (bucketName) => ({ bucketName, replicas: [{ ...west, bucketName: "acme-copy" }] }),
    refused: {
      ab: "at least 3 characters",
      ["x".repeat(64)]: "the maximum is 63",
      Acme: "lowercase letters",
      acme_data: "lowercase letters",
      "-acme": "beginning and ending with a letter or digit",
      "acme.": "beginning and ending with a letter or digit",
      "a..b": "a period must be between letters or digits",
      "a.-b": "a period must be between letters or digits",
      "a-.b": "a period must be between letters or digits",
      "192.168.0.1": "must not look like an IP address",
      "xn--acme": 'names that begin with "xn--"',
      "sthree-acme": 'names that begin with "sthree-"',
      "amzn-s3-demo-acme": 'names that begin with "amzn-s3-demo-"',
      "acme-s3alias": 'names that end with "-s3alias"',
      "acme--ol-s3": 'names that end with "--ol-s3"',
      "acme.mrap": 'names that end with ".mrap"',
      "acme--x-s3": 'names that end with "--x-s3"',
      "acme--table-s3": 'names that end with "--table-s3"',
    },
    accepted: [
      "abc",
      "x".repeat(63),
      "1ab",
      "a.b",
      "a--b",
      "192.168.0",
      "192.168.0.1a",
      "acme-xn--a",
      "acme-mrap",
      "acmes3alias",
    ],
  },
  region: {
    in: (region) => ({ replicas: [{ region, bucketName: "acme-copy" }] }),
    refused: {
      "us-west2": "Did you mean us-west-2?",
      "US-EAST-1": "Did you mean us-east-1?",
      "ap-south-east-1": "Did you mean ap-southeast-1?",
      "us-east-9": "Did you mean us-east-1? If the Region is new, update @aws-sdk/util-endpoints.",
      frankfurt: "not an AWS Region.",
      "aws-global": "not an AWS Region.",
    },
    accepted: ["us-west-2", "ap-southeast-1", "me-central-1"],
  },
  roleName: {
    in: (roleName) => ({ roleName }),
    refused: {
      "": "use letters, digits, and +=,.@_- only",
      "acme data": "use letters, digits, and +=,.@_- only",
      "acme/data": "use letters, digits, and +=,.@_- only",
      Rolé: "use letters, digits, and +=,.@_- only",
      ["x".repeat(65)]: "the maximum is 64",
    },
    accepted: ["Acme_data+=,.@-"],
  },
  rolePath: {
    in: (rolePath) => ({ rolePath }),
    refused: {
      "": "beginning and ending with a slash",
      "/acme": "beginning and ending with a slash",
      "/ac me/": "without spaces",
      [`/${"x".repeat(511)}/`]: "up to 512 characters",
    },
    accepted: ["/", "/a/b/", `/${"x".repeat(510)}/`],
  },
  tagKey: {
    in: (key) => ({ tags: { [key]: "value" } }),
    refused: {
      "": "tags contains an empty key",
      ["x".repeat(129)]: "a key with 129 characters: the maximum is 128",
      "AWS:team": 'AWS reserves keys that begin with "aws:"',
    },
    accepted: ["__proto__", "constructor", "toString", "team aws:"],
  },
  filterTagKey: {
    in: (key) => ({ replicationRules: [{ ...rule, filter: { tags: { [key]: "value" } } }] }),
    refused: {
      "": "filter.tags contains an empty key",
      ["x".repeat(129)]: "a key with 129 characters: the maximum is 128",
    },
    accepted: ["keep", "__proto__", "aws:cloudformation:stack-name"],
  },
  tagValue: {
    in: (value) => ({ tags: { team: value } }),
    refused: { ["x".repeat(257)]: 'tags["team"] has 257 characters: the maximum is 256' },
    accepted: ["", "x".repeat(256)],
  },
  topicArn: {
    in: (topicArn) => ({ alarms: { topicArn, by: "event" } }),
    refused: {
      "": "the ARN of a topic is",
      failures: "the ARN of a topic is",
      "arn:aws:sqs:eu-west-1:111122223333:failures": "the ARN of a topic is",
      "arn:aws:sns:us-west-2:111122223333:failures": "S3 publishes the metric in eu-west-1",
      "arn:aws:sns:eu-west-1:111122223333:failures.fifo": "S3 does not send events to a FIFO topic",
    },
    accepted: [topic],
  },
  replicaArn: {
    in: (bucketArn) => ({ replicas: [{ bucketArn }] }),
    refused: {
      "": "the ARN of a bucket is",
      theirs: "the ARN of a bucket is",
      "arn:aws:s3:::theirs/*": "the ARN of a bucket is",
      "arn:aws:s3:us-west-2:444455556666:accesspoint/theirs": "the ARN of a bucket is",
      "arn:amazon:s3:::theirs": "the ARN of a bucket is",
      "arn:aws:s3:::the irs": "the ARN of a bucket is",
    },
    // Buckets in us-east-1 that are older than 2018 have such names.
    accepted: ["arn:aws:s3:::theirs", "arn:aws:s3:::Their_Old_Bucket"],
  },
  replicationRole: {
    in: (replicationRole) => ({ replicationRole }),
    refused: {
      "": "the ARN of a role is",
      replication: "the ARN of a role is",
      "arn:aws:iam::1111:role/replication": "the ARN of a role is",
      "arn:aws:iam::111122223333:user/replication": "the ARN of a role is",
      "arn:aws:sts::111122223333:assumed-role/replication/me": "the ARN of a role is",
      "arn:aws:iam::111122223333:role/": "the ARN of a role is",
      "arn:aws:iam::111122223333:role/my role": "the ARN of a role is",
    },
    accepted: [
      "arn:aws:iam::111122223333:role/replication",
      "arn:aws-cn:iam::111122223333:role/aws-service-role/s3.amazonaws.com/x",
    ],
  },
  permissionsBoundary: {
    in: (permissionsBoundary) => ({ permissionsBoundary }),
    refused: {
      "": "the ARN of a managed policy is",
      boundary: "the ARN of a managed policy is",
      "arn:aws:iam::111122223333:policy/": "the ARN of a managed policy is",
      "arn:aws:iam::111122223333:policy/my boundary": "the ARN of a managed policy is",
      "arn:aws:iam:us-east-1:111122223333:policy/boundary": "the ARN of a managed policy is",
    },
    accepted: ["arn:aws:iam::111122223333:policy/a/boundary", "arn:aws:iam::aws:policy/PowerUserAccess"],
  },
  kmsKeyArn: {
    in: (kmsKeyArn) => ({ kmsKeyArn }),
    refused: {
      "": "it must be the ARN of a key",
      "1234abcd-12ab-34cd-56ef-1234567890ab": "it must be the ARN of a key",
      "alias/mine": "it must be the ARN of a key",
      "arn:aws:kms:eu-west-1:111122223333:alias/mine": "it must be the ARN of a key",
      "arn:aws:kms:eu-west-1:1111:key/k": "it must be the ARN of a key",
      "arn:aws:kms:us-west-2:111122223333:key/k": "every replication would fail",
    },
    accepted: ["arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"],
  },
  replicaAccount: {
    in: (account) => ({ replicas: [{ bucketArn: "arn:aws:s3:::theirs", account }] }),
    refused: { "1234": "an account ID has 12 digits", "": "an account ID has 12 digits" },
    accepted: ["444455556666"],
  },
};
