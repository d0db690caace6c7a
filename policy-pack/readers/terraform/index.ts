import type { Address, ReplicationGraph } from "../../model/graph";
import type { SharedOptions } from "../../options";
import { readStack } from "../pulumi";
import type { StackResource } from "../pulumi/resource";
import { Configuration, type Instance, type JsonConfiguration } from "./configuration";
import { isObject, translated, TYPES } from "./dialect";
import { fromPlan, fromState, type Shown, type ShownPlan, type ShownState } from "./plan";

/** What was read, and what a person calls each resource. */
export interface Read {
  readonly graph: ReplicationGraph;
  readonly labels: ReadonlyMap<Address, string>;
}

/**
 * Reads Terraform's JSON configurations into one graph: those of the stacks of an app, with what refers from one to
 * another.
 *
 * @param stacks By the names of the stacks; of a single configuration, any name.
 */
export function readConfigurations(stacks: Readonly<Record<string, JsonConfiguration>>, options: SharedOptions): Read {
  const several = Object.keys(stacks).length > 1;
  const configurations = new Map<string, Configuration>();
  for (const [name, json] of Object.entries(stacks)) {
    const lookup = (other: string): Configuration | undefined => configurations.get(other);
    configurations.set(name, new Configuration(json, lookup, [], new Map(), several ? name : ""));
  }
  const resources = [...configurations].flatMap(([name, configuration]) => {
    const prefix = several ? `${name}/` : "";
    return configuration.instances().map((instance) => resourceOf(instance, prefix));
  });
  return joined(resources, options);
}

/**
 * Reads what `terraform show -json` prints of a plan. A bucket that a data source has found is proven by it, as far as it
 * tells.
 */
export function readPlan(plan: ShownPlan, options: SharedOptions): Read {
  return readShown(fromPlan(plan), options);
}

/** Reads what `terraform show -json` prints of a state. */
export function readState(state: ShownState, options: SharedOptions): Read {
  return readShown(fromState(state), options);
}

function readShown({ configuration, proven, areInputs }: Shown, options: SharedOptions): Read {
  const resources = configuration.instances().map((instance) => resourceOf(instance, "", areInputs));
  const known = { ...options, knownDestinations: [...options.knownDestinations, ...proven] };
  return joined(resources, known);
}

function joined(resources: readonly StackResource[], options: SharedOptions): Read {
  return { graph: readStack(resources, options), labels: new Map(resources.map(({ urn, name }) => [urn, name])) };
}

/** An instance under the names that the joining reader knows. */
function resourceOf(instance: Instance, prefix: string, areInputs = true): StackResource {
  const { address, type, label, provider, values, references, dependsOn } = instance;
  const props = translated(values);
  const settings = provider?.settings ?? {};
  const urn = (of: string): string => prefix + of;
  return {
    urn: urn(address),
    type: TYPES[type] ?? type,
    name: label,
    props,
    ...((areInputs || type !== "aws_s3_bucket") && { inputs: props }),
    ...(provider && {
      provider: {
        urn: urn(`provider ${provider.name}`),
        name: provider.name,
        props: {
          region: settings["region"],
          // The joining reader has them as Pulumi sends them: as JSON text.
          ...(settings["allowed_account_ids"] !== undefined && {
            allowedAccountIds: JSON.stringify(settings["allowed_account_ids"]),
          }),
          ...(settings["assume_role"] !== undefined && {
            assumeRoles: JSON.stringify([settings["assume_role"]].flat().filter(isObject).map(translated)),
          }),
        },
      },
    }),
    dependencies: [...new Set(dependsOn)].map(urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(translated(references)).map(([key, from]) => [key, (from as readonly string[]).map(urn)]),
    ),
  };
}
