import type { Fact } from "../../policy-pack/model/fact";
import type { Reference } from "../../policy-pack/model/graph";
import { encrypted, keyNamed, KMS_AWAY, known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const inStack = (address: string): Fact<Reference | undefined> => known({ in: "stack", address });
const WHICH = unknownUntilApply<Reference | undefined>("known on apply");
const away = { region: known("us-west-2"), arn: known("arn:aws:kms:us-west-2:111122223333:key/away") };
const selecting = { sseKmsEncryptedObjects: known("Enabled"), replicaKey: inStack("away") };
const ONE_OF_THE_ALIASES = unknownUntilApply<Reference | undefined>("known on apply", [
  { in: "elsewhere", name: "alias/other" },
  { in: "stack", address: "mine" },
]);
const withKeys = (home: object, replica: object, own = inStack("home")) =>
  scene({
    bucket: { encryption: encrypted("data", own) },
    rule: selecting,
    keys: [keyNamed("home", home), keyNamed("away", { ...away, ...replica })],
  });

/** The source names its key by an alias of the stack. */
const throughAlias = (target: Fact<Reference | undefined>, own = inStack("mine")) =>
  scene({
    bucket: { encryption: encrypted("data", own) },
    rule: selecting,
    keys: [
      keyNamed("mine", { kind: "alias", target }),
      keyNamed("home", { enabled: known(false) }),
      keyNamed("spare", {}),
      keyNamed("away", away),
    ],
  });

export default table({
  satisfied: {
    "both keys are enabled": withKeys({}, {}),
    "which key the source has is not known, and all are enabled": withKeys({}, {}, WHICH),
    "the alias that the source names points to an enabled key": throughAlias(inStack("spare")),
    "the replica key is enabled, and the source has no key of its own": scene({
      rule: selecting,
      keys: [keyNamed("away", away)],
    }),
  },
  violated: {
    "the replica key is disabled": withKeys({}, { enabled: known(false) }),
    "the key of the source is disabled": withKeys({ enabled: known(false) }, {}),
    "the alias that the source names points to a disabled key": throughAlias(inStack("home")),
  },
  undetermined: {
    "which key the source has is not known, and one is disabled": withKeys({ enabled: known(false) }, {}, WHICH),
    "which key the alias of the source points to is not known, and one is disabled": throughAlias(WHICH),
    "which alias the source names is not known, and that of the stack points to a disabled key": throughAlias(
      inStack("home"),
      ONE_OF_THE_ALIASES,
    ),
    "whether the replica key is enabled is known on apply": withKeys(
      {},
      { enabled: unknownUntilApply("known on apply", [true, false]) },
    ),
  },
  silent: {
    "no rule selects KMS-encrypted objects": scene({ keys: [keyNamed("home", { enabled: known(false) })] }),
    "the keys are in another stack": scene({
      rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey: KMS_AWAY },
    }),
  },
  failureReasons: {
    "the replica key is disabled": ["DstKmsKeyInvalidState"],
    "the key of the source is disabled": ["SrcKmsKeyInvalidState"],
    "the alias that the source names points to a disabled key": ["SrcKmsKeyInvalidState"],
  },
});
