import { parseArn } from "../../model/arn";
import { candidates, doubtFrom, known, unknownUntilApply, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { PolicyDocument, Reference, Role } from "../../model/graph";
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
          ...attached(this.attachments, resource, (side) => this.managedOf(side)),
          ...attached(this.managedBy, resource, (side) =>
            side.kind === "policy" ? policyOf(side) : this.managedOf(side),
          ),
          ...(isEvaluated(resource)
            ? [...inlineIn(resource, shape), ...this.managedIn(resource)]
            : [notEvaluated<PolicyDocument | undefined>(resource)]),
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
    const kept = [...certain, ...possible].map((exclusive) => Setting.of(exclusive, "policyNames").items());
    const names = kept.flatMap((items) => (items.known ? (items.value ?? []).map((each) => each.text()) : []));
    const isKept = name.known && names.some((each) => each.known && each.value === name.value);
    if (isKept) return document;
    return unknownUntilConfigured(
      `whether the policy ${side.label} stays on role ${role.label}, whose inline policies another resource lists, is not known`,
      "add the policy's name to that list",
    );
  }

  private managedIn(resource: DeclaredResource): readonly Document[] {
    const managed = Setting.of(resource, "managedPolicyArns").items();
    if (!managed.known) return [doubtFrom(managed)];
    return this.links
      .resolve("policy", resource, "managedPolicyArns", managed.value ?? [])
      .map((reference) => this.managedPolicy(reference, resource));
  }

  private managedOf(side: DeclaredResource): Document {
    return this.managedPolicy(this.links.resolveOne("policy", side, "policyArn"), side);
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
    ...possible.map((side): Document => {
      const among = candidates(read(side));
      return {
        ...(side.existence
          ? { known: false, why: side.existence.why, settledBy: side.existence.settledBy }
          : unknownUntilApply(`which role ${side.label} is attached to is known only after apply`)),
        ...(side.existence?.settle !== undefined && { settle: side.existence.settle }),
        ...(among && { among: [...among, undefined] }),
      };
    }),
  ];
}
