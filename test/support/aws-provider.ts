/** What the AWS provider's plugin does with a resource, as far as a policy pack can see it. */

/** What Pulumi sends for a text that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Values = Readonly<Record<string, unknown>>;

const ACCOUNT = "111122223333";

/** `Check`: a name for what has none, as Pulumi's autonaming gives it. */
export function checked(type: string, name: string, inputs: Values): Values {
  const property = AUTONAMED[type];
  return property === undefined || property in inputs ? inputs : { ...inputs, [property]: `${name}-${suffix(name)}` };
}

/** `Create` in a preview: the inputs, the Region, and unknowns for all that AWS decides. */
export function planned(type: string, inputs: Values, providerRegion: unknown): Values {
  const computed = Object.keys(COMPUTED[type]?.(inputs) ?? {}).map((key): [string, string] => [key, UNKNOWN]);
  return {
    arn: UNKNOWN,
    ...Object.fromEntries(computed),
    ...regional(type, inputs, providerRegion),
    ...inputs,
    ...identified(inputs["rules"], () => UNKNOWN),
  };
}

/** `Create` on an update: as `planned`, with all that AWS decides known. */
export function created(
  type: string,
  name: string,
  inputs: Values,
  providerRegion: unknown,
): { readonly id: string; readonly outputs: Values } {
  const id = idOf(type, name, inputs);
  const place = regional(type, inputs, providerRegion);
  const computed = Object.entries(COMPUTED[type]?.({ ...inputs, ...place, id }) ?? {});
  const outputs = {
    arn: arnOf(type, id, place["region"]),
    ...Object.fromEntries(computed.filter(([, value]) => value !== undefined)),
    ...place,
    ...inputs,
    ...identified(inputs["rules"], (position) => `rule-${position}`),
  };
  return { id, outputs };
}

/** `Read` of a resource that this provider has not created, by its id. */
export function existing(type: string, id: string, providerRegion: unknown): Values {
  return created(type, id, { [AUTONAMED[type] ?? "name"]: id }, providerRegion).outputs;
}

/** Resources of IAM are global, AWS Cloud Control has no argument for it, and a Region may be set nowhere. */
function regional(type: string, inputs: Values, providerRegion: unknown): Values {
  const region = inputs["region"] ?? providerRegion;
  return /^aws:(?!iam\/)/.test(type) && region !== undefined ? { region } : {};
}

/** The provider gives a rule of a replication configuration an id where it has none. */
function identified(rules: unknown, id: (position: number) => string): Values {
  if (!Array.isArray(rules)) return {};
  return {
    rules: rules.map((rule: unknown, position) => (typeof rule === "object" ? { id: id(position), ...rule } : rule)),
  };
}

const AUTONAMED: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws-native:s3:Bucket": "bucketName",
  "aws:iam/role:Role": "name",
  "aws:iam/policy:Policy": "name",
  "aws:iam/rolePolicy:RolePolicy": "name",
};

/** What each type has beside its inputs once it exists, from these and its id; `undefined` for what AWS leaves out. */
const COMPUTED: Readonly<Record<string, (inputs: Values) => Values>> = {
  "aws:s3/bucket:Bucket": ({ id, region }) => ({
    bucketDomainName: `${text(id)}.s3.amazonaws.com`,
    bucketRegion: region,
    bucketRegionalDomainName: `${text(id)}.s3.${text(region)}.amazonaws.com`,
    objectLockEnabled: false,
    versioning: { enabled: false, mfaDelete: false },
    replicationConfiguration: undefined,
    serverSideEncryptionConfiguration: {
      rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false },
    },
    requestPayer: "BucketOwner",
    acl: undefined,
  }),
  "aws:iam/role:Role": () => ({ inlinePolicies: [], managedPolicyArns: [] }),
  "aws:kms/key:Key": ({ id }) => ({ keyId: id, policy: KEY_POLICY }),
};

/** What AWS gives a key that is created without a policy. */
const KEY_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" }],
});

function idOf(type: string, name: string, inputs: Values): string {
  const named = inputs[AUTONAMED[type] ?? ""] ?? inputs["bucket"];
  return typeof named === "string" ? named : `${name}-${suffix(name)}`;
}

function arnOf(type: string, id: string, region: unknown): string {
  const [, service = "", kind = ""] = /^[^:]+:([^/:]+)(?:\/([^:]+))?/.exec(type) ?? [];
  if (service === "s3") return `arn:aws:s3:::${id}`;
  if (service === "iam") return `arn:aws:iam::${ACCOUNT}:${kind}/${id}`;
  return `arn:aws:${service}:${text(region)}:${ACCOUNT}:${kind}/${id}`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Seven hexadecimal digits, as autonaming adds them; from the name, so that two runs print the same. */
function suffix(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return (hash & 0xfffffff).toString(16).padStart(7, "0");
}
