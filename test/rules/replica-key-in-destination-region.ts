import type { Fact } from "../../policy-pack/model/fact";
import type { Reference } from "../../policy-pack/model/graph";
import { placeholder } from "../../policy-pack/model/text";
import {
  encrypted,
  keyNamed,
  KMS_AWAY,
  KMS_HOME,
  known,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
} from "../support/scene";
import { table } from "../support/table";

const named = (name: string) => known<Reference | undefined>({ in: "elsewhere", name });
const ofStack = known<Reference | undefined>({ in: "stack", address: "key" });
const withKey = (replicaKey: Fact<Reference | undefined>, more: Parameters<typeof scene>[0] = {}) =>
  scene({
    bucket: { encryption: encrypted("data", KMS_HOME) },
    rule: { sseKmsEncryptedObjects: known("Enabled"), replicaKey },
    ...more,
  });
const theProviders = { ...unknownUntilConfigured<string>("the environment says"), identity: "west" };

export default table({
  satisfied: {
    "no rule names a key": scene(),
    "the ARN of the key is of the destination's Region": withKey(KMS_AWAY),
    "a key of the stack is in the destination's Region": withKey(ofStack, {
      keys: [keyNamed("key", { region: known("us-west-2") })],
    }),
    "a Multi-Region replica key in the destination's Region": withKey(
      named("arn:aws:kms:us-west-2:111122223333:key/mrk-1"),
    ),
    "the key and the destination take their Region from one provider, whichever it is": withKey(ofStack, {
      replica: { region: theProviders },
      keys: [keyNamed("key", { region: theProviders })],
    }),
  },
  violated: {
    "the ARN of the key is of the source's Region": withKey(named("arn:aws:kms:eu-west-1:111122223333:key/k")),
    "a key of the stack is in the source's Region": withKey(ofStack, {
      keys: [keyNamed("key", { region: known("eu-west-1") })],
    }),
    "an alias of the stack": withKey(ofStack, {
      keys: [
        keyNamed("key", { kind: "alias", region: known("us-west-2"), target: known({ in: "stack", address: "it" }) }),
        keyNamed("it", { region: known("us-west-2") }),
      ],
    }),
    "the ARN of an alias": withKey(named("arn:aws:kms:us-west-2:111122223333:alias/mine")),
    "the ARN of an alias in an account that is known on apply": withKey(
      named(`arn:aws:kms:us-west-2:${placeholder("account")}:alias/mine`),
    ),
    "the name of an alias": withKey(named("alias/mine")),
    "the key that AWS manages, for another account's bucket": scene({
      bucket: { encryption: encrypted("data", KMS_HOME) },
      replica: { account: known("444455556666"), allowsReplication: true },
      rule: {
        sseKmsEncryptedObjects: known("Enabled"),
        account: known("444455556666"),
        replicaKey: named("arn:aws:kms:us-west-2:444455556666:alias/aws/s3"),
      },
    }),
  },
  undetermined: {
    "the key is named by its ID alone": withKey(named("0a1b2c3d-0000-1111-2222-333344445555")),
    "which key it is, is known on apply": withKey(unknownUntilApply<Reference | undefined>("known only after apply")),
    "the key's Region is known on apply": withKey(ofStack, {
      keys: [keyNamed("key", { region: unknownUntilApply("known only after apply") })],
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
  },
});
