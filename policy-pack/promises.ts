import { isAccountId, isBucketName, parseArn, roleName } from "./model/arn";
import { known, unknownUntilConfigured, type Fact } from "./model/fact";
import type { Address, Bucket, Grant, PolicyDocument, ReplicationGraph, Role } from "./model/graph";
import { policyIn } from "./model/iam";
import { dnsSuffixOf, partitionOf } from "./model/region";
import { shown } from "./model/text";
import type { KnownDestination } from "./options";
import { notDenied, permitted } from "./rules/support/permissions";
import { arnOf, objectsOf } from "./rules/support/replication-role";
import type { Asking, Owner, RequestSettings } from "./rules/support/request-context";

/** Where the buckets that are promised were seen. */
export interface Seen extends RequestSettings {
  /** What was read: "copies.tfstate (Terraform state)". */
  readonly in: string;
  /** What a person calls the resource at an address. */
  readonly nameOf: (address: Address) => string;
}

/**
 * What the stack that owns some buckets proves about them, in the words of the option `knownDestinations`: it settles in
 * other stacks what replicates to them. What is not proven is left out, and so is a bucket without a name, or of which
 * nothing is proven.
 */
export function promisesOf(graph: ReplicationGraph, seen: Seen): readonly KnownDestination[] {
  return [...graph.buckets.values()].flatMap((bucket) => {
    const { name, region, account, versioning, objectLock } = bucket;
    if (!bucket.evaluated || !name.known || name.value === undefined || !isBucketName(name.value)) return [];
    const grants = grantsOf(bucket, seen);
    const proven = {
      ...(region.known && { region: region.value }),
      ...(account.known && isAccountId(account.value) && { account: account.value }),
      ...(versioning.known && { versioned: versioning.value.status === "Enabled" }),
      ...(objectLock.known && { objectLock: objectLock.value }),
      ...(grants.length > 0 && { grants }),
    };
    const isAnything = Object.keys(proven).length > 0;
    return isAnything ? [{ bucket: name.value, ...proven, proof: proofOf(bucket, grants, seen) }] : [];
  });
}

function proofOf(bucket: Bucket, grants: readonly Grant[], { in: source, nameOf }: Seen): string {
  const { address, region, account, versioning, policy } = bucket;
  const where = (what: string, fact: Fact<unknown>): readonly string[] =>
    fact.known && fact.from !== undefined ? [`${what}: ${fact.from}`] : [];
  const parts = [
    `${source}: ${nameOf(address)}`,
    ...where("Region", region),
    ...where("account", account),
    ...(versioning.known && versioning.value.on !== address ? [`versioning: ${nameOf(versioning.value.on)}`] : []),
    ...(grants.length === 0 || !policy.known
      ? []
      : [policy.value ? `grants: ${nameOf(policy.value.on)}` : "grants: it has no policy, so its own account decides"]),
  ];
  return shown(parts.join("; "));
}

/** What S3, as the role of a source, does to a destination; the rest of what it needs, the source's side has. */
const ACTIONS: readonly { readonly action: string; readonly ask: typeof permitted }[] = [
  { action: "s3:ReplicateObject", ask: permitted },
  { action: "s3:ReplicateDelete", ask: permitted },
  { action: "s3:ReplicateTags", ask: permitted },
  { action: "s3:ObjectOwnerOverrideToBucketOwner", ask: permitted },
  { action: "s3:ReplicateObjectAnnotation", ask: notDenied },
];

/** Whom a bucket's policy is proven to let replicate to it: of those whom it names, and of its own account. */
function grantsOf(bucket: Bucket, settings: RequestSettings): readonly Grant[] {
  const { region, policy, account } = bucket;
  const partition = region.known ? partitionOf(region.value) : undefined;
  if (!region.known || partition === undefined || !policy.known) return [];
  const own = account.known && isAccountId(account.value) ? [account.value] : [];
  const principals = new Set([...own, ...(policy.value ? principalsIn(policy.value) : [])]);
  return [...principals].flatMap((principal) => {
    const roles = rolesOf(principal, bucket.address);
    const actions = ACTIONS.filter(({ action, ask }) =>
      roles.every((role) => {
        const asking: Asking = { role, partition, dnsSuffix: dnsSuffixOf(region.value), settings };
        const resource = objectsOf(arnOf(bucket, partition));
        return ask(asking, { action, resource, consequence: "" }, ownerOf(bucket, role)) === "permitted";
      }),
    ).map(({ action }) => action);
    // That nothing forbids what nobody may do anyway is worth no line.
    return actions.includes("s3:ReplicateObject") ? [{ principal, actions }] : [];
  });
}

function ownerOf(bucket: Bucket, { account }: Role): Owner {
  const { label, address, region, policy } = bucket;
  const areKnown = bucket.account.known && account.known;
  const foreign = areKnown ? known(bucket.account.value !== account.value) : OPEN;
  return { kind: "bucket", label, address, region, account: bucket.account, policy, foreign };
}

/** The roles, accounts, and everyone whom a policy allows something. */
function principalsIn(policy: PolicyDocument): readonly string[] {
  return policyIn(policy).statements.flatMap(({ effect, principal }) =>
    effect === "Allow" && principal?.not === false
      ? principal.named.flatMap(({ type, text }) => (type === "AWS" || type === "*" ? principalOf(text) : []))
      : [],
  );
}

function principalOf(text: string): readonly string[] {
  if (text === "*" || isAccountId(text)) return [text];
  const arn = parseArn(text);
  if (arn?.service !== "iam" || !isAccountId(arn.account)) return [];
  if (arn.resource === "root") return [arn.account];
  return /^role\/[^*?\uFDD0]+$/.test(arn.resource) ? [text] : [];
}

const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const OPEN: Fact<never> = unknownUntilConfigured("it is any role");

/** A role of which only this is known, and that its own policies allow everything: with a permissions boundary, and without. */
function rolesOf(principal: string, address: Address): readonly Role[] {
  const isArn = parseArn(principal) !== undefined;
  const account = isArn ? parseArn(principal)?.account : principal;
  const allowsAll: Fact<PolicyDocument> = known({ text: EVERYTHING, on: address });
  return [known(undefined), allowsAll].map((permissionsBoundary) => ({
    address: `a role of ${principal}`,
    label: "that replicates",
    name: isArn ? known(roleName(principal)) : OPEN,
    arn: isArn ? known(principal) : OPEN,
    account: isAccountId(account) ? known(account) : OPEN,
    trust: known(undefined),
    policies: [allowsAll],
    permissionsBoundary,
  }));
}
