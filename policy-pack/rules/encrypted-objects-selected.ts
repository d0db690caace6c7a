import { CROSS_REGION_REPLICATION } from "../frameworks";
import { given, satisfied, violated } from "../model/verdict";
import { rule } from "./rule";
import { everyEnabledRule } from "./support/traversal";
import { isKms, nameOfRule } from "./support/wording";

export default rule({
  id: "encrypted-objects-selected",
  description: "Every Enabled rule of a bucket that is encrypted with KMS must select KMS-encrypted objects.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 does not replicate KMS-encrypted objects unless a rule selects them: such a bucket passes every check for a rule and replicates nothing.",
  remedy: ({ setting }) =>
    `Set ${setting("sourceSelectionCriteria.sseKmsEncryptedObjects")} of the rule to Enabled, together with ${setting("destination.encryptionConfiguration.replicaKmsKeyId")}, a key in the destination's Region.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket) =>
    everyEnabledRule(bucket, (one) =>
      given(bucket.encryption, ({ algorithm }) =>
        isKms(algorithm)
          ? given(one.sseKmsEncryptedObjects, (selected) =>
              selected === "Enabled"
                ? satisfied
                : violated(
                    `${bucket.label} encrypts new objects with ${algorithm}, but ${nameOfRule(one)} does not select such objects, so none of them is replicated.`,
                    bucket.configurations[0],
                  ),
            )
          : satisfied,
      ),
    ),
});
