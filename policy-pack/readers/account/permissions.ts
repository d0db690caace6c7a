import { parseArn } from "../../model/arn";

/** What a permission is asked for on. */
export type On = "any" | "bucket" | "object" | "role" | "policy" | "key";

/** What whoever reads an account has to be allowed, in the order in which AWS lists it. Each only reads. */
const READS: readonly (readonly [On, readonly string[]])[] = [
  ["any", ["s3:ListAllMyBuckets", "cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"]],
  [
    "bucket",
    [
      "s3:ListBucket",
      "s3:GetBucketVersioning",
      "s3:GetReplicationConfiguration",
      "s3:GetEncryptionConfiguration",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketPolicy",
      "s3:GetBucketTagging",
      "s3:GetBucketRequestPayment",
      "s3:GetLifecycleConfiguration",
      "s3:GetBucketNotification",
    ],
  ],
  ["role", ["iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"]],
  ["policy", ["iam:GetPolicy", "iam:GetPolicyVersion"]],
  ["key", ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListGrants"]],
];

/** What more a canary needs: it writes an object, looks at it and its copy, and deletes both for good. */
const CANARY: readonly (readonly [On, readonly string[]])[] = [
  ["bucket", ["s3:ListBucketVersions"]],
  ["object", ["s3:PutObject", "s3:PutObjectTagging", "s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObjectVersion"]],
  ["key", ["kms:GenerateDataKey", "kms:Decrypt"]],
];

/** What more a backlog needs: the status of each object that is looked at. */
const BACKLOG: readonly (readonly [On, readonly string[]])[] = [["object", ["s3:GetObject"]]];

/** What is to be done with an account. */
export interface Purpose {
  /** Names of buckets; all of them where left out. */
  readonly buckets?: readonly string[];
  readonly canary?: boolean;
  readonly backlog?: boolean;
  /** @default "aws" */
  readonly partition?: string;
}

/** The IAM policy that lets a purpose be fulfilled, and no more. */
export function policyFor({ buckets, canary, backlog, partition = "aws" }: Purpose): object {
  const names = buckets && buckets.length > 0 ? [...buckets, "<destination bucket>"] : ["*"];
  const arns: Readonly<Record<On, readonly string[]>> = {
    any: ["*"],
    bucket: names.map((name) => `arn:${partition}:s3:::${name}`),
    object: names.map((name) => `arn:${partition}:s3:::${name}/*`),
    role: [`arn:${partition}:iam::*:role/*`],
    policy: [`arn:${partition}:iam::*:policy/*`],
    key: [`arn:${partition}:kms:*:*:key/*`],
  };
  const statement = (sid: string, all: typeof READS): readonly object[] =>
    all.map(([on, actions]) => ({
      Sid: `${sid}${on.charAt(0).toUpperCase()}${on.slice(1)}`,
      Effect: "Allow",
      Action: actions,
      Resource: arns[on],
    }));
  return {
    Version: "2012-10-17",
    Statement: [
      ...statement("Read", READS),
      ...(canary ? statement("Canary", CANARY) : []),
      ...(backlog && !canary ? statement("Backlog", BACKLOG) : []),
    ],
  };
}

/** What settles that something may not be read: one line, which is a sentence without its capital letter and its full stop. */
export function permissionLine(permission: string, resource: string): string {
  const arn = parseArn(resource);
  return `allow ${permission}${arn || resource === "*" ? ` on ${resource}` : ""} to whoever runs this`;
}
