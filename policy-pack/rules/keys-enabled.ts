import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Fact } from "../model/fact";
import type { Bucket, Reference, ReplicationGraph } from "../model/graph";
import { every, failingAs, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { rule } from "./rule";
import { withoutAlias } from "./support/keys";
import { everyEnabledRule } from "./support/traversal";
import { isKms, nameOfRule } from "./support/wording";

export default rule({
  id: "keys-enabled",
  description: "The KMS keys that replication uses must be enabled.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 cannot decrypt originals or encrypt copies with a disabled key, so every replication fails.",
  remedy: ({ setting }) => `Remove \`${setting("isEnabled")}\` from the key, or set it to true.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html",
  prevents: ["DstKmsKeyInvalidState", "SrcKmsKeyInvalidState"],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      given(one.sseKmsEncryptedObjects, (selected) =>
        selected === "Enabled"
          ? every([
              given(withoutAlias(one.replicaKey, graph), (key) =>
                failingAs(isUsable(key, graph, `the replica key of ${nameOfRule(one)}`), "DstKmsKeyInvalidState"),
              ),
              ofTheSource(bucket, graph),
            ])
          : notApplicable,
      ),
    ),
});

/** Objects can be encrypted with other keys too; the bucket's own is the one that its stack tells. */
function ofTheSource({ encryption, label }: Bucket, graph: ReplicationGraph): Verdict {
  return given(encryption, ({ algorithm, key }) =>
    isKms(algorithm)
      ? given(likely(withoutAlias(key, graph), graph), (own) =>
          failingAs(isUsable(own, graph, `the key of ${label}`), "SrcKmsKeyInvalidState"),
        )
      : notApplicable,
  );
}

/** A key whose identity is not known may be any: where none of the stack's can be disabled, that raises no doubt here. */
function likely(key: Fact<Reference | undefined>, { keys }: ReplicationGraph): Fact<Reference | undefined> {
  const areEnabled = [...keys.values()].every(({ enabled }) => enabled.known && enabled.value);
  return key.known || !areEnabled ? key : { known: true, value: undefined };
}

function isUsable(reference: Reference | undefined, { keys }: ReplicationGraph, what: string): Verdict {
  // Of a key outside the stack this is not known, and hardly any is disabled: no doubt is raised.
  const key = reference?.in === "stack" ? keys.get(reference.address) : undefined;
  if (!key) return notApplicable;
  return given(key.enabled, (enabled) =>
    enabled ? satisfied : violated(`${key.label}, ${what}, is disabled.`, key.address),
  );
}
