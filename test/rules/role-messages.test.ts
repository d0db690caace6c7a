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
  TRUST,
  WRITE_COPIES,
  type Allowed,
  type Scene,
} from "../support/scene";
import { judgedWith } from "../support/judged";

// What a person reads where a role cannot replicate: whole messages, with what to do.

type Differences = Parameters<typeof scene>[0];

const may = (statements: readonly Allowed[], more: Differences = {}): Scene =>
  scene({ ...more, role: { policies: [policyOf("role-policy", statements)], ...more.role } });

const kms = {
  bucket: { encryption: encrypted("data", KMS_HOME) },
  replica: { encryption: encrypted("replica", KMS_AWAY) },
  rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey: KMS_AWAY },
} satisfies Differences;
const DECRYPT: Allowed = { Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:111122223333:key/home" };
const encrypting = (Condition: object): Allowed => ({
  Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
  Resource: "arn:aws:kms:us-west-2:111122223333:key/away",
  Condition,
});
const replicas = Array.from({ length: 23 }, (_, index) => `copy-${index + 1}`);

const GRANT = "Grant the permissions listed above.";

test.each<[name: string, scene: Scene, said: readonly string[]]>([
  [
    "nothing may be done to the source",
    may([WRITE_COPIES]),
    [
      `Role role lacks permissions that replicating data needs: s3:GetReplicationConfiguration, s3:ListBucket on arn:aws:s3:::data; s3:GetObjectVersionForReplication, s3:GetObjectVersionAcl on arn:aws:s3:::data/*. Without them, S3 cannot read the replication rules, S3 cannot list the source, and objects are not copied. ${GRANT}`,
    ],
  ],
  [
    "copies may not be written",
    may([READ_RULES, READ_OBJECTS]),
    [
      `Role role lacks permissions that replicating data needs: s3:ReplicateObject on arn:aws:s3:::replica/*. Without it, objects are not copied. ${GRANT}`,
    ],
  ],
  [
    "copies of a prefix may not be written",
    may([READ_RULES, READ_OBJECTS], {
      rule: { filter: known({ prefix: known("logs/"), tag: known(false), and: known(undefined) }) },
    }),
    [
      `Role role lacks permissions that replicating data needs: s3:ReplicateObject on arn:aws:s3:::replica/logs/*. Without it, objects are not copied. ${GRANT}`,
    ],
  ],
  [
    "copies may be written to none of many destinations",
    may([READ_RULES, READ_OBJECTS], {
      rules: replicas.map((name) => ({ destination: known(name) })),
      others: replicas.map((name) => bucketNamed(name, { region: known("us-west-2") })),
    }),
    [
      `Role role lacks permissions that replicating data needs: s3:ReplicateObject on ${replicas
        .slice(0, 20)
        .map((name) => `arn:aws:s3:::${name}/*`)
        .join(", ")} and 3 more. Without it, objects are not copied. ${GRANT}`,
    ],
  ],
  [
    "different things may not be done to two destinations",
    may([READ_RULES, READ_OBJECTS, { Action: "s3:ReplicateObject", Resource: "arn:aws:s3:::copy-2/*" }], {
      rules: ["copy-1", "copy-2", "copy-3"].map((name) => ({
        destination: known(name),
        deleteMarkerReplication: known("Enabled"),
      })),
      others: ["copy-1", "copy-2", "copy-3"].map((name) => bucketNamed(name, { region: known("us-west-2") })),
    }),
    [
      `Role role lacks permissions that replicating data needs: s3:ReplicateObject, s3:ReplicateDelete on arn:aws:s3:::copy-1/* and arn:aws:s3:::copy-3/*; s3:ReplicateDelete on arn:aws:s3:::copy-2/*. Without them, objects are not copied and delete markers are not copied. ${GRANT}`,
    ],
  ],
  [
    "the replica key may be used for another bucket only",
    may(
      [
        READ_RULES,
        READ_OBJECTS,
        WRITE_COPIES,
        DECRYPT,
        encrypting({ StringLike: { "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::other*" } }),
      ],
      kms,
    ),
    [
      `Role role lacks permissions that replicating data needs: kms:Encrypt, kms:GenerateDataKey, kms:Decrypt on arn:aws:kms:us-west-2:111122223333:key/away (the condition StringLike kms:EncryptionContext:aws:s3:arn of statement 5 keeps it out). Without them, objects encrypted with KMS are not copied. The key is assumed to have AWS's default policy, which leaves access to IAM. ${GRANT}`,
    ],
  ],
  [
    "the policy of the replica key names another account",
    scene({
      ...kms,
      rule: { ...kms.rule, replicaKey: known({ in: "stack", address: "key" }) },
      keys: [
        keyNamed("key", {
          region: known("us-west-2"),
          policy: policyOf("key", [
            { Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "kms:*", Resource: "*" },
          ]),
        }),
      ],
    }),
    [
      `The policy of key does not grant role role permissions that replicating data needs: kms:Encrypt, kms:GenerateDataKey, kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/key. Without them, objects encrypted with KMS are not copied. ${GRANT}`,
    ],
  ],
  [
    "a Deny in the destination's policy",
    scene({
      replica: {
        policy: policyOf("replica-policy", [
          { Effect: "Deny", Principal: "*", Action: "s3:Replicate*", Resource: "arn:aws:s3:::replica/*" },
        ]),
      },
    }),
    [
      "The Deny in statement 1 of the policy of replica denies permissions that role role needs to replicate data: s3:ReplicateObject on arn:aws:s3:::replica/*. As a result, objects are not copied. Remove the Deny, or exclude the role from it.",
    ],
  ],
  [
    "S3 is not trusted",
    scene({ role: { trust: known({ text: '{"Statement":[]}', on: "role" }) } }),
    [
      "S3 cannot assume role role for data. Allow the service principal s3.amazonaws.com to assume the role (sts:AssumeRole) in its trust policy.",
    ],
  ],
  [
    "S3 is trusted for another bucket",
    scene({
      role: {
        trust: policyOf("role", [
          {
            Principal: { Service: "s3.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::other" } },
          } as unknown as Allowed,
        ]),
      },
    }),
    [
      "S3 cannot assume role role for data: the condition ArnLike aws:SourceArn of statement 1 of its trust policy keeps it out. Let the condition include arn:aws:s3:::data, or its account.",
    ],
  ],
  ["nothing is wrong", scene({ role: { trust: TRUST } }), []],
])("%s", (_name, { graph }, expected) => {
  const said = judgedWith(graph).buckets.flatMap(({ findings }) =>
    findings.flatMap(({ policy, reason, remedies }) =>
      policy === "role-can-replicate" ? [`${reason} ${remedies.join(" ")}`] : [],
    ),
  );
  expect(said).toEqual(expected);
});
