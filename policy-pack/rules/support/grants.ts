import { keyId } from "../../model/arn";
import { candidates, known, mapFact, type Fact } from "../../model/fact";
import {
  isSameReference,
  type Address,
  type KeyGrant,
  type Reference,
  type ReplicationGraph,
  type Role,
} from "../../model/graph";
import { all, any, lasting, pending, type Ternary } from "../../model/iam";
import { addTo } from "../../model/multimap";
import { shown } from "../../model/text";
import { doubtOf } from "../../model/verdict";
import type { Owner } from "./request-context";

/** Which key it is, and whose. */
export interface NamedKey {
  /** `known(undefined)` for one that AWS manages, of which nobody gives grants. */
  readonly named: Fact<Reference | undefined>;
  readonly owner: Owner;
}

/**
 * Whether a grant lets a role do something with a key. What a permissions boundary does to a grant, and what the role's own
 * account has to allow beside one of another account, AWS does not say.
 *
 * @param action Of IAM: `kms:Decrypt`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function isGranted(graph: ReplicationGraph, key: NamedKey, action: string, role: Role): Ternary {
  if (graph.keyGrants.length === 0) return false;
  const { looked, others } = grantsFor(graph, key.named, role.address);
  return any([
    ...looked.map((grant) => isGrantedBy(grant, key, action, role)),
    others > 0 && pending(`which keys and roles ${others} other grants are for is known only after apply`),
  ]);
}

function isGrantedBy(grant: KeyGrant, { named, owner }: NamedKey, action: string, role: Role): Ternary {
  const settle = `allow ${action} in a policy of role ${role.label}`;
  const unless = (fact: Fact<boolean>, why: string): Ternary =>
    fact.known
      ? !fact.value || lasting(`${why}, which the grant ${grant.label} may not be enough for`, settle)
      : doubtOf(fact);
  const operation = action.replace("kms:", "");
  return all([
    isThat(grant.key, named),
    isThat(grant.grantee, known({ in: "stack", address: role.address })),
    grant.operations.known
      ? any(grant.operations.value.map((each) => (each.known ? each.value === operation : doubtOf(each))))
      : doubtOf(grant.operations),
    unless(grant.isConstrained, `${owner.label} is used with many encryption contexts`),
    unless(
      mapFact(role.permissionsBoundary, (boundary) => boundary !== undefined),
      `role ${role.label} has a permissions boundary`,
    ),
    unless(owner.foreign, `${owner.label} is of another account`),
  ]);
}

/** Whether two references, each to one thing, are to the same. */
function isThat(one: Fact<Reference>, other: Fact<Reference | undefined>): Ternary {
  const [ones, others] = [candidates(one), candidates(other)];
  const may = ones?.flatMap((a) => others?.map((b) => areSame(a, b)) ?? []);
  if (ones && others && may?.every((each) => each === false)) return false;
  if (!one.known) return doubtOf(one);
  return other.known ? areSame(one.value, other.value) : doubtOf(other);
}

function areSame(one: Reference, other: Reference | undefined): Ternary {
  if (other === undefined) return false;
  if (isSameReference(one, other)) return true;
  // An ID does not tell whose key it is, and in which Region.
  return (
    one.in === "elsewhere" &&
    other.in === "elsewhere" &&
    keyId(one.name) === keyId(other.name) &&
    lasting(`whether ${shown(one.name)} is ${shown(other.name)} is not known`)
  );
}

interface Grants {
  /** Those of a known key to a known role, by both: a large stack has one for each key and role. */
  readonly byBoth: ReadonlyMap<string, readonly KeyGrant[]>;
  readonly byRole: ReadonlyMap<Address, readonly KeyGrant[]>;
  readonly open: readonly KeyGrant[];
}

/** Grants that are looked at one by one where it is not known which key they are for. */
const MOST_LOOKED_AT = 20;

/** The grants that may let a role use a key, and how many more may. */
function grantsFor(graph: ReplicationGraph, named: NamedKey["named"], role: Address) {
  const { byBoth, byRole, open } = grantsIn(graph);
  const keys = candidates(named);
  const settled = keys
    ? keys.flatMap((each) => (each ? (byBoth.get(both(each, role)) ?? []) : []))
    : (byRole.get(role) ?? []);
  const looked = [...(keys ? settled : settled.slice(0, MOST_LOOKED_AT)), ...open.slice(0, MOST_LOOKED_AT)];
  return { looked, others: settled.length + open.length - looked.length };
}

const found = new WeakMap<ReplicationGraph, Grants>();

function grantsIn(graph: ReplicationGraph): Grants {
  const before = found.get(graph);
  if (before) return before;
  const byBoth = new Map<string, KeyGrant[]>();
  const byRole = new Map<Address, KeyGrant[]>();
  const open: KeyGrant[] = [];
  for (const grant of graph.keyGrants) {
    const { key, grantee } = grant;
    if (!key.known || !grantee.known) {
      open.push(grant);
      continue;
    }
    // One that is not in the stack is not the role that is judged.
    if (grantee.value.in === "elsewhere") continue;
    addTo(byBoth, both(key.value, grantee.value.address), grant);
    addTo(byRole, grantee.value.address, grant);
  }
  const grants = { byBoth, byRole, open };
  found.set(graph, grants);
  return grants;
}

/** A key of the stack by its address, and any other by its ID. */
const both = (key: Reference, role: Address): string =>
  JSON.stringify([key.in, key.in === "stack" ? key.address : keyId(key.name), role]);
