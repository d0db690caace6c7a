import type { IConstruct } from "constructs";
import { S3Bucket, Token } from "./framework";
import { bucketNameProblem, bucketPrefixProblem } from "./bucket-names";
import { alarmName, MAXIMUM_ALARM_NAME } from "./failure-alarms";
import type { KeyUse } from "./permissions";
import type {
  BucketNamespace,
  BucketProps,
  BucketReplicationProps,
  ReplicaBucketProps,
  ReplicaProps,
  ReplicationAlarmsProps,
  ReplicationProps,
  ReplicationRoleProps,
} from "./props";
import { ownerInName, WITHOUT_NAMESPACES } from "./namespaces";
import { ownerOf, regionOf } from "./providers";
import { partitionOf, similarRegion } from "./regions";
import {
  describeSource,
  encryptionOf,
  resolve,
  type Resolved,
  type ResolvedReplica,
  type ResolvedRule,
  type Side,
} from "./resolve";
import { isSet } from "./shape";
import { reverseRoleName } from "./two-way";
import { didYouMean, quote } from "./wording";

/** Something that is refused at synthesis. */
interface Refusal<Subject> {
  /** What is refused; also the name of its test. */
  readonly name: string;
  /** One message for each occurrence, in terms of the props. Values known only to Terraform are not checked. */
  readonly find: (subject: Subject) => readonly string[];
}

/** One bucket, source or replica, as the rows below see it. */
export interface CheckedSide extends Omit<Side, "bucketName"> {
  /** The bucket's name; `undefined` for a bucket that the props give by its ARN. */
  readonly bucketName: string | undefined;
  /** The namespace of the bucket's name; `undefined` for a bucket that exists. */
  readonly namespace?: BucketNamespace;
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

/** The greatest number in S3's API. */
const MAXIMUM_INTEGER = 2_147_483_647;

const isWholeNumber = (value: number, minimum: number): boolean =>
  Token.isUnresolved(value) || (Number.isInteger(value) && value >= minimum && value <= MAXIMUM_INTEGER);

/** AWS counts Unicode characters, of which a string has fewer than code units. */
function characters(text: string): number {
  let count = 0;
  for (const _each of text) count++; // an array of them would not fit in memory for some strings
  return count;
}

const BUCKET_ARN = "the ARN of a bucket is arn:aws:s3:::<name>";

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

const hasLocation = ({ props }: ResolvedReplica): boolean =>
  props.region !== undefined || props.provider !== undefined || props.bucketArn !== undefined;

function duplicates<T>(values: readonly T[]): readonly T[] {
  const seen = new Set<T>();
  return [...new Set(values.filter((value) => seen.has(value) || !seen.add(value)))];
}

/** The same rows for a subject that has what they look at. */
const of = <Part, Whole>(rows: readonly Refusal<Part>[], part: (whole: Whole) => Part): readonly Refusal<Whole>[] =>
  rows.map(({ name, find }) => ({ name, find: (whole) => find(part(whole)) }));

/** What is refused of the tags of a bucket or a role. With a `sourceArn`, a tag is added to them. */
const TAG_REFUSALS: readonly Refusal<Pick<Partial<ReplicaBucketProps>, "tags" | "sourceArn">>[] = [
  {
    name: "more than 50 tags",
    find: ({ tags = {}, sourceArn }) => {
      const count = Object.keys(tags).length;
      const maximum = sourceArn === undefined ? 50 : 49;
      const reason = sourceArn === undefined ? "" : ", because the tag s3-crr:replica-of is added";
      return optional(
        !Token.isUnresolved(tags) && count > maximum && `tags has ${count} tags: the maximum is ${maximum}${reason}.`,
      );
    },
  },
  {
    name: "an invalid tag",
    find: ({ tags }) => [
      ...tagProblems(tags, "tags"),
      ...knownTags(tags)
        .map(([key]) => key)
        .filter((key) => /^aws:/i.test(key))
        .map((key) => `tags contains the key ${quote(key)}: AWS reserves keys that begin with "aws:".`),
    ],
  },
];

/** What is refused of a role that is created. */
const ROLE_REFUSALS: readonly Refusal<
  Pick<ReplicationProps, "roleName" | "roleNamePrefix" | "rolePath" | "permissionsBoundary" | "batchReplication">
>[] = [
  {
    name: "a role name and a role name prefix",
    find: ({ roleName, roleNamePrefix }) =>
      optional(
        isSet(roleName) && isSet(roleNamePrefix) && "roleName and roleNamePrefix are both set. Remove one of the two.",
      ),
  },
  {
    name: "an invalid role name",
    find: ({ roleName }) => roleNameProblems(roleName, "roleName", 64),
  },
  {
    name: "an invalid role name prefix",
    // IAM allows 64 characters, and Terraform adds 26.
    find: ({ roleNamePrefix }) => roleNameProblems(roleNamePrefix, "roleNamePrefix", 38),
  },
  {
    name: "an invalid role path",
    find: ({ rolePath }) =>
      optional(
        isKnown(rolePath) &&
          (!/^\/([!-~]+\/)?$/.test(rolePath) || rolePath.length > 512) &&
          `rolePath is ${quote(rolePath)}: use up to 512 characters without spaces, beginning and ending with a slash, like "/replication/".`,
      ),
  },
  {
    name: "an invalid permissions boundary",
    find: ({ permissionsBoundary }) =>
      optional(
        isKnown(permissionsBoundary) &&
          !isPolicyArn(permissionsBoundary) &&
          `permissionsBoundary is ${quote(permissionsBoundary)}: the ARN of a managed policy is arn:aws:iam::<account>:policy/<name>.`,
      ),
  },
  {
    name: "an invalid bucket of a Batch Replication job",
    find: ({ batchReplication: batch }) =>
      typeof batch === "object"
        ? (["manifestBucketArn", "reportBucketArn"] as const).flatMap((prop) => {
            const arn = batch[prop];
            return optional(
              isKnown(arn) && !isBucketArn(arn) && `batchReplication.${prop} is ${quote(arn)}: ${BUCKET_ARN}.`,
            );
          })
        : [],
  },
];

/** What is refused of one bucket. */
export const SIDE_REFUSALS: readonly Refusal<CheckedSide>[] = [
  ...of(TAG_REFUSALS, ({ props }: CheckedSide) => props),
  {
    name: "an invalid bucket name",
    find: ({ bucketName }) => {
      const problem = isKnown(bucketName) ? bucketNameProblem(bucketName) : undefined;
      return optional(problem !== undefined && `bucketName ${problem}`);
    },
  },
  {
    name: "a bucket name and a prefix",
    find: ({ props: { bucketName, bucketPrefix } }) =>
      optional(
        isSet(bucketName) && isSet(bucketPrefix) && "bucketName and bucketPrefix are both set. Remove one of the two.",
      ),
  },
  {
    name: "an invalid prefix of a bucket name",
    find: ({ props: { bucketPrefix } }) => {
      const problem = isKnown(bucketPrefix) ? bucketPrefixProblem(bucketPrefix) : undefined;
      return optional(problem !== undefined && `bucketPrefix ${problem}`);
    },
  },
  {
    name: "a prefix in an account-regional namespace",
    find: ({ props: { bucketPrefix }, namespace }) =>
      optional(
        isSet(bucketPrefix) &&
          namespace === "account-regional" &&
          'bucketPrefix is set, but bucketNamespace is "account-regional", where nobody else can take a name. Use bucketName.',
      ),
  },
  {
    name: "an account-regional name without its account and Region",
    find: ({ bucketName, namespace }) =>
      optional(
        namespace === "account-regional" &&
          isKnown(bucketName) &&
          !ownerInName(bucketName) &&
          `bucketNamespace is "account-regional", so bucketName must end with the account and the Region, which are not known. Create the AWS provider before the bucket, with \`region\` and one account in \`allowedAccountIds\`.`,
      ),
  },
  {
    name: "an account-regional name of another account or Region",
    find: ({ bucketName, namespace, account, region }) => {
      if (namespace !== "account-regional" || !isKnown(bucketName)) return [];
      const owner = ownerInName(bucketName);
      if (!owner) return [];
      return [
        ...optional(
          isKnown(account) &&
            account !== owner.account &&
            `bucketName is ${quote(bucketName)}, a name of account ${owner.account}, but the bucket is in account ${account}. Use only the beginning of the name: the rest is added.`,
        ),
        ...optional(
          isKnown(region) &&
            region !== owner.region &&
            `bucketName is ${quote(bucketName)}, a name in ${owner.region}, but the bucket is in ${region}. Use only the beginning of the name: the rest is added.`,
        ),
      ];
    },
  },
  {
    name: "an account-regional name in the global namespace",
    find: ({ bucketName, namespace }) =>
      optional(
        namespace === "global" &&
          isKnown(bucketName) &&
          ownerInName(bucketName) &&
          `bucketName is ${quote(bucketName)}: S3 accepts names that end like this only in an account's own namespace. Set \`bucketNamespace: "account-regional"\`.`,
      ),
  },
  {
    name: "an account-regional namespace where S3 has none",
    find: ({ namespace, region }) =>
      optional(
        namespace === "account-regional" &&
          region !== undefined &&
          WITHOUT_NAMESPACES.includes(region) &&
          `bucketNamespace is "account-regional", which S3 does not have in ${region}. Remove it.`,
      ),
  },
  {
    name: "a Region that does not exist",
    find: ({ props: { region } }) => {
      if (!isKnown(region) || partitionOf(region)) return [];
      const isLikeARegion = /^[a-z]+(-[a-z]+)+-\d$/.test(region);
      const perhapsNew = isLikeARegion ? " If the Region is new, update @aws-sdk/util-endpoints." : "";
      return [
        `region is ${quote(region)}, which is not an AWS Region.${didYouMean(similarRegion(region))}${perhapsNew}`,
      ];
    },
  },
  {
    name: "an invalid account ID",
    find: ({ props: { account } }) =>
      optional(
        isKnown(account) && !/^\d{12}$/.test(account) && `account is ${quote(account)}: an account ID has 12 digits.`,
      ),
  },
  {
    name: "an invalid source ARN",
    find: ({ props: { sourceArn } }) =>
      optional(isKnown(sourceArn) && !isBucketArn(sourceArn) && `sourceArn is ${quote(sourceArn)}: ${BUCKET_ARN}.`),
  },
  {
    name: "an invalid ARN of the source's role",
    find: ({ props: { sourceRoleArn } }) =>
      optional(
        isKnown(sourceRoleArn) &&
          !isRoleArn(sourceRoleArn) &&
          `sourceRoleArn is ${quote(sourceRoleArn)}: the ARN of a role is arn:aws:iam::<account>:role/<name>.`,
      ),
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
          `kmsKeyArn is ${quote(kmsKeyArn)}: it must be the ARN of a key, arn:aws:kms:<region>:<account>:key/<id>. S3 does not accept an alias for replication.`,
      ),
  },
  {
    name: "an AWS managed key across accounts",
    find: ({ props: { kmsKeyArn }, roleInOtherAccount }) =>
      optional(
        isKnown(kmsKeyArn) &&
          isAwsManaged(kmsKeyArn) &&
          roleInOtherAccount &&
          `kmsKeyArn is ${quote(kmsKeyArn)}, an AWS managed key, which a role in another account cannot be allowed to use. Use a customer managed key.`,
      ),
  },
  {
    name: "a key in another Region",
    find: ({ props: { kmsKeyArn }, region }) => {
      const keyRegion = isKnown(kmsKeyArn) && isKeyArn(kmsKeyArn) ? kmsKeyArn.split(":")[3] : undefined;
      return optional(
        keyRegion !== undefined &&
          isKnown(region) &&
          partitionOf(region) !== undefined &&
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
          `noncurrentVersionExpirationDays is ${days}: use a whole number of days, from 1 to 2,147,483,647.`,
      ),
  },
];

/** The props of a replica that only set how its bucket is created. */
const NEW_BUCKET_ONLY = [
  "bucketPrefix",
  "bucketNamespace",
  "blockedEncryptionTypes",
  "forceDestroy",
  "noncurrentVersionExpirationDays",
  "lifecycleRules",
  "tags",
] as const satisfies readonly (keyof ReplicaProps)[];

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
          `bucketName is ${quote(bucketName)}, but source is the bucket ${quote(source.bucketInput)}. Remove bucketName.`,
      ),
  },
  {
    name: "another Region than that of the source",
    find: ({ props: { source, region } }) =>
      optional(
        isKnown(source?.regionInput) &&
          isKnown(region) &&
          region !== source.regionInput &&
          `region is ${quote(region)}, but source is in ${source.regionInput}. Remove region.`,
      ),
  },
  {
    name: "two replications of one bucket",
    find: ({ source, others }) =>
      others.map(
        (other) =>
          `bucketName is ${quote(source.bucketName)}, which ${other} replicates too. S3 keeps one replication configuration per bucket, and the later one overwrites the other. Define all replicas in one construct.`,
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
      const away = isKnown(props.bucketArn) ? partitionOfArn(props.bucketArn) : partitionNameOf(region);
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
    find: eachReplica((replica) =>
      hasLocation(replica) ? undefined : " has no location: set `region`, `provider`, or `bucketArn`.",
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
        ? `.region is ${quote(props.region)}, which the installed @cdktf/provider-aws has no argument for. Set \`provider\` to a provider with an alias, or install version 21.`
        : undefined,
    ),
  },
  {
    name: "an ID that only Terraform knows",
    find: eachReplica(({ id, props }) =>
      props.bucketArn === undefined && isSet(id) && !isKnown(id)
        ? " needs an `id`: its Region is known only to Terraform, and construct IDs must be known now."
        : undefined,
    ),
  },
  {
    name: "two replicas with one ID",
    find: ({ replicas }) =>
      // The ID follows from the location, and what has none is refused for that.
      duplicates(
        replicas
          .filter(hasLocation)
          .map(({ id }) => id)
          .filter(isKnown),
      ).map((id) => `replicas contains the ID ${quote(id)} more than once. Set a different \`id\` on one of them.`),
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
      isKnown(props.bucketArn) && !isBucketArn(props.bucketArn)
        ? `.bucketArn is ${quote(props.bucketArn)}: ${BUCKET_ARN}.`
        : undefined,
    ),
  },
  {
    name: "another name than that of the existing bucket",
    find: eachReplica(({ props: { bucketArn, bucketName: given }, bucketName }) =>
      isKnown(bucketArn) && isKnown(given) && given !== bucketName
        ? `.bucketName is ${quote(given)}, but bucketArn is the ARN of ${quote(bucketName)}. Remove bucketName.`
        : undefined,
    ),
  },
  {
    name: "settings of a new bucket together with an existing bucket",
    find: ({ replicas }) =>
      replicas.flatMap(({ props }, index) =>
        !isSet(props.bucketArn)
          ? []
          : NEW_BUCKET_ONLY.flatMap((prop) =>
              optional(
                props[prop] !== undefined &&
                  `replicas[${index}].${prop} applies to a new bucket, but bucketArn names an existing one. Remove one of the two.`,
              ),
            ),
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
    name: "SSE-C blocked on the replica only",
    find: eachReplica(({ props, blockedEncryptionTypes: types = [] }, { props: { blockedEncryptionTypes = [] } }) =>
      props.bucketArn === undefined && types.includes("SSE-C") && blockedEncryptionTypes.includes("NONE")
        ? ".blockedEncryptionTypes blocks SSE-C, but the source allows it: objects encrypted with SSE-C would not be replicated. Remove `blockedEncryptionTypes`."
        : undefined,
    ),
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
    find: eachReplica(({ objectLock }, { props: { objectLock: locked } }) =>
      locked && !objectLock
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
    name: "Object Lock on one side of a two-way replication",
    find: eachReplica(({ props, objectLock }, { props: { objectLock: locked } }) =>
      props.twoWay && props.bucketArn === undefined && objectLock && !locked
        ? " is `twoWay` and has Object Lock, but the source does not: S3 requires it on both. Set `objectLock: true` on the source."
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
    name: "alarms without metrics",
    find: ({ props: { alarms }, metrics }) =>
      optional(alarms && !metrics && "alarms needs metrics, but metrics is false. Remove `metrics: false`."),
  },
  {
    name: "an invalid topic",
    find: ({ props: { alarms }, source, replicas }) => [
      ...topicProblems("alarms", alarms, source.region),
      ...replicas.flatMap(({ props, region }, index) =>
        topicProblems(`replicas[${index}].alarms`, props.alarms, region),
      ),
    ],
  },
  {
    name: "alarms in one direction of a two-way replication",
    find: eachReplica(({ props, region }, { props: { alarms } }) => {
      if (props.bucketArn !== undefined) return undefined;
      if (props.alarms && !props.twoWay)
        return ".alarms is for `twoWay` replicas: nothing is replicated from this one. Remove it.";
      return alarms && props.twoWay && !props.alarms
        ? ` is \`twoWay\`: set \`alarms\` on it too, with a topic in ${region ?? "its Region"}, where S3 publishes the metric of the way back.`
        : undefined;
    }),
  },
  {
    name: "an alarm name of more than 255 characters",
    find: ({ props: { alarms }, source: { bucketName }, rules }) =>
      alarms && alarms.by !== "event" && isKnown(bucketName)
        ? rules.flatMap((rule, index) => {
            const name = alarmName(bucketName, rule);
            return optional(
              isKnown(rule.id) &&
                characters(rule.id) <= 255 &&
                characters(name) > MAXIMUM_ALARM_NAME &&
                `replicationRules[${index}].id is too long for the name of its alarm, which would have ${characters(name)} characters: the maximum is ${MAXIMUM_ALARM_NAME}. Use a shorter id.`,
            );
          })
        : [],
  },
  {
    name: "a rule for a replica that does not exist",
    find: eachRule(({ props, replica }, { replicas }) =>
      replica === undefined && isKnown(props.replica) && replicas.every(({ id }) => isKnown(id))
        ? `.replica is ${quote(props.replica)}, but no replica has this ID. The IDs are: ${replicas.map(({ id }) => id).join(", ")}.`
        : undefined,
    ),
  },
  {
    name: "a replica without a rule",
    find: eachReplica(({ id }, { rules }) =>
      rules.length > 0 &&
      // A rule for a replica that does not exist may be the one that is missing.
      rules.every(({ replica }) => replica !== undefined) &&
      isKnown(id) &&
      !rules.some(({ props }) => props.replica === id)
        ? ` (${quote(id)}) is not named by any of replicationRules, so nothing would be replicated to it. Add a rule.`
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
    name: "two rules with one ID",
    find: ({ rules }) =>
      duplicates(rules.map(({ id }) => id).filter(isKnown)).map(
        (id) => `replicationRules contains the ID ${quote(id)} more than once. IDs must be unique.`,
      ),
  },
  {
    name: "a rule ID of more than 255 characters",
    find: eachRule(({ id }) =>
      isKnown(id) && characters(id) > 255 ? `.id has ${characters(id)} characters: the maximum is 255.` : undefined,
    ),
  },
  {
    name: "an empty rule ID",
    find: eachRule(({ id }) => (id === "" ? ".id is empty: use at least one character, or remove it." : undefined)),
  },
  {
    name: "two rules with one priority",
    find: ({ rules }) =>
      duplicates(rules.map(({ priority }) => priority).filter((priority) => !Token.isUnresolved(priority))).map(
        (priority) => `replicationRules contains the priority ${priority} more than once. Priorities must be unique.`,
      ),
  },
  {
    name: "an invalid priority",
    find: eachRule(({ priority }) =>
      isWholeNumber(priority, 0) ? undefined : `.priority is ${priority}: use a whole number from 0 to 2,147,483,647.`,
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
    name: "an invalid tag in a filter",
    find: (replication) =>
      replication.rules.flatMap(({ props: { filter } }, index) =>
        tagProblems(filter?.tags, `replicationRules[${index}].filter.tags`),
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
    name: "an invalid role ARN",
    find: ({ props: { replicationRole } }) =>
      optional(
        isKnown(replicationRole) &&
          !isRoleArn(replicationRole) &&
          `replicationRole is ${quote(replicationRole)}: the ARN of a role is arn:aws:iam::<account>:role/<name>.`,
      ),
  },
  {
    name: "a role name that is too long for the role of a two-way replica",
    find: ({ props: { roleName }, replicas }) =>
      isKnown(roleName) && roleName.length <= 64
        ? replicas.flatMap(({ id, props }, index) =>
            optional(
              props.twoWay &&
                isKnown(id) &&
                reverseRoleName(roleName, id).length > 64 &&
                `replicas[${index}] is \`twoWay\`, and the name of its role, ${reverseRoleName(roleName, id)}, has more than 64 characters. Use a shorter roleName.`,
            ),
          )
        : [],
  },
  ...of(ROLE_REFUSALS, ({ props }: CheckedReplication) => props),
];

/**
 * Everything that is wrong with a replication and its existing destinations. Buckets that are created check themselves.
 */
export function refusedOfReplication(replication: CheckedReplication): string[] {
  return [
    ...REFUSALS.flatMap(({ find }) => find(replication)),
    ...refusedOfReplicas(replication, ({ props }) => props.bucketArn !== undefined),
  ];
}

/** Everything that is wrong with the bucket that is replicated. */
export function refusedOfSource({ source, props: { bucketPrefix: _ofSource, ...props } }: Resolved): string[] {
  return refusedOfSide({ ...source, props, roleInOtherAccount: false });
}

/** Everything that is wrong with the props of a replication, before anything is created. */
export function refusedOfProps(scope: IConstruct, props: BucketReplicationProps): string[] {
  const replication = { ...resolve(scope, describeSource(props)), others: [] };
  return [
    ...REFUSALS.flatMap(({ find }) => find(replication)),
    ...refusedOfSource(replication),
    ...refusedOfReplicas(replication, () => true),
  ];
}

function refusedOfReplicas({ replicas }: Resolved, which: (replica: ResolvedReplica) => boolean): string[] {
  return replicas.flatMap((replica, index) =>
    which(replica)
      ? refusedOfSide({
          ...replica,
          bucketName: replica.props.bucketArn === undefined ? replica.bucketName : undefined,
          roleInOtherAccount: replica.crossAccount,
        }).map((problem) => `replicas[${index}].${problem}`)
      : [],
  );
}

/** Everything that is wrong with the props of a bucket that is created. */
export function refusedOfBucket(scope: IConstruct, props: BucketProps & Partial<ReplicaBucketProps>): string[] {
  return refusedOfSide({
    props,
    bucketName: props.bucketName,
    region: regionOf(scope, props),
    account: ownerOf(scope, props),
    encryption: encryptionOf(props),
    namespace: props.bucketNamespace ?? "global",
    roleInOtherAccount: props.sourceRoleArn !== undefined,
  });
}

/** Everything that is wrong with the props of a role that is used on its own. */
export function refusedOfRole(props: ReplicationRoleProps): string[] {
  const { sourceArn, destinations, tags, kms } = props;
  const arn = (at: string, value: string, isArn: (value: string) => boolean, form: string) =>
    optional(isKnown(value) && !isArn(value) && `${at} is ${quote(value)}: ${form}.`);
  const bucket = (at: string, value: string) => arn(at, value, isBucketArn, BUCKET_ARN);
  const key = (at: string, use: KeyUse | undefined) =>
    use ? arn(`${at}.keyArn`, use.keyArn, isKeyArn, "the ARN of a key is arn:aws:kms:<region>:<account>:key/<id>") : [];
  return [
    ...ROLE_REFUSALS.flatMap(({ find }) => find(props)),
    ...TAG_REFUSALS.flatMap(({ find }) => find(tags ? { tags } : {})),
    ...bucket("sourceArn", sourceArn),
    ...key("kms", kms),
    ...destinations.flatMap(({ bucketArn, kms: ofReplica }, index) => [
      ...bucket(`destinations[${index}].bucketArn`, bucketArn),
      ...key(`destinations[${index}].kms`, ofReplica),
    ]),
  ];
}

function refusedOfSide(side: CheckedSide): string[] {
  return SIDE_REFUSALS.flatMap(({ find }) => find(side));
}

function partitionNameOf(region: string | undefined): string | undefined {
  return isKnown(region) ? partitionOf(region)?.name : undefined;
}

/** The partition in the ARN of a bucket; an ARN that is none is refused for that. */
function partitionOfArn(arn: string): string | undefined {
  return isBucketArn(arn) ? arn.split(":")[1] : undefined;
}

function topicProblems(
  at: string,
  alarms: ReplicationAlarmsProps | undefined,
  region: string | undefined,
): readonly string[] {
  const { topicArn, by } = alarms ?? {};
  if (!isKnown(topicArn)) return [];
  const told = `${at}.topicArn is ${quote(topicArn)}`;
  const [, , , topicRegion, , name = ""] = topicArn.split(":");
  if (!isTopicArn(topicArn)) return [`${told}: the ARN of a topic is arn:aws:sns:<region>:<account>:<name>.`];
  if (isKnown(region) && topicRegion !== region) {
    return [
      `${told}, but S3 publishes the metric in ${region}: an alarm can notify only a topic in its own Region. Use a topic in ${region}.`,
    ];
  }
  return optional(
    by === "event" &&
      name.endsWith(".fifo") &&
      `${told}: S3 does not send events to a FIFO topic. Use a standard topic.`,
  );
}

/** What IAM does not accept in the name of a role, or at the beginning of one. */
function roleNameProblems(name: string | undefined, prop: string, maximum: number): readonly string[] {
  if (!isKnown(name)) return [];
  if (name.length > maximum) return [`${prop} has ${name.length} characters: the maximum is ${maximum}.`];
  return optional(!/^[\w+=,.@-]+$/.test(name) && `${prop} is ${quote(name)}: use letters, digits, and +=,.@_- only.`);
}

/** What AWS does not accept in the tags of buckets, roles, keys, and objects. */
function tagProblems(tags: Readonly<Record<string, string>> | undefined, prop: string): readonly string[] {
  return knownTags(tags).flatMap(([key, value]) => [
    ...optional(key === "" && `${prop} contains an empty key.`),
    ...optional(
      characters(key) > 128 && `${prop} contains a key with ${characters(key)} characters: the maximum is 128.`,
    ),
    ...optional(
      isKnown(value) &&
        characters(value) > 256 &&
        `${prop}[${quote(key)}] has ${characters(value)} characters: the maximum is 256.`,
    ),
  ]);
}

function knownTags(tags: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] {
  return Token.isUnresolved(tags) ? [] : Object.entries(tags).filter(([key]) => isKnown(key));
}

// A bucket that exists may be older than today's rules for names.
const isBucketArn = (arn: string): boolean => /^arn:aws[a-z-]*:s3:::[\w.-]{3,255}$/.test(arn);
const isRoleArn = (arn: string): boolean => /^arn:aws[a-z-]*:iam::\d{12}:role\/([!-~]+\/)?[\w+=,.@-]{1,64}$/.test(arn);
const isPolicyArn = (arn: string): boolean =>
  /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/([!-~]+\/)?[\w+=,.@-]{1,128}$/.test(arn);
const isTopicArn = (arn: string): boolean => /^arn:aws[a-z-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(arn);
const isKeyArn = (arn: string): boolean => /^arn:aws[a-z-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(arn);
const isAwsManaged = (arn: string): boolean => /:alias\/aws\/|^alias\/aws\//.test(arn);
