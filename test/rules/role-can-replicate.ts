import { mapFact } from "../../policy-pack/model/fact";
import { managedPolicy } from "../../policy-pack/model/iam";
import type { KeyGrant, Reference } from "../../policy-pack/model/graph";
import { placeholder } from "../../policy-pack/model/text";
import {
  bucketNamed,
  encrypted,
  keyNamed,
  KMS_AWAY,
  KMS_HOME,
  known,
  policyOf,
  READ_OBJECTS,
  READ_RULES,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
  WRITE_COPIES,
  type Allowed,
} from "../support/scene";
import { table } from "../support/table";

type Differences = Parameters<typeof scene>[0];

/** The role's policy, and what differs besides. */
const may = (statements: readonly Allowed[], more: Differences = {}) =>
  scene({ ...more, role: { policies: [policyOf("role-policy", statements)], ...more.role } });

const without = (statement: Allowed, action: string): Allowed => ({
  ...statement,
  Action: [statement.Action].flat().filter((each) => each !== action),
});
const GOOD = [READ_RULES, READ_OBJECTS, WRITE_COPIES];

const ROLE_ARN = "arn:aws:iam::111122223333:role/role";
const trust = (statement: object) => ({
  role: { trust: policyOf("role", [{ Action: "sts:AssumeRole", ...statement } as Allowed]) },
});
const fromS3 = { Principal: { Service: "s3.amazonaws.com" } };

const kms: Differences = {
  bucket: { encryption: encrypted("data", KMS_HOME) },
  replica: { encryption: encrypted("replica", KMS_AWAY) },
  rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey: KMS_AWAY },
};
const withoutBucketKey = (...settings: Parameters<typeof encrypted>) =>
  mapFact(encrypted(...settings), (encryption) => ({ ...encryption, bucketKey: known(false) }));
const through = (region: string, bucket: string) => ({
  Condition: {
    StringLike: {
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    },
  },
});
const DECRYPT: Allowed = {
  Action: "kms:Decrypt",
  Resource: "arn:aws:kms:eu-west-1:111122223333:key/home",
  ...through("eu-west-1", "data"),
};
const ENCRYPT: Allowed = {
  Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
  Resource: "arn:aws:kms:us-west-2:111122223333:key/away",
  ...through("us-west-2", "replica"),
};
const keyOfStack: Differences = {
  ...kms,
  rule: {
    sseKmsEncryptedObjects: known("Enabled"),
    replicaKey: known<Reference>({ in: "stack", address: "key" }),
  },
};
const ENCRYPT_WITH_KEY: Allowed = { ...ENCRYPT, Resource: "arn:aws:kms:us-west-2:111122223333:key/key" };
const inWest = { region: known("us-west-2"), arn: known("arn:aws:kms:us-west-2:111122223333:key/key") };

const foreign = { account: known("444455556666") };
const letting = (Principal: unknown, more: Partial<Allowed> = {}) => ({
  replica: { ...foreign, policy: policyOf("replica-policy", [{ ...WRITE_COPIES, Principal, ...more }]) },
});
const denying = (more: Partial<Allowed>) => ({
  replica: {
    policy: policyOf("replica-policy", [
      { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::replica/*", ...more },
    ]),
  },
});
const boundary = (statements: readonly Allowed[]) => ({
  role: { permissionsBoundary: policyOf("boundary", statements) },
});
const locked = { bucket: { objectLock: known(true) }, replica: { objectLock: known(true) } };
const logs = {
  rule: { filter: known({ prefix: known("logs/"), tag: known(false), and: known(undefined) }) },
  settings: { requiredPrefixes: ["logs/"] },
};
const everything: Allowed = { Action: "*", Resource: "*" };
const deny = (Resource: string, more: Partial<Allowed> = {}): Allowed => ({
  Effect: "Deny",
  Action: "s3:*",
  Resource,
  ...more,
});
const unless = (keys: object) => ({ Condition: { StringNotEquals: keys } });
const encryptedWith = (values: readonly string[]): Allowed => ({
  ...WRITE_COPIES,
  Condition: { StringLikeIfExists: { "s3:x-amz-server-side-encryption": values } },
});
/** A condition in the role's own policy on what is else allowed. */
const onCopies = (Condition: object) => may([READ_RULES, READ_OBJECTS, { ...WRITE_COPIES, Condition }]);
const withVersion = (Version: string | undefined, Statement: readonly object[]) =>
  known({ text: JSON.stringify({ Version, Statement }), on: "role-policy" });

// A bucket whose name S3 completes, and a key whose ARN only the deployment tells.
const prefixed = `acme-copy-${placeholder("aws_s3_bucket.copy")}`;
const named = (identity: string) => ({
  replica: { name: { ...unknownUntilApply<string>("known on apply"), identity } },
});
const writing = (Resource: string | readonly string[], more: Differences = {}) =>
  may([READ_RULES, READ_OBJECTS, { ...WRITE_COPIES, Resource }], more);
const anyKey = (differences: Parameters<typeof keyNamed>[1] = {}): Differences => ({
  ...keyOfStack,
  keys: [keyNamed("key", { ...inWest, arn: unknownUntilApply("known only after apply"), ...differences })],
});
const encryptingWith = (Resource: string): Allowed => ({ ...ENCRYPT, Resource });

/** KMS without Bucket Keys: the encryption context is the object's ARN. */
const objectContext = {
  ...kms,
  bucket: { encryption: withoutBucketKey("data", KMS_HOME) },
  replica: { encryption: withoutBucketKey("replica", KMS_AWAY) },
} satisfies Differences;
const encryptingFor = (Condition: object): Allowed => ({ ...ENCRYPT, Action: "kms:Encrypt", Condition });
const CONTEXT = "kms:EncryptionContext:aws:s3:arn";
const decryptingFor = (Condition: object): Allowed => ({ ...DECRYPT, Condition });
const ORGANIZATION = { settings: { organizationId: "o-a1b2c3d4e5" } };

const inStack = (address: string) => known<Reference>({ in: "stack", address });
const elsewhere = (name: string) => known<Reference>({ in: "elsewhere", name });
const operations = (...all: readonly string[]) => known(all.map((each) => known(each)));
/** A grant lets the role use the key of the stack. */
const granted = (differences: Partial<KeyGrant> = {}): Differences => ({
  ...keyOfStack,
  keys: [keyNamed("key", inWest)],
  keyGrants: [
    {
      label: "grant",
      key: inStack("key"),
      grantee: inStack("role"),
      operations: operations("Encrypt", "GenerateDataKey", "Decrypt"),
      isConstrained: known(false),
      ...differences,
    },
  ],
});
const LETS_ADMIN = { Principal: { AWS: "arn:aws:iam::111122223333:role/admin" }, Action: "kms:*", Resource: "*" };
const LETS_ACCOUNT = { Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" };
/** A key of the stack that has AWS's default policy, or this one: which key the policy is of is not known. */
const keyPolicyAmong = (statement: Allowed): Differences => {
  const policy = policyOf("key-policy", [statement]);
  const among = policy.known ? [policy.value, undefined] : [];
  return { ...keyOfStack, keys: [keyNamed("key", { ...inWest, policy: unknownUntilApply("known on apply", among) })] };
};

export default table({
  satisfied: {
    "the role may do what the rules need, and no more": may(GOOD),
    "the role may do everything": may([everything]),
    "what it may do is spread over several policies": scene({
      role: { policies: GOOD.map((each, index) => policyOf(`policy-${index}`, [each])) },
    }),
    "everything but some actions (NotAction)": may([
      { ...everything, NotAction: ["s3:DeleteBucket"], Action: undefined } as unknown as Allowed,
    ]),
    "only the objects of the rule's prefix": may(
      [READ_RULES, { ...READ_OBJECTS, Resource: "arn:aws:s3:::data/logs/*" }, WRITE_COPIES],
      logs,
    ),
    "s3:GetObjectVersion instead of s3:GetObjectVersionForReplication": may([
      READ_RULES,
      { ...READ_OBJECTS, Action: ["s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"] },
      WRITE_COPIES,
    ]),
    "s3:ReplicateTags is missing: s3:ReplicateObject covers it": may([
      READ_RULES,
      READ_OBJECTS,
      without(WRITE_COPIES, "s3:ReplicateTags"),
    ]),
    "s3:GetObjectVersionTagging is missing: covered by `tags-can-replicate`": may([
      READ_RULES,
      without(READ_OBJECTS, "s3:GetObjectVersionTagging"),
      WRITE_COPIES,
    ]),
    "the policy that AWS manages: AmazonS3FullAccess": scene({
      role: {
        policies: [
          known({ text: managedPolicy("arn:aws:iam::aws:policy/AmazonS3FullAccess") ?? "", on: "attachment" }),
        ],
      },
    }),
    "s3:ReplicateDelete is missing, and delete markers are not replicated": may([
      READ_RULES,
      READ_OBJECTS,
      without(WRITE_COPIES, "s3:ReplicateDelete"),
    ]),
    "the trust is for this bucket of this account only": scene(
      trust({
        ...fromS3,
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:s3:::data" },
        },
      }),
    ),
    "a Deny of other objects than those of the rule's prefix": may(
      [...GOOD, deny("arn:aws:s3:::data/secret/*"), deny("arn:aws:s3:::data/logs")],
      logs,
    ),
    "a Deny of another bucket's objects, in any partition": may([...GOOD, deny("arn:*:s3:::other/*")]),
    "a Deny of access points, in any Region": may([...GOOD, deny("arn:aws:s3:*:111122223333:accesspoint/*")]),
    "a Deny with a policy variable, which is literal text in Version 2008-10-17": scene({
      role: {
        policies: [
          policyOf("role-policy", GOOD),
          withVersion("2008-10-17", [{ ...deny("arn:aws:s3:::${aws:PrincipalAccount}/*"), Sid: "Old" }]),
        ],
      },
    }),
    "a Deny for the role's sessions by aws:PrincipalArn, which is the role's": scene(
      denying({ Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/role/*" } } }),
    ),
    "a Deny with NotPrincipal that names the role and its account": scene({
      replica: {
        policy: policyOf("replica-policy", [
          {
            ...deny("arn:aws:s3:::replica/*"),
            NotPrincipal: { AWS: [ROLE_ARN, "arn:aws:iam::111122223333:root"] },
          } as Allowed,
        ]),
      },
    }),
    "a Deny of old TLS": scene(denying({ Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } })),
    "a Deny of all but TLS 1.2 and 1.3": scene(
      denying({ Condition: { StringNotEquals: { "s3:TlsVersion": ["1.2", "1.3"] } } }),
    ),
    "a Deny without MFA, which S3 cannot have": scene(
      denying({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
    ),
    "a Deny from one VPC endpoint": scene(denying({ Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } })),
    "a Deny from EC2 instances outside a VPC": scene(
      denying({
        Condition: {
          Null: { "aws:Ec2InstanceSourceVpc": "false" },
          StringNotEquals: { "aws:Ec2InstanceSourceVpc": "vpc-1" },
        },
      }),
    ),
    "a Deny through access points": scene(denying({ Condition: { Null: { "s3:DataAccessPointArn": "false" } } })),
    "a Deny on behalf of another service": scene(
      denying({ Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "cloudformation.amazonaws.com" } } }),
    ),
    "a Deny from outside AWS services, by aws:ViaAWSService": scene(
      denying({ Condition: { Bool: { "aws:ViaAWSService": "true" } } }),
    ),
    "it may write copies under any encryption, as AWS's example has it": may([
      READ_RULES,
      READ_OBJECTS,
      encryptedWith(["aws:kms", "aws:kms:dsse", "AES256"]),
    ]),
    "a Deny in other Regions": may([
      ...GOOD,
      deny("*", { Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "us-west-2"] } } }),
    ]),
    "only buckets of its own account": onCopies({
      StringEquals: { "s3:ResourceAccount": "${aws:PrincipalAccount}", "aws:ResourceAccount": "111122223333" },
    }),
    "only for the organization, whose ID the configuration tells": scene({
      ...ORGANIZATION,
      ...denying({
        Condition: {
          StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
          "ForAllValues:StringNotLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" },
        },
      }),
    }),
    "a Deny of sessions from before a day, which is over": scene({
      role: {
        policies: [
          policyOf("role-policy", [
            ...GOOD,
            deny("*", { Condition: { DateLessThan: { "aws:TokenIssueTime": "2025-12-31T00:00:00Z" } } }),
          ]),
        ],
      },
      settings: { now: new Date("2026-01-01") },
    }),
    "the destination's policy allows the role's sessions, and the boundary does not": may([READ_RULES, READ_OBJECTS], {
      ...boundary([READ_RULES, READ_OBJECTS]),
      replica: {
        policy: policyOf("replica-policy", [
          { ...WRITE_COPIES, Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": ROLE_ARN } } },
        ]),
      },
    }),
    "the name of the destination is known on apply, and the policy is made with it": writing(
      `arn:aws:s3:::${prefixed}/*`,
      named(prefixed),
    ),
    "of the destination's name the prefix is known, and the policy is for all that begin with it": writing(
      "arn:aws:s3:::acme-*/*",
      named(prefixed),
    ),
    "nothing is known of the destination's name, and the role may write to all buckets": writing("arn:aws:s3:::*", {
      replica: { name: unknownUntilApply("known on apply") },
    }),
    "a policy variable that is known": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } } },
    ]),
    "KMS: both keys, through S3 and for their buckets": may([...GOOD, DECRYPT, ENCRYPT], kms),
    "KMS: a grant lets the role use the key": may([...GOOD, DECRYPT], granted()),
    "KMS: a grant lets the role use a key outside the stack": may([...GOOD, ENCRYPT], {
      ...granted({ key: elsewhere("arn:aws:kms:eu-west-1:111122223333:key/home"), operations: operations("Decrypt") }),
      ...kms,
    }),
    "KMS: a grant that may be for the role, beside a good policy": may(
      [...GOOD, DECRYPT, ENCRYPT_WITH_KEY],
      granted({ grantee: unknownUntilApply("known on apply") }),
    ),
    "KMS: a key of the stack without a policy of its own": may([...GOOD, DECRYPT, ENCRYPT_WITH_KEY], {
      ...keyOfStack,
      keys: [keyNamed("key", inWest)],
    }),
    "KMS: a key whose policy leaves access to its account": may([...GOOD, DECRYPT, ENCRYPT_WITH_KEY], {
      ...keyOfStack,
      keys: [
        keyNamed("key", {
          ...inWest,
          policy: policyOf("key", [
            { Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
          ]),
        }),
      ],
    }),
    "KMS: a key whose policy lets the role itself": may([...GOOD, DECRYPT], {
      ...keyOfStack,
      keys: [
        keyNamed("key", {
          ...inWest,
          policy: policyOf("key", [
            {
              Principal: { AWS: ROLE_ARN },
              Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
              Resource: "*",
            },
          ]),
        }),
      ],
    }),
    "KMS: without Bucket Keys, as in AWS's own example": may(
      [
        ...GOOD,
        { ...DECRYPT, Condition: { StringLike: { [CONTEXT]: "arn:aws:s3:::data/*" } } },
        { ...ENCRYPT, Action: "kms:Encrypt", Condition: { StringLike: { [CONTEXT]: "arn:aws:s3:::replica/*" } } },
      ],
      objectContext,
    ),
    "KMS: only for the objects of the rule's prefix": may(
      [
        ...GOOD,
        decryptingFor({ StringLike: { [CONTEXT]: "arn:aws:s3:::data/logs/*" } }),
        encryptingFor({ ArnLike: { [CONTEXT]: "arn:aws:s3:::replica/logs/*" } }),
      ],
      { ...objectContext, rule: { ...objectContext.rule, ...logs.rule }, settings: logs.settings },
    ),
    "KMS: whether the replica has a Bucket Key is not known, and both contexts are allowed": may(
      [...GOOD, DECRYPT, ENCRYPT],
      { ...kms, replica: { encryption: unknownUntilApply("known only after apply") } },
    ),
    "KMS: a Deny of keys that S3 does not use": may(
      [...GOOD, DECRYPT, ENCRYPT, deny("*", { Action: "kms:*", ...unless({ "kms:KeySpec": "SYMMETRIC_DEFAULT" }) })],
      kms,
    ),
    "KMS: only by callers of the account": may(
      [...GOOD, decryptingFor({ StringEquals: { "kms:CallerAccount": "111122223333" } }), ENCRYPT],
      kms,
    ),
    "KMS: the key's ARN is known on apply, and the role may use all keys": may(
      [...GOOD, DECRYPT, encryptingWith("*")],
      anyKey(),
    ),
    "KMS: the key's ARN is known on apply, and the role may use all keys of that place": may(
      [...GOOD, DECRYPT, encryptingWith("arn:aws:kms:us-west-2:111122223333:key/*")],
      anyKey(),
    ),
    "KMS: the key's ARN is known on apply, and the policy is made with it": may(
      [...GOOD, DECRYPT, encryptingWith(placeholder("aws_kms_key.key.arn"))],
      anyKey({ arn: { ...unknownUntilApply("known only after apply"), identity: placeholder("aws_kms_key.key.arn") } }),
    ),
    "KMS: a key whose policy may be the default one, and else lets the account": may(
      [...GOOD, DECRYPT, ENCRYPT_WITH_KEY],
      keyPolicyAmong(LETS_ACCOUNT),
    ),
    "KMS: another account's key, whose policy lets the role": may([...GOOD, DECRYPT, ENCRYPT_WITH_KEY], {
      ...keyOfStack,
      keys: [
        keyNamed("key", {
          ...inWest,
          account: known("444455556666"),
          policy: policyOf("key", [
            {
              Principal: { AWS: ROLE_ARN },
              Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
              Resource: "*",
            },
          ]),
        }),
      ],
    }),
    "an alias as replica key: covered by `replica-key-in-destination-region`": may([...GOOD, DECRYPT], {
      ...kms,
      rule: {
        ...kms.rule,
        replicaKey: known<Reference>({ in: "elsewhere", name: "arn:aws:kms:us-west-2:111122223333:alias/k" }),
      },
    }),
    "Object Lock, and the role may read retention and legal hold": scene(locked),
    "another account's bucket, whose policy lets the role": may(GOOD, letting({ AWS: ROLE_ARN })),
    "another account's bucket, whose policy lets the source's account": may(GOOD, letting({ AWS: "111122223333" })),
    "another stack's bucket, which is promised to let the role": scene({
      rule: { destination: known("elsewhere") },
      elsewhere: [
        bucketNamed("elsewhere", {
          evaluated: false,
          region: known("us-west-2"),
          policy: unknownUntilConfigured("not in this stack"),
          allowsReplication: true,
        }),
      ],
    }),
    "within one account the destination's policy alone lets the role write": may([READ_RULES, READ_OBJECTS], {
      replica: { policy: policyOf("replica-policy", [{ ...WRITE_COPIES, Principal: { AWS: ROLE_ARN } }]) },
    }),
    "the destination denies what does not come by TLS": scene(
      denying({ Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ),
    "the destination denies everybody but this role": scene(
      denying({ Condition: { ArnNotLike: { "aws:PrincipalArn": ROLE_ARN } } }),
    ),
    "the destination denies uploads, which are another action": scene(denying({ Action: "s3:PutObject" })),
    "the permissions boundary allows what it needs": may(GOOD, boundary(GOOD)),
    "which of two buckets is the destination is known on apply, and the role may write to both": may(
      [READ_RULES, READ_OBJECTS, { ...WRITE_COPIES, Resource: ["arn:aws:s3:::replica/*", "arn:aws:s3:::ohio/*"] }],
      {
        rule: { destination: unknownUntilApply("known only after apply", ["replica", "ohio"]) },
        others: [bucketNamed("ohio", { region: known("us-east-2") })],
      },
    ),
  },
  violated: {
    "the role is deleted": scene({ role: { isMissing: true } }),
    "the role has no policy": scene({ role: { policies: [] } }),
    "S3 may not assume the role": scene(trust({ Principal: { Service: "ec2.amazonaws.com" } })),
    "the role has no trust policy": scene({ role: { trust: known(undefined) } }),
    "the trust is for another bucket": scene(
      trust({ ...fromS3, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::other" } } }),
    ),
    "the trust is for another account": scene(
      trust({ ...fromS3, Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } }),
    ),
    "it may not read the replication configuration": may([
      without(READ_RULES, "s3:GetReplicationConfiguration"),
      READ_OBJECTS,
      WRITE_COPIES,
    ]),
    "it may not list the source": may([without(READ_RULES, "s3:ListBucket"), READ_OBJECTS, WRITE_COPIES]),
    "it may not read versions": may([
      READ_RULES,
      without(READ_OBJECTS, "s3:GetObjectVersionForReplication"),
      WRITE_COPIES,
    ]),
    "it may not read ACLs": may([READ_RULES, without(READ_OBJECTS, "s3:GetObjectVersionAcl"), WRITE_COPIES]),
    "it may not replicate objects": may([READ_RULES, READ_OBJECTS, without(WRITE_COPIES, "s3:ReplicateObject")]),
    "it may not replicate delete markers, and the rule does": may(
      [READ_RULES, READ_OBJECTS, without(WRITE_COPIES, "s3:ReplicateDelete")],
      { rule: { deleteMarkerReplication: known("Enabled") } },
    ),
    "it may read the bucket's objects and not the bucket": may([
      { ...READ_RULES, Resource: "arn:aws:s3:::data/*" },
      READ_OBJECTS,
      WRITE_COPIES,
    ]),
    "it may write to the bucket and not to its objects": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Resource: "arn:aws:s3:::replica" },
    ]),
    "it may write only under a prefix": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Resource: "arn:aws:s3:::replica/logs/*" },
    ]),
    "a Deny for some of the objects": may([
      ...GOOD,
      { Effect: "Deny", Action: "s3:GetObjectVersionForReplication", Resource: "arn:aws:s3:::data/secret/*" },
    ]),
    "a Deny for some of the objects, by how their keys end": may([...GOOD, deny("arn:aws:s3:::data/*.tmp")]),
    "a Deny for some of the objects, in any partition": may([...GOOD, deny("arn:*:s3:::replica/*.tmp")]),
    "a Deny for some of the objects, by what is within their keys": may([
      ...GOOD,
      deny("arn:aws:s3:::data/*/secret/*"),
    ]),
    "a Deny for some of the objects, by a pattern without a slash": may([...GOOD, deny("arn:aws:s3:::data*secret*")]),
    "a Deny for the objects under the account's number": may([
      ...GOOD,
      deny("arn:aws:s3:::data/${aws:PrincipalAccount}/*"),
    ]),
    "a Deny for the objects under the team that the role is tagged with, or another if it is not": may([
      ...GOOD,
      deny("arn:aws:s3:::replica/${aws:PrincipalTag/team, 'none'}/*"),
    ]),
    "a Deny for everything that begins like the bucket": may([...GOOD, deny("arn:aws:s3:::data*")]),
    "a Deny of all but a prefix (NotResource)": may([
      ...GOOD,
      {
        ...deny(""),
        Resource: undefined,
        NotResource: ["arn:aws:s3:::data", "arn:aws:s3:::data/logs/*", "arn:aws:s3:::replica/*"],
      } as unknown as Allowed,
    ]),
    "an Allow for all but some objects (NotResource)": may([
      READ_RULES,
      { ...READ_OBJECTS, Resource: undefined, NotResource: "arn:aws:s3:::data/secret/*" } as unknown as Allowed,
      WRITE_COPIES,
    ]),
    "of the destination's name the prefix is known, and the policy is for others": writing(
      ["arn:aws:s3:::other-*", "arn:aws:s3:::acme-copy/*"],
      named(prefixed),
    ),
    "of the destination's name the prefix is known, and a Deny is for all that begin with it": writing(
      `arn:aws:s3:::${prefixed}/*`,
      {
        replica: {
          ...named(prefixed).replica,
          policy: policyOf("replica-policy", [{ ...deny("arn:aws:s3:::acme-*/*"), Principal: "*" }]),
        },
      },
    ),
    "the name of the destination is known on apply, and the policy is for its objects under a prefix": writing(
      `arn:aws:s3:::${prefixed}/logs/*`,
      named(prefixed),
    ),
    "nothing is known of the destination's name, and no policy allows to write": may([READ_RULES, READ_OBJECTS], {
      replica: { name: unknownUntilApply("known on apply") },
    }),
    "it may write from a VPC endpoint only": onCopies({ StringEquals: { "aws:SourceVpce": "vpce-1" } }),
    "a Deny from anywhere but a VPC endpoint": scene(
      denying({ Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }),
    ),
    "a Deny with NotPrincipal that does not name the role": scene({
      replica: {
        policy: policyOf("replica-policy", [
          {
            ...deny("arn:aws:s3:::replica/*"),
            NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/admin" },
          } as Allowed,
        ]),
      },
    }),
    "a Deny of another organization's, when the configuration tells its own": scene({
      ...ORGANIZATION,
      ...denying({ Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-other" } } }),
    }),
    "the destination's policy allows the role's ARN, and the boundary does not": may([READ_RULES, READ_OBJECTS], {
      ...boundary([READ_RULES, READ_OBJECTS]),
      replica: { policy: policyOf("replica-policy", [{ ...WRITE_COPIES, Principal: { AWS: ROLE_ARN } }]) },
    }),
    "another account's bucket, whose policy lets a role of the same name in a third account": may(
      GOOD,
      letting({ AWS: "arn:aws:iam::777788889999:role/role" }),
    ),
    "it may write to another bucket": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Resource: "arn:aws:s3:::other/*" },
    ]),
    "the ARNs are of another partition": may(
      GOOD.map((each) => ({ ...each, Resource: each.Resource.replace("aws", "aws-cn") })),
    ),
    "a condition that is never met": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]),
    "everything but what it needs (NotAction)": may([
      { Resource: "*", NotAction: ["s3:Replicate*"] } as unknown as Allowed,
    ]),
    "the destination's policy denies it": scene(denying({})),
    "the destination's policy denies the whole account": scene(denying({ Principal: { AWS: "111122223333" } })),
    "another account's bucket, whose policy does not let the role": may(
      GOOD,
      letting({ AWS: "arn:aws:iam::111122223333:role/other" }),
    ),
    "another account's bucket, whose policy lets the source's account in another partition": may(
      GOOD,
      letting({ AWS: "arn:aws-cn:iam::111122223333:root" }),
    ),
    "another account's bucket without a policy": may(GOOD, { replica: foreign }),
    "another account's bucket, and only its policy allows": may([READ_RULES, READ_OBJECTS], letting({ AWS: ROLE_ARN })),
    "the owner of the copies is to change, and the role may not": may(GOOD, {
      replica: { ...foreign, allowsReplication: true },
      rule: { owner: known("Destination"), account: known("444455556666") },
    }),
    "the permissions boundary does not allow to write": may(GOOD, boundary([READ_RULES, READ_OBJECTS])),
    "Object Lock, and the role may not read retention": may(
      [READ_RULES, { ...READ_OBJECTS, Action: [...READ_OBJECTS.Action, "s3:GetObjectLegalHold"] }, WRITE_COPIES],
      locked,
    ),
    "Object Lock, and the role may not read legal holds": may(
      [READ_RULES, { ...READ_OBJECTS, Action: [...READ_OBJECTS.Action, "s3:GetObjectRetention"] }, WRITE_COPIES],
      locked,
    ),
    "KMS: it may not decrypt": may([...GOOD, ENCRYPT], kms),
    "KMS: it may not encrypt": may([...GOOD, DECRYPT, without(ENCRYPT, "kms:Encrypt")], kms),
    "KMS: the replica has a Bucket Key, and the role may not decrypt there": may(
      [...GOOD, DECRYPT, without(ENCRYPT, "kms:Decrypt")],
      kms,
    ),
    "KMS: all but the secret objects": may(
      [
        ...GOOD,
        decryptingFor({ StringNotLike: { [CONTEXT]: "arn:aws:s3:::data/secret/*" } }),
        encryptingFor({ StringLike: { [CONTEXT]: "arn:aws:s3:::replica/*" } }),
      ],
      objectContext,
    ),
    "KMS: only the objects of a prefix, and the rule is for all": may(
      [
        ...GOOD,
        decryptingFor({ StringLike: { [CONTEXT]: "arn:aws:s3:::data/logs/*" } }),
        encryptingFor({ StringLike: { [CONTEXT]: "arn:aws:s3:::replica/*" } }),
      ],
      objectContext,
    ),
    "KMS: a Deny for the secret objects": may(
      [
        ...GOOD,
        DECRYPT,
        ENCRYPT,
        deny("*", { Action: "kms:*", Condition: { StringLike: { [CONTEXT]: "*/secret/*" } } }),
      ],
      objectContext,
    ),
    "KMS: the replica has a Bucket Key, and the role may not generate data keys": may(
      [...GOOD, DECRYPT, without(ENCRYPT, "kms:GenerateDataKey")],
      kms,
    ),
    "KMS: the key's ARN is known on apply, and the role may use no key at all": may([...GOOD, DECRYPT], anyKey()),
    "KMS: the key's ARN is known on apply, and the role may use keys of another Region": may(
      [...GOOD, DECRYPT, encryptingWith("arn:aws:kms:eu-west-1:*:key/*")],
      anyKey(),
    ),
    "KMS: only for grants, which S3 does not ask for": may(
      [...GOOD, DECRYPT, encryptingFor({ Bool: { "kms:GrantIsForAWSResource": "true" } })],
      kms,
    ),
    "KMS: another account's key without a policy of its own": may([...GOOD, DECRYPT, ENCRYPT_WITH_KEY], {
      ...keyOfStack,
      keys: [keyNamed("key", { ...inWest, account: known("444455556666") })],
    }),
    "KMS: it may encrypt with another key": may(
      [...GOOD, DECRYPT, { ...ENCRYPT, Resource: "arn:aws:kms:us-west-2:111122223333:key/other" }],
      kms,
    ),
    "KMS: the condition is for the other Region's S3": may(
      [...GOOD, DECRYPT, { ...ENCRYPT, ...through("eu-west-1", "replica") }],
      kms,
    ),
    "KMS: the condition is for objects, and the Bucket Key asks for the bucket": may(
      [
        ...GOOD,
        DECRYPT,
        { ...ENCRYPT, Condition: { StringLike: { "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::replica/*" } } },
      ],
      kms,
    ),
    "KMS: s3:GetObjectVersion is not enough for KMS-encrypted objects": may(
      [
        READ_RULES,
        {
          ...READ_OBJECTS,
          Action: READ_OBJECTS.Action.map((each) =>
            each === "s3:GetObjectVersionForReplication" ? "s3:GetObjectVersion" : each,
          ),
        },
        WRITE_COPIES,
        DECRYPT,
        ENCRYPT,
      ],
      kms,
    ),
    "KMS: a key whose policy may be the default one, and the role may not encrypt": may(
      [...GOOD, DECRYPT],
      keyPolicyAmong(LETS_ADMIN),
    ),
    "KMS: a grant lets another role use the key": may([...GOOD, DECRYPT], granted({ grantee: inStack("other") })),
    "KMS: a grant lets the role use another key": may([...GOOD, DECRYPT], granted({ key: inStack("other") })),
    "KMS: a grant lets the role decrypt, and not encrypt": may(
      [...GOOD, DECRYPT],
      granted({ operations: operations("Decrypt") }),
    ),
    "KMS: a grant lets the role use the key, and its policy denies it": may(
      [...GOOD, DECRYPT, deny("*", { Action: "kms:*" })],
      granted(),
    ),
    "KMS: the policy of a key of the stack lets neither the account nor the role": may(
      [...GOOD, DECRYPT, ENCRYPT_WITH_KEY],
      {
        ...keyOfStack,
        keys: [
          keyNamed("key", {
            ...inWest,
            policy: policyOf("key", [LETS_ADMIN]),
          }),
        ],
      },
    ),
  },
  undetermined: {
    "KMS: a key whose policy may be the default one, and else lets neither the account nor the role": may(
      [...GOOD, DECRYPT, ENCRYPT_WITH_KEY],
      keyPolicyAmong(LETS_ADMIN),
    ),
    "the only rule may be Disabled, and the role may not read the rules": may([READ_OBJECTS, WRITE_COPIES], {
      rule: { status: unknownUntilApply("known on apply") },
    }),
    "it may write copies under KMS only": may([READ_RULES, READ_OBJECTS, encryptedWith(["aws:kms"])]),
    "the role is not in the stack": scene({
      configuration: { role: known({ in: "elsewhere", name: "arn:aws:iam::111122223333:role/theirs" }) },
    }),
    "the role's policy is known on apply": scene({
      role: { policies: [unknownUntilApply("its policy is known only after apply")] },
    }),
    "a second policy is known on apply, and may deny": may(GOOD, {
      role: { policies: [policyOf("p", GOOD), unknownUntilApply("known only after apply")] },
    }),
    "a managed policy that is not in the stack": scene({
      role: { policies: [unknownUntilConfigured("the policy is not in this stack")] },
    }),
    "a condition key that is not judged": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
    ]),
    "s3:GetObjectVersion instead of the other, under a condition that is not judged": may([
      READ_RULES,
      without(READ_OBJECTS, "s3:GetObjectVersionForReplication"),
      {
        Action: "s3:GetObjectVersion",
        Resource: "arn:aws:s3:::data/*",
        Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
      },
      WRITE_COPIES,
    ]),
    "a condition operator that IAM does not have": onCopies({ constructor: { "aws:SecureTransport": "true" } }),
    "a condition operator that every object has": scene({
      role: {
        policies: [
          known({
            text: JSON.stringify({
              Version: "2012-10-17",
              Statement: [READ_RULES, READ_OBJECTS, WRITE_COPIES].map((each) => ({ Effect: "Allow", ...each })),
            }).replace(
              '"Resource":"arn:aws:s3:::replica/*"',
              '$&,"Condition":{"__proto__":{"aws:SecureTransport":"true"}}',
            ),
            on: "role-policy",
          }),
        ],
      },
    }),
    "what is not text in the place of a Resource": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Resource: { toString: null } } as unknown as Allowed,
    ]),
    "a condition on the role's ARN with fewer than the six parts of an ARN": onCopies({
      ArnLike: { "aws:PrincipalArn": "arn:aws:iam:*:role/role" },
    }),
    "another account's bucket, whose policy lets a canonical user": may(GOOD, letting({ CanonicalUser: "79a5" })),
    "a Deny with NotPrincipal that names the role alone": scene({
      replica: {
        policy: policyOf("replica-policy", [
          { ...deny("arn:aws:s3:::replica/*"), NotPrincipal: { AWS: ROLE_ARN } } as Allowed,
        ]),
      },
    }),
    "the destination's policy allows one session of the role, and the boundary does not": may(
      [READ_RULES, READ_OBJECTS],
      {
        ...boundary([READ_RULES, READ_OBJECTS]),
        replica: {
          policy: policyOf("replica-policy", [
            {
              ...WRITE_COPIES,
              Principal: { AWS: "arn:aws:sts::111122223333:assumed-role/role/s3-replication" },
            },
          ]),
        },
      },
    ),
    "the destination denies one session of the role": scene(
      denying({ Principal: { AWS: "arn:aws:sts::111122223333:assumed-role/role/session" } }),
    ),
    "the destination denies what does not come from its network": scene(
      denying({ Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
    ),
    "a managed policy that is not in the stack, beside a good one": scene({
      role: { policies: [policyOf("role-policy", GOOD), unknownUntilConfigured("the policy is not in this stack")] },
    }),
    "of the destination's name the prefix is known, and the policy is for some that begin with it": writing(
      "arn:aws:s3:::acme-copy-7*",
      named(prefixed),
    ),
    "nothing is known of the destination's name, and the policy names one": writing("arn:aws:s3:::acme/*", {
      replica: { name: unknownUntilApply("known on apply") },
    }),
    "the rule's prefix is known on apply, and a Deny is for some objects": may(
      [...GOOD, deny("arn:aws:s3:::data/secret/*")],
      {
        rule: {
          filter: known({ prefix: unknownUntilApply("known on apply"), tag: known(false), and: known(undefined) }),
        },
      },
    ),
    "the owner of the copies is to change inside one account, and the role may not": may(GOOD, {
      rule: { owner: known("Destination"), account: known("111122223333") },
    }),
    "KMS: whether the replica has a Bucket Key is not known, and the role may not generate data keys": may(
      [...GOOD, DECRYPT, without(ENCRYPT, "kms:GenerateDataKey")],
      { ...kms, replica: { encryption: unknownUntilApply("known only after apply") } },
    ),
    "KMS: a key of the stack without a policy, in an account that is not known": may(
      [...GOOD, DECRYPT, ENCRYPT_WITH_KEY],
      {
        ...keyOfStack,
        keys: [keyNamed("key", { ...inWest, account: unknownUntilConfigured("its account is not known") })],
      },
    ),
    "a condition operator that is not judged": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Condition: { BinaryEquals: { "aws:PrincipalTag/key": "QmluYXJ5" } } },
    ]),
    "a Deny for the objects under the team that the role is tagged with, if it is": may([
      ...GOOD,
      deny("arn:aws:s3:::replica/${aws:PrincipalTag/team}/*"),
    ]),
    "a policy variable that is not known": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Resource: "arn:aws:s3:::${aws:PrincipalTag/team}/*" },
    ]),
    "a policy that is not JSON": scene({ role: { policies: [known({ text: "{", on: "role-policy" })] } }),
    "the destination denies what is not encrypted as it wants": scene(
      denying({ Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } } }),
    ),
    "the destination's policy is known on apply": scene({
      replica: { policy: unknownUntilApply("known after apply") },
    }),
    "the destination is another stack's, and whether its policy lets the role is not known": scene({
      rule: { destination: known("elsewhere") },
      elsewhere: [
        bucketNamed("elsewhere", {
          evaluated: false,
          region: known("us-west-2"),
          policy: unknownUntilConfigured("not in this stack"),
        }),
      ],
    }),
    "the destination's account is not known, and its policy says nothing": may(GOOD, {
      replica: { account: unknownUntilConfigured("its account is not known") },
    }),
    "the permissions boundary is not in the stack": may(GOOD, {
      role: { permissionsBoundary: unknownUntilConfigured("not in this stack") },
    }),
    "KMS: only through AWS services, by aws:ViaAWSService": may(
      [...GOOD, decryptingFor({ Bool: { "aws:ViaAWSService": "true" } }), ENCRYPT],
      kms,
    ),
    "KMS: how the bucket is encrypted is known on apply": may([...GOOD, DECRYPT, ENCRYPT], {
      ...kms,
      bucket: { encryption: unknownUntilApply("known only after apply") },
    }),
    "KMS: a grant lets the role use the key, and whether its policy denies it is not known": may([...GOOD, DECRYPT], {
      ...granted(),
      role: { arn: unknownUntilApply("known on apply"), account: unknownUntilApply("known on apply") },
      keys: [
        keyNamed("key", {
          ...inWest,
          policy: policyOf("key", [
            LETS_ACCOUNT,
            { Effect: "Deny", Principal: { AWS: ROLE_ARN }, Action: "kms:*", Resource: "*" },
          ]),
        }),
      ],
    }),
    "KMS: a grant that is only for some encryption contexts": may(
      [...GOOD, DECRYPT],
      granted({ isConstrained: known(true) }),
    ),
    "KMS: a grant for a role with a permissions boundary": may([...GOOD, DECRYPT], {
      ...granted(),
      ...boundary([everything]),
    }),
    "KMS: a grant of another account's key": may([...GOOD, DECRYPT], {
      ...granted(),
      keys: [keyNamed("key", { ...inWest, account: known("444455556666") })],
    }),
    "KMS: a grant of which the key is known on apply": may(
      [...GOOD, DECRYPT],
      granted({
        key: unknownUntilApply("known on apply", [
          { in: "stack", address: "key" },
          { in: "stack", address: "b" },
        ]),
      }),
    ),
    "KMS: a grant by the ID of the key": may([...GOOD, ENCRYPT], {
      ...granted({ key: elsewhere("home"), operations: operations("Decrypt") }),
      ...kms,
    }),
    "KMS: a grant that comes after many of which nothing is known": may([...GOOD, DECRYPT], {
      ...granted(),
      keyGrants: Array.from({ length: 100 }, (_, index) => ({
        label: `grant ${index}`,
        key: unknownUntilApply("known on apply"),
        grantee: index < 50 ? inStack("other") : unknownUntilApply("known on apply"),
        operations: operations("Encrypt", "GenerateDataKey", "Decrypt"),
        isConstrained: known(false),
      })),
    }),
    "KMS: a grant of which the operations are not known": may(
      [...GOOD, DECRYPT],
      granted({ operations: unknownUntilConfigured("they depend on a variable") }),
    ),
    "KMS: the key's ARN is known on apply": may([...GOOD, DECRYPT, ENCRYPT], {
      ...keyOfStack,
      keys: [keyNamed("key", { ...inWest, arn: unknownUntilApply("known only after apply") })],
    }),
    "KMS: the key that AWS manages, and the role may use others": may([...GOOD, DECRYPT, ENCRYPT], {
      ...kms,
      bucket: { encryption: encrypted("data", known(undefined)) },
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
    "no rule is Enabled: covered by `replication-enabled`": scene({
      rule: { status: known("Disabled") },
      role: { policies: [] },
    }),
  },
  also: {
    "everything but what it needs (NotAction)": ["role-least-privileged"],
    "KMS: it may encrypt with another key": ["role-least-privileged"],
    "KMS: the key's ARN is known on apply, and the role may use keys of another Region": ["role-least-privileged"],
    "an Allow for all but some objects (NotResource)": ["role-least-privileged"],
    "of the destination's name the prefix is known, and the policy is for others": ["role-least-privileged"],
    "it may write to another bucket": ["role-least-privileged"],
  },
  failureReasons: {
    "KMS: a key whose policy may be the default one, and the role may not encrypt": ["DstPutObjectNotPermitted"],
    "the role is deleted": ["AssumeRoleNotPermitted"],
    "the role has no policy": ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted", "DstPutObjectNotPermitted"],
    "S3 may not assume the role": ["AssumeRoleNotPermitted"],
    "the role has no trust policy": ["AssumeRoleNotPermitted"],
    "the trust is for another bucket": ["AssumeRoleNotPermitted"],
    "the trust is for another account": ["AssumeRoleNotPermitted"],
    "it may not read versions": ["SrcGetObjectNotPermitted"],
    "it may not read ACLs": ["SrcGetAclNotPermitted"],
    "it may not replicate objects": ["DstPutObjectNotPermitted"],
    "it may not replicate delete markers, and the rule does": ["DstDelObjNotPermitted"],
    "it may write to the bucket and not to its objects": ["DstPutObjectNotPermitted"],
    "it may write only under a prefix": ["DstPutObjectNotPermitted"],
    "a Deny for some of the objects": ["SrcGetObjectNotPermitted"],
    "a Deny for some of the objects, by how their keys end": ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted"],
    "a Deny for some of the objects, in any partition": ["DstPutObjectNotPermitted"],
    "a Deny for some of the objects, by what is within their keys": [
      "SrcGetObjectNotPermitted",
      "SrcGetAclNotPermitted",
    ],
    "a Deny for some of the objects, by a pattern without a slash": [
      "SrcGetObjectNotPermitted",
      "SrcGetAclNotPermitted",
    ],
    "a Deny for the objects under the account's number": ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted"],
    "a Deny for the objects under the team that the role is tagged with, or another if it is not": [
      "DstPutObjectNotPermitted",
    ],
    "a Deny for everything that begins like the bucket": ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted"],
    "a Deny of all but a prefix (NotResource)": ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted"],
    "an Allow for all but some objects (NotResource)": ["SrcGetObjectNotPermitted", "SrcGetAclNotPermitted"],
    "of the destination's name the prefix is known, and the policy is for others": ["DstPutObjectNotPermitted"],
    "of the destination's name the prefix is known, and a Deny is for all that begin with it": [
      "DstPutObjectNotPermitted",
    ],
    "the name of the destination is known on apply, and the policy is for its objects under a prefix": [
      "DstPutObjectNotPermitted",
    ],
    "nothing is known of the destination's name, and no policy allows to write": ["DstPutObjectNotPermitted"],
    "it may write from a VPC endpoint only": ["DstPutObjectNotPermitted"],
    "a Deny from anywhere but a VPC endpoint": ["DstPutObjectNotPermitted"],
    "a Deny with NotPrincipal that does not name the role": ["DstPutObjectNotPermitted"],
    "a Deny of another organization's, when the configuration tells its own": ["DstPutObjectNotPermitted"],
    "the destination's policy allows the role's ARN, and the boundary does not": ["DstPutObjectNotPermitted"],
    "another account's bucket, whose policy lets a role of the same name in a third account": [
      "DstPutObjectNotPermitted",
    ],
    "it may write to another bucket": ["DstPutObjectNotPermitted"],
    "the ARNs are of another partition": [
      "SrcGetObjectNotPermitted",
      "SrcGetAclNotPermitted",
      "DstPutObjectNotPermitted",
    ],
    "a condition that is never met": ["DstPutObjectNotPermitted"],
    "everything but what it needs (NotAction)": ["DstPutObjectNotPermitted"],
    "the destination's policy denies it": ["DstPutObjectNotPermitted"],
    "the destination's policy denies the whole account": ["DstPutObjectNotPermitted"],
    "another account's bucket, whose policy does not let the role": ["DstPutObjectNotPermitted"],
    "another account's bucket, whose policy lets the source's account in another partition": [
      "DstPutObjectNotPermitted",
    ],
    "another account's bucket without a policy": ["DstPutObjectNotPermitted"],
    "another account's bucket, and only its policy allows": ["DstPutObjectNotPermitted"],
    "the owner of the copies is to change, and the role may not": ["DstPutObjectNotPermitted"],
    "the permissions boundary does not allow to write": ["DstPutObjectNotPermitted"],
    "Object Lock, and the role may not read retention": ["SrcGetRetentionNotPermitted"],
    "Object Lock, and the role may not read legal holds": ["SrcGetLegalHoldNotPermitted"],
    "KMS: it may not decrypt": ["SrcGetObjectNotPermitted"],
    "KMS: it may not encrypt": ["DstPutObjectNotPermitted"],
    "KMS: the replica has a Bucket Key, and the role may not decrypt there": ["DstPutObjectNotPermitted"],
    "KMS: all but the secret objects": ["SrcGetObjectNotPermitted"],
    "KMS: only the objects of a prefix, and the rule is for all": ["SrcGetObjectNotPermitted"],
    "KMS: a Deny for the secret objects": ["SrcGetObjectNotPermitted", "DstPutObjectNotPermitted"],
    "KMS: the replica has a Bucket Key, and the role may not generate data keys": ["DstPutObjectNotPermitted"],
    "KMS: the key's ARN is known on apply, and the role may use no key at all": ["DstPutObjectNotPermitted"],
    "KMS: the key's ARN is known on apply, and the role may use keys of another Region": ["DstPutObjectNotPermitted"],
    "KMS: only for grants, which S3 does not ask for": ["DstPutObjectNotPermitted"],
    "KMS: a grant lets another role use the key": ["DstPutObjectNotPermitted"],
    "KMS: a grant lets the role use another key": ["DstPutObjectNotPermitted"],
    "KMS: a grant lets the role decrypt, and not encrypt": ["DstPutObjectNotPermitted"],
    "KMS: a grant lets the role use the key, and its policy denies it": [
      "SrcGetObjectNotPermitted",
      "DstPutObjectNotPermitted",
    ],
    "KMS: another account's key without a policy of its own": ["DstPutObjectNotPermitted"],
    "KMS: it may encrypt with another key": ["DstPutObjectNotPermitted"],
    "KMS: the condition is for the other Region's S3": ["DstPutObjectNotPermitted"],
    "KMS: the condition is for objects, and the Bucket Key asks for the bucket": ["DstPutObjectNotPermitted"],
    "KMS: s3:GetObjectVersion is not enough for KMS-encrypted objects": ["SrcGetObjectNotPermitted"],
    "KMS: the policy of a key of the stack lets neither the account nor the role": ["DstPutObjectNotPermitted"],
  },
});
