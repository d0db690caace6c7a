/** A statement of an IAM policy. */
export interface Statement {
  /** The statement's ID: letters and digits, unique within the policy. */
  readonly Sid: string;
  /** Whether the statement allows or denies. */
  readonly Effect: "Allow" | "Deny";
  /**
   * Who the statement is about, in a resource policy.
   *
   * @default - the role that the policy is attached to
   */
  readonly Principal?: unknown;
  /** The actions. */
  readonly Action: readonly string[] | string;
  /** The ARNs of the resources. */
  readonly Resource: readonly string[] | string;
  /**
   * When the statement applies.
   *
   * @default - always
   */
  readonly Condition?: unknown;
}

/** A statement of a policy, and what S3 needs it for. */
export interface Grant {
  /** The statement. */
  readonly statement: Statement;
  /** One sentence on what S3 needs the statement for. */
  readonly why: string;
}

/** A KMS key that is used through S3 in one Region. */
export interface KeyUse {
  /** The ARN of the key. */
  readonly keyArn: string;
  /** The Region of the key and its bucket. */
  readonly region: string;
  /** The Region's DNS suffix: `amazonaws.com`, or `amazonaws.com.cn` in China. */
  readonly dnsSuffix: string;
}

/** A bucket that the role replicates to. */
export interface RoleDestination {
  /** The ARN of the bucket. */
  readonly bucketArn: string;
  /**
   * The destination's key.
   *
   * @default - KMS-encrypted objects are not replicated
   */
  readonly kms?: KeyUse;
  /** Whether the destination's account becomes the owner of the replicas. */
  readonly changesOwner: boolean;
}

/** What S3 Batch Replication reads and writes beside the buckets. */
export interface BatchReplicationProps {
  /**
   * The ARN of the bucket that holds the job's manifest. The role may read manifests there, and S3 may generate one.
   *
   * @default - no access to a manifest
   */
  readonly manifestBucketArn?: string;
  /**
   * The ARN of the bucket for the job's completion report.
   *
   * @default - no permission to write a report
   */
  readonly reportBucketArn?: string;
}

/** What a replication role is used for. */
export interface RoleUse {
  /** The ARN of the source bucket. */
  readonly sourceArn: string;
  /** The buckets to replicate to. */
  readonly destinations: readonly RoleDestination[];
  /**
   * The source's key.
   *
   * @default - KMS-encrypted objects are not replicated
   */
  readonly kms?: KeyUse;
  /**
   * Whether the source has Object Lock, so that retention settings and legal holds are replicated.
   *
   * @default false
   */
  readonly objectLock?: boolean;
  /**
   * Whether S3 Batch Replication uses the role too, and with which buckets for its manifest and its report.
   *
   * @default false
   */
  readonly batchReplication?: boolean | BatchReplicationProps;
}

const REPLICATE = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];
const OVERRIDE_OWNER = "s3:ObjectOwnerOverrideToBucketOwner";
/** `Decrypt` is for the replica's S3 Bucket Key. */
const ENCRYPT = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"];

/**
 * The statements that a role needs to replicate, and no others.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export function grantsFor({ sourceArn, destinations, kms, objectLock, batchReplication }: RoleUse): readonly Grant[] {
  const inOtherAccounts = destinations.filter(({ changesOwner }) => changesOwner);
  const objectsIn = (buckets: readonly RoleDestination[]) => buckets.map(({ bucketArn }) => `${bucketArn}/*`);
  return [
    {
      why: "S3 reads the replication rules and lists the source bucket.",
      statement: allow("ReadReplicationConfiguration", ["s3:GetReplicationConfiguration", "s3:ListBucket"], sourceArn),
    },
    {
      why: objectLock
        ? "S3 reads each object version with its ACL, tags, annotations, retention settings, and legal hold."
        : "S3 reads each object version with its ACL, tags, and annotations.",
      statement: allow(
        "ReadVersions",
        [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectVersionAnnotationForReplication",
          ...(objectLock ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : []),
        ],
        `${sourceArn}/*`,
      ),
    },
    {
      why: "S3 writes object versions, delete markers, and tags to the replicas.",
      statement: allow("Replicate", REPLICATE, objectsIn(destinations)),
    },
    ...(inOtherAccounts.length > 0
      ? [
          {
            why: "S3 makes the destination's account the owner of the replicas.",
            statement: allow("OverrideOwner", [OVERRIDE_OWNER], objectsIn(inOtherAccounts)),
          },
        ]
      : []),
    ...(kms
      ? [
          {
            why: "S3 decrypts the objects that the source's key has encrypted.",
            statement: { ...allow("Decrypt", ["kms:Decrypt"], kms.keyArn), Condition: onlyThroughS3(kms, sourceArn) },
          },
        ]
      : []),
    ...destinations.flatMap(({ bucketArn, kms: key }, index) =>
      key
        ? [
            {
              why: "S3 encrypts the replicas with the destination's key; the destination's Bucket Key also needs Decrypt.",
              statement: {
                ...allow(`Encrypt${index + 1}`, ENCRYPT, key.keyArn),
                Condition: onlyThroughS3(key, bucketArn),
              },
            },
          ]
        : [],
    ),
    ...(batchReplication ? batchGrants(sourceArn, batchReplication === true ? {} : batchReplication) : []),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html */
function batchGrants(
  sourceArn: string,
  { manifestBucketArn: manifest, reportBucketArn: report }: BatchReplicationProps,
): readonly Grant[] {
  const written = [...new Set([manifest, report])].flatMap((arn) => (arn === undefined ? [] : [`${arn}/*`]));
  return [
    {
      why: "S3 Batch Replication replicates existing objects.",
      statement: allow("InitiateReplication", ["s3:InitiateReplication"], `${sourceArn}/*`),
    },
    ...(manifest === undefined
      ? []
      : [
          {
            why: "S3 generates the manifest of a Batch Replication job from the rules.",
            statement: allow("GenerateManifest", ["s3:PutInventoryConfiguration"], sourceArn),
          },
          {
            why: "S3 Batch Replication reads its manifest.",
            statement: allow("ReadManifest", ["s3:GetObject", "s3:GetObjectVersion"], `${manifest}/*`),
          },
        ]),
    ...(written.length === 0
      ? []
      : [
          {
            why: "S3 Batch Replication writes the manifest that it generates, and its report.",
            statement: allow("WriteManifestAndReport", ["s3:PutObject"], written),
          },
        ]),
  ];
}

/**
 * The statements that the bucket policy of a destination in another account needs.
 *
 * @param bucketArn The ARN of the destination bucket.
 * @param roleArn The ARN of the replication role.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
 */
export function allowReplication(bucketArn: string, roleArn: string): readonly Statement[] {
  return replicationGrants(bucketArn, roleArn).map(({ statement }) => statement);
}

/** The statements of `allowReplication`, and what S3 needs each for. */
export function replicationGrants(bucketArn: string, roleArn: string): readonly Grant[] {
  const Principal = { AWS: roleArn };
  return [
    {
      why: "S3 writes object versions, delete markers, and tags to the replicas, and makes the destination's account their owner.",
      statement: { ...allow("Replicate", [...REPLICATE, OVERRIDE_OWNER], `${bucketArn}/*`), Principal },
    },
    {
      // Named for the most that it allows: whoever reviews the policy must not take it for read access.
      why: "S3 checks that versioning is enabled on the destination. AWS's walkthrough also grants `s3:PutBucketVersioning`, and does not say what for.",
      statement: {
        ...allow("ManageVersioning", ["s3:List*", "s3:GetBucketVersioning", "s3:PutBucketVersioning"], bucketArn),
        Principal,
      },
    },
  ];
}

/**
 * The statement that the key policy of a destination in another account needs.
 *
 * @param roleArn The ARN of the replication role.
 */
export function allowEncryption(roleArn: string): Statement {
  return encryptionGrant(roleArn).statement;
}

/** The statement of `allowEncryption`, and what S3 needs it for. */
export function encryptionGrant(roleArn: string): Grant {
  return {
    why: "S3 encrypts the replicas with the destination's key; the destination's Bucket Key also needs Decrypt.",
    // In a key policy, the resource * is that key.
    statement: { ...allow("EncryptReplicas", ENCRYPT, "*"), Principal: { AWS: roleArn } },
  };
}

/** AWS's default key policy: IAM policies in the account control access. Without it nobody could manage the key. */
export function enableIamPolicies(accountRootArn: string): Statement {
  return { ...allow("EnableIamPolicies", "kms:*", "*"), Principal: { AWS: accountRootArn } };
}

/** The statement of a bucket policy that denies every request without TLS. */
export function denyInsecureTransport(bucketArn: string): Statement {
  return {
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/**
 * The encryption context is the bucket's ARN with a Bucket Key and the object's ARN without; a bucket can hold both.
 */
function onlyThroughS3({ region, dnsSuffix }: KeyUse, bucketArn: string): unknown {
  return {
    StringLike: {
      "kms:ViaService": `s3.${region}.${dnsSuffix}`,
      "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`],
    },
  };
}

function allow(Sid: string, Action: Statement["Action"], Resource: Statement["Resource"]): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}

/** The JSON of a policy. Terraform values in it are resolved together with the rest of the stack. */
export function policyDocument(statements: readonly Partial<Statement>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
