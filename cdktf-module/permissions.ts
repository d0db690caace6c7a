/** A statement of a policy, in IAM's own words. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[] | string;
  readonly Condition?: unknown;
}

/** What a role may do, and what S3 needs it for. */
export interface Grant {
  readonly statement: Statement;
  readonly why: string;
}

/** A KMS key that is used through S3 in one Region. */
export interface KeyUse {
  readonly keyArn: string;
  readonly region: string;
  /** The Region's DNS suffix: `amazonaws.com`, in China `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
}

export interface RoleDestination {
  readonly bucketArn: string;
  /** The destination's key, where KMS-encrypted objects are replicated, and where it is. */
  readonly kms?: KeyUse;
  /** The copies become the destination account's. */
  readonly changesOwner: boolean;
}

/** What a role is for. */
export interface RoleUse {
  readonly sourceArn: string;
  readonly destinations: readonly RoleDestination[];
  /** The source's key, where KMS-encrypted objects are replicated. */
  readonly kms?: KeyUse;
  /** Retention and legal holds are replicated too. */
  readonly objectLock?: boolean;
  /** S3 Batch Replication uses the role too. */
  readonly batchReplication?: boolean;
}

const REPLICATE = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];
const CHANGE_OWNER = "s3:ObjectOwnerOverrideToBucketOwner";
/** A replica's Bucket Key needs `Decrypt` too. */
const ENCRYPT = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"];

/**
 * What the role has to do, mode by mode, and no more.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export function grantsOf({ sourceArn, destinations, kms, objectLock, batchReplication }: RoleUse): readonly Grant[] {
  const foreign = destinations.filter(({ changesOwner }) => changesOwner);
  const objectsOf = (buckets: readonly RoleDestination[]) => buckets.map(({ bucketArn }) => `${bucketArn}/*`);
  return [
    {
      why: "S3 reads which rules there are, and lists the source.",
      statement: allow("ReadReplicationConfiguration", ["s3:GetReplicationConfiguration", "s3:ListBucket"], sourceArn),
    },
    {
      why: objectLock
        ? "S3 reads each version with its ACL, tags, retention and legal hold."
        : "S3 reads each version with its ACL and its tags; without the latter copies lose them.",
      statement: allow(
        "ReadVersions",
        [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          ...(objectLock ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : []),
        ],
        `${sourceArn}/*`,
      ),
    },
    {
      why: "S3 writes versions, delete markers and tags to the replicas.",
      statement: allow("Replicate", REPLICATE, objectsOf(destinations)),
    },
    ...(foreign.length > 0
      ? [
          {
            why: "The copies become the account's that owns the destination.",
            statement: allow("ChangeOwner", [CHANGE_OWNER], objectsOf(foreign)),
          },
        ]
      : []),
    ...(kms
      ? [
          {
            why: "S3 decrypts what the source's key has encrypted.",
            statement: { ...allow("Decrypt", ["kms:Decrypt"], kms.keyArn), Condition: onlyThroughS3(kms, sourceArn) },
          },
        ]
      : []),
    ...destinations.flatMap(({ bucketArn, kms: key }, index) =>
      key
        ? [
            {
              why: "S3 encrypts the copies with the replica's key; its Bucket Key needs Decrypt too.",
              statement: {
                ...allow(`Encrypt${index + 1}`, ENCRYPT, key.keyArn),
                Condition: onlyThroughS3(key, bucketArn),
              },
            },
          ]
        : [],
    ),
    ...(batchReplication
      ? [
          {
            why: "S3 Batch Replication has S3 replicate objects that existed before.",
            statement: allow("InitiateReplication", ["s3:InitiateReplication"], `${sourceArn}/*`),
          },
        ]
      : []),
  ];
}

/**
 * What a destination in another account has to allow in its bucket policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
 */
export function allowReplication(bucketArn: string, roleArn: string): readonly Statement[] {
  const Principal = { AWS: roleArn };
  return [
    { ...allow("Replicate", [...REPLICATE, CHANGE_OWNER], `${bucketArn}/*`), Principal },
    {
      ...allow("SeeVersioning", ["s3:List*", "s3:GetBucketVersioning", "s3:PutBucketVersioning"], bucketArn),
      Principal,
    },
  ];
}

/** What a destination's key in another account has to allow. In a key's policy the star is that key. */
export function allowEncryption(roleArn: string): Statement {
  return { ...allow("EncryptReplicas", ENCRYPT, "*"), Principal: { AWS: roleArn } };
}

/** AWS's default policy of a key: access is a matter of the account's IAM. Without it nobody could change the key. */
export function leaveToIam(accountRootArn: string): Statement {
  return { ...allow("LeaveToIam", "kms:*", "*"), Principal: { AWS: accountRootArn } };
}

/** Both forms of the context: with a Bucket Key it is the bucket's ARN, without it the object's, and a bucket can hold both. */
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

/** IAM's JSON; tokens in it are resolved with the rest. */
export function document(statements: readonly Partial<Statement>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
