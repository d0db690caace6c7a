/** What the AWS provider's plugin does with a resource in a preview, as far as a policy pack can see it. */

/** What Pulumi sends for a text that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Values = Readonly<Record<string, unknown>>;

/** `Check`: a name for what has none, as Pulumi's autonaming gives it. */
export function checked(type: string, name: string, inputs: Values): Values {
  const property = AUTONAMED[type];
  return property === undefined || property in inputs ? inputs : { ...inputs, [property]: `${name}-${suffix(name)}` };
}

/** `Create` in a preview: the inputs, the Region, and unknowns for all that AWS decides. */
export function planned(type: string, inputs: Values, providerRegion: unknown): Values {
  const regional = type.startsWith("aws:iam/") ? {} : { region: inputs["region"] ?? providerRegion };
  return { arn: UNKNOWN, ...(COMPUTED[type] ?? {}), ...regional, ...inputs, ...identified(inputs["rules"]) };
}

/** The provider gives a rule of a replication configuration an id where it has none. */
function identified(rules: unknown): Values {
  if (!Array.isArray(rules)) return {};
  return { rules: rules.map((rule: unknown) => (typeof rule === "object" ? { id: UNKNOWN, ...rule } : rule)) };
}

const AUTONAMED: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws:iam/role:Role": "name",
  "aws:iam/policy:Policy": "name",
  "aws:iam/rolePolicy:RolePolicy": "name",
};

const COMPUTED: Readonly<Record<string, Values>> = {
  "aws:s3/bucket:Bucket": {
    bucketDomainName: UNKNOWN,
    bucketRegion: UNKNOWN,
    bucketRegionalDomainName: UNKNOWN,
    objectLockEnabled: UNKNOWN,
    versioning: UNKNOWN,
    replicationConfiguration: UNKNOWN,
    serverSideEncryptionConfiguration: UNKNOWN,
    requestPayer: UNKNOWN,
    acl: UNKNOWN,
  },
  "aws:iam/role:Role": { inlinePolicies: UNKNOWN, managedPolicyArns: UNKNOWN },
  "aws:kms/key:Key": { keyId: UNKNOWN, policy: UNKNOWN },
};

/** Seven hexadecimal digits, as autonaming adds them; from the name, so that two runs print the same. */
function suffix(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return (hash & 0xfffffff).toString(16).padStart(7, "0");
}
