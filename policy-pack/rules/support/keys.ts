import { isAlias, parseArn } from "../../model/arn";
import { candidates, doubtFrom, known, unknownUntilApply, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Bucket, Key, PolicyDocument, Reference, ReplicationGraph } from "../../model/graph";
import { lasting, oneText, type Texts } from "../../model/iam";
import { placeholder, shown, symbolOf } from "../../model/text";
import { doubtOf, type Doubt } from "../../model/verdict";
import { isGranted, type NamedKey } from "./grants";
import { ifNeeded, isForeign, isMissing, permitted, whichever, type Outcome, type RequiredAction } from "./permissions";
import type { Asking, Owner } from "./request-context";
import { isKms } from "./wording";

const DSSE = "aws:kms:dsse";
const CONSEQUENCE = "objects encrypted with KMS are not copied";
/** What comes of it where a key cannot be used to read the source, or to write copies. */
const UNREAD = { consequence: CONSEQUENCE, failureReason: "SrcGetObjectNotPermitted" } as const;
const UNWRITTEN = { consequence: CONSEQUENCE, failureReason: "DstPutObjectNotPermitted" } as const;
const VIA_SERVICE = "kms:viaservice";
const ENCRYPTION_CONTEXT = "kms:encryptioncontext:aws:s3:arn";

/** One side of a rule: its bucket, that bucket's ARN, and the objects that the rule is about. */
export interface Side {
  readonly bucket: Bucket;
  readonly arn: Texts;
  readonly objects: Texts;
}

/** What is the same for the keys of both sides. */
export interface KeyUse {
  readonly asking: Asking;
  readonly graph: ReplicationGraph;
  readonly source: Bucket;
}

/** Decrypting what the source's own key has encrypted. Objects that name a key one by one may have any. */
export function sourceKeyUse(use: KeyUse, side: Side): readonly Outcome[] {
  const { encryption } = side.bucket;
  if (!encryption.known) return [doubtOf(encryption)];
  if (!isKms(encryption.value.algorithm)) return [];
  const key = keyOf(encryption.value.key, side.bucket, use, known(false));
  return [ask(use, key, side, { action: "kms:Decrypt", ...UNREAD }, usesBucketKey(side.bucket))];
}

/** Encrypting copies with the replica's key. With a Bucket Key S3 makes keys of its own with it, and reads them again. */
export function replicaKeyUse(
  use: KeyUse,
  side: Side,
  replicaKey: Fact<Reference | undefined>,
  foreign: Fact<boolean>,
): readonly Outcome[] {
  // That a rule selects KMS-encrypted objects and names no key is `rule-set-accepted`'s sentence.
  if (replicaKey.known && replicaKey.value === undefined) return [];
  // That it names an alias is `replica-key-in-destination-region`'s.
  if (replicaKey.known && replicaKey.value?.in === "elsewhere" && isAlias(replicaKey.value.name)) return [];
  const key = keyOf(replicaKey, side.bucket, use, foreign);
  const bucketKey = usesBucketKey(side.bucket);
  return [
    ask(use, key, side, { action: "kms:Encrypt", ...UNWRITTEN }, bucketKey),
    ...ifNeeded(bucketKey, () =>
      ["kms:GenerateDataKey", "kms:Decrypt"].map((action) =>
        ask(use, key, side, { action, ...UNWRITTEN }, known(true)),
      ),
    ),
  ];
}

/** Whether S3 uses a Bucket Key in a bucket. DSSE-KMS has none. */
function usesBucketKey({ encryption, label }: Bucket): Fact<boolean> {
  if (encryption.known && encryption.value.algorithm === DSSE) return known(false);
  const bucketKey = encryption.known ? encryption.value.bucketKey : encryption;
  if (bucketKey.known) return bucketKey;
  const why = `whether ${label} uses an S3 Bucket Key is not known`;
  return bucketKey.settledBy === "apply"
    ? unknownUntilApply(why)
    : unknownUntilConfigured(
        why,
        `allow kms:Encrypt, kms:GenerateDataKey and kms:Decrypt for both encryption contexts: the ARN of ${label}, and that of its objects`,
      );
}

/** A key, and what is known of it. */
export interface UsedKey extends NamedKey {
  readonly arn: Texts;
  /** Why what is not permitted may be permitted all the same. */
  readonly doubt?: Doubt;
}

/** What is done with a key, and what comes of it where it is not permitted. */
type KeyAction = Pick<RequiredAction, "action" | "consequence" | "failureReason">;

/** Whether a key may be used for one side. With a Bucket Key the encryption context is the bucket's ARN, without it the object's. */
function ask({ asking, graph }: KeyUse, key: UsedKey, side: Side, use: KeyAction, bucketKey: Fact<boolean>): Outcome {
  const contexts = bucketKey.known ? [bucketKey.value ? side.arn : side.objects] : [side.arn, side.objects];
  const granted = isGranted(graph, key, use.action, asking.role);
  const outcomes = contexts.map((context) => {
    const required = { ...requirement(asking, key, side, use, context), granted };
    const byPolicy = possibly(key.owner).map((owner) => permitted(asking, required, owner));
    return key.owner.policy.known ? (byPolicy[0] ?? "permitted") : whichever(byPolicy, doubtOf(key.owner.policy));
  });
  const found = bucketKey.known ? (outcomes[0] ?? "permitted") : whichever(outcomes, doubtOf(bucketKey));
  return isMissing(found) && found.by !== "deny" && key.doubt ? key.doubt : found;
}

/** A key with each of the policies that it may have: AWS's default one is none that is written. */
function possibly(owner: Owner): readonly Owner[] {
  const { policy } = owner;
  if (policy.known || !policy.among?.includes(undefined)) return [owner];
  const written = policy.among.filter((each) => each !== undefined);
  const byDefault: Owner = { ...owner, policy: known(undefined), assumedToAllow: "its own account" };
  return written.length === 0 ? [byDefault] : [byDefault, { ...owner, policy: { ...policy, among: written } }];
}

function requirement(
  { dnsSuffix }: Asking,
  { arn }: UsedKey,
  { bucket: { region, label } }: Side,
  use: KeyAction,
  context: Texts,
): RequiredAction {
  const name = symbolOf(region) ?? placeholder(`the Region of ${label}`);
  const through = `s3.${name}.${dnsSuffix}`;
  return {
    ...use,
    resource: arn,
    context: new Map([
      [VIA_SERVICE, oneText(through, region.known ? undefined : doubtOf(region))],
      [ENCRYPTION_CONTEXT, context],
    ]),
    ...(context.more !== undefined && { manyUnder: ENCRYPTION_CONTEXT }),
  };
}

/** The key that a setting names. */
export function keyOf(
  reference: Fact<Reference | undefined>,
  side: Bucket,
  use: KeyUse,
  foreign: Fact<boolean>,
): UsedKey {
  const resolved = withoutAlias(reference, use.graph);
  if (!resolved.known) return unknownKey(resolved, side, use, foreign);
  const named = resolved.value;
  if (named === undefined) return managedKey(side, use);
  if (named.in === "elsewhere") return keyElsewhere(named.name, side, use, foreign);
  const key = use.graph.keys.get(named.address);
  return key?.kind === "key"
    ? keyOfStack(key, use)
    : unknownKey(unknownUntilConfigured(`which key ${named.address} is, is not known`), side, use, foreign);
}

/** What an alias of the stack points to. An alias of an alias there is not. */
export function withoutAlias(
  reference: Fact<Reference | undefined>,
  { keys }: ReplicationGraph,
): Fact<Reference | undefined> {
  const targetOf = (named: Reference | undefined): Fact<Reference | undefined> | undefined => {
    const key = named?.in === "stack" ? keys.get(named.address) : undefined;
    return key?.kind === "alias" ? key.target : undefined;
  };
  if (reference.known) return targetOf(reference.value) ?? reference;
  if (!reference.among) return reference;
  const targets = reference.among.map((each) => candidates(targetOf(each) ?? known(each)));
  return targets.every((each) => each !== undefined) ? { ...reference, among: targets.flat() } : doubtFrom(reference);
}

function unknownKey(
  reference: Fact<unknown> & { known: false },
  side: Bucket,
  { asking }: KeyUse,
  foreign: Fact<boolean>,
): UsedKey {
  const label = `the key of ${side.label}`;
  const { address, region, account } = side;
  return {
    named: doubtFrom(reference),
    arn: oneText(arnOf(asking.partition, side, placeholder(`${label} (${address})`)), doubtOf(reference)),
    owner: { kind: "key", label, address, region, account, policy: doubtFrom(reference), foreign },
  };
}

/** The key `aws/s3`. Its ARN is not known anywhere, and a policy that names keys one by one may name it. */
function managedKey(side: Bucket, { asking }: KeyUse): UsedKey {
  const { label, address, region, account } = side;
  const doubt = lasting(
    `${label} is encrypted with an AWS managed key, and whether role ${asking.role.label} may use it is not known`,
    `encrypt ${label} with a customer managed key`,
  );
  return {
    named: known(undefined),
    arn: oneText(arnOf(asking.partition, side, placeholder(`the key aws/s3 of ${address}`)), doubt),
    owner: {
      kind: "key",
      label: `the key aws/s3 of ${label}`,
      address,
      region,
      account,
      policy: known(undefined),
      foreign: known(false),
      assumedToAllow: "its own account",
    },
    doubt,
  };
}

/** A key outside the stack: its policy is not seen, and AWS's default is assumed within the account. */
function keyElsewhere(name: string, side: Bucket, use: KeyUse, sideIsForeign: Fact<boolean>): UsedKey {
  const arn = parseArn(name);
  if (arn?.service !== "kms" || !arn.resource.startsWith("key/")) {
    const why = `${side.label} names its key as ${shown(name)}, which does not tell which key it is`;
    return unknownKey(unknownUntilConfigured(why, "write the ARN of the key"), side, use, sideIsForeign);
  }
  const { source } = use;
  const byArn = isForeign(source, use.asking.role, { label: shown(name), account: known(arn.account) });
  const foreign = byArn.known ? byArn : sideIsForeign;
  const promised = side.allowsReplication === true;
  const isOthers = foreign.known && foreign.value;
  const assumedToAllow = promised ? ("anyone" as const) : ("its own account" as const);
  const policy = unknownUntilConfigured<PolicyDocument | undefined>(
    `the policy of the key ${shown(name)}, which belongs to another account, is not in this stack`,
    `"scope": { "knownDestinations": [{ "bucket": "${side.label}", "allowsReplication": true }] }`,
  );
  return {
    named: known({ in: "elsewhere", name }),
    arn: oneText(name),
    owner: {
      kind: "key",
      label: shown(name),
      address: name,
      region: known(arn.region),
      account: known(arn.account),
      policy,
      foreign,
      ...((promised || !isOthers) && { assumedToAllow }),
    },
  };
}

/** A key of the stack. Without a policy it has AWS's default, which allows its own account and nobody else. */
function keyOfStack(key: Key, { asking, source }: KeyUse): UsedKey {
  const { label, address, region, account, policy } = key;
  const own = symbolOf(key.arn);
  const arn = own ?? arnOf(asking.partition, key, placeholder(`arn of ${address}`));
  const isDefault = policy.known && policy.value === undefined;
  return {
    named: known({ in: "stack", address }),
    arn: oneText(arn, key.arn.known ? undefined : doubtOf(key.arn)),
    owner: {
      kind: "key",
      label,
      address,
      region,
      account,
      policy,
      foreign: isForeign(source, asking.role, key),
      ...(isDefault && { assumedToAllow: "its own account" as const }),
    },
  };
}

/** The ARN of a key of which only the place is known. */
function arnOf(partition: string, { region, account, label }: Pick<Key, "region" | "account" | "label">, id: string) {
  const place = symbolOf(region) ?? placeholder(`the Region of ${label}`);
  const owner = symbolOf(account) ?? placeholder(`the account of ${label}`);
  return `arn:${partition}:kms:${place}:${owner}:key/${id}`;
}
