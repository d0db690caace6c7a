import { parseArn } from "../../model/arn";
import { doubtFrom, known, mapFact, together, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Bucket, Key, PolicyDocument, Reference, ReplicationGraph, Role } from "../../model/graph";
import { dnsSuffixOf } from "../../model/region";
import { doubtOf } from "../../model/verdict";
import { permitted, worst, type Outcome, type Owner } from "./permissions";
import { isKms } from "./wording";

const LOSES = "KMS-encrypted objects are not copied";

/** Decrypting what the source's own key has encrypted. Objects that name a key one by one may have any. */
export function sourceKeyUse(
  role: Role,
  bucket: Bucket,
  bucketArn: string,
  partition: string,
  graph: ReplicationGraph,
): Outcome[] {
  const { encryption } = bucket;
  if (!encryption.known) return [doubtOf(encryption)];
  if (!isKms(encryption.value.algorithm)) return [];
  const key = keyOf(encryption.value.key, bucket, partition, graph);
  return uses(role, ["kms:Decrypt"], key, bucket, bucketArn, known(false), encryption.value.bucketKey);
}

/** Encrypting copies with the replica's key. */
export function replicaKeyUse(
  role: Role,
  replicaKey: Fact<Reference | undefined>,
  destination: Bucket,
  destinationArn: string,
  foreign: Fact<boolean>,
  partition: string,
  graph: ReplicationGraph,
): Outcome[] {
  // That a rule selects KMS-encrypted objects and names no key is `rule-set-accepted`'s sentence.
  if (replicaKey.known && replicaKey.value === undefined) return [];
  const key = keyOf(replicaKey, destination, partition, graph);
  const bucketKey = destination.encryption.known ? destination.encryption.value.bucketKey : known(undefined);
  const decrypts = bucketKey.known && bucketKey.value === true;
  const actions = ["kms:Encrypt", "kms:GenerateDataKey", ...(decrypts ? ["kms:Decrypt"] : [])];
  return uses(role, actions, key, destination, destinationArn, foreign, bucketKey);
}

interface NamedKey {
  readonly arn: string;
  /** The key itself, where the stack has it. */
  readonly key: Key | undefined;
  /** The ARN stands for one that cannot be known: that of the key AWS manages. */
  readonly isExample: boolean;
}

/** Using a key, each time through S3 in its bucket's Region and for that bucket. */
function uses(
  role: Role,
  actions: readonly string[],
  named: Fact<NamedKey>,
  side: Bucket,
  sideArn: string,
  foreign: Fact<boolean>,
  bucketKey: Fact<boolean | undefined>,
): Outcome[] {
  const facts = together<{ named: NamedKey; region: string }>({ named, region: side.region });
  if (!facts.known) return [doubtOf(facts)];
  const { arn, key, isExample } = facts.value.named;
  const { region } = facts.value;
  const withBucketKey = bucketKey.known ? bucketKey.value : undefined;
  // With a Bucket Key the context is the bucket's ARN, without it the object's.
  const contexts = [
    ...(withBucketKey === false ? [] : [sideArn]),
    ...(withBucketKey === true ? [] : [`${sideArn}/example`]),
  ];
  const owner = ownerOf(key, arn, foreign, side.allowsReplication ?? false);
  return actions.flatMap((action) => {
    const found = worst(
      contexts.map((context) =>
        permitted(
          role,
          {
            action,
            resource: arn,
            loses: LOSES,
            context: {
              "kms:ViaService": `s3.${region}.${dnsSuffixOf(region)}`,
              "kms:EncryptionContext:aws:s3:arn": context,
            },
          },
          owner,
        ),
      ),
    );
    // A policy that names keys one by one may name the one that AWS manages, or not.
    return isExample && found.some((each) => each !== "permitted")
      ? [
          {
            reason: `${side.label} is encrypted with the key that AWS manages, and whether role ${role.label} may use it is not known`,
            settledBy: "configuration" as const,
            settle: "encrypt with a customer managed key",
          },
        ]
      : found;
  });
}

function keyOf(
  reference: Fact<Reference | undefined>,
  side: Bucket,
  partition: string,
  graph: ReplicationGraph,
): Fact<NamedKey> {
  if (!reference.known) return doubtFrom(reference);
  const named = reference.value;
  if (named === undefined) {
    const region = side.region.known ? side.region.value : "";
    const account = (side.account.known ? side.account.value : undefined) ?? "000000000000";
    return known({ arn: `arn:${partition}:kms:${region}:${account}:key/aws-managed`, key: undefined, isExample: true });
  }
  if (named.in === "elsewhere") {
    const arn = parseArn(named.name);
    return arn?.service === "kms" && arn.resource.startsWith("key/")
      ? known({ arn: named.name, key: undefined, isExample: false })
      : unknownUntilConfigured(`which key ${named.name} of ${side.label} is, is not known`, "write the ARN of the key");
  }
  const key = graph.keys.get(named.address);
  if (!key) return unknownUntilConfigured(`the key of ${side.label} is not read`);
  if (key.kind === "alias") return keyOf(key.target, side, partition, graph);
  return mapFact(key.arn, (arn) => ({ arn: arn ?? "", key, isExample: false }));
}

/** A key's policy where it is in the stack; of one elsewhere AWS's default is taken, within the account. */
function ownerOf(key: Key | undefined, name: string, foreign: Fact<boolean>, promised: boolean): Owner {
  if (key) {
    const { label, address, policy } = key;
    return { label, address, policy, foreign, taken: policy.known && policy.value === undefined, kind: "key" };
  }
  const isOthers = foreign.known && foreign.value && !promised;
  const policy = unknownUntilConfigured<PolicyDocument | undefined>(
    `the policy of the key ${name}, which is of another account, is not in this stack`,
  );
  return { label: name, address: name, policy, foreign, taken: !isOthers, kind: "key" };
}
