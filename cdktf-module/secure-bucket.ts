import { Construct } from "constructs";
import {
  Annotations,
  dependable,
  KmsKey,
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketServerSideEncryptionConfigurationRuleAOutputReference,
  S3BucketVersioningA,
  type ITerraformDependable,
  type KmsKeyConfig,
  type S3BucketConfig,
  type S3BucketLifecycleConfigurationConfig,
  type S3BucketLifecycleConfigurationRule,
  type S3BucketOwnershipControlsConfig,
  type S3BucketPolicyConfig,
  type S3BucketPublicAccessBlockConfig,
  type S3BucketServerSideEncryptionConfigurationAConfig,
  type S3BucketVersioningAConfig,
} from "./framework";
import { denyInsecureTransport, policyDocument, type Statement } from "./permissions";
import { fullName } from "./namespaces";
import { pick } from "./pick";
import type { BucketNamespace, BucketProps } from "./props";
import { ownerOf, regionOf, type Placement } from "./providers";
import { refusedOfBucket } from "./refusals";
import { encryptionOf } from "./resolve";

/** Older constructs of the provider drop an argument that they do not know. */
const KNOWS_BLOCKED_TYPES =
  "blockedEncryptionTypes" in S3BucketServerSideEncryptionConfigurationRuleAOutputReference.prototype;

/**
 * What the source and the destinations of a replication have in common: a bucket with versioning, encryption, public
 * access blocked, ACLs disabled, and a policy that denies requests without TLS.
 *
 * The IDs of the child constructs are part of Terraform addresses and do not change. To change one of the resources,
 * override its `create…` method in a subclass.
 */
export abstract class SecureBucket<Props extends BucketProps = BucketProps> extends Construct {
  /** The bucket. */
  readonly bucket: S3Bucket;
  /** The bucket's full name, with the end that its namespace requires; a token where Terraform generates it. */
  readonly bucketName: string;
  /** The public access block, with all four settings on. */
  readonly publicAccessBlock: S3BucketPublicAccessBlock;
  /** The ownership controls: `BucketOwnerEnforced`, which disables ACLs. */
  readonly ownershipControls: S3BucketOwnershipControls;
  /** The versioning, with status `Enabled`. */
  readonly versioning: S3BucketVersioningA;
  /** The KMS key that was created; `undefined` with SSE-S3 or if `kmsKeyArn` is set. */
  readonly key: KmsKey | undefined;
  /** The ARN of the KMS key that encrypts the bucket, created or existing; `undefined` with SSE-S3. */
  readonly kmsKeyArn: string | undefined;
  /** The default encryption. */
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  /** The bucket policy. */
  readonly policy: S3BucketPolicy;
  /** The lifecycle configuration; `undefined` if the props define no lifecycle rules. */
  readonly lifecycle: S3BucketLifecycleConfiguration | undefined;

  constructor(
    scope: Construct,
    id: string,
    protected readonly props: Props,
  ) {
    super(scope, id);
    const { objectLock, forceDestroy, kmsKeyArn, blockedEncryptionTypes, bucketPrefix } = props;
    const { bucketName = "" } = props;
    const name = fullName({ ...props, bucketName }, ownerOf(this, props), regionOf(this, props));
    const tags = this.bucketTags();
    const tagged = Object.keys(tags).length > 0 && { tags };
    this.bucket = this.createBucket({
      ...(bucketPrefix === undefined ? { bucket: name } : { bucketPrefix }),
      forceDestroy: forceDestroy ?? false,
      ...(objectLock && { objectLockEnabled: true }),
      ...tagged,
      ...this.placement,
    });
    this.bucketName = bucketPrefix === undefined ? name : this.bucket.bucket;
    if (props.bucketNamespace === "account-regional") this.setNamespace(props.bucketNamespace);
    const bucket = this.bucket.id;
    this.publicAccessBlock = this.createPublicAccessBlock({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      ...this.placement,
    });
    this.ownershipControls = this.createOwnershipControls({
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      ...this.placement,
    });
    this.versioning = this.createVersioning({
      bucket,
      versioningConfiguration: { status: "Enabled" },
      ...this.placement,
    });
    if (encryptionOf(props) === "SSE-KMS" && kmsKeyArn === undefined) {
      const statements = this.keyStatements();
      this.key = this.createKey({
        description: `Encrypts the bucket ${this.bucketName}`,
        enableKeyRotation: true,
        // Without a policy the key gets the default key policy, which leaves access to IAM policies.
        ...(statements.length > 0 && { policy: policyDocument(statements) }),
        ...(props.tags && { tags: { ...props.tags } }),
        ...this.placement,
      });
    }
    this.kmsKeyArn = kmsKeyArn ?? this.key?.arn;
    this.encryption = this.createEncryption({
      bucket,
      rule: [
        {
          ...(this.kmsKeyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.kmsKeyArn },
                bucketKeyEnabled: true,
              }),
          ...(blockedEncryptionTypes && { blockedEncryptionTypes: [...blockedEncryptionTypes] }),
        },
      ],
      ...this.placement,
    });
    if (blockedEncryptionTypes && !KNOWS_BLOCKED_TYPES) {
      this.encryption.addOverride("rule.0.blocked_encryption_types", [...blockedEncryptionTypes]);
    }
    this.policy = this.createPolicy({
      bucket,
      policy: policyDocument([denyInsecureTransport(this.bucket.arn), ...this.policyStatements()]),
      // S3 can reject a bucket policy that is put while the public access block is being created.
      dependsOn: [this.publicAccessBlock],
      ...this.placement,
    });
    this.node.addValidation({
      validate: () => refusedOfBucket(this, bucketPrefix === undefined ? { ...props, bucketName: name } : props),
    });
    const lifecycleRules = [...this.lifecycleRules];
    if (lifecycleRules.length > 0) {
      this.lifecycle = this.createLifecycle({
        bucket,
        rule: lifecycleRules,
        dependsOn: [this.versioning],
        ...this.placement,
      });
    }
    if (!lifecycleRules.some(({ noncurrentVersionExpiration }) => noncurrentVersionExpiration !== undefined)) {
      Annotations.of(this).addWarning(
        "Noncurrent versions are kept, and billed, forever. Set noncurrentVersionExpirationDays to delete them.",
      );
    }
  }

  /**
   * The `region` and `provider` of every resource of the bucket. One without them would look for it in another Region.
   */
  protected get placement(): Placement {
    return pick<Placement, keyof Placement>(this.props, ["region", "provider"]);
  }

  /** The bucket's tags: those of the props, and those that a subclass adds. */
  protected bucketTags(): Record<string, string> {
    return { ...this.props.tags };
  }

  /** The statements of the bucket policy in addition to the one that denies requests without TLS. */
  protected policyStatements(): readonly Statement[] {
    return [];
  }

  /** The statements of a created key's policy. Without any, the key gets the default key policy. */
  protected keyStatements(): readonly Statement[] {
    return [];
  }

  /**
   * Creates the bucket.
   *
   * @param config The arguments of the resource.
   */
  protected createBucket(config: S3BucketConfig): S3Bucket {
    return new S3Bucket(this, "bucket", config);
  }

  /**
   * Creates the public access block.
   *
   * @param config The arguments of the resource.
   */
  protected createPublicAccessBlock(config: S3BucketPublicAccessBlockConfig): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, "public-access-block", config);
  }

  /**
   * Creates the ownership controls.
   *
   * @param config The arguments of the resource.
   */
  protected createOwnershipControls(config: S3BucketOwnershipControlsConfig): S3BucketOwnershipControls {
    return new S3BucketOwnershipControls(this, "ownership-controls", config);
  }

  /**
   * Creates the versioning.
   *
   * @param config The arguments of the resource.
   */
  protected createVersioning(config: S3BucketVersioningAConfig): S3BucketVersioningA {
    return new S3BucketVersioningA(this, "versioning", config);
  }

  /**
   * Creates the KMS key.
   *
   * @param config The arguments of the resource.
   */
  protected createKey(config: KmsKeyConfig): KmsKey {
    return new KmsKey(this, "key", config);
  }

  /**
   * Creates the default encryption.
   *
   * @param config The arguments of the resource.
   */
  protected createEncryption(
    config: S3BucketServerSideEncryptionConfigurationAConfig,
  ): S3BucketServerSideEncryptionConfigurationA {
    return new S3BucketServerSideEncryptionConfigurationA(this, "encryption", config);
  }

  /**
   * Creates the bucket policy.
   *
   * @param config The arguments of the resource.
   */
  protected createPolicy(config: S3BucketPolicyConfig): S3BucketPolicy {
    return new S3BucketPolicy(this, "policy", config);
  }

  /**
   * Creates the lifecycle configuration.
   *
   * @param config The arguments of the resource.
   */
  protected createLifecycle(config: S3BucketLifecycleConfigurationConfig): S3BucketLifecycleConfiguration {
    return new S3BucketLifecycleConfiguration(this, "lifecycle", config);
  }

  /**
   * Orders the lifecycle configuration after a replication configuration: S3 sometimes rejects one of the two if they
   * are created at the same time.
   *
   * @param replication The replication configuration.
   */
  lifecycleAfter(replication: ITerraformDependable): void {
    if (this.lifecycle) this.lifecycle.dependsOn = [...(this.lifecycle.dependsOn ?? []), dependable(replication)];
  }

  private setNamespace(namespace: BucketNamespace): void {
    if ("bucketNamespace" in this.bucket) {
      this.bucket.bucketNamespace = namespace;
      return;
    }
    this.bucket.addOverride("bucket_namespace", namespace);
    const version = this.bucket.terraformGeneratorMetadata?.providerVersion ?? "an older version";
    Annotations.of(this).addWarning(
      `bucketNamespace requires version 6.37 of the AWS provider, but the installed constructs ask for ${version}. Ask for a newer one: stack.addOverride("terraform.required_providers.aws.version", "~> 6.37").`,
    );
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
