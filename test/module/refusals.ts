import type { ReplicatedBucketProps } from "../../cdktf-module";

type Differences = Partial<ReplicatedBucketProps>;

const home = "arn:aws:kms:eu-west-1:111122223333:key/k";
const away = "arn:aws:kms:us-west-2:111122223333:key/k";
const west = { region: "us-west-2" };
const rule = { replica: "us-west-2" };

/** For each refusal props that it refuses, and the nearest that are accepted, told as what differs from the one-liner. */
export const CASES: Readonly<Record<string, { readonly refused: Differences; readonly accepted: Differences }>> = {
  "no replica": { refused: { replicas: [] }, accepted: { replicas: [west] } },
  "a replica in the source's Region": {
    refused: { replicas: [{ region: "eu-west-1" }] },
    accepted: { replicas: [{ region: "eu-west-1" }], allowSameRegion: true },
  },
  "a replica in another partition": {
    refused: { replicas: [{ region: "cn-north-1" }] },
    accepted: { replicas: [{ region: "eu-north-1" }] },
  },
  "the bucket itself": {
    refused: { replicas: [{ region: "us-west-2", bucketName: "acme-data" }] },
    accepted: { replicas: [{ region: "us-west-2", bucketName: "acme-copy" }] },
  },
  "a replica that is nowhere": {
    refused: { replicas: [{ id: "somewhere" }], allowSameRegion: true },
    accepted: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere" }] },
  },
  "two replicas with one id": {
    refused: { replicas: [west, { ...west, bucketName: "acme-other" }], replicationRules: [rule] },
    accepted: { replicas: [west, { ...west, id: "second" }] },
  },
  "an account that has not twelve digits": {
    refused: { replicas: [{ ...west, account: "1234" }] },
    accepted: { replicas: [{ ...west, account: "444455556666" }] },
  },
  "a bucket ARN that is none": {
    refused: { replicas: [{ bucketArn: "acme-elsewhere" }] },
    accepted: { replicas: [{ bucketArn: "arn:aws:s3:::acme-elsewhere" }] },
  },
  "a name that S3 does not take": {
    refused: { bucketName: "Acme_Data", replicas: [{ ...west, bucketName: "acme-copy" }] },
    accepted: { bucketName: "acme.data-1" },
  },
  "KMS on one side only": {
    refused: { kmsKeyArn: home },
    accepted: { kmsKeyArn: home, region: "eu-west-1", replicas: [{ ...west, kmsKeyArn: away }] },
  },
  "a key of another Region": {
    refused: { kmsKeyArn: home, replicas: [{ ...west, kmsKeyArn: home }] },
    accepted: { kmsKeyArn: home, replicas: [{ ...west, kmsKeyArn: away }] },
  },
  "the source's key of another Region": {
    refused: { kmsKeyArn: away, replicas: [{ ...west, kmsKeyArn: away }] },
    accepted: { kmsKeyArn: home, replicas: [{ ...west, kmsKeyArn: away }] },
  },
  "KMS in a Region that is not known": {
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
  "a rule to no replica": {
    refused: { replicationRules: [{ replica: "us-east-1" }] },
    accepted: { replicationRules: [rule] },
  },
  "no rules": { refused: { replicationRules: [] }, accepted: {} },
  "more than 1,000 rules": {
    refused: { replicationRules: Array.from({ length: 1001 }, () => rule) },
    accepted: { replicationRules: Array.from({ length: 1000 }, () => rule) },
  },
  "two rules with one id": {
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
  "an id of more than 255 characters": {
    refused: { replicationRules: [{ ...rule, id: "x".repeat(256) }] },
    accepted: { replicationRules: [{ ...rule, id: "x".repeat(255) }] },
  },
  "two rules with one priority": {
    refused: { replicationRules: [{ ...rule, priority: 2 }, rule] },
    accepted: { replicationRules: [{ ...rule, priority: 3 }, rule] },
  },
  "a prefix of more than 1,024 bytes": {
    refused: { replicationRules: [{ ...rule, filter: { prefix: "é".repeat(513) } }] },
    accepted: { replicationRules: [{ ...rule, filter: { prefix: "é".repeat(512) } }] },
  },
  "delete markers with a filter by tags": {
    refused: { replicationRules: [{ ...rule, filter: { tags: { a: "b" } } }], deleteMarkerReplication: true },
    accepted: { replicationRules: [{ ...rule, filter: { prefix: "a/" } }], deleteMarkerReplication: true },
  },
  "a role that is given and described": {
    refused: { replicationRole: "arn:aws:iam::111122223333:role/r", roleName: "r" },
    accepted: { replicationRole: "arn:aws:iam::111122223333:role/r" },
  },
  "a role name of more than 64 characters": {
    refused: { roleName: "x".repeat(65) },
    accepted: { roleName: "x".repeat(64) },
  },
};
