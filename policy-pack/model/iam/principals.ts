import { isAccountId, parseArn } from "../arn";
import type { Fact } from "../fact";
import { hasPlaceholder, shown, symbolOf } from "../text";
import { doubtOf } from "../verdict";
import type { NamedPrincipal, PrincipalSelection } from "./document";
import { literally, matching, oneText, type Texts } from "./match";
import { all, any, lasting, not, pending, type Ternary } from "./ternary";

/** Who asks, for policies that name principals: of a bucket, of a key, of who may assume a role. */
export type Principal = { readonly service: string } | RolePrincipal;

/** A session of a role. */
export interface RolePrincipal {
  readonly arn: Fact<string | undefined>;
  readonly name: Fact<string | undefined>;
  readonly account: Fact<string | undefined>;
  readonly partition: string;
  /** Whether the role has a permissions boundary. */
  readonly isBounded: Ternary;
  /**
   * How the session has to be named for a statement to be about it, each way including those before: as everyone or
   * itself, by the role, or by the account, which leaves the decision to the account's own policies.
   */
  readonly as: "everyone" | "role" | "account";
}

/** Whether a statement is about a principal. */
export function isFor(selection: PrincipalSelection, principal: Principal, effect: "Allow" | "Deny"): Ternary {
  if (!selection.not) return isNamed(selection.named, principal);
  return effect === "Deny" && !("service" in principal)
    ? isDeniedUnlessNamed(selection.named, principal)
    : isAllowedUnlessNamed(selection.named, principal, effect);
}

function isNamed(named: readonly NamedPrincipal[], principal: Principal): Ternary {
  return any(
    named.map((each) => ("service" in principal ? isService(each, principal.service) : isRole(each, principal))),
  );
}

/**
 * A session is spared by a Deny with NotPrincipal where its role and its account are named; where one is, AWS does not
 * say. With a permissions boundary nobody is spared.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isDeniedUnlessNamed(named: readonly NamedPrincipal[], principal: RolePrincipal): Ternary {
  const everyone = isNamed(named, { ...principal, as: "everyone" });
  const role = isNamed(named, { ...principal, as: "role" });
  const account = any(named.map(({ type, text }) => type === "AWS" && isAccount(text, principal)));
  if (everyone === true) return false;
  if (principal.isBounded === true) return true;
  if (role === true && account === true) return principal.isBounded;
  if (role === false && account === false) return true;
  if (typeof role !== "boolean") return role;
  return lasting(
    "whether a Deny with NotPrincipal is about the role's sessions is not known",
    "use the condition ArnNotLike aws:PrincipalArn instead of NotPrincipal",
  );
}

/** IAM does not support NotPrincipal here; what it does not accept is not known to allow anything. */
function isAllowedUnlessNamed(named: readonly NamedPrincipal[], principal: Principal, effect: string): Ternary {
  return all([not(isNamed(named, principal)), lasting(`NotPrincipal is not supported in this ${effect} statement`)]);
}

function isService({ type, text }: NamedPrincipal, service: string): Ternary {
  if (type === "*") return true;
  if (type === "AWS") {
    return text === "*" && lasting('whether the principal { "AWS": "*" } includes services is not known');
  }
  if (type === "Service") return hasPlaceholder(text) ? unnamed(text) : text === service;
  return type === "Federated" || type === "CanonicalUser" ? false : unknownType(type);
}

function isRole({ type, text }: NamedPrincipal, role: RolePrincipal): Ternary {
  if (type === "*") return true;
  if (type === "AWS") return isPrincipalOfAws(text, role);
  if (type === "Service" || type === "Federated") return false;
  return type === "CanonicalUser"
    ? lasting(
        "which account a principal with a canonical user ID is, is not known",
        'name the principal by its ARN: { "AWS": "<the role\'s ARN>" }',
      )
    : unknownType(type);
}

function unknownType(type: string): Ternary {
  return lasting(`${JSON.stringify(shown(type))} in a policy is not a type of principal`);
}

function unnamed(text: string): Ternary {
  return pending(`whom "${shown(text)}" in a policy names is known only after apply`);
}

function isPrincipalOfAws(text: string, role: RolePrincipal): Ternary {
  if (text === "*") return true;
  if (isOfAnotherPartition(text, role)) return false;
  if (accountIn(text, role) !== undefined) return role.as === "account" && isAccount(text, role);
  if (symbolOf(role.arn) === text) return role.as !== "everyone";
  const arn = parseArn(text);
  if (!arn) return hasPlaceholder(text) ? unnamed(text) : notAnArn(text);
  if (role.as === "everyone" && arn.service === "iam") return false;
  const [kind = "", ...rest] = arn.resource.split("/");
  if (hasPlaceholder(arn.service + kind)) return unnamed(text);
  if (arn.service === "iam" && kind === "role") return isRoleOfArn(text, arn.account, rest.at(-1) ?? "", role);
  return arn.service === "sts" && kind === "assumed-role" && isSessionOf(arn.account, rest[0] ?? "", role);
}

/** IAM writes the unique ID of a role in the place of its ARN once the role is gone; a canonical user is an account. */
function notAnArn(text: string): Ternary {
  return lasting(
    `whom ${JSON.stringify(text)} in a policy names is not known`,
    "name the principal by its ARN in the policy",
  );
}

/** No principal of another partition is ever let in, or kept out. */
function isOfAnotherPartition(text: string, { partition }: RolePrincipal): boolean {
  const named = parseArn(text)?.partition ?? partition;
  return named !== partition && !hasPlaceholder(named + partition);
}

/** An account by its number, or by its root. */
function accountIn(text: string, role: RolePrincipal): string | undefined {
  if (isAccountId(text) || text === symbolOf(role.account)) return text;
  const arn = parseArn(text);
  return arn?.service === "iam" && arn.resource === "root" ? arn.account : undefined;
}

function isAccount(text: string, role: RolePrincipal): Ternary {
  if (isOfAnotherPartition(text, role)) return false;
  const account = accountIn(text, role);
  return account !== undefined && isText(role.account, account);
}

/** A role's name is its own in an account, whatever its path. */
function isRoleOfArn(text: string, account: string, name: string, role: RolePrincipal): Ternary {
  const byArn = isText(role.arn, text);
  if (role.arn.known && role.arn.value !== undefined) return byArn;
  const byName = all([isText(role.account, account), isText(role.name, name)]);
  if (symbolOf(role.arn) === undefined || byName === true) return byName;
  return byArn === true || all([byArn, byName]);
}

/** What S3 calls its sessions is not documented. */
function isSessionOf(account: string, name: string, role: RolePrincipal): Ternary {
  return all([
    isText(role.account, account),
    isText(role.name, name),
    lasting("a policy names one session of the role, and whether S3's is that one is not known", "name the role's ARN"),
  ]);
}

function isText(fact: Fact<string | undefined>, expected: string): Ternary {
  const text = symbolOf(fact);
  if (text === undefined) return fact.known ? false : doubtOf(fact);
  return matching([literally(expected)], textOf(text, fact)).every;
}

function textOf(text: string, fact: Fact<unknown>): Texts {
  return oneText(text, fact.known ? undefined : doubtOf(fact));
}
