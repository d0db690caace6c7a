import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

/** What a role may do in IAM's own words. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[] | string;
  readonly Condition?: unknown;
}

export interface RoleDestination {
  readonly bucketArn: string;
  /** The destination's key, where KMS-encrypted objects are replicated, and where it is. */
  readonly kms?: KeyUse;
  /** The copies become the destination account's. */
  readonly changesOwner: boolean;
}

/** A KMS key that is used through S3 in one Region. */
export interface KeyUse {
  readonly keyArn: string;
  readonly region: string;
  /** The Region's DNS suffix: `amazonaws.com`, in China `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
}

export interface ReplicationRoleProps {
  readonly sourceArn: string;
  readonly destinations: readonly RoleDestination[];
  /** The source's key, where KMS-encrypted objects are replicated. */
  readonly kms?: KeyUse;
  readonly objectLock?: boolean;
  readonly batchReplication?: boolean;
  readonly roleName?: string;
  readonly rolePath?: string;
  readonly permissionsBoundary?: string;
  readonly provider?: TerraformProvider;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The role with which S3 replicates: it may do what the rules need, on the buckets they name, and no more.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export class ReplicationRole extends Construct {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ReplicationRoleProps) {
    super(scope, id);
    const { roleName, rolePath, permissionsBoundary, provider, tags } = props;
    const services = ["s3.amazonaws.com", ...(props.batchReplication ? ["batchoperations.s3.amazonaws.com"] : [])];
    this.role = new IamRole(this, "role", {
      // JSON in place, not a data source: a plan shows it, and nothing has to be read first.
      assumeRolePolicy: document([
        { Sid: "S3Replicates", Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" },
      ]),
      ...(roleName !== undefined && { name: roleName }),
      ...(rolePath !== undefined && { path: rolePath }),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      ...(provider && { provider }),
      ...(tags && { tags: { ...tags } }),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      role: this.role.id,
      policy: document(permissions(props)),
      ...(provider && { provider }),
    });
  }
}

/** The statements of a role's policy, mode by mode. */
export function permissions({ sourceArn, destinations, kms, objectLock }: ReplicationRoleProps): readonly Statement[] {
  const objects = `${sourceArn}/*`;
  return [
    allow("ReadReplicationConfiguration", ["s3:GetReplicationConfiguration", "s3:ListBucket"], sourceArn),
    allow(
      "ReadVersions",
      [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        // Without it objects replicate and lose their tags.
        "s3:GetObjectVersionTagging",
        ...(objectLock ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : []),
      ],
      objects,
    ),
    allow(
      "Replicate",
      ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
      destinations.map(({ bucketArn }) => `${bucketArn}/*`),
    ),
    ...when(
      destinations.filter(({ changesOwner }) => changesOwner),
      (changed) =>
        allow(
          "ChangeOwner",
          ["s3:ObjectOwnerOverrideToBucketOwner"],
          changed.map(({ bucketArn }) => `${bucketArn}/*`),
        ),
    ),
    ...(kms ? [{ ...allow("Decrypt", ["kms:Decrypt"], kms.keyArn), Condition: onlyThroughS3(kms, sourceArn) }] : []),
    ...destinations.flatMap(({ bucketArn, kms: key }, index) =>
      key
        ? [
            {
              // A destination with an S3 Bucket Key needs Decrypt too.
              ...allow(`Encrypt${index + 1}`, ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], key.keyArn),
              Condition: onlyThroughS3(key, bucketArn),
            },
          ]
        : [],
    ),
  ];
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

function allow(Sid: string, Action: readonly string[], Resource: readonly string[] | string): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}

function when<T>(items: readonly T[], make: (items: readonly T[]) => Statement): readonly Statement[] {
  return items.length > 0 ? [make(items)] : [];
}

/** IAM's JSON; tokens in it are resolved with the rest. */
export function document(statements: readonly Partial<Statement>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
