import type { Bucket } from "../../policy-pack/model/graph";
import { encrypted, KMS_HOME, known, KMS_AWAY, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const kms: Partial<Bucket> = { encryption: encrypted("data", KMS_HOME) };
const selecting = { sseKmsEncryptedObjects: known("Enabled"), replicaKey: KMS_AWAY };

export default table({
  satisfied: {
    "the bucket is encrypted with SSE-S3": scene(),
    "the bucket is encrypted with KMS, and the rule selects such objects": scene({ bucket: kms, rule: selecting }),
    "a Disabled rule does not select them": scene({
      bucket: kms,
      rules: [selecting, { status: known("Disabled") }],
    }),
    "whether the bucket is encrypted with KMS is known on apply, and the rule selects such objects": scene({
      bucket: {
        encryption: unknownUntilApply("known only after apply", [
          {
            algorithm: "AES256",
            key: known(undefined),
            bucketKey: known(false),
            allowsCustomerKeys: known(false),
            on: "data",
          },
          { algorithm: "aws:kms", key: KMS_HOME, bucketKey: known(true), allowsCustomerKeys: known(false), on: "data" },
        ]),
      },
      rule: selecting,
    }),
  },
  violated: {
    "the bucket is encrypted with KMS, and the rule says nothing about it": scene({ bucket: kms }),
    "the bucket is encrypted with aws:kms:dsse, and the rule says nothing about it": scene({
      bucket: { encryption: encrypted("data", KMS_HOME, "aws:kms:dsse") },
    }),
    "the bucket is encrypted with the key that AWS manages": scene({
      bucket: { encryption: encrypted("data", known(undefined)) },
    }),
    "the rule says that it does not select them": scene({
      bucket: kms,
      rule: { sseKmsEncryptedObjects: known("Disabled") },
    }),
    "one of two rules does not select them": scene({ bucket: kms, rules: [selecting, {}] }),
  },
  undetermined: {
    "whether the rule selects them is known on apply": scene({
      bucket: kms,
      rule: { ...selecting, sseKmsEncryptedObjects: unknownUntilApply("known only after apply") },
    }),
    "how the bucket is encrypted is known on apply": scene({
      bucket: { encryption: unknownUntilApply("known only after apply") },
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({
      bucket: { ...kms, replication: known(undefined) },
    }),
  },
});
