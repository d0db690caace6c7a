/**
 * AWS-managed policies that roles of replication have, as AWS publishes them: of each what is about S3 and KMS. None of
 * them denies. One that is not here is not known, and may deny.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const STATEMENTS: ReadonlyMap<string, readonly object[]> = new Map([
  ["AdministratorAccess", [{ Action: "*", Resource: "*" }]],
  ["PowerUserAccess", [{ NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" }]],
  ["AmazonS3FullAccess", [{ Action: ["s3:*", "s3-object-lambda:*"], Resource: "*" }]],
  ["AmazonS3ReadOnlyAccess", [{ Action: ["s3:Get*", "s3:List*", "s3:Describe*"], Resource: "*" }]],
  [
    "ReadOnlyAccess",
    [{ Action: ["kms:Describe*", "kms:Get*", "kms:List*", "s3:DescribeJob", "s3:Get*", "s3:List*"], Resource: "*" }],
  ],
]);

const THROUGH_S3 = { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } };

/** Those that name resources, in the partition of their ARNs. */
const STATEMENTS_IN_AWS: ReadonlyMap<string, readonly object[]> = new Map([
  [
    "AWSBackupServiceRolePolicyForS3Backup",
    [
      { Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: "*", Condition: THROUGH_S3 },
      {
        Action: [
          "s3:GetBucketTagging",
          "s3:GetInventoryConfiguration",
          "s3:ListBucketVersions",
          "s3:ListBucket",
          "s3:GetBucketVersioning",
          "s3:GetBucketLocation",
          "s3:GetBucketAcl",
          "s3:PutInventoryConfiguration",
          "s3:GetBucketNotification",
          "s3:PutBucketNotification",
        ],
        Resource: "arn:aws:s3:::*",
      },
      {
        Action: [
          "s3:GetObjectAcl",
          "s3:GetObject",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectTagging",
          "s3:GetObjectVersion",
        ],
        Resource: "arn:aws:s3:::*/*",
      },
      { Action: "s3:ListAllMyBuckets", Resource: "*" },
    ],
  ],
  [
    "AWSBackupServiceRolePolicyForS3Restore",
    [
      {
        Action: [
          "s3:CreateBucket",
          "s3:ListBucketVersions",
          "s3:ListBucket",
          "s3:GetBucketVersioning",
          "s3:GetBucketLocation",
          "s3:PutBucketVersioning",
          "s3:PutBucketOwnershipControls",
          "s3:GetBucketOwnershipControls",
        ],
        Resource: "arn:aws:s3:::*",
      },
      {
        Action: [
          "s3:GetObject",
          "s3:GetObjectVersion",
          "s3:DeleteObject",
          "s3:PutObjectVersionAcl",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectTagging",
          "s3:PutObjectTagging",
          "s3:GetObjectAcl",
          "s3:PutObjectAcl",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
        ],
        Resource: "arn:aws:s3:::*/*",
      },
      { Action: ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"], Resource: "*", Condition: THROUGH_S3 },
    ],
  ],
]);

/**
 * What an AWS-managed policy says about S3 and KMS.
 *
 * @param arn `arn:aws:iam::aws:policy/AmazonS3FullAccess`, in any partition.
 * @returns The text of a policy document, or `undefined` for a policy whose content is not known here.
 */
export function managedPolicy(arn: string): string | undefined {
  const [, partition = "", name = ""] = /^arn:(aws[a-z-]*):iam::aws:policy\/([^/]+)$/.exec(arn) ?? [];
  const statements = STATEMENTS.get(name) ?? (partition === "aws" ? STATEMENTS_IN_AWS.get(name) : undefined);
  return (
    statements &&
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) })
  );
}
