import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { App, TerraformStack } from "cdktf";
import { ReplicatedBucket } from "../cdktf-module";

/** How many replicated buckets are synthesized. */
export const BUCKETS = 1_000;

const name = (index: number): string => `acme-data-${index}`;

export function byModule(outdir: string): void {
  synthesize(outdir, (stack, index) => {
    new ReplicatedBucket(stack, `data-${index}`, { bucketName: name(index), replicas: [{ region: "us-west-2" }] });
  });
}

/** The same resources by hand. */
export function byHand(outdir: string): void {
  synthesize(outdir, (stack, index) => {
    const source = bucket(stack, `data-${index}`, name(index), {});
    const role = new IamRole(stack, `role-${index}`, {
      assumeRolePolicy: document([
        {
          Sid: "AllowS3",
          Effect: "Allow",
          Principal: { Service: ["s3.amazonaws.com"] },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    const replica = bucket(
      stack,
      `replica-${index}`,
      `${name(index)}-us-west-2`,
      { region: "us-west-2" },
      { "s3-crr:replica-of": source.bucket.arn },
    );
    const policy = new IamRolePolicy(stack, `role-policy-${index}`, {
      role: role.id,
      policy: document([
        {
          Sid: "ReadReplicationConfiguration",
          Effect: "Allow",
          Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
          Resource: source.bucket.arn,
        },
        {
          Sid: "ReadVersions",
          Effect: "Allow",
          Action: [
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
            "s3:GetObjectVersionAnnotationForReplication",
          ],
          Resource: `${source.bucket.arn}/*`,
        },
        {
          Sid: "Replicate",
          Effect: "Allow",
          Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
          Resource: [`${replica.bucket.arn}/*`],
        },
      ]),
    });
    new S3BucketReplicationConfigurationA(stack, `replication-${index}`, {
      bucket: source.bucket.id,
      role: role.arn,
      rule: [
        {
          id: "us-west-2",
          status: "Enabled",
          priority: 1,
          filter: {},
          deleteMarkerReplication: { status: "Disabled" },
          destination: { bucket: replica.bucket.arn, metrics: { status: "Enabled" } },
        },
      ],
      dependsOn: [source.versioning, source.policy, replica.versioning, replica.policy, policy],
    });
  });
}

function bucket(
  stack: TerraformStack,
  id: string,
  bucketName: string,
  place: { readonly region?: string },
  tags?: Readonly<Record<string, string>>,
) {
  const s3Bucket = new S3Bucket(stack, `${id}-bucket`, {
    bucket: bucketName,
    forceDestroy: false,
    ...place,
    ...(tags && { tags }),
  });
  const block = new S3BucketPublicAccessBlock(stack, `${id}-block`, {
    bucket: s3Bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
    ...place,
  });
  new S3BucketOwnershipControls(stack, `${id}-ownership`, {
    bucket: s3Bucket.id,
    rule: { objectOwnership: "BucketOwnerEnforced" },
    ...place,
  });
  const versioning = new S3BucketVersioningA(stack, `${id}-versioning`, {
    bucket: s3Bucket.id,
    versioningConfiguration: { status: "Enabled" },
    ...place,
  });
  new S3BucketServerSideEncryptionConfigurationA(stack, `${id}-encryption`, {
    bucket: s3Bucket.id,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    ...place,
  });
  const policy = new S3BucketPolicy(stack, `${id}-policy`, {
    bucket: s3Bucket.id,
    policy: document([
      {
        Sid: "DenyInsecureTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [s3Bucket.arn, `${s3Bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]),
    dependsOn: [block],
    ...place,
  });
  return { bucket: s3Bucket, versioning, policy };
}

function synthesize(outdir: string, build: (stack: TerraformStack, index: number) => void): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  for (let index = 0; index < BUCKETS; index++) build(stack, index);
  app.synth();
}

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
