import { known, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Address, Bucket, PolicyDocument, ReplicationRule, Role } from "../../model/graph";
import { all, any, decide, list, NOTHING_SAID, statementsOf, type Decision, type Tri } from "../../model/iam";
import { doubtOf, type Doubt } from "../../model/verdict";
import { sameUnknown } from "./traversal";

/** What S3, as a role, asks to do. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  /** What does not work without it: ends a sentence. */
  readonly loses: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** What has a policy of its own: a bucket, or a key. */
export interface Owner {
  readonly label: string;
  readonly address: Address;
  readonly policy: Fact<PolicyDocument | undefined>;
  /** Whether the role is of another account. */
  readonly foreign: Fact<boolean>;
  /** Its policy is not looked at: promised, or AWS's default of a key, which leaves access to IAM. */
  readonly taken: boolean;
  readonly kind: "bucket" | "key";
}

/** Why a role may not do something, and whose policy says so. */
export interface Lack {
  readonly ask: Ask;
  readonly by: "role" | "boundary" | "owner" | "deny";
  readonly owner: Owner;
  readonly on: Address;
}

export type Outcome = "permitted" | Doubt | Lack;

/** Whether a role is permitted to do something, by its policies and by those of what it is done to. */
export function permitted(role: Role, ask: Ask, owner: Owner): Outcome {
  const request = { action: ask.action, resource: ask.resource, context: contextOf(role, ask.context ?? {}) };
  const principal = { arn: role.arn, name: role.name, account: role.account };
  const identity = decide(role.policies, request);
  const boundary: Decision = isAbsent(role.permissionsBoundary)
    ? { allow: true, deny: false }
    : decide([role.permissionsBoundary], request);
  const own = (asAccount: boolean): Decision =>
    owner.taken || isAbsent(owner.policy)
      ? NOTHING_SAID
      : decide([owner.policy], { ...request, principal: { ...principal, asAccount } });
  const [direct, account] = [own(false), own(true)];
  const byRole = all([identity.allow, boundary.allow]);
  const byOwner: Tri = owner.taken || account.allow;
  const within: Tri = owner.kind === "key" ? any([all([byRole, byOwner]), direct.allow]) : any([byRole, direct.allow]);
  const across = all([byRole, byOwner]);
  const allow = owner.foreign.known
    ? owner.foreign.value
      ? across
      : within
    : within === across
      ? within
      : doubtOf(owner.foreign);
  const deny = any([identity.deny, boundary.deny, account.deny]);
  if (deny === true) {
    const on = identity.deniedBy ?? boundary.deniedBy ?? account.deniedBy ?? role.address;
    return { ask, by: "deny", owner, on };
  }
  if (allow === false) {
    if (identity.allow !== false && boundary.allow === false) {
      const { permissionsBoundary: bounding } = role;
      return { ask, by: "boundary", owner, on: isPresent(bounding) ? bounding.value.on : role.address };
    }
    return byRole === false
      ? { ask, by: "role", owner, on: editableOf(role) }
      : { ask, by: "owner", owner, on: isPresent(owner.policy) ? owner.policy.value.on : owner.address };
  }
  if (allow !== true) return allow;
  return deny === false ? "permitted" : deny;
}

/** Who may assume the role: whether S3 may, for this bucket. */
export function trusts(role: Role, bucket: Bucket, bucketArn: string): Tri {
  const { allow, deny } = decide([role.trust], {
    action: "sts:AssumeRole",
    resource: undefined,
    principal: { service: "s3.amazonaws.com" },
    context: new Map<string, Fact<string | undefined>>([
      ["aws:sourcearn", known(bucketArn)],
      ["aws:sourceaccount", bucket.account],
      ["sts:externalid", known(undefined)],
      ["aws:securetransport", known("true")],
    ]),
  });
  return all([allow, typeof deny === "boolean" ? !deny : deny]);
}

function contextOf(role: Role, more: Readonly<Record<string, string>>): ReadonlyMap<string, Fact<string | undefined>> {
  return new Map<string, Fact<string | undefined>>([
    ["aws:securetransport", known("true")],
    ["aws:principalarn", role.arn],
    ["aws:principalaccount", role.account],
    ["aws:principaltype", known("AssumedRole")],
    ["aws:principalisawsservice", known("false")],
    ...Object.entries(more).map(([key, value]): [string, Fact<string>] => [key.toLowerCase(), known(value)]),
  ]);
}

/** Whether a bucket is of another account than the source, whose role replicates. */
export function isForeign(source: Bucket, destination: Bucket, rule: ReplicationRule): Fact<boolean> {
  const named = rule.account.known && rule.account.value !== undefined ? rule.account : destination.account;
  if (sameUnknown(source.account, named)) return known(false);
  const [home, away] = [source.account, named];
  if (home.known && away.known && home.value !== undefined && away.value !== undefined) {
    return known(home.value !== away.value);
  }
  return away.known
    ? home.known
      ? unknownUntilConfigured(`whether ${source.label} and ${destination.label} are of one account is not known`)
      : { ...home, among: [true, false] }
    : { ...away, among: [true, false] };
}

/** Of one question about several objects what matters most: the one that is not permitted, else a doubt. */
export function worst(outcomes: readonly Outcome[]): Outcome[] {
  const found = outcomes.find(isLack) ?? outcomes.find((each) => each !== "permitted") ?? outcomes[0];
  return found === undefined ? [] : [found];
}

export function isLack(outcome: Outcome): outcome is Lack {
  return typeof outcome === "object" && "ask" in outcome;
}

/**
 * Keys of objects to ask about: one that begins with the rule's prefix and nothing else, and one for each pattern in the
 * documents, which may treat it differently. To ask about `bucket/*` would take a policy for some objects for all.
 */
export function keysToAsk(
  bucketArn: string,
  prefix: string,
  documents: readonly Fact<PolicyDocument | undefined>[],
): readonly string[] {
  const keys = new Set([`${prefix}example`, `${prefix}0/1`]);
  for (const document of documents) {
    if (!isPresent(document)) continue;
    const statements = statementsOf(document.value);
    if (!("statements" in statements)) continue;
    const patterns = statements.statements.flatMap(({ Resource, NotResource }) => [
      ...list(Resource),
      ...list(NotResource),
    ]);
    for (const pattern of patterns.map(String)) {
      const [, key] =
        /^[^/]*\/(.*)$/.exec(pattern.startsWith(`${bucketArn}/`) ? pattern : pattern.replace(/\$\{[^}]*\}/g, "x")) ??
        [];
      const example = key?.replaceAll(/[*?]/g, "x");
      if (example?.startsWith(prefix)) keys.add(example);
    }
  }
  return [...keys];
}

/** The resource a person edits to let a role do more: its only policy, or the role. */
function editableOf({ policies, address }: Role): Address {
  const [only, ...more] = policies.flatMap((policy) => (isPresent(policy) ? [policy.value.on] : []));
  return only !== undefined && more.length === 0 ? only : address;
}

function isAbsent<T>(fact: Fact<T | undefined>): boolean {
  return fact.known && fact.value === undefined;
}

function isPresent<T>(fact: Fact<T | undefined>): fact is { known: true; value: T & {} } {
  return fact.known && fact.value !== undefined;
}
