import { CROSS_REGION_REPLICATION } from "../frameworks";
import { given, satisfied, violated } from "../model/verdict";
import { everyEnabledRule } from "./support/traversal";
import { rule } from "./rule";
import { isKms, nameOfRule } from "./support/wording";

export default rule({
  id: "encrypted-objects-selected",
  description: "Every Enabled rule of a bucket that is encrypted with KMS selects KMS-encrypted objects.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 leaves KMS-encrypted objects out of replication unless a rule selects them: such a bucket passes every check for a rule and replicates nothing.",
  remedy:
    "Enable the selection of SSE-KMS-encrypted objects in the rule, together with a replica key in the destination's Region.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket) =>
    everyEnabledRule(bucket, (one) =>
      given(bucket.encryption, ({ algorithm }) =>
        isKms(algorithm)
          ? given(one.sseKmsEncryptedObjects, (selected) =>
              selected === "Enabled"
                ? satisfied
                : violated(
                    `${bucket.label} encrypts new objects with ${algorithm}, and ${nameOfRule(one)} does not select such objects: it copies none of them.`,
                    bucket.configurations[0],
                  ),
            )
          : satisfied,
      ),
    ),
});
