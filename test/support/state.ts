import type { SentResource } from "./pack-process";
import type { Values } from "./aws-provider";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly inputs?: Values;
  readonly outputs?: Values;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** What `pulumi policy analyze --file` shows a pack of a state that `pulumi stack export` wrote. */
export function fromState(text: string): readonly { readonly inputs: SentResource; readonly outputs: SentResource }[] {
  const { deployment } = JSON.parse(text) as { deployment: { resources: readonly StateResource[] } };
  const byUrn = new Map(deployment.resources.map((resource) => [resource.urn, resource]));
  const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";
  return deployment.resources.map((resource) => {
    const provider = byUrn.get((resource.provider ?? "").replace(/::[^:]*$/, ""));
    const common = {
      urn: resource.urn,
      type: resource.type,
      name: nameOf(resource.urn),
      parent: resource.parent ?? "",
      dependencies: resource.dependencies ?? [],
      propertyDependencies: resource.propertyDependencies ?? {},
      ...(provider && {
        provider: { urn: provider.urn, type: provider.type, name: nameOf(provider.urn), props: provider.inputs ?? {} },
      }),
    };
    return {
      inputs: { ...common, props: resource.inputs ?? {} },
      outputs: { ...common, props: resource.outputs ?? {} },
    };
  });
}
