import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Token } from "cdktf";
import { partitionOf, type Resolved, type ResolvedReplica } from "./resolve";

/** One thing that is refused at synthesis. `find` tells every place where it is wrong, in the words of the props. */
interface Refusal {
  readonly name: string;
  readonly find: (resolved: Resolved) => readonly string[];
}

/** Values that Terraform computes are passed by and never guessed. */
const isKnown = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);

const eachReplica =
  (find: (replica: ResolvedReplica, resolved: Resolved) => string | undefined): Refusal["find"] =>
  (resolved) =>
    resolved.replicas.flatMap((replica, index) => {
      const found = find(replica, resolved);
      return found === undefined ? [] : [`replicas[${index}] ${found}`];
    });

const repeated = <T>(values: readonly T[]): readonly T[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

/** Every refusal, with the name of its test. What S3 would refuse during the deployment is refused here, all at once. */
export const REFUSALS: readonly Refusal[] = [
  {
    name: "no replica",
    find: ({ replicas }) => (replicas.length === 0 ? ["replicas is empty: name one at least, `{ region: … }`."] : []),
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
    find: eachReplica(({ region }, { source }) => {
      const [home, away] = [source.region, region].map((each) => (isKnown(each) ? partitionOf(each)?.name : undefined));
      return home !== undefined && away !== undefined && home !== away
        ? `is in ${region ?? ""}, of partition ${away}, and the source in ${source.region ?? ""}, of ${home}: S3 does not replicate across partitions.`
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
      props.region !== undefined && props.provider === undefined && !("regionInput" in S3Bucket.prototype)
        ? `has \`region\`, which the installed @cdktf/provider-aws does not know: give a \`provider\` with an alias, or install version 21.`
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
    name: "a bucket ARN that is none",
    find: eachReplica(({ props }) =>
      isKnown(props.bucketArn) && !/^arn:[\w-]+:s3:::[^/:]+$/.test(props.bucketArn)
        ? `has bucketArn "${props.bucketArn}": the ARN of a bucket is arn:aws:s3:::<name>.`
        : undefined,
    ),
  },
  {
    name: "a name that S3 does not take",
    find: ({ source, replicas }) => [
      ...nameProblem("bucketName", source.bucketName),
      ...replicas.flatMap(({ bucketName, props }, index) =>
        props.bucketArn === undefined ? nameProblem(`replicas[${index}].bucketName`, bucketName) : [],
      ),
    ],
  },
  {
    name: "KMS on one side only",
    find: eachReplica(({ props }, { source }) => {
      if (source.kmsKeyArn !== undefined && props.kmsKeyArn === undefined) {
        return "has no kmsKeyArn and the source has one: S3 replicates KMS-encrypted objects only with a key in the replica's Region.";
      }
      return source.kmsKeyArn === undefined && props.kmsKeyArn !== undefined
        ? "has kmsKeyArn and the source has none: S3 takes a replica key only together with KMS-encrypted objects."
        : undefined;
    }),
  },
  {
    name: "a key of another Region",
    find: eachReplica(({ props, region }) => keyProblem("kmsKeyArn", props.kmsKeyArn, region)),
  },
  {
    name: "the source's key of another Region",
    find: ({ source }) => {
      const problem = keyProblem("kmsKeyArn", source.kmsKeyArn, source.region);
      return problem === undefined ? [] : [problem.replace(/^has /, "")];
    },
  },
  {
    name: "KMS in a Region that is not known",
    find: ({ source, replicas }) => [
      ...(source.kmsKeyArn !== undefined && source.region === undefined
        ? ["region is needed with kmsKeyArn: the role may use the key only through S3 in the bucket's Region."]
        : []),
      ...replicas.flatMap(({ props, region }, index) =>
        props.kmsKeyArn !== undefined && region === undefined
          ? [
              `replicas[${index}].region is needed with kmsKeyArn: the role may use the key only through S3 in that Region.`,
            ]
          : [],
      ),
    ],
  },
  {
    name: "Object Lock on the source only",
    find: eachReplica(({ props }, { props: { objectLock } }) =>
      objectLock && props.objectLock === false && props.bucketArn === undefined
        ? "has objectLock: false and the source has Object Lock: S3 asks for it on both sides."
        : undefined,
    ),
  },
  {
    name: "Replication Time Control without metrics",
    find: ({ replicationTimeControl, metrics }) =>
      replicationTimeControl && !metrics
        ? ["metrics is false and replicationTimeControl true: S3 asks for both together. Leave `metrics` out."]
        : [],
  },
  {
    name: "a rule to no replica",
    find: ({ rules, replicas }) =>
      rules.flatMap(({ props, replica }, index) =>
        replica === undefined
          ? [
              `replicationRules[${index}].replica is "${props.replica}"; there is: ${replicas.map(({ id }) => id).join(", ")}.`,
            ]
          : [],
      ),
  },
  {
    name: "no rules",
    find: ({ rules, replicas }) =>
      rules.length === 0 && replicas.length > 0
        ? ["replicationRules is empty: leave it out for one rule to each replica."]
        : [],
  },
  {
    name: "more than 1,000 rules",
    find: ({ rules }) => (rules.length > 1000 ? [`replicationRules has ${rules.length} rules: S3 takes 1,000.`] : []),
  },
  {
    name: "two rules with one id",
    find: ({ rules }) => repeated(rules.map(({ id }) => id)).map((id) => `replicationRules has the id "${id}" twice.`),
  },
  {
    name: "an id of more than 255 characters",
    find: ({ rules }) =>
      rules.flatMap(({ id }, index) =>
        isKnown(id) && id.length > 255
          ? [`replicationRules[${index}].id has ${id.length} characters: S3 takes 255.`]
          : [],
      ),
  },
  {
    name: "two rules with one priority",
    find: ({ rules }) =>
      repeated(rules.map(({ priority }) => priority)).map(
        (priority) => `replicationRules has the priority ${priority} twice.`,
      ),
  },
  {
    name: "a prefix of more than 1,024 bytes",
    find: ({ rules }) =>
      rules.flatMap(({ props: { filter } }, index) =>
        isKnown(filter?.prefix) && Buffer.byteLength(filter.prefix) > 1024
          ? [`replicationRules[${index}].filter.prefix is longer than 1,024 bytes.`]
          : [],
      ),
  },
  {
    name: "delete markers with a filter by tags",
    find: ({ rules }) =>
      rules.flatMap(({ props: { filter }, deleteMarkers }, index) =>
        deleteMarkers && Object.keys(filter?.tags ?? {}).length > 0
          ? [
              `replicationRules[${index}] filters by tags and replicates delete markers, which S3 does not: set deleteMarkerReplication: false.`,
            ]
          : [],
      ),
  },
  {
    name: "a role that is given and described",
    find: ({ props }) =>
      props.replicationRole === undefined
        ? []
        : (["roleName", "rolePath", "permissionsBoundary", "batchReplication"] as const).flatMap((prop) =>
            props[prop] === undefined
              ? []
              : [`${prop} describes a role to create, and replicationRole gives one: leave one out.`],
          ),
  },
  {
    name: "a role name of more than 64 characters",
    find: ({ props: { roleName } }) =>
      isKnown(roleName) && roleName.length > 64 ? [`roleName has ${roleName.length} characters: IAM takes 64.`] : [],
  },
];

/** @throws Where anything is refused, with all of it at once. */
export function refuse(path: string, resolved: Resolved): void {
  const refused = REFUSALS.flatMap(({ find }) => find(resolved));
  if (refused.length > 0) throw new Error([`${path} cannot be replicated as asked:`, ...refused].join("\n  - "));
}

function nameProblem(prop: string, name: string): readonly string[] {
  if (!isKnown(name)) return [];
  if (name.length > 63)
    return [`${prop} is "${name}", ${name.length} characters: S3 takes 63. Give a shorter bucketName.`];
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..")
    ? []
    : [
        `${prop} is "${name}": S3 takes 3 to 63 lower-case letters, digits, hyphens and dots, from letter or digit to letter or digit.`,
      ];
}

function keyProblem(prop: string, arn: string | undefined, region: string | undefined): string | undefined {
  if (!isKnown(arn)) return undefined;
  const [, , service, keyRegion, , resource] = arn.split(":");
  if (service !== "kms" || !resource?.startsWith("key/")) {
    return `has ${prop} "${arn}": it has to be the ARN of a key; S3 takes no alias here.`;
  }
  return isKnown(region) && keyRegion !== region
    ? `has ${prop} in ${keyRegion ?? ""} and is in ${region}: S3 would take it, and every copy would fail.`
    : undefined;
}
