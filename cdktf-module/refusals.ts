import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Token } from "cdktf";
import type { BucketProps } from "./props";
import { partitionOf, type Resolved, type ResolvedReplica, type ResolvedRule, type Side } from "./resolve";

/** One thing that is refused at synthesis. `find` tells every place where it is wrong, in the words of the props. */
interface Refusal<On> {
  readonly name: string;
  readonly find: (on: On) => readonly string[];
}

/** What is judged of one bucket by itself, be it source or replica. */
export interface JudgedSide extends Side {
  readonly props: Omit<BucketProps, "bucketName"> & { readonly account?: string };
  /** A role of another account uses the bucket. */
  readonly roleElsewhere: boolean;
}

/** What is judged of a replication. */
export interface JudgedReplication extends Resolved {
  /** Where else in the tree the same bucket is replicated. */
  readonly others: readonly string[];
}

/** Values that Terraform computes are passed by and never guessed. */
const isKnown = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);

const isCount = (value: number, least: number): boolean =>
  Token.isUnresolved(value) || (Number.isInteger(value) && value >= least);

const one = (problem: string | false | undefined): readonly string[] => (problem ? [problem] : []);

const eachReplica =
  (find: (replica: ResolvedReplica, judged: JudgedReplication) => string | undefined) =>
  (judged: JudgedReplication): readonly string[] =>
    judged.replicas.flatMap((replica, index) => {
      const found = find(replica, judged);
      return found === undefined ? [] : [`replicas[${index}] ${found}`];
    });

const eachRule =
  (find: (rule: ResolvedRule) => string | undefined) =>
  ({ rules }: JudgedReplication): readonly string[] =>
    rules.flatMap((rule, index) => {
      const found = find(rule);
      return found === undefined ? [] : [`replicationRules[${index}]${found}`];
    });

function repeated<T>(values: readonly T[]): readonly T[] {
  const seen = new Set<T>();
  return [...new Set(values.filter((value) => seen.has(value) || !seen.add(value)))];
}

/** What is refused of one bucket. Each row has the name of its test. */
export const SIDE_REFUSALS: readonly Refusal<JudgedSide>[] = [
  {
    name: "a name that S3 does not take",
    find: ({ bucketName: name }) => {
      if (!isKnown(name)) return [];
      if (name.length > 63) {
        return [`bucketName is "${name}", ${name.length} characters: S3 takes 63. Give a shorter one.`];
      }
      return one(
        (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes("..")) &&
          `bucketName is "${name}": S3 takes 3 to 63 lower-case letters, digits, hyphens and dots, from letter or digit to letter or digit.`,
      );
    },
  },
  {
    name: "SSE-S3 with a key",
    find: ({ props: { encryption, kmsKeyArn } }) =>
      one(
        encryption === "SSE-S3" &&
          kmsKeyArn !== undefined &&
          "encryption is SSE-S3 and kmsKeyArn names a key: leave one of the two out.",
      ),
  },
  {
    name: "an alias in the place of a key",
    find: ({ props: { kmsKeyArn }, roleElsewhere }) =>
      one(
        isKnown(kmsKeyArn) &&
          !isKeyArn(kmsKeyArn) &&
          !(isAwsManaged(kmsKeyArn) && roleElsewhere) &&
          `kmsKeyArn is "${kmsKeyArn}": it has to be the ARN of a key, arn:aws:kms:<region>:<account>:key/<id>; S3 replicates with no alias.`,
      ),
  },
  {
    name: "an AWS managed key across accounts",
    find: ({ props: { kmsKeyArn }, roleElsewhere }) =>
      one(
        isKnown(kmsKeyArn) &&
          isAwsManaged(kmsKeyArn) &&
          roleElsewhere &&
          `kmsKeyArn is "${kmsKeyArn}", a key that AWS manages: a role of another account can never be allowed to use it. Give a customer managed key.`,
      ),
  },
  {
    name: "a key of another Region",
    find: ({ props: { kmsKeyArn }, region }) => {
      const keyRegion = isKnown(kmsKeyArn) && isKeyArn(kmsKeyArn) ? kmsKeyArn.split(":")[3] : undefined;
      return one(
        keyRegion !== undefined &&
          isKnown(region) &&
          keyRegion !== region &&
          `kmsKeyArn is of ${keyRegion} and the bucket in ${region}: S3 takes it, and every copy fails. Give a key in ${region}.`,
      );
    },
  },
  {
    name: "KMS in a Region that is not known",
    find: ({ encryption, region }) =>
      one(
        encryption === "SSE-KMS" &&
          region === undefined &&
          "region is needed with SSE-KMS: the role may use the key only through S3 in the bucket's Region.",
      ),
  },
  {
    name: "a created key for another account's role, in an account that is not said",
    find: ({ props: { kmsKeyArn, account }, encryption, roleElsewhere }) =>
      one(
        encryption === "SSE-KMS" &&
          kmsKeyArn === undefined &&
          roleElsewhere &&
          account === undefined &&
          "account is needed: the policy of the created key has to name the bucket's own account. Say it, or give kmsKeyArn.",
      ),
  },
  {
    name: "an expiry that is no number of days",
    find: ({ props: { noncurrentVersionExpirationDays: days } }) =>
      one(
        days !== undefined &&
          !isCount(days, 1) &&
          `noncurrentVersionExpirationDays is ${days}: S3 takes whole days, 1 or more.`,
      ),
  },
];

/** What is refused of a replication. Each row has the name of its test. */
export const REFUSALS: readonly Refusal<JudgedReplication>[] = [
  {
    name: "no replica",
    find: ({ replicas }) => one(replicas.length === 0 && "replicas is empty: name one at least, `{ region: … }`."),
  },
  {
    name: "two replications of one bucket",
    find: ({ source, others }) =>
      others.map(
        (other) =>
          `bucketName is "${source.bucketName}", which ${other} replicates too: a bucket has one replication configuration, and the later takes the place of the other. Give one of them all the replicas.`,
      ),
  },
  {
    name: "a replica in the source's Region",
    find: eachReplica(({ region }, { source, props }) =>
      isKnown(region) && region === source.region && !props.allowSameRegion
        ? `is in ${region}, like the source: a copy there does not survive the loss of that Region. Give another region, or \`allowSameRegion: true\`.`
        : undefined,
    ),
  },
  {
    name: "a replica in another partition",
    find: eachReplica(({ props, region }, { source }) => {
      const home = partitionNameOf(source.region);
      const away = isKnown(props.bucketArn) ? props.bucketArn.split(":")[1] : partitionNameOf(region);
      return home !== undefined && away !== undefined && home !== away
        ? `is in partition ${away}, and the source in ${source.region ?? ""}, of ${home}: S3 does not replicate across partitions.`
        : undefined;
    }),
  },
  {
    name: "the bucket itself",
    find: eachReplica(({ bucketName }, { source }) =>
      isKnown(bucketName) && bucketName === source.bucketName ? `is ${bucketName}, the source itself.` : undefined,
    ),
  },
  {
    name: "a replica that is nowhere",
    find: eachReplica(({ props }) =>
      props.region === undefined && props.provider === undefined && props.bucketArn === undefined
        ? "has neither `region` nor `provider` nor `bucketArn`: say where it is."
        : undefined,
    ),
  },
  {
    name: "a Region where the provider has no region argument",
    // With `@cdktf/provider-aws` 20 the argument would be dropped, and the replica made in the source's Region.
    find: eachReplica(({ props }) =>
      props.region !== undefined &&
      props.provider === undefined &&
      props.bucketArn === undefined &&
      !("regionInput" in S3Bucket.prototype)
        ? `has region ${props.region}, which the installed @cdktf/provider-aws has no argument for: give a \`provider\` with an alias, or install version 21.`
        : undefined,
    ),
  },
  {
    name: "two replicas with one id",
    find: ({ replicas }) =>
      repeated(replicas.map(({ id }) => id)).map(
        (id) => `replicas has "${id}" twice: give one of them another \`id\`.`,
      ),
  },
  {
    name: "an account that has not twelve digits",
    find: eachReplica(({ props }) =>
      isKnown(props.account) && !/^\d{12}$/.test(props.account)
        ? `has account "${props.account}": an account has twelve digits.`
        : undefined,
    ),
  },
  {
    name: "a change of owner inside one account",
    find: eachReplica(({ props }, { source }) =>
      isKnown(props.account) && props.account === source.account
        ? `has account ${props.account}, which is the source's own: S3 changes the owner of copies only across accounts. Leave \`account\` out.`
        : undefined,
    ),
  },
  {
    name: "a bucket ARN that is none",
    find: eachReplica(({ props }) =>
      isKnown(props.bucketArn) && !/^arn:[\w-]+:s3:::[^/:]+$/.test(props.bucketArn)
        ? `has bucketArn "${props.bucketArn}": the ARN of a bucket is arn:aws:s3:::<name>.`
        : undefined,
    ),
  },
  {
    name: "KMS on one side only",
    find: eachReplica(({ props, encryption }, { source }) => {
      if (source.encryption === "SSE-KMS" && encryption === "SSE-S3") {
        const create = props.bucketArn === undefined ? ', or `encryption: "SSE-KMS"` to create one' : "";
        return `has no key and the source is encrypted with SSE-KMS: S3 replicates such objects only with a key in the replica's Region. Give \`kmsKeyArn\`${create}.`;
      }
      return source.encryption === "SSE-S3" && encryption === "SSE-KMS"
        ? "is encrypted with SSE-KMS and the source is not: S3 takes a replica key only together with KMS-encrypted objects."
        : undefined;
    }),
  },
  {
    name: "a key to create for a bucket that exists",
    find: ({ source, replicas, props }) => [
      ...one(
        source.encryption === "SSE-KMS" &&
          props.kmsKeyArn === undefined &&
          "kmsKeyArn is needed: with SSE-KMS the role has to decrypt with the source's key.",
      ),
      ...replicas.flatMap(({ props: replica, encryption }, index) =>
        one(
          replica.bucketArn !== undefined &&
            encryption === "SSE-KMS" &&
            replica.kmsKeyArn === undefined &&
            `replicas[${index}] exists and is encrypted with SSE-KMS: name its key by \`kmsKeyArn\`.`,
        ),
      ),
    ],
  },
  {
    name: "Object Lock on the source only",
    find: eachReplica(({ props, objectLock }, { props: { objectLock: locked } }) =>
      locked && !objectLock && props.bucketArn === undefined
        ? "has objectLock: false and the source has Object Lock: S3 asks for it on both sides."
        : undefined,
    ),
  },
  {
    name: "both ways with a bucket that exists",
    find: eachReplica(({ props }) =>
      props.twoWay && props.bucketArn !== undefined
        ? "is `twoWay` and exists: replicate it back by a BucketReplication of its own, with `replicaModifications: true` on both."
        : undefined,
    ),
  },
  {
    name: "both ways across accounts",
    find: eachReplica(({ props }) =>
      props.twoWay && props.bucketArn === undefined && props.account !== undefined
        ? "is `twoWay` and has an `account`: each direction belongs into the stack of its source's account, as a BucketReplication with `replicaModifications: true`."
        : undefined,
    ),
  },
  {
    name: "Replication Time Control without metrics",
    find: ({ replicationTimeControl, metrics }) =>
      one(
        replicationTimeControl &&
          !metrics &&
          "metrics is false and replicationTimeControl true: S3 asks for both together. Leave `metrics` out.",
      ),
  },
  {
    name: "a rule to no replica",
    find: (judged) =>
      eachRule(({ props, replica }) =>
        replica === undefined
          ? `.replica is "${props.replica}"; there is: ${judged.replicas.map(({ id }) => id).join(", ")}.`
          : undefined,
      )(judged),
  },
  {
    name: "a replica that no rule goes to",
    find: eachReplica(({ id }, { rules }) =>
      rules.length > 0 &&
      // A rule to no replica may be the one that is missing here.
      rules.every(({ replica }) => replica !== undefined) &&
      !rules.some(({ props }) => props.replica === id)
        ? `is "${id}", which none of replicationRules goes to: nothing would be copied there. Add a rule.`
        : undefined,
    ),
  },
  {
    name: "no rules",
    find: ({ rules, replicas }) =>
      one(
        rules.length === 0 &&
          replicas.length > 0 &&
          "replicationRules is empty: leave it out for one rule to each replica.",
      ),
  },
  {
    name: "more than 1,000 rules",
    find: ({ rules }) => one(rules.length > 1000 && `replicationRules has ${rules.length} rules: S3 takes 1,000.`),
  },
  {
    name: "two rules with one id",
    find: ({ rules }) =>
      repeated(rules.map(({ id }) => id)).map((id) => `replicationRules has the id "${id}" twice: S3 takes each once.`),
  },
  {
    name: "an id of more than 255 characters",
    find: eachRule(({ id }) =>
      isKnown(id) && id.length > 255 ? `.id has ${id.length} characters: S3 takes 255.` : undefined,
    ),
  },
  {
    name: "two rules with one priority",
    find: ({ rules }) =>
      repeated(rules.map(({ priority }) => priority)).map(
        (priority) => `replicationRules has the priority ${priority} twice: S3 takes each once.`,
      ),
  },
  {
    name: "a priority that is none",
    find: eachRule(({ priority }) =>
      isCount(priority, 0) ? undefined : `.priority is ${priority}: S3 takes whole numbers from 0.`,
    ),
  },
  {
    name: "a prefix of more than 1,024 bytes",
    find: eachRule(({ props: { filter } }) =>
      isKnown(filter?.prefix) && Buffer.byteLength(filter.prefix) > 1024
        ? `.filter.prefix has ${Buffer.byteLength(filter.prefix)} bytes: S3 takes 1,024.`
        : undefined,
    ),
  },
  {
    name: "delete markers with a filter by tags",
    find: eachRule(({ props: { filter }, deleteMarkers }) =>
      deleteMarkers && Object.keys(filter?.tags ?? {}).length > 0
        ? " filters by tags and replicates delete markers, which S3 does not take together: set deleteMarkerReplication: false."
        : undefined,
    ),
  },
  {
    name: "a role that is given and described",
    find: ({ props }) =>
      props.replicationRole === undefined
        ? []
        : (["roleName", "roleNamePrefix", "rolePath", "permissionsBoundary", "batchReplication"] as const).flatMap(
            (prop) =>
              one(
                props[prop] !== undefined &&
                  `${prop} describes a role to create, and replicationRole gives one: leave one out.`,
              ),
          ),
  },
  {
    name: "a role name and a prefix of one",
    find: ({ props: { roleName, roleNamePrefix } }) =>
      one(
        roleName !== undefined &&
          roleNamePrefix !== undefined &&
          `roleName is "${roleName}" and roleNamePrefix "${roleNamePrefix}": leave one out.`,
      ),
  },
  {
    name: "a role name of more than 64 characters",
    find: ({ props: { roleName }, replicas }) =>
      isKnown(roleName)
        ? [
            ...one(roleName.length > 64 && `roleName has ${roleName.length} characters: IAM takes 64.`),
            ...replicas.flatMap(({ id, props }, index) =>
              one(
                props.twoWay &&
                  roleName.length <= 64 &&
                  roleNameBack(roleName, id).length > 64 &&
                  `replicas[${index}] is \`twoWay\`, and the name of its role, ${roleNameBack(roleName, id)}, has more than the 64 characters that IAM takes: give a shorter roleName.`,
              ),
            ),
          ]
        : [],
  },
  {
    name: "a role name prefix of more than 38 characters",
    find: ({ props: { roleNamePrefix: prefix } }) =>
      one(
        isKnown(prefix) &&
          prefix.length > 38 &&
          `roleNamePrefix has ${prefix.length} characters: 38 leave room for what Terraform adds.`,
      ),
  },
  {
    name: "a role path that is none",
    find: ({ props: { rolePath } }) =>
      one(
        isKnown(rolePath) &&
          !/^\/(.*\/)?$/.test(rolePath) &&
          `rolePath is "${rolePath}": IAM takes it from slash to slash, like /replication/.`,
      ),
  },
];

/** All that is wrong with a replication: with the source, with destinations that exist, and with what is between. */
export function refusedOfReplication(judged: JudgedReplication): string[] {
  const { source, replicas, props } = judged;
  return [
    ...REFUSALS.flatMap(({ find }) => find(judged)),
    ...refusedOfSide({ ...source, props, roleElsewhere: false }),
    // A replica that is created judges itself.
    ...replicas.flatMap((replica, index) =>
      replica.props.bucketArn === undefined
        ? []
        : refusedOfSide({ ...replica, roleElsewhere: replica.crossAccount }).map(
            (problem) => `replicas[${index}].${problem}`,
          ),
    ),
  ];
}

export function refusedOfSide(side: JudgedSide): string[] {
  return SIDE_REFUSALS.flatMap(({ find }) => find(side));
}

/** The name of the role of a two-way replica, where the source's role has one. */
export function roleNameBack(roleName: string, replica: string): string {
  return `${roleName}-${replica}`;
}

function partitionNameOf(region: string | undefined): string | undefined {
  return isKnown(region) ? partitionOf(region)?.name : undefined;
}

const isKeyArn = (arn: string): boolean => /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/.+$/.test(arn);
const isAwsManaged = (arn: string): boolean => /:alias\/aws\/|^alias\/aws\//.test(arn);
