import { policyToReplicate, TRUST } from "./replication-role";

/** A stack as `pulumi stack export` writes it: two Regions, a bucket with its copy, and what replication needs. */

type Body = Readonly<Record<string, unknown>>;

export interface State extends Body {
  readonly urn: string;
  readonly type: string;
}

const PREFIX = "urn:pulumi:prod::acme";
export const urn = (type: string, name: string): string => `${PREFIX}::${type}::${name}`;

const provider = (name: string, region: unknown, id = `${name}-id`): State => ({
  urn: urn("pulumi:providers:aws", name),
  type: "pulumi:providers:aws",
  custom: true,
  id,
  inputs: { region },
  outputs: { region },
});
export const HOME = provider("home", "eu-west-1");
export const WEST = provider("west", "us-west-2");
const referenceTo = ({ urn: of, id }: State): string => `${of}::${String(id)}`;

export const resource = (type: string, name: string, inputs: Body, more: Body = {}): State => ({
  urn: urn(type, name),
  type,
  custom: true,
  id: name,
  inputs,
  outputs: { ...inputs, id: name },
  provider: referenceTo(HOME),
  ...more,
});

export const bucket = (name: string, more: Body = {}): State =>
  resource(
    "aws:s3/bucket:Bucket",
    name,
    { bucket: `acme-${name}` },
    {
      outputs: { bucket: `acme-${name}`, arn: `arn:aws:s3:::acme-${name}`, id: `acme-${name}` },
      ...more,
    },
  );

export const versioning = (name: string, status: unknown = "Enabled", more: Body = {}): State =>
  resource(
    "aws:s3/bucketVersioning:BucketVersioning",
    name,
    { bucket: `acme-${name}`, versioningConfiguration: { status } },
    more,
  );

export const inWest: Body = { provider: referenceTo(WEST) };

const ROLE_ARN = "arn:aws:iam::111122223333:role/replication";
export const POLICY = policyToReplicate("acme-data", "acme-replica");

export const role = (): readonly State[] => [
  resource(
    "aws:iam/role:Role",
    "replication",
    { name: "replication", assumeRolePolicy: TRUST },
    {
      outputs: { name: "replication", assumeRolePolicy: TRUST, arn: ROLE_ARN, id: "replication" },
    },
  ),
];
export const rolePolicy = (policy: unknown = POLICY): State =>
  resource("aws:iam/rolePolicy:RolePolicy", "replication", { role: "replication", policy });

export const replication = (destination: unknown = "arn:aws:s3:::acme-replica"): State =>
  resource(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "data",
    {
      bucket: "acme-data",
      role: ROLE_ARN,
      rules: [
        {
          id: "all",
          priority: 1,
          status: "Enabled",
          filter: {},
          deleteMarkerReplication: { status: "Disabled" },
          destination: { bucket: destination },
        },
      ],
    },
    { dependencies: [versioning("data").urn, versioning("replica").urn] },
  );

/** Everything that a good stack has. */
export const good = (): readonly State[] => [
  HOME,
  WEST,
  bucket("data"),
  bucket("replica", inWest),
  versioning("data"),
  versioning("replica", "Enabled", inWest),
  ...role(),
  rolePolicy(),
  replication(),
];

/** The good stack with other states in place of those of the same URN, and with more of them. */
export const goodBut = (...others: readonly State[]): readonly State[] => {
  const urns = new Set(others.map((each) => each.urn));
  return [...good().filter((each) => !urns.has(each.urn)), ...others];
};

export const exported = (resources: readonly State[], more: Body = {}): Body => ({
  version: 3,
  deployment: { manifest: {}, resources, ...more },
});

const SIGNATURE = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
export const encrypted = { ...SIGNATURE, ciphertext: "v1:abc:def" };
export const inPlainText = (value: unknown): Body => ({ ...SIGNATURE, plaintext: JSON.stringify(value) });
