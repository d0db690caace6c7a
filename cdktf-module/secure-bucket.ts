import { KmsKey, type KmsKeyConfig } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket, type S3BucketConfig } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationConfig,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import {
  S3BucketOwnershipControls,
  type S3BucketOwnershipControlsConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy, type S3BucketPolicyConfig } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import {
  S3BucketPublicAccessBlock,
  type S3BucketPublicAccessBlockConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import {
  S3BucketServerSideEncryptionConfigurationA,
  type S3BucketServerSideEncryptionConfigurationAConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA, type S3BucketVersioningAConfig } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Annotations, dependable, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { document, type Statement } from "./permissions";
import type { BucketProps } from "./props";
import { encryptionOf } from "./resolve";

/**
 * A bucket as both sides of a replication are made: versioned, encrypted, not public, owned by its account alone, and
 * reached by TLS alone. Child ids are contract: they are in Terraform's addresses. To change one resource, a subclass
 * changes what its `create…` method is given.
 */
export class SecureBucket<Props extends BucketProps = BucketProps> extends Construct {
  readonly bucket: S3Bucket;
  readonly publicAccessBlock: S3BucketPublicAccessBlock;
  readonly ownershipControls: S3BucketOwnershipControls;
  readonly versioning: S3BucketVersioningA;
  /** The key that was created: with `SSE-KMS`, where none was given. */
  readonly key: KmsKey | undefined;
  /** The ARN of the key that encrypts the bucket, given or created. */
  readonly kmsKeyArn: string | undefined;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly policy: S3BucketPolicy;
  /** The lifecycle, where the props ask for one. */
  readonly lifecycle: S3BucketLifecycleConfiguration | undefined;

  constructor(
    scope: Construct,
    id: string,
    protected readonly props: Props,
  ) {
    super(scope, id);
    const { bucketName, objectLock, forceDestroy, kmsKeyArn } = props;
    const tags = this.bucketTags();
    const tagged = Object.keys(tags).length > 0 && { tags };
    this.bucket = this.createBucket({
      bucket: bucketName,
      forceDestroy: forceDestroy ?? false,
      ...(objectLock && { objectLockEnabled: true }),
      ...tagged,
      ...this.place,
    });
    const bucket = this.bucket.id;
    this.publicAccessBlock = this.createPublicAccessBlock({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      ...this.place,
    });
    this.ownershipControls = this.createOwnershipControls({
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      ...this.place,
    });
    this.versioning = this.createVersioning({
      bucket,
      versioningConfiguration: { status: "Enabled" },
      ...this.place,
    });
    if (encryptionOf(props) === "SSE-KMS" && kmsKeyArn === undefined) {
      const statements = this.keyStatements();
      this.key = this.createKey({
        description: `Encrypts the bucket ${bucketName}`,
        enableKeyRotation: true,
        // Without statements of its own the key has AWS's default policy, which leaves access to the account's IAM.
        ...(statements.length > 0 && { policy: document(statements) }),
        ...(props.tags && { tags: { ...props.tags } }),
        ...this.place,
      });
    }
    this.kmsKeyArn = kmsKeyArn ?? this.key?.arn;
    this.encryption = this.createEncryption({
      bucket,
      rule: [
        this.kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.kmsKeyArn },
              bucketKeyEnabled: true,
            },
      ],
      ...this.place,
    });
    this.policy = this.createPolicy({
      bucket,
      policy: document([onlyByTls(this.bucket.arn), ...this.policyStatements()]),
      // A policy that is put while public policies are not yet blocked can be refused when they are.
      dependsOn: [this.publicAccessBlock],
      ...this.place,
    });
    const lifecycleRules = [...this.lifecycleRules];
    if (lifecycleRules.length > 0) {
      this.lifecycle = this.createLifecycle({
        bucket,
        rule: lifecycleRules,
        dependsOn: [this.versioning],
        ...this.place,
      });
    }
    if (!lifecycleRules.some(({ noncurrentVersionExpiration }) => noncurrentVersionExpiration !== undefined)) {
      Annotations.of(this).addWarning(
        "Every version of every object is kept, and paid for: noncurrentVersionExpirationDays deletes those that are no longer current.",
      );
    }
  }

  /** Every resource of a bucket in another Region says so: one without it would look for the bucket at home. */
  protected get place() {
    const { region, provider } = this.props;
    return { ...(region !== undefined && { region }), ...(provider && { provider }) };
  }

  /** The bucket's tags: those of the props, and what a subclass adds. */
  protected bucketTags(): Record<string, string> {
    return { ...this.props.tags };
  }

  /** Statements of the bucket's policy beside the one that asks for TLS. */
  protected policyStatements(): readonly Statement[] {
    return [];
  }

  /** The policy of a created key; with none it has AWS's default. */
  protected keyStatements(): readonly Statement[] {
    return [];
  }

  protected createBucket(config: S3BucketConfig): S3Bucket {
    return new S3Bucket(this, "bucket", config);
  }

  protected createPublicAccessBlock(config: S3BucketPublicAccessBlockConfig): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, "public-access-block", config);
  }

  protected createOwnershipControls(config: S3BucketOwnershipControlsConfig): S3BucketOwnershipControls {
    return new S3BucketOwnershipControls(this, "ownership-controls", config);
  }

  protected createVersioning(config: S3BucketVersioningAConfig): S3BucketVersioningA {
    return new S3BucketVersioningA(this, "versioning", config);
  }

  protected createKey(config: KmsKeyConfig): KmsKey {
    return new KmsKey(this, "key", config);
  }

  protected createEncryption(
    config: S3BucketServerSideEncryptionConfigurationAConfig,
  ): S3BucketServerSideEncryptionConfigurationA {
    return new S3BucketServerSideEncryptionConfigurationA(this, "encryption", config);
  }

  protected createPolicy(config: S3BucketPolicyConfig): S3BucketPolicy {
    return new S3BucketPolicy(this, "policy", config);
  }

  protected createLifecycle(config: S3BucketLifecycleConfigurationConfig): S3BucketLifecycleConfiguration {
    return new S3BucketLifecycleConfiguration(this, "lifecycle", config);
  }

  /** Created beside a replication configuration S3 now and then refuses one of the two. */
  lifecycleAfter(replication: ITerraformDependable): void {
    if (this.lifecycle) this.lifecycle.dependsOn = [...(this.lifecycle.dependsOn ?? []), dependable(replication)];
  }

  private get lifecycleRules(): readonly S3BucketLifecycleConfigurationRule[] {
    const { noncurrentVersionExpirationDays: days, lifecycleRules = [] } = this.props;
    if (days === undefined) return lifecycleRules;
    const expiry: S3BucketLifecycleConfigurationRule = {
      id: "expire-noncurrent-versions",
      status: "Enabled",
      filter: [{}],
      noncurrentVersionExpiration: [{ noncurrentDays: days }],
    };
    return [expiry, ...lifecycleRules];
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
