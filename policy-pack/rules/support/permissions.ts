import { doubtFrom, known, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { FailureReason } from "../../model/failure-reasons";
import type { Address, Bucket, Role } from "../../model/graph";
import {
  all,
  allowingBut,
  any,
  decide,
  denying,
  isFor,
  not,
  NOTHING_SAID,
  type Clause,
  type Decision,
  type NamedPrincipal,
  type Request,
  type RolePrincipal,
  type Ternary,
  type Texts,
} from "../../model/iam";
import { doubtOf, type Doubt } from "../../model/verdict";
import { contextOfRole, contextOfTrust, type Asking, type Owner } from "./request-context";
import { sameUnknown } from "./traversal";

/** What S3, as a role, has to be permitted. */
export interface RequiredAction {
  readonly action: string;
  readonly resource: Texts;
  /** What does not work without it: ends a sentence. */
  readonly consequence: string;
  /** What S3 reports of a copy without it, where AWS says so. */
  readonly failureReason?: FailureReason;
  /** What the request carries beside what all of its service do, under condition keys in lower case. */
  readonly context?: ReadonlyMap<string, Texts>;
  /** The one of these keys under which many texts are carried. */
  readonly manyUnder?: string;
  /** Whether it is permitted beside all policies, by a grant of a key: only a Deny stands against that. */
  readonly granted?: Ternary;
}

/** Why a role is not permitted something, and whose policy says so. */
export interface MissingPermission {
  readonly required: RequiredAction;
  readonly by: "role" | "boundary" | "owner" | "deny";
  readonly owner: Owner;
  /** The resource that a person edits. */
  readonly on: Address;
  /** The Deny, or the condition that keeps it out of an Allow. */
  readonly clause?: Clause;
  /** Where a Deny is: "the policy of copy". */
  readonly saidBy?: string;
}

export type Outcome = "permitted" | Doubt | MissingPermission;

/** Whether a role is permitted something, by its policies and by those of what it is done to. */
export function permitted(asking: Asking, required: RequiredAction, of: Owner): Outcome {
  const owner = withGrants(asking, required, of);
  const { role } = asking;
  const { identity, boundary, resource, request } = decisionsAbout(asking, required, owner);
  const denied = any([identity.deny, boundary.deny, resource.account.deny]);
  if (denied === true) return deniedBy(asking, required, owner, request);
  const byRole = all([identity.allow, boundary.allow]);
  // A boundary limits what a policy grants to the role's ARN, and not what it grants to everyone.
  const direct = any([resource.everyone.allow, all([resource.role.allow, boundary.allow])]);
  const within: Ternary =
    owner.kind === "key"
      ? any([all([byRole, owner.assumedToAllow !== undefined || resource.account.allow]), direct])
      : any([byRole, direct]);
  const across = all([byRole, owner.assumedToAllow === "anyone" || resource.account.allow]);
  const allowed = any([dependingOn(owner.foreign, across, within), required.granted ?? false]);
  if (allowed === true) return denied === false ? "permitted" : denied;
  if (allowed !== false) return allowed;
  const missing = { required, owner };
  if (identity.allow !== false && boundary.allow === false) {
    const { permissionsBoundary } = role;
    const on = isPresent(permissionsBoundary) ? permissionsBoundary.value.on : role.address;
    return { ...missing, by: "boundary", on, ...clause(allowingBut([permissionsBoundary], request)) };
  }
  if (byRole === false) {
    return { ...missing, by: "role", on: editableOf(role), ...clause(allowingBut(role.policies, request)) };
  }
  const on = isPresent(owner.policy) ? owner.policy.value.on : owner.address;
  return { ...missing, by: "owner", on, ...clause(allowingBut([owner.policy], as(request, asking, "account"))) };
}

/** Whether nothing denies a role something that it needs no permission for. */
export function notDenied(asking: Asking, required: RequiredAction, of: Owner): Outcome {
  const owner = withGrants(asking, required, of);
  const { identity, boundary, resource, request } = decisionsAbout(asking, required, owner);
  const denied = any([identity.deny, boundary.deny, resource.account.deny]);
  if (denied === true) return deniedBy(asking, required, owner, request);
  return denied === false ? "permitted" : denied;
}

/** An owner of whom it is promised that its policy lets the role do this: the policy itself is not looked at. */
function withGrants(asking: Asking, { action }: RequiredAction, owner: Owner): Owner {
  const named = (owner.grants ?? [])
    .filter(({ actions }) => actions.includes(action))
    .map(({ principal }): NamedPrincipal => ({ type: "AWS", text: principal }));
  const isGranted = named.length > 0 && isFor({ not: false, named }, principalOf(asking, "account"), "Allow") === true;
  return isGranted ? { ...owner, assumedToAllow: "anyone" } : owner;
}

interface Decisions {
  readonly request: Request;
  readonly identity: Decision;
  readonly boundary: Decision;
  /** What the owner's policy says to the role, by how it is named. */
  readonly resource: Readonly<Record<RolePrincipal["as"], Decision>>;
}

function decisionsAbout(asking: Asking, required: RequiredAction, owner: Owner): Decisions {
  const { role } = asking;
  const { action, resource, context, manyUnder } = required;
  const request: Request = {
    action,
    resource,
    context: contextOfRole(asking, owner, context),
    ...(manyUnder !== undefined && { manyUnder }),
  };
  const own = (way: RolePrincipal["as"]): Decision =>
    owner.assumedToAllow !== undefined || isAbsent(owner.policy)
      ? NOTHING_SAID
      : decide([owner.policy], as(request, asking, way));
  return {
    request,
    identity: decide(role.policies, request),
    boundary: isAbsent(role.permissionsBoundary)
      ? { allow: true, deny: false }
      : decide([role.permissionsBoundary], request),
    resource: { everyone: own("everyone"), role: own("role"), account: own("account") },
  };
}

function as(request: Request, asking: Asking, way: RolePrincipal["as"]): Request {
  return { ...request, principal: principalOf(asking, way) };
}

function principalOf({ role, partition }: Asking, way: RolePrincipal["as"]): RolePrincipal {
  const { arn, name, account, permissionsBoundary } = role;
  const isBounded = permissionsBoundary.known ? permissionsBoundary.value !== undefined : doubtOf(permissionsBoundary);
  return { arn, name, account, partition, isBounded, as: way };
}

function deniedBy(asking: Asking, required: RequiredAction, owner: Owner, request: Request): MissingPermission {
  const { role } = asking;
  const places: readonly (readonly [string, Clause | undefined])[] = [
    [`a policy of role ${role.label}`, denying(role.policies, request)],
    [`the permissions boundary of role ${role.label}`, denying([role.permissionsBoundary], request)],
    [`the policy of ${owner.label}`, denying([owner.policy], as(request, asking, "account"))],
  ];
  const [saidBy, found] = places.find(([, each]) => each) ?? [];
  const on = found?.on ?? role.address;
  return { required, by: "deny", owner, on, ...(saidBy !== undefined && { saidBy }), ...clause(found) };
}

function clause(found: Clause | undefined): { readonly clause?: Clause } {
  return found ? { clause: found } : {};
}

/** One answer for another account, one for the same. Where either is a doubt, it is what has to be settled. */
function dependingOn(foreign: Fact<boolean>, across: Ternary, within: Ternary): Ternary {
  if (foreign.known) return foreign.value ? across : within;
  if (across === within) return within;
  return [across, within].find((answer) => typeof answer !== "boolean") ?? doubtOf(foreign);
}

/** Whether S3 may assume the role for a bucket. */
export function trusts(asking: Asking, bucket: Bucket, bucketArn: Texts): Ternary {
  const { allow, deny } = decide([asking.role.trust], trustRequest(asking, bucket, bucketArn));
  return all([allow, not(deny)]);
}

/** What of the trust policy keeps S3 from assuming the role, where a Deny does or a condition. */
export function distrusting(asking: Asking, bucket: Bucket, bucketArn: Texts): Clause | undefined {
  const request = trustRequest(asking, bucket, bucketArn);
  return denying([asking.role.trust], request) ?? allowingBut([asking.role.trust], request);
}

function trustRequest({ role, settings }: Asking, bucket: Bucket, bucketArn: Texts): Request {
  return {
    action: "sts:AssumeRole",
    resource: undefined,
    principal: { service: "s3.amazonaws.com" },
    context: contextOfTrust(bucket, homeOf(bucket, role), bucketArn, settings),
  };
}

/** The account of a source, and of the role that replicates it: S3 accepts no role of another account. */
export function homeOf({ account }: Bucket, role: Role): Fact<string | undefined> {
  const isTold = !account.known && role.arn.known && role.account.known && role.account.value !== undefined;
  return isTold ? role.account : account;
}

/** Whether a bucket or key is of another account than the source, whose role replicates. */
export function isForeign(
  source: Bucket,
  role: Role,
  { label, account: away }: { readonly label: string; readonly account: Fact<string | undefined> },
): Fact<boolean> {
  if (sameUnknown(source.account, away)) return known(false);
  const home = homeOf(source, role);
  if (home.known && away.known && home.value !== undefined && away.value !== undefined) {
    return known(home.value !== away.value);
  }
  // What is not known of a bucket elsewhere is settled together with the rest of it.
  const open = away.known ? home : away;
  return open.known
    ? unknownUntilConfigured(`whether ${source.label} and ${label} are in the same account is not known`)
    : doubtFrom(open);
}

/** What has to be permitted in a case. Where it is not known whether the case is given: a doubt, unless all is. */
export function ifNeeded(needed: Fact<boolean>, outcomes: () => readonly Outcome[]): readonly Outcome[] {
  if (needed.known) return needed.value ? outcomes() : [];
  return outcomes().map((outcome) => (outcome === "permitted" ? outcome : doubtOf(needed)));
}

/** One of two permissions is enough. */
export function either(preferred: Outcome, other: () => Outcome): Outcome {
  if (preferred === "permitted") return preferred;
  const second = other();
  return second === "permitted" || (isMissing(preferred) && !isMissing(second)) ? second : preferred;
}

/** Which of two answers is true is not known. */
export function whichever(outcomes: readonly Outcome[], doubt: Doubt): Outcome {
  const [first = "permitted"] = outcomes;
  if (outcomes.every((each) => each === "permitted") || outcomes.every(isMissing)) return first;
  return outcomes.find(isDoubt) ?? doubt;
}

export function isMissing(outcome: Outcome): outcome is MissingPermission {
  return typeof outcome === "object" && "required" in outcome;
}

export function isDoubt(outcome: Outcome): outcome is Doubt {
  return typeof outcome === "object" && "reason" in outcome;
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
