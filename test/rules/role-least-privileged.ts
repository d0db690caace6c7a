import { managedPolicy } from "../../policy-pack/model/iam";
import { placeholder } from "../../policy-pack/model/text";
import {
  bucketNamed,
  encrypted,
  KMS_AWAY,
  KMS_HOME,
  known,
  policyOf,
  READ_OBJECTS,
  READ_RULES,
  replicating,
  scene,
  TRUST,
  unknownUntilApply,
  WRITE_COPIES,
  type Allowed,
} from "../support/scene";
import { table } from "../support/table";

const may = (...statements: readonly Allowed[]) => scene({ role: { policies: [policyOf("role-policy", statements)] } });
const GOOD = [READ_RULES, READ_OBJECTS, WRITE_COPIES];
const more = (statement: Allowed) => may(...GOOD, statement);
const kms = {
  bucket: { encryption: encrypted("data", KMS_HOME) },
  replica: { encryption: encrypted("replica", KMS_AWAY) },
  rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey: KMS_AWAY },
};
/** S3 Batch Replication, as AWS documents it, with a manifest and a report. */
const BATCH: readonly Allowed[] = [
  { Action: "s3:InitiateReplication", Resource: "arn:aws:s3:::data/*" },
  { Action: ["s3:GetObject", "s3:GetObjectVersion"], Resource: "arn:aws:s3:::manifests/*" },
  { Action: ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"], Resource: "arn:aws:s3:::data" },
  { Action: "s3:PutObject", Resource: ["arn:aws:s3:::reports/*", "arn:aws:s3:::manifests/*"] },
];
const trust = (Principal: unknown) =>
  scene({
    role: {
      trust: policyOf("role", [{ Action: "sts:AssumeRole", Principal } as Allowed]),
    },
  });

export default table({
  satisfied: {
    "the role may do what replication needs, on the buckets involved": may(...GOOD),
    "only the objects of a prefix": more({ ...READ_OBJECTS, Resource: "arn:aws:s3:::data/logs/*" }),
    "Object Lock, and its permissions": scene({
      bucket: { objectLock: known(true) },
      replica: { objectLock: known(true) },
    }),
    "the name of the destination is known on apply, and the policy is made with it": scene({
      replica: {
        name: { ...unknownUntilApply<string>("known on apply"), identity: `acme-${placeholder("copy")}` },
      },
      role: {
        policies: [
          policyOf("role-policy", [
            ...GOOD.slice(0, 2),
            { ...WRITE_COPIES, Resource: `arn:aws:s3:::acme-${placeholder("copy")}/*` },
          ]),
        ],
      },
    }),
    "one statement for the source and its objects": may(
      {
        Action: [...READ_RULES.Action, ...READ_OBJECTS.Action],
        Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
      },
      WRITE_COPIES,
    ),
    "KMS, and both keys": scene(kms),
    "S3 Batch Operations may assume the role, and it has the permissions that AWS documents": scene({
      role: {
        trust: policyOf("role", [
          {
            Action: "sts:AssumeRole",
            Principal: { Service: ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"] },
          } as unknown as Allowed,
        ]),
        policies: [policyOf("role-policy", [...GOOD, ...BATCH])],
      },
    }),
    "a Deny of everything else": more({ Effect: "Deny", Action: "*", Resource: "arn:aws:s3:::other" }),
    "S3 Batch Operations may assume the role, and it may initiate replication": scene({
      role: {
        trust: policyOf("role", [
          {
            Action: "sts:AssumeRole",
            Principal: { Service: ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"] },
          } as unknown as Allowed,
        ]),
        policies: [
          policyOf("role-policy", [...GOOD, { Action: "s3:InitiateReplication", Resource: "arn:aws:s3:::data/*" }]),
        ],
      },
    }),
  },
  violated: {
    "every action": more({ Action: "*", Resource: "arn:aws:s3:::data/*" }),
    "every action of S3": more({ Action: "s3:*", Resource: "arn:aws:s3:::data/*" }),
    "actions with a wildcard": more({ Action: "s3:Get*", Resource: "arn:aws:s3:::data/*" }),
    "an action that replication does not need": more({ Action: "s3:PutObject", Resource: "arn:aws:s3:::data/*" }),
    "every resource": more({ Action: "s3:ReplicateObject", Resource: "*" }),
    "buckets with a wildcard": more({ Action: "s3:ReplicateObject", Resource: "arn:aws:s3:::acme-*/*" }),
    "a bucket that is not involved": more({ Action: "s3:ReplicateObject", Resource: "arn:aws:s3:::other/*" }),
    "Object Lock's permissions without Object Lock": more({
      Action: "s3:GetObjectRetention",
      Resource: "arn:aws:s3:::data/*",
    }),
    "KMS without KMS": more({ Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:111122223333:key/k" }),
    "everything but some actions (NotAction)": more({
      NotAction: "s3:DeleteBucket",
      Resource: "*",
    } as unknown as Allowed),
    "it may replicate to the source": may(...GOOD, { ...WRITE_COPIES, Resource: "arn:aws:s3:::data/*" }),
    "it may read the copies": may(...GOOD, { ...READ_OBJECTS, Resource: "arn:aws:s3:::replica/*" }),
    "the permissions of Batch Replication, and S3 Batch Operations may not assume the role": may(...GOOD, ...BATCH),
    "KMS, and a key that is not involved": scene({
      ...kms,
      role: {
        policies: [
          policyOf("role-policy", [
            ...GOOD,
            { Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:111122223333:key/home" },
            {
              Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
              Resource: ["arn:aws:kms:us-west-2:111122223333:key/away", "arn:aws:kms:us-west-2:111122223333:key/other"],
            },
          ]),
        ],
      },
    }),
    "KMS, and it may encrypt with the source's key": scene({
      ...kms,
      role: {
        policies: [
          policyOf("role-policy", [
            ...GOOD,
            {
              Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
              Resource: ["arn:aws:kms:eu-west-1:111122223333:key/home", "arn:aws:kms:us-west-2:111122223333:key/away"],
            },
          ]),
        ],
      },
    }),
    "the policy that AWS manages: AmazonS3FullAccess": scene({
      role: {
        policies: [
          known({ text: managedPolicy("arn:aws:iam::aws:policy/AmazonS3FullAccess") ?? "", on: "attachment" }),
        ],
      },
    }),
    "its own account may assume the role, whichever that is": trust({
      AWS: placeholder("account"),
      Service: "s3.amazonaws.com",
    }),
    "anyone may assume the role": trust({ AWS: "*", Service: "s3.amazonaws.com" }),
    "another service may assume the role": trust({ Service: ["s3.amazonaws.com", "ec2.amazonaws.com"] }),
  },
  undetermined: {
    "it may write where a second configuration replicates to, which may be the bucket's": scene({
      bucket: {
        replication: unknownUntilApply("known only after apply", [
          replicating("data", [{}]),
          replicating("data", [{ destination: known("other") }]),
        ]),
      },
      others: [bucketNamed("other", { region: known("us-east-1") })],
    }),
    "which of two buckets is the destination is known on apply, and it may write to both": scene({
      rule: { destination: unknownUntilApply("known only after apply", ["replica", "ohio"]) },
      others: [bucketNamed("ohio", { region: known("us-east-2") })],
    }),
    "whether the source has Object Lock is known on apply, and it may read retention": scene({
      bucket: { objectLock: unknownUntilApply("known only after apply") },
    }),
    "the name of the destination is known on apply, and the policy is for one of many": scene({
      replica: {
        name: { ...unknownUntilApply<string>("known on apply"), identity: `acme-${placeholder("copy")}` },
      },
      role: {
        policies: [
          policyOf("role-policy", [...GOOD.slice(0, 2), { ...WRITE_COPIES, Resource: "arn:aws:s3:::acme-7/*" }]),
        ],
      },
    }),
    "which other service may assume the role is known on apply": trust({
      Service: ["s3.amazonaws.com", placeholder("service")],
    }),
    "the role's policy is known on apply": scene({
      role: { policies: [unknownUntilApply("its policy is known only after apply")] },
    }),
    "a policy that is not JSON": scene({
      role: { policies: [policyOf("role-policy", GOOD), known({ text: "{", on: "other" })], trust: TRUST },
    }),
  },
  silent: {
    "S3 cannot assume the role: covered by `role-can-replicate`": scene({
      role: { trust: known(undefined), policies: [policyOf("role-policy", [{ Action: "*", Resource: "*" }])] },
    }),
    "the role is not in the stack: covered by `role-can-replicate`": scene({
      configuration: { role: known({ in: "elsewhere", name: "arn:aws:iam::111122223333:role/theirs" }) },
    }),
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
  },
});
