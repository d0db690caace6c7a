import { isAccountId, parseArn } from "../model/arn";
import { isRegion, regionsNear } from "../model/region";
import { entriesOf, flag, listOf, nearest, object, text, type Schema, type TypeOf } from "./schema";

/** A Region's name. */
export const region = (description: string): Schema<string> =>
  text(description, (value) =>
    isRegion(value)
      ? undefined
      : `which is not a Region that AWS has published.${nearest(value.toLowerCase(), regionsNear(value))}`,
  );

/** An account's id. */
export const account = (description: string): Schema<string> =>
  text(description, (value) =>
    isAccountId(value) ? undefined : "which is not an account ID: an account ID has 12 digits.",
  );

const notEmpty = (value: string): string | undefined => (value.trim() === "" ? "which is empty." : undefined);

/** Stands for the name of a Region in the name of a bucket. */
export const REGION_PLACE = "{region}";

const grant = object(
  "Whom the bucket's policy lets replicate to it, and what it lets them do.",
  {
    /** Who: a role's ARN, an account's ID for every role of it, or `*` for every role. */
    principal: text("Who: a role's ARN, an account's ID for every role of it, or `*` for every role.", (value) =>
      value === "*" || isAccountId(value) || isRoleArn(value)
        ? undefined
        : "which is not a role's ARN, an account ID of 12 digits, or `*`.",
    ),
    /** What, in the names of IAM's actions: `s3:ReplicateObject`. */
    actions: listOf(
      "What, in the names of IAM's actions: `s3:ReplicateObject`.",
      text("An action.", (value) => (/^s3:\w+$/.test(value) ? undefined : "which is not an action of S3: `s3:…`.")),
    ),
  },
  {},
);

function isRoleArn(value: string): boolean {
  const arn = parseArn(value);
  return arn?.service === "iam" && isAccountId(arn.account) && /^role\/[^*?]+$/.test(arn.resource);
}

const knownDestination = object(
  "One bucket, or all that follow a naming convention.",
  {
    /** The bucket's name. `*` stands for any text, `{region}` for the name of an AWS Region: a naming convention. */
    bucket: text(
      "The bucket's name. `*` stands for any text, `{region}` for the name of an AWS Region: a naming convention.",
      (value) =>
        value.split(REGION_PLACE).length > 2 ? `which contains ${REGION_PLACE} more than once.` : notEmpty(value),
    ),
  },
  {
    /**
     * The bucket's Region, if its name does not contain it.
     *
     * @default - not known
     */
    region: region("The bucket's Region, if its name does not contain it."),
    /**
     * The 12-digit ID of the account that owns the bucket.
     *
     * @default - not known
     */
    account: account("The 12-digit ID of the account that owns the bucket."),
    /**
     * Whether versioning is Enabled on the bucket. Not known if left out.
     *
     * @default - not known
     */
    versioned: flag("Whether versioning is Enabled on the bucket. Not known if left out."),
    /**
     * Whether the bucket has Object Lock. Not known if left out.
     *
     * @default - not known
     */
    objectLock: flag("Whether the bucket has Object Lock. Not known if left out."),
    /**
     * Whether the policies of the bucket and of its key let the roles of the stack replicate to it. Not known if left out.
     *
     * @default - not known
     */
    allowsReplication: flag(
      "Whether the policies of the bucket and of its key let the roles of the stack replicate to it. Not known if left out.",
    ),
    /**
     * What `allowsReplication` says, for some roles and actions alone, and for the bucket's policy alone. `s3-crr promises`
     * writes it.
     *
     * @default - not known
     */
    grants: listOf(
      "What `allowsReplication` says, for some roles and actions alone, and for the bucket's policy alone. `s3-crr promises` writes it.",
      grant,
    ),
    /**
     * What proves the promise, for those who read it. Nothing else depends on it.
     *
     * @default - none
     */
    proof: text("What proves the promise, for those who read it. Nothing else depends on it."),
  },
);

/** The parts of an exemption that its tags have too. */
export function exemptionParts(ruleIds: readonly string[]) {
  return {
    reason: text("Say why this bucket is exempt.", (value) =>
      value.trim() === "" ? "which is empty: say why this bucket is exempt." : undefined,
    ),
    until: day("The last day of the exemption, `YYYY-MM-DD` in UTC. No end date if left out."),
    rule: text("A rule.", (value) =>
      ruleIds.includes(value) ? undefined : `which is not a rule.${nearest(value, ruleIds)}`,
    ),
  };
}

/** A day, `YYYY-MM-DD`. */
export const day = (description: string): Schema<string> =>
  text(description, (value) => (isDay(value) ? undefined : "which is not a day written as YYYY-MM-DD."));

function isDay(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function exemption(ruleIds: readonly string[]) {
  const parts = exemptionParts(ruleIds);
  return object(
    "One exemption.",
    {
      /** The bucket's name in S3 or in the program. `*` stands for any text. */
      bucket: text("The bucket's name in S3 or in the program. `*` stands for any text.", notEmpty),
      /** Say why this bucket is exempt. */
      reason: parts.reason,
    },
    {
      /**
       * The last day of the exemption, `YYYY-MM-DD` in UTC. No end date if left out.
       *
       * @default - no end date
       */
      until: parts.until,
      /**
       * The rules it is exempt from. All rules, versioning too, if left out.
       *
       * @default - all rules
       */
      rules: listOf("The rules it is exempt from. All rules, versioning too, if left out.", parts.rule),
      /**
       * The Pulumi project it is for. Every project if left out.
       *
       * @default - every project
       */
      project: text("The Pulumi project it is for. Every project if left out."),
      /**
       * The stack it is for. Every stack if left out.
       *
       * @default - every stack
       */
      stack: text("The stack it is for. Every stack if left out."),
    },
  );
}

/**
 * The options that several rules share. They belong to the policy `scope`.
 *
 * @param ruleIds The rules that an exemption can name.
 */
export function sharedOptions(ruleIds: readonly string[]) {
  return {
    /**
     * Buckets outside the stack that rules replicate to, and what their owners promise about them. The first entry that
     * matches counts.
     *
     * @default - none
     */
    knownDestinations: entriesOf(
      "Buckets outside the stack that rules replicate to, and what their owners promise about them. The first entry that matches counts.",
      knownDestination,
    ),
    /**
     * Buckets that are exempt, each with a reason. The day after `until` (UTC), the violation is reported again, and its message says so. A
     * configuration that S3 would reject is still reported.
     *
     * @default - none
     */
    exemptions: entriesOf(
      "Buckets that are exempt, each with a reason. The day after `until` (UTC), the violation is reported again, and its message says so. A configuration that S3 would reject is still reported.",
      exemption(ruleIds),
    ),
    /**
     * Whether a bucket can be exempt by its own tags. With `false` such tags exempt nothing and are reported.
     *
     * @default true
     */
    exemptionsByTag: flag(
      "Whether a bucket can be exempt by its own tags. With `false` such tags exempt nothing and are reported.",
      true,
    ),
    /**
     * Reports each exemption in effect as a violation of `scope`. Set the `enforcementLevel` of `scope` to `"advisory"` with it.
     *
     * @default false
     */
    listExemptions: flag(
      'Reports each exemption in effect as a violation of `scope`. Set the `enforcementLevel` of `scope` to `"advisory"` with it.',
      false,
    ),
    /**
     * Whether versioning is set outside the stacks that create the buckets. A bucket without versioning is then undetermined.
     *
     * @default false
     */
    versioningManagedElsewhere: flag(
      "Whether versioning is set outside the stacks that create the buckets. A bucket without versioning is then undetermined.",
      false,
    ),
    /**
     * The key prefixes that must be replicated, if not the whole bucket: used by `whole-bucket-covered`.
     *
     * @default - all objects
     */
    requiredPrefixes: listOf(
      "The key prefixes that must be replicated, if not the whole bucket: used by `whole-bucket-covered`.",
      text("A prefix."),
      [],
    ),
    /**
     * The organization of the accounts in AWS Organizations, `o-…`, for policies with a condition on `aws:PrincipalOrgID`.
     *
     * @default - not known
     */
    organizationId: text(
      "The organization of the accounts in AWS Organizations, `o-…`, for policies with a condition on `aws:PrincipalOrgID`.",
      (value) => (/^o-[a-z0-9]{10,32}$/.test(value) ? undefined : 'which is not the ID of an organization: "o-…".'),
    ),
  };
}

type Shared = ReturnType<typeof sharedOptions>;

/** A bucket outside the stack that rules of the stack replicate to, and what its owner promises about it. */
export type KnownDestination = TypeOf<typeof knownDestination>;

/** A bucket, or several, exempt from some rules or from all, and why. */
export type Exemption = TypeOf<ReturnType<typeof exemption>>;

/** The options that several rules share, as an organization writes them. */
export type SharedConfiguration = { readonly [Key in keyof Shared]?: TypeOf<Shared[Key]> };

/** The options that several rules share, each with a value: `organizationId` alone has none of its own. */
export type SharedOptions = Required<Omit<SharedConfiguration, "organizationId">> &
  Pick<SharedConfiguration, "organizationId">;

/** What every rule is handed of them beside its own options. */
export type SharedWithRules = Pick<SharedOptions, "requiredPrefixes" | "organizationId"> & {
  /** When S3 replicates at the earliest: now. Left out, dates in policies are not judged. */
  readonly now?: Date;
};

export const DEFAULT_OPTIONS: SharedOptions = {
  knownDestinations: [],
  exemptions: [],
  exemptionsByTag: true,
  listExemptions: false,
  versioningManagedElsewhere: false,
  requiredPrefixes: [],
};
