import { known, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Address, Bucket, Grant, PolicyDocument, Role } from "../../model/graph";
import { lasting, oneText, type Context, type Texts, type Value } from "../../model/iam";
import { placeholder, symbolOf } from "../../model/text";
import { doubtOf } from "../../model/verdict";

/** What of S3's requests only the organization, or the clock, can tell. */
export interface RequestSettings {
  /** The organization of AWS that the stack's accounts are in: `o-…`. */
  readonly organizationId?: string;
  /** When S3 replicates at the earliest. Left out, dates in policies are not judged. */
  readonly now?: Date;
}

/** Who asks, and what is the same whatever is asked for. */
export interface Asking {
  readonly role: Role;
  readonly partition: string;
  /** What the names of services in the partition end with. */
  readonly dnsSuffix: string;
  readonly settings: RequestSettings;
}

/** What has a policy of its own: a bucket, or a key. */
export interface Owner {
  readonly kind: "bucket" | "key";
  readonly label: string;
  readonly address: Address;
  readonly region: Fact<string>;
  readonly account: Fact<string | undefined>;
  readonly policy: Fact<PolicyDocument | undefined>;
  /** Whether the role is of another account. */
  readonly foreign: Fact<boolean>;
  /**
   * Whom its policy is assumed to allow, where it is not looked at: anyone, for one that is promised to; its own
   * account, for AWS's default policy of a key, which leaves access to IAM.
   */
  readonly assumedToAllow?: "anyone" | "its own account";
  /** Whom else, and to do what. */
  readonly grants?: readonly Grant[];
}

type Entry = readonly [string, Fact<Value | undefined>];

/** What S3's request carries where S3 acts in a session of the role. */
export function contextOfRole(asking: Asking, owner: Owner, more: ReadonlyMap<string, Texts> = new Map()): Context {
  const service = owner.kind === "key" ? "kms" : "s3";
  return contextOf(service, () => [
    ...sessionOf(asking),
    ...(service === "kms" ? kmsOf(asking.role) : s3Of(owner)),
    ...ownerOf(owner, asking.settings),
    ...[...more].map(([name, texts]): Entry => [name, known(texts)]),
  ]);
}

/** What S3's request to assume a role carries. */
export function contextOfTrust(
  bucket: Bucket,
  account: Fact<string | undefined>,
  bucketArn: Texts,
  { organizationId }: RequestSettings,
): Context {
  return contextOf("sts", () => [
    ["aws:securetransport", text("true")],
    ["aws:principalisawsservice", text("true")],
    ["aws:principalservicename", text("s3.amazonaws.com")],
    ["aws:sourcearn", known(bucketArn)],
    ["aws:sourceaccount", valueOf(account)],
    ["aws:sourceorgid", organization(organizationId, `the account of ${bucket.label}`)],
    ["sts:externalid", ABSENT],
    ...ABSENT_KEYS.map((key): Entry => [key, ABSENT]),
  ]);
}

/** What is carried is put together when a policy asks for it: few have conditions or variables. */
function contextOf(service: string, entries: () => readonly Entry[]): Context {
  let carried: ReadonlyMap<string, Fact<Value | undefined>> | undefined;
  return (key) => {
    carried ??= new Map(entries());
    return carried.get(key) ?? (isOfAnother(service, key) ? ABSENT : undefined);
  };
}

const ABSENT: Fact<Value | undefined> = known(undefined);

/** S3 calls from within AWS, for no user: not from a VPC or an instance, not with MFA, and not for another service. */
const ABSENT_KEYS = [
  "aws:assumedroot",
  "aws:ec2instancesourceprivateipv4",
  "aws:ec2instancesourcevpc",
  "aws:federatedprovider",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourcevpcarn",
  "aws:vpcsourceip",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "aws:username",
];

function text(value: string): Fact<Value> {
  return known(oneText(value));
}

/** A fact as what a request carries; one that is not known as the placeholder that stands for it. */
export function valueOf(fact: Fact<string | undefined>): Fact<Value | undefined> {
  const symbol = symbolOf(fact);
  if (symbol === undefined) return fact.known ? ABSENT : { known: false, ...withoutFact(fact) };
  return known(fact.known ? oneText(symbol) : oneText(symbol, doubtOf(fact)));
}

function withoutFact({ why, settledBy, settle }: Fact<unknown> & { known: false }) {
  return { why, settledBy, ...(settle !== undefined && { settle }) };
}

/** A key of another service than the one that is asked. */
function isOfAnother(service: string, key: string): boolean {
  const [prefix] = key.split(":", 1);
  return key.includes(":") && prefix !== "aws" && prefix !== service;
}

function sessionOf({ role, partition, settings: { organizationId, now } }: Asking): readonly Entry[] {
  const fromNow = now && known({ atLeast: now.getTime() / 1_000 });
  return [
    ["aws:securetransport", text("true")],
    ["aws:principalarn", known(arnOfRole(role, partition))],
    ["aws:principalaccount", valueOf(role.account)],
    ["aws:principaltype", text("AssumedRole")],
    ["aws:principalisawsservice", text("false")],
    ["aws:principalorgid", organization(organizationId, `the account of role ${role.label}`)],
    ["aws:principalorgpaths", pathIn(organizationId, role)],
    // These are of calls that a service makes by itself, not as a role.
    ...["aws:sourcearn", "aws:sourceaccount", "aws:principalservicename", "aws:principalservicenameslist"].map(
      (key): Entry => [key, ABSENT],
    ),
    ...ABSENT_KEYS.map((key): Entry => [key, ABSENT]),
    ...(fromNow ? ["aws:currenttime", "aws:epochtime", "aws:tokenissuetime"].map((key): Entry => [key, fromNow]) : []),
  ];
}

function s3Of({ account }: Owner): readonly Entry[] {
  return [
    ["aws:viaawsservice", text("false")],
    ...CALLED_DIRECTLY.map((key): Entry => [key, ABSENT]),
    ["s3:resourceaccount", valueOf(account)],
    ["s3:tlsversion", TLS],
    ["s3:x-amz-server-side-encryption", ENCRYPTION],
  ];
}

/** A rule names buckets, not access points, and S3 calls itself. */
const CALLED_DIRECTLY = [
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "s3:accesspointnetworkorigin",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
];

/** AWS's endpoints accept nothing older, and there is nothing newer. */
const TLS: Fact<Value | undefined> = unknownUntilConfigured(
  "whether S3's requests use TLS 1.2 or 1.3 is not known, and a policy has a condition on it",
  undefined,
  ["1.2", "1.3"].map((version) => oneText(version)),
);

/** How a copy is encrypted is as for its source object, or as its destination says, which may need no header. */
const ENCRYPTION: Fact<Value | undefined> = {
  known: false,
  why: "the value of s3:x-amz-server-side-encryption in S3's requests is not known, and a policy has a condition on it",
  settledBy: "configuration",
  among: [undefined, ...["AES256", "aws:kms", "aws:kms:dsse"].map((value) => oneText(value))],
};

/**
 * S3 calls KMS in a forward access session, of which AWS says that this is always true; of a service that acts with a
 * service role, that it is false.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
const FORWARDED: Fact<Value | undefined> = unknownUntilConfigured(
  "the value of aws:ViaAWSService in S3's requests to KMS is not known, and a policy has a condition on it",
  "use the condition key kms:ViaService instead of aws:ViaAWSService",
  ["true", "false"].map((value) => oneText(value)),
);

function kmsOf({ account }: Role): readonly Entry[] {
  return [
    ["aws:viaawsservice", FORWARDED],
    ["kms:calleraccount", valueOf(account)],
    ["kms:encryptioncontextkeys", text("aws:s3:arn")],
    // S3 encrypts with no other keys.
    ["kms:encryptionalgorithm", text("SYMMETRIC_DEFAULT")],
    ["kms:keyspec", text("SYMMETRIC_DEFAULT")],
    ["kms:keyusage", text("ENCRYPT_DECRYPT")],
    ...OF_OTHER_KMS_ACTIONS.map((key): Entry => [key, ABSENT]),
  ];
}

/**
 * Of requests to create grants, to retire or revoke them, and to encrypt again.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
const OF_OTHER_KMS_ACTIONS = [
  "kms:grantconstrainttype",
  "kms:grantisforawsresource",
  "kms:grantoperations",
  "kms:granteeprincipal",
  "kms:retiringprincipal",
  "kms:reencryptonsamekey",
];

function ownerOf({ label, region, account, foreign }: Owner, { organizationId }: RequestSettings): readonly Entry[] {
  const isInOrganization = foreign.known && !foreign.value;
  return [
    ["aws:requestedregion", valueOf(region)],
    ["aws:resourceaccount", valueOf(account)],
    [
      "aws:resourceorgid",
      isInOrganization || organizationId === undefined
        ? organization(organizationId, `the account of ${label}`)
        : unknownUntilConfigured(`the organization of the account of ${label} is not known`),
    ],
  ];
}

function organization(id: string | undefined, whose: string): Fact<Value | undefined> {
  return id === undefined
    ? unknownUntilConfigured(
        `the organization of ${whose} is not known`,
        '"scope": { "organizationId": "<the organization\'s ID, o-…>" }',
      )
    : text(id);
}

/** Where in its organization a role's account is: `o-…/r-…/ou-…/`. */
function pathIn(id: string | undefined, role: Role): Fact<Value | undefined> {
  if (id === undefined) return organization(id, `the account of role ${role.label}`);
  const doubt = lasting(
    `the place of role ${role.label}'s account in its organization is not known`,
    "use the condition key aws:PrincipalOrgID instead of aws:PrincipalOrgPaths",
  );
  return known(oneText(`${id}/${placeholder(`the place of ${role.address}`)}`, doubt));
}

/** A role's ARN, with placeholders for what of it is not known. */
function arnOfRole(role: Role, partition: string): Texts {
  const own = symbolOf(role.arn);
  if (own !== undefined) return role.arn.known ? oneText(own) : oneText(own, doubtOf(role.arn));
  const account = symbolOf(role.account) ?? placeholder(`the account of ${role.address}`);
  const path = placeholder(`the path of ${role.address}`);
  const name = symbolOf(role.name) ?? placeholder(role.address);
  const doubt = role.arn.known ? lasting(`the ARN of role ${role.label} is not known`) : doubtOf(role.arn);
  return oneText(`arn:${partition}:iam::${account}:role/${path}${name}`, doubt);
}
