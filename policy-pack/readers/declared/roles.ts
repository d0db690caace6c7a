import { parseArn } from "../../model/arn";
import {
  candidates,
  doubtFrom,
  isUnknown,
  known,
  unknownUntilApply,
  unknownUntilConfigured,
  type Fact,
} from "../../model/fact";
import { isSameReference, type PolicyDocument, type Reference, type Role } from "../../model/graph";
import { managedPolicy } from "../../model/iam";
import type { Links } from "./links";
import type { Accounts } from "./places";
import { documentIn, documentOf } from "./policies";
import { isEvaluated, notEvaluated, type DeclaredResource, type Kind } from "./resource";
import { identifierOf, Setting } from "./setting";
import { SideResources, tooMany } from "./side-resources";

/** Where a type of role keeps its settings. */
interface RoleShape {
  readonly name: string;
  readonly trust: string;
  readonly inlinePolicies: string;
  readonly inlinePolicy: string;
}

const SHAPES: Readonly<Record<"provider" | "api", RoleShape>> = {
  provider: { name: "name", trust: "assumeRolePolicy", inlinePolicies: "inlinePolicies", inlinePolicy: "policy" },
  api: {
    name: "roleName",
    trust: "assumeRolePolicyDocument",
    inlinePolicies: "policies",
    inlinePolicy: "policyDocument",
  },
};

const shapeOf = ({ shape }: DeclaredResource): RoleShape => SHAPES[shape === "api" ? "api" : "provider"];

type Document = Fact<PolicyDocument | undefined>;

/** Reads roles, with all that is attached to them. */
export class Roles {
  private readonly inline: SideResources;
  private readonly attachments: SideResources;
  private readonly managedBy: SideResources;
  private readonly onlyInline: SideResources;
  private readonly onlyManaged: SideResources;

  constructor(
    private readonly ofKind: (...kinds: readonly Kind[]) => readonly DeclaredResource[],
    private readonly links: Links,
    private readonly accounts: Accounts,
  ) {
    const beside = (kind: Kind, ...properties: [string, ...string[]]): SideResources =>
      new SideResources(ofKind(kind), "role", properties, links);
    this.inline = beside("role-policy", "role", "roleName");
    this.attachments = beside("role-policy-attachment", "role");
    // One resource attaches one policy to several roles; aws-native's policies name theirs themselves.
    this.managedBy = new SideResources(
      [...ofKind("policy-attachment"), ...ofKind("policy").filter(({ settings }) => settings.has("roles"))],
      "role",
      ["roles"],
      links,
    );
    this.onlyInline = beside("role-policies-exclusive", "roleName");
    this.onlyManaged = beside("role-policy-attachments-exclusive", "roleName");
  }

  read(): readonly Role[] {
    return this.ofKind("role").map((resource): Role => {
      const shape = shapeOf(resource);
      return {
        address: resource.address,
        label: resource.label,
        ...(resource.isMissing && { isMissing: true }),
        name: identifierOf(resource, shape.name),
        arn: identifierOf(resource, "arn"),
        account: this.accounts.of(resource),
        trust: documentOf(resource, shape.trust),
        policies: [
          ...attached(this.inline, resource, (side) => this.inlinePolicy(side, resource)),
          ...attached(this.attachments, resource, (side) => this.managedOf(side, resource)),
          ...attached(this.managedBy, resource, (side) => this.managedOf(side, resource)),
          ...(isEvaluated(resource)
            ? [...inlineIn(resource, shape), ...this.managedIn(resource)]
            : [notEvaluated<PolicyDocument | undefined>(resource)]),
          ...this.listed(resource),
        ],
        permissionsBoundary: Setting.of(resource, "permissionsBoundary").isAbsent
          ? known(undefined)
          : this.managedPolicy(this.links.resolveOne("policy", resource, "permissionsBoundary"), resource),
      };
    });
  }

  private inlinePolicy(side: DeclaredResource, role: DeclaredResource): Document {
    const document = policyOf(side);
    const { certain, possible, others } = this.onlyInline.of(role);
    if (certain.length + possible.length + others === 0) return document;
    const name = Setting.root(side).either("name", "policyName").text();
    const lists = [...certain, ...possible].map((exclusive) => Setting.of(exclusive, "policyNames").items());
    const names = lists.flatMap((items): readonly Fact<string | undefined>[] =>
      items.known ? (items.value ?? []).map((each) => each.text()) : [doubtFrom(items)],
    );
    if (name.known && names.some((each) => each.known && each.value === name.value)) return document;
    const open = [name, ...names].find(isUnknown);
    return open?.settledBy === "apply"
      ? doubtFrom(open)
      : unknownUntilConfigured(
          `whether the policy ${side.label} stays on role ${role.label}, whose inline policies another resource lists, is not known`,
          "add the policy's name to that list",
        );
  }

  private managedIn(resource: DeclaredResource): readonly Document[] {
    const managed = this.policiesNamed(resource, "managedPolicyArns");
    if (!managed.known) return [doubtFrom(managed)];
    return managed.value.map((reference) => this.staying(reference, resource, resource));
  }

  private managedOf(side: DeclaredResource, role: DeclaredResource): Document {
    return this.staying(this.policyNamed(side), side, role);
  }

  /** The policy that a resource attaches: aws-native's policies attach themselves. */
  private policyNamed(side: DeclaredResource): Fact<Reference> {
    return side.kind === "policy"
      ? known<Reference>({ in: "stack", address: side.address })
      : this.links.resolveOne("policy", side, "policyArn");
  }

  private policiesNamed(resource: DeclaredResource, property: string): Fact<readonly Fact<Reference>[]> {
    const items = Setting.of(resource, property).items();
    return items.known ? known(this.links.resolve("policy", resource, property, items.value ?? [])) : doubtFrom(items);
  }

  /** What attaches a policy does not keep it attached where another resource lists all that are. */
  private staying(reference: Fact<Reference>, attaching: DeclaredResource, role: DeclaredResource): Document {
    const document = this.managedPolicy(reference, attaching);
    const { certain, possible, others } = this.onlyManaged.of(role);
    if (!reference.known || certain.length + possible.length + others === 0) return document;
    const lists = [...certain, ...possible].map((exclusive) => this.policiesNamed(exclusive, "policyArns"));
    const listed = lists.flatMap((list): readonly Fact<Reference>[] => (list.known ? list.value : [doubtFrom(list)]));
    if (listed.some((each) => isSame(each, reference))) return document;
    const open = listed.find(isUnknown);
    return open
      ? doubtFrom(open)
      : unknownUntilConfigured(
          `whether the policy that ${attaching.label} attaches stays on role ${role.label}, whose managed policies another resource lists, is not known`,
          "add the policy's ARN to that list",
        );
  }

  /** The policies that such a list attaches, and nothing else does. */
  private listed(role: DeclaredResource): readonly Document[] {
    const { certain, possible } = this.onlyManaged.of(role);
    if (certain.length + possible.length === 0) return [];
    const attaching = [...this.attachments.of(role).certain, ...this.managedBy.of(role).certain];
    const byRole = this.policiesNamed(role, "managedPolicyArns");
    const before = [...attaching.map((side) => this.policyNamed(side)), ...(byRole.known ? byRole.value : [])];
    const isBefore = (reference: Fact<Reference>): boolean => before.some((each) => isSame(each, reference));
    return [...certain, ...possible].flatMap((exclusive): readonly Document[] => {
      if (!isEvaluated(exclusive)) return [notEvaluated(exclusive)];
      const policies = this.policiesNamed(exclusive, "policyArns");
      if (!policies.known) return [doubtFrom(policies)];
      return policies.value
        .filter((reference) => !isBefore(reference))
        .map((reference) => {
          const document = this.managedPolicy(reference, exclusive);
          return certain.includes(exclusive) ? document : possibly(document, exclusive);
        });
    });
  }

  /** @param attaching The resource that names the policy: what a person edits where the policy is not theirs. */
  private managedPolicy(reference: Fact<Reference>, attaching: DeclaredResource): Document {
    if (!reference.known) {
      return doubtFrom(reference);
    }
    if (reference.value.in === "elsewhere") {
      const text = managedPolicy(reference.value.name);
      if (text !== undefined) return known({ text, on: attaching.address });
      return unknownUntilConfigured(
        parseArn(reference.value.name)
          ? `the policy ${reference.value.name} is not in this stack`
          : `${attaching.label} names a policy by something other than an ARN`,
      );
    }
    const policy = this.links.at(reference.value.address);
    return policy ? policyOf(policy) : unknownUntilApply("the policy is not known");
  }
}

function policyOf(resource: DeclaredResource): Document {
  if (!isEvaluated(resource)) return notEvaluated(resource);
  return documentIn(resource, Setting.root(resource).either("policy", "policyDocument"));
}

function inlineIn(resource: DeclaredResource, shape: RoleShape): readonly Document[] {
  const inline = Setting.of(resource, shape.inlinePolicies).items();
  if (!inline.known) return [doubtFrom(inline)];
  return (inline.value ?? []).map((policy) => documentIn(resource, policy.at(shape.inlinePolicy)));
}

function attached(
  sides: SideResources,
  role: DeclaredResource,
  read: (side: DeclaredResource) => Document,
): readonly Document[] {
  const { certain, possible, others } = sides.of(role);
  return [
    ...certain.map(read),
    ...(others > 0 ? [tooMany("roles", possible.length + others)] : []),
    ...possible.map((side) => possibly(read(side), side)),
  ];
}

/** A policy that a resource attaches to a role, or not: which role it is for, or whether it exists, is not known. */
function possibly(document: Document, { label, existence }: DeclaredResource): Document {
  const among = candidates(document);
  return {
    ...(existence
      ? { known: false, why: existence.why, settledBy: existence.settledBy }
      : unknownUntilApply(`which role ${label} is attached to is known only after apply`)),
    ...(existence?.settle !== undefined && { settle: existence.settle }),
    ...(among && { among: [...among, undefined] }),
  };
}

function isSame(one: Fact<Reference>, other: Fact<Reference>): boolean {
  return one.known && other.known && isSameReference(one.value, other.value);
}
