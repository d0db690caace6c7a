import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Token } from "cdktf";
import type { ReplicaBucketProps } from "./props";
import { partitionOf } from "./regions";
import type { Resolved, ResolvedReplica, ResolvedRule, Side } from "./resolve";
import { reverseRoleName } from "./two-way";

/** Something that is refused at synthesis. */
interface Refusal<Subject> {
  /** What is refused; also the name of its test. */
  readonly name: string;
  /** One message for each occurrence, in terms of the props. Values known only to Terraform are not checked. */
  readonly find: (subject: Subject) => readonly string[];
}

/** One bucket, source or replica, as the rows below see it. */
export interface CheckedSide extends Side {
  readonly props: Partial<ReplicaBucketProps>;
  /** Whether a role of another account uses the bucket. */
  readonly roleInOtherAccount: boolean;
}

/** A replication, as the rows below see it. */
export interface CheckedReplication extends Resolved {
  /** The paths of other constructs in the tree that replicate the same bucket. */
  readonly others: readonly string[];
}

const isKnown = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);

const isWholeNumber = (value: number, minimum: number): boolean =>
  Token.isUnresolved(value) || (Number.isInteger(value) && value >= minimum);

const optional = (problem: string | false | undefined): readonly string[] => (problem ? [problem] : []);

const eachReplica =
  (find: (replica: ResolvedReplica, replication: CheckedReplication) => string | undefined) =>
  (replication: CheckedReplication): readonly string[] =>
    replication.replicas.flatMap((replica, index) => {
      const problem = find(replica, replication);
      return problem === undefined ? [] : [`replicas[${index}]${problem}`];
    });

const eachRule =
  (find: (rule: ResolvedRule, replication: CheckedReplication) => string | undefined) =>
  (replication: CheckedReplication): readonly string[] =>
    replication.rules.flatMap((rule, index) => {
      const problem = find(rule, replication);
      return problem === undefined ? [] : [`replicationRules[${index}]${problem}`];
    });

function duplicates<T>(values: readonly T[]): readonly T[] {
  const seen = new Set<T>();
  return [...new Set(values.filter((value) => seen.has(value) || !seen.add(value)))];
}

/** What is refused of one bucket. */
export const SIDE_REFUSALS: readonly Refusal<CheckedSide>[] = [
  {
    name: "an invalid bucket name",
    find: ({ bucketName: name }) => {
      if (!isKnown(name)) return [];
      if (name.length > 63) {
        return [`bucketName is "${name}" (${name.length} characters): the maximum is 63. Use a shorter name.`];
      }
      return optional(
        (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes("..")) &&
          `bucketName is "${name}": use 3 to 63 lowercase letters, digits, hyphens, and periods, beginning and ending with a letter or digit.`,
      );
    },
  },
  {
    name: "SSE-S3 with a key",
    find: ({ props: { encryption, kmsKeyArn } }) =>
      optional(
        encryption === "SSE-S3" &&
          kmsKeyArn !== undefined &&
          'encryption is "SSE-S3", but kmsKeyArn is set. Remove one of the two.',
      ),
  },
  {
    name: "an alias instead of a key",
    find: ({ props: { kmsKeyArn }, roleInOtherAccount }) =>
      optional(
        isKnown(kmsKeyArn) &&
          !isKeyArn(kmsKeyArn) &&
          !(isAwsManaged(kmsKeyArn) && roleInOtherAccount) &&
          `kmsKeyArn is "${kmsKeyArn}": it must be the ARN of a key, arn:aws:kms:<region>:<account>:key/<id>. S3 does not accept an alias for replication.`,
      ),
  },
  {
    name: "an AWS managed key across accounts",
    find: ({ props: { kmsKeyArn }, roleInOtherAccount }) =>
      optional(
        isKnown(kmsKeyArn) &&
          isAwsManaged(kmsKeyArn) &&
          roleInOtherAccount &&
          `kmsKeyArn is "${kmsKeyArn}", an AWS managed key, which a role in another account cannot be allowed to use. Use a customer managed key.`,
      ),
  },
  {
    name: "a key in another Region",
    find: ({ props: { kmsKeyArn }, region }) => {
      const keyRegion = isKnown(kmsKeyArn) && isKeyArn(kmsKeyArn) ? kmsKeyArn.split(":")[3] : undefined;
      return optional(
        keyRegion !== undefined &&
          isKnown(region) &&
          keyRegion !== region &&
          `kmsKeyArn is a key in ${keyRegion}, but the bucket is in ${region}: every replication would fail. Use a key in ${region}.`,
      );
    },
  },
  {
    name: "SSE-KMS in an unknown Region",
    find: ({ encryption, region }) =>
      optional(
        encryption === "SSE-KMS" &&
          region === undefined &&
          "region is required with SSE-KMS: the role may use the key only through S3 in the bucket's Region.",
      ),
  },
  {
    name: "a new key for a role in another account, without the key's own account",
    find: ({ props: { kmsKeyArn, account }, encryption, roleInOtherAccount }) =>
      optional(
        encryption === "SSE-KMS" &&
          kmsKeyArn === undefined &&
          roleInOtherAccount &&
          account === undefined &&
          "account is required: the policy of the new key must name the account that owns the bucket. Set it, or set kmsKeyArn.",
      ),
  },
  {
    name: "an invalid number of days",
    find: ({ props: { noncurrentVersionExpirationDays: days } }) =>
      optional(
        days !== undefined &&
          !isWholeNumber(days, 1) &&
          `noncurrentVersionExpirationDays is ${days}: use a whole number of days, 1 or more.`,
      ),
  },
];

/** What is refused of a replication. */
export const REFUSALS: readonly Refusal<CheckedReplication>[] = [
  {
    name: "no replicas",
    find: ({ replicas }) =>
      optional(
        replicas.length === 0 &&
          "replicas is empty: add at least one, for example `{ region: … }` with another Region.",
      ),
  },
  {
    name: "another name than that of the source",
    find: ({ props: { source, bucketName } }) =>
      optional(
        isKnown(source?.bucketInput) &&
          isKnown(bucketName) &&
          bucketName !== source.bucketInput &&
          `bucketName is "${bucketName}", but source is the bucket "${source.bucketInput}". Remove bucketName.`,
      ),
  },
  {
    name: "another Region than that of the source",
    find: ({ props: { source, region } }) =>
      optional(
        isKnown(source?.regionInput) &&
          isKnown(region) &&
          region !== source.regionInput &&
          `region is "${region}", but source is in ${source.regionInput}. Remove region.`,
      ),
  },
  {
    name: "two replications of one bucket",
    find: ({ source, others }) =>
      others.map(
        (other) =>
          `bucketName is "${source.bucketName}", which ${other} replicates too. S3 keeps one replication configuration per bucket, and the later one overwrites the other. Define all replicas in one construct.`,
      ),
  },
  {
    name: "a replica in the source's Region",
    find: eachReplica(({ region }, { source, props }) =>
      isKnown(region) && region === source.region && !props.allowSameRegion
        ? ` is in ${region}, the Region of the source, so it does not survive the loss of that Region. Choose another Region, or set \`allowSameRegion: true\`.`
        : undefined,
    ),
  },
  {
    name: "a replica in another partition",
    find: eachReplica(({ props, region }, { source }) => {
      const home = partitionNameOf(source.region);
      const away = isKnown(props.bucketArn) ? props.bucketArn.split(":")[1] : partitionNameOf(region);
      return home !== undefined && away !== undefined && home !== away
        ? ` is in the partition ${away}, but the source is in ${home} (${source.region ?? ""}). S3 does not replicate between partitions. Choose a Region in ${home}.`
        : undefined;
    }),
  },
  {
    name: "the source as its own replica",
    find: eachReplica(({ bucketName }, { source }) =>
      isKnown(bucketName) && bucketName === source.bucketName
        ? ` is ${bucketName}, the source itself. Choose another bucket.`
        : undefined,
    ),
  },
  {
    name: "a replica without a Region, a provider, or an ARN",
    find: eachReplica(({ props }) =>
      props.region === undefined && props.provider === undefined && props.bucketArn === undefined
        ? " has no location: set `region`, `provider`, or `bucketArn`."
        : undefined,
    ),
  },
  {
    name: "a Region where the provider has no region argument",
    // `@cdktf/provider-aws` 20 would drop the argument, and the replica would be created in the source's Region.
    find: eachReplica(({ props }) =>
      props.region !== undefined &&
      props.provider === undefined &&
      props.bucketArn === undefined &&
      !("regionInput" in S3Bucket.prototype)
        ? `.region is "${props.region}", which the installed @cdktf/provider-aws has no argument for. Set \`provider\` to a provider with an alias, or install version 21.`
        : undefined,
    ),
  },
  {
    name: "two replicas with one id",
    find: ({ replicas }) =>
      duplicates(replicas.map(({ id }) => id)).map(
        (id) => `replicas contains the id "${id}" more than once. Set a different \`id\` on one of them.`,
      ),
  },
  {
    name: "an invalid account id",
    find: eachReplica(({ props }) =>
      isKnown(props.account) && !/^\d{12}$/.test(props.account)
        ? `.account is "${props.account}": an account id has 12 digits.`
        : undefined,
    ),
  },
  {
    name: "an owner override within one account",
    find: eachReplica(({ props }, { source }) =>
      isKnown(props.account) && props.account === source.account
        ? `.account is ${props.account}, the source's own account. Remove \`account\`: it makes another account the owner of the replicas.`
        : undefined,
    ),
  },
  {
    name: "an invalid bucket ARN",
    find: eachReplica(({ props }) =>
      isKnown(props.bucketArn) && !/^arn:[\w-]+:s3:::[^/:]+$/.test(props.bucketArn)
        ? `.bucketArn is "${props.bucketArn}": a bucket's ARN is arn:aws:s3:::<name>.`
        : undefined,
    ),
  },
  {
    name: "SSE-KMS on one side only",
    find: eachReplica(({ encryption }, { source }) => {
      if (source.encryption === "SSE-KMS" && encryption === "SSE-S3") {
        return '.encryption is "SSE-S3", but the source is encrypted with SSE-KMS: S3 replicates such objects only with a key in the replica\'s Region. Remove `encryption`.';
      }
      return source.encryption === "SSE-S3" && encryption === "SSE-KMS"
        ? " is encrypted with SSE-KMS, but the source is not: S3 accepts a replica key only if KMS-encrypted objects are replicated. Encrypt the source with SSE-KMS too."
        : undefined;
    }),
  },
  {
    name: "SSE-KMS without the key of an existing bucket",
    find: ({ source, replicas, props }) => [
      ...optional(
        source.encryption === "SSE-KMS" &&
          props.kmsKeyArn === undefined &&
          "kmsKeyArn is required with SSE-KMS: the role must be allowed to decrypt with the source's key.",
      ),
      ...replicas.flatMap(({ props: replica, encryption }, index) =>
        optional(
          replica.bucketArn !== undefined &&
            encryption === "SSE-KMS" &&
            replica.kmsKeyArn === undefined &&
            `replicas[${index}].kmsKeyArn is required: S3 replicates objects encrypted with SSE-KMS only with a key in the replica's Region, and no key is created for an existing bucket.`,
        ),
      ),
    ],
  },
  {
    name: "Object Lock on the source only",
    find: eachReplica(({ props, objectLock }, { props: { objectLock: locked } }) =>
      locked && !objectLock && props.bucketArn === undefined
        ? ".objectLock is false, but the source has Object Lock: S3 requires it on the destination too."
        : undefined,
    ),
  },
  {
    name: "two-way with an existing bucket",
    find: eachReplica(({ props }) =>
      props.twoWay && props.bucketArn !== undefined
        ? " is `twoWay`, but the bucket exists. Replicate it back with a BucketReplication of its own, and set `replicaModifications: true` on both."
        : undefined,
    ),
  },
  {
    name: "two-way across accounts",
    find: eachReplica(({ props }) =>
      props.twoWay && props.bucketArn === undefined && props.account !== undefined
        ? " is `twoWay` and in another account. Put each direction in the stack of its source's account, as a BucketReplication with `replicaModifications: true`."
        : undefined,
    ),
  },
  {
    name: "Replication Time Control without metrics",
    find: ({ replicationTimeControl, metrics }) =>
      optional(
        replicationTimeControl &&
          !metrics &&
          "replicationTimeControl needs metrics, but metrics is false. Remove `metrics: false`.",
      ),
  },
  {
    name: "a rule for a replica that does not exist",
    find: eachRule(({ props, replica }, { replicas }) =>
      replica === undefined
        ? `.replica is "${props.replica}", but there is no such replica. Their ids: ${replicas.map(({ id }) => id).join(", ")}.`
        : undefined,
    ),
  },
  {
    name: "a replica without a rule",
    find: eachReplica(({ id }, { rules }) =>
      rules.length > 0 &&
      // A rule for a replica that does not exist may be the one that is missing.
      rules.every(({ replica }) => replica !== undefined) &&
      !rules.some(({ props }) => props.replica === id)
        ? ` ("${id}") is not named by any of replicationRules, so nothing would be replicated to it. Add a rule.`
        : undefined,
    ),
  },
  {
    name: "no rules",
    find: ({ rules, replicas }) =>
      optional(
        rules.length === 0 &&
          replicas.length > 0 &&
          "replicationRules is empty. Remove it to get one rule for each replica.",
      ),
  },
  {
    name: "more than 1,000 rules",
    find: ({ rules }) =>
      optional(rules.length > 1000 && `replicationRules has ${rules.length} rules: the maximum is 1,000.`),
  },
  {
    name: "two rules with one id",
    find: ({ rules }) =>
      duplicates(rules.map(({ id }) => id)).map(
        (id) => `replicationRules contains the id "${id}" more than once. Ids must be unique.`,
      ),
  },
  {
    name: "a rule id of more than 255 characters",
    find: eachRule(({ id }) =>
      isKnown(id) && id.length > 255 ? `.id has ${id.length} characters: the maximum is 255.` : undefined,
    ),
  },
  {
    name: "two rules with one priority",
    find: ({ rules }) =>
      duplicates(rules.map(({ priority }) => priority)).map(
        (priority) => `replicationRules contains the priority ${priority} more than once. Priorities must be unique.`,
      ),
  },
  {
    name: "an invalid priority",
    find: eachRule(({ priority }) =>
      isWholeNumber(priority, 0) ? undefined : `.priority is ${priority}: use a whole number, 0 or more.`,
    ),
  },
  {
    name: "a prefix of more than 1,024 bytes",
    find: eachRule(({ props: { filter } }) =>
      isKnown(filter?.prefix) && Buffer.byteLength(filter.prefix) > 1024
        ? `.filter.prefix has ${Buffer.byteLength(filter.prefix)} bytes: the maximum is 1,024.`
        : undefined,
    ),
  },
  {
    name: "delete markers with a tag filter",
    find: eachRule(({ props: { filter }, deleteMarkers }) =>
      deleteMarkers && Object.keys(filter?.tags ?? {}).length > 0
        ? " filters by tags and replicates delete markers, which S3 does not allow together. Set `deleteMarkerReplication: false` on the rule."
        : undefined,
    ),
  },
  {
    name: "settings of a new role together with an existing role",
    find: ({ props }) =>
      props.replicationRole === undefined
        ? []
        : (["roleName", "roleNamePrefix", "rolePath", "permissionsBoundary", "batchReplication"] as const).flatMap(
            (prop) =>
              optional(
                props[prop] !== undefined &&
                  `${prop} applies to a new role, but replicationRole names an existing one. Remove one of the two.`,
              ),
          ),
  },
  {
    name: "a role name and a role name prefix",
    find: ({ props: { roleName, roleNamePrefix } }) =>
      optional(
        roleName !== undefined &&
          roleNamePrefix !== undefined &&
          `roleName is "${roleName}" and roleNamePrefix is "${roleNamePrefix}". Remove one of the two.`,
      ),
  },
  {
    name: "a role name of more than 64 characters",
    find: ({ props: { roleName }, replicas }) =>
      isKnown(roleName)
        ? [
            ...optional(roleName.length > 64 && `roleName has ${roleName.length} characters: the maximum is 64.`),
            ...replicas.flatMap(({ id, props }, index) =>
              optional(
                props.twoWay &&
                  roleName.length <= 64 &&
                  reverseRoleName(roleName, id).length > 64 &&
                  `replicas[${index}] is \`twoWay\`, and the name of its role, ${reverseRoleName(roleName, id)}, has more than 64 characters. Use a shorter roleName.`,
              ),
            ),
          ]
        : [],
  },
  {
    name: "a role name prefix of more than 38 characters",
    find: ({ props: { roleNamePrefix: prefix } }) =>
      optional(
        isKnown(prefix) &&
          prefix.length > 38 &&
          `roleNamePrefix has ${prefix.length} characters: the maximum is 38, because Terraform adds 26.`,
      ),
  },
  {
    name: "an invalid role path",
    find: ({ props: { rolePath } }) =>
      optional(
        isKnown(rolePath) &&
          !/^\/(.*\/)?$/.test(rolePath) &&
          `rolePath is "${rolePath}": it must begin and end with a slash, like "/replication/".`,
      ),
  },
];

/** Everything that is wrong with a replication, its source, and its existing destinations. */
export function refusedOfReplication(replication: CheckedReplication): string[] {
  const { source, replicas, props } = replication;
  return [
    ...REFUSALS.flatMap(({ find }) => find(replication)),
    ...refusedOfSide({ ...source, props, roleInOtherAccount: false }),
    // A replica that is created checks itself.
    ...replicas.flatMap((replica, index) =>
      replica.props.bucketArn === undefined
        ? []
        : refusedOfSide({ ...replica, roleInOtherAccount: replica.crossAccount }).map(
            (problem) => `replicas[${index}].${problem}`,
          ),
    ),
  ];
}

/** Everything that is wrong with one bucket. */
export function refusedOfSide(side: CheckedSide): string[] {
  return SIDE_REFUSALS.flatMap(({ find }) => find(side));
}

function partitionNameOf(region: string | undefined): string | undefined {
  return isKnown(region) ? partitionOf(region)?.name : undefined;
}

const isKeyArn = (arn: string): boolean => /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/.+$/.test(arn);
const isAwsManaged = (arn: string): boolean => /:alias\/aws\/|^alias\/aws\//.test(arn);
