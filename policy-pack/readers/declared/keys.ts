import { known, mapFact } from "../../model/fact";
import type { Key, KeyGrant, PolicyDocument } from "../../model/graph";
import type { Links } from "./links";
import { regionOf, type Accounts } from "./places";
import { documentIn } from "./policies";
import { isEvaluated, notEvaluated, type DeclaredResource, type Kind } from "./resource";
import { identifierOf, Setting } from "./setting";
import { SideResources } from "./side-resources";

/** Reads keys and aliases, with the policies of keys wherever they are written. */
export function readKeys(
  ofKind: (...kinds: readonly Kind[]) => readonly DeclaredResource[],
  links: Links,
  accounts: Accounts,
): readonly Key[] {
  const policies = new SideResources(ofKind("key-policy"), "key", ["keyId"], links);
  return ofKind("key", "alias").map((resource): Key => {
    const kind = resource.kind === "alias" ? "alias" : "key";
    return {
      address: resource.address,
      label: resource.label,
      kind,
      arn: identifierOf(resource, "arn"),
      region: regionOf(resource),
      account: accounts.of(resource),
      policy: policies.fact<PolicyDocument | undefined>(
        resource,
        (side) => documentIn(side, Setting.of(side, "policy")),
        () => ownPolicy(resource),
      ),
      enabled: isEvaluated(resource)
        ? mapFact(Setting.root(resource).either("isEnabled", "enabled").flag(), (enabled) => enabled ?? true)
        : notEvaluated(resource),
      target: kind === "alias" ? links.resolveOne("key", resource, "targetKeyId") : known(undefined),
    };
  });
}

/** Reads the grants of keys. */
export function readKeyGrants(grants: readonly DeclaredResource[], links: Links): readonly KeyGrant[] {
  return grants.map((resource): KeyGrant => {
    const isThere = isEvaluated(resource) && resource.existence === undefined;
    const items = (property: string) => {
      const read = Setting.of(resource, property).items();
      return isThere ? mapFact(read, (found) => found ?? []) : notEvaluated<readonly Setting[]>(resource);
    };
    return {
      label: resource.label,
      key: links.resolveOne("key", resource, "keyId"),
      grantee: links.resolveOne("role", resource, "granteePrincipal"),
      operations: mapFact(items("operations"), (all) => all.map((each) => each.text())),
      isConstrained: mapFact(items("constraints"), (all) => all.length > 0),
    };
  });
}

/** A key whose program gives it no policy has AWS's default one, although the provider computes what that is. */
function ownPolicy(resource: DeclaredResource) {
  if (!isEvaluated(resource)) return notEvaluated<PolicyDocument | undefined>(resource);
  const policy = Setting.root(resource).either("policy", "keyPolicy");
  if (resource.isDeployed) return documentIn(resource, policy);
  const isWritten = resource.written
    ? resource.written.has("policy") || resource.written.has("keyPolicy")
    : ["policy", "keyPolicy"].some((property) => (resource.references.get(property) ?? []).length > 0) ||
      policy.from !== undefined;
  return policy.isUnknown && !isWritten ? known(undefined) : documentIn(resource, policy);
}
