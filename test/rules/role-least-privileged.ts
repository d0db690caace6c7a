import {
  bucketNamed,
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
const trust = (Principal: unknown) =>
  scene({
    role: {
      trust: policyOf("role", [{ Action: "sts:AssumeRole", Principal } as Allowed]),
    },
  });

export default table({
  satisfied: {
    "the role may do what replication needs, on the buckets that take part": may(...GOOD),
    "only the objects of a prefix": more({ ...READ_OBJECTS, Resource: "arn:aws:s3:::data/logs/*" }),
    "Object Lock, and its permissions": scene({
      bucket: { objectLock: known(true) },
      replica: { objectLock: known(true) },
    }),
    "it may write where a second configuration, which may be the bucket's, replicates to": scene({
      bucket: {
        replication: unknownUntilApply("known only after apply", [
          replicating("data", [{}]),
          replicating("data", [{ destination: known("other") }]),
        ]),
      },
      others: [bucketNamed("other", { region: known("us-east-1") })],
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
    "a bucket that takes no part": more({ Action: "s3:ReplicateObject", Resource: "arn:aws:s3:::other/*" }),
    "Object Lock's permissions without Object Lock": more({
      Action: "s3:GetObjectRetention",
      Resource: "arn:aws:s3:::data/*",
    }),
    "KMS without KMS": more({ Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:111122223333:key/k" }),
    "everything but some actions (NotAction)": more({
      NotAction: "s3:DeleteBucket",
      Resource: "*",
    } as unknown as Allowed),
    "everybody may assume the role": trust({ AWS: "*", Service: "s3.amazonaws.com" }),
    "another service may assume the role": trust({ Service: ["s3.amazonaws.com", "ec2.amazonaws.com"] }),
  },
  undetermined: {
    "the role's policy is known on apply": scene({
      role: { policies: [unknownUntilApply("its policy is known only after apply")] },
    }),
    "a policy that is no JSON": scene({
      role: { policies: [policyOf("role-policy", GOOD), known({ text: "{", on: "other" })], trust: TRUST },
    }),
  },
  silent: {
    "the role is not in the stack: `role-can-replicate` speaks": scene({
      configuration: { role: known({ in: "elsewhere", name: "arn:aws:iam::111122223333:role/theirs" }) },
    }),
    "there is no replication: `replication-enabled` speaks": scene({ bucket: { replication: known(undefined) } }),
  },
});
