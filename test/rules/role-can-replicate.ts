import type { Reference } from "../../policy-pack/model/graph";
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
    "s3:GetObjectVersion in the place of s3:GetObjectVersionForReplication": may([
      READ_RULES,
      { ...READ_OBJECTS, Action: ["s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"] },
      WRITE_COPIES,
    ]),
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
    "a policy variable that is known": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } } },
    ]),
    "KMS: both keys, through S3 and for their buckets": may([...GOOD, DECRYPT, ENCRYPT], kms),
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
    "it may not read tags": may([READ_RULES, without(READ_OBJECTS, "s3:GetObjectVersionTagging"), WRITE_COPIES]),
    "it may not replicate objects": may([READ_RULES, READ_OBJECTS, without(WRITE_COPIES, "s3:ReplicateObject")]),
    "it may not replicate tags": may([READ_RULES, READ_OBJECTS, without(WRITE_COPIES, "s3:ReplicateTags")]),
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
    "KMS: it may not decrypt": may([...GOOD, ENCRYPT], kms),
    "KMS: it may not encrypt": may([...GOOD, DECRYPT, without(ENCRYPT, "kms:Encrypt")], kms),
    "KMS: the replica has a Bucket Key, and the role may not decrypt there": may(
      [...GOOD, DECRYPT, without(ENCRYPT, "kms:Decrypt")],
      kms,
    ),
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
    "KMS: s3:GetObjectVersion does not do for KMS-encrypted objects": may(
      [
        READ_RULES,
        { ...READ_OBJECTS, Action: ["s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"] },
        WRITE_COPIES,
        DECRYPT,
        ENCRYPT,
      ],
      kms,
    ),
    "KMS: the policy of a key of the stack lets neither the account nor the role": may(
      [...GOOD, DECRYPT, ENCRYPT_WITH_KEY],
      {
        ...keyOfStack,
        keys: [
          keyNamed("key", {
            ...inWest,
            policy: policyOf("key", [
              { Principal: { AWS: "arn:aws:iam::111122223333:role/admin" }, Action: "kms:*", Resource: "*" },
            ]),
          }),
        ],
      },
    ),
  },
  undetermined: {
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
    "a condition operator that is not judged": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Condition: { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } } },
    ]),
    "a policy variable that is not known": may([
      READ_RULES,
      READ_OBJECTS,
      { ...WRITE_COPIES, Resource: "arn:aws:s3:::${aws:PrincipalTag/team}/*" },
    ]),
    "a policy that is no JSON": scene({ role: { policies: [known({ text: "{", on: "role-policy" })] } }),
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
    "KMS: how the bucket is encrypted is known on apply": may([...GOOD, DECRYPT, ENCRYPT], {
      ...kms,
      bucket: { encryption: unknownUntilApply("known only after apply") },
    }),
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
    "there is no replication: `replication-enabled` speaks": scene({ bucket: { replication: known(undefined) } }),
    "no rule is Enabled: `replication-enabled` speaks": scene({
      rule: { status: known("Disabled") },
      role: { policies: [] },
    }),
  },
  also: {
    "everything but what it needs (NotAction)": ["role-least-privileged"],
    "S3 may not assume the role": ["role-least-privileged"],
    "it may write to another bucket": ["role-least-privileged"],
  },
});
