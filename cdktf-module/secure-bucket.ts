import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Annotations, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { BucketProps } from "./props";
import { document, type Statement } from "./replication-role";

/**
 * A bucket as both sides of a replication are made: versioned, encrypted, not public, owned by its account alone, and
 * reached by TLS alone. Child ids are contract: they are in Terraform's addresses.
 */
export class SecureBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly publicAccessBlock: S3BucketPublicAccessBlock;
  readonly ownershipControls: S3BucketOwnershipControls;
  readonly versioning: S3BucketVersioningA;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly policy: S3BucketPolicy;

  /**
   * @param tags Tags beside those of the props.
   * @param statements Statements of the bucket's policy beside the one that asks for TLS.
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly bucketProps: BucketProps,
    tags: Readonly<Record<string, string>> = {},
    statements: (bucketArn: string) => readonly Statement[] = () => [],
  ) {
    super(scope, id);
    const { bucketName, objectLock, forceDestroy, kmsKeyArn } = bucketProps;
    const all = { ...bucketProps.tags, ...tags };
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: bucketName,
      forceDestroy: forceDestroy ?? false,
      ...(objectLock && { objectLockEnabled: true }),
      ...(Object.keys(all).length > 0 && { tags: all }),
      ...this.place,
    });
    const bucket = this.bucket.id;
    this.publicAccessBlock = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      ...this.place,
    });
    this.ownershipControls = new S3BucketOwnershipControls(this, "ownership-controls", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      ...this.place,
    });
    this.versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
      ...this.place,
    });
    this.encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
              bucketKeyEnabled: true,
            },
      ],
      ...this.place,
    });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: document([onlyByTls(this.bucket.arn), ...statements(this.bucket.arn)]),
      // A policy that is put while public policies are not yet blocked can be refused when they are.
      dependsOn: [this.publicAccessBlock],
      ...this.place,
    });
    if (bucketProps.noncurrentVersionExpirationDays === undefined) {
      Annotations.of(this).addWarning(
        "Every version of every object is kept, and paid for: noncurrentVersionExpirationDays deletes those that are no longer current.",
      );
    }
  }

  /** Every resource of a bucket in another Region says so: one without it would look for the bucket at home. */
  protected get place() {
    const { region, provider } = this.bucketProps;
    return { ...(region !== undefined && { region }), ...(provider && { provider }) };
  }

  /** After replication: created beside it S3 now and then refuses one of the two. */
  protected expireNoncurrentVersions(after: ITerraformDependable): S3BucketLifecycleConfiguration | undefined {
    const { noncurrentVersionExpirationDays: days } = this.bucketProps;
    if (days === undefined) return undefined;
    return new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: this.bucket.id,
      rule: [
        {
          id: "expire-noncurrent-versions",
          status: "Enabled",
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: days }],
        },
      ],
      dependsOn: [after],
      ...this.place,
    });
  }
}

function onlyByTls(bucketArn: string): Statement {
  return {
    Sid: "OnlyByTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
