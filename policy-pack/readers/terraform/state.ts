import { parseArn } from "../../model/arn";
import { at, isObject, objects, own, text, texts, type JsonObject } from "./json";
import { Program, type Beyond } from "./program";
import { EMPTY_MODULE, type BlockDefinition } from "./scope/definition";
import { NO_BLOCK, shownIteration, type ModuleInstance } from "./scope/module";
import { moduleSteps } from "./scope/paths";

/** A state, as `terraform show -json` prints it, or as `terraform.tfstate` has it. */
export interface ShownState {
  readonly values?: unknown;
  readonly version?: unknown;
  readonly resources?: unknown;
}

/** A resource or a data source as a plan or a state shows it. */
export interface ShownResource {
  readonly address: string;
  /** Of the module: `module.store["orders"]`, or nothing for the root module. */
  readonly module: string;
  readonly mode: BlockDefinition["mode"];
  readonly type: string;
  readonly name: string;
  readonly key: string | number | undefined;
  readonly values: unknown;
  readonly unknown?: unknown;
  /** Addresses without keys. */
  readonly dependsOn: readonly string[];
}

export const NOTHING_BEYOND: Beyond = { outputOf: () => undefined, stackNode: () => [] };

/** A state: everything in it is known. */
export function programOfState(state: ShownState): Program {
  const all = own(state, "version") === 4 ? rawResources(state) : resourcesOf(at(state, "values", "root_module"));
  const stated = new Map(all.map(({ address, dependsOn }) => [address, dependsOn]));
  const program = new Program(EMPTY_MODULE, "", { instances: "state", stated, ...NOTHING_BEYOND });
  const isSetElsewhere = setElsewhere(all);
  for (const resource of all) {
    showIn(program, {
      ...resource,
      values: withoutReadBack(withRegion(resource.values), resource.type, isSetElsewhere),
    });
  }
  return program;
}

/** Puts a resource into the module instance that it belongs to. */
export function showIn(program: Program, resource: ShownResource): void {
  const { address, mode, type, name, key, values, unknown } = resource;
  // What stands in a module of no such address is not left out.
  const module = moduleAt(program.root, resource.module) ?? program.root;
  const block = module.definition.blocks.get(mode === "data" ? `data.${type}.${name}` : `${type}.${name}`);
  const definition = block ?? { ...NO_BLOCK, mode, type, name };
  module.show({
    address,
    module,
    block: definition,
    key,
    iteration: shownIteration(key, () => module.eachOf(definition, key)),
    existence: undefined,
    shown: { values, unknown },
  });
}

function moduleAt(root: ModuleInstance, address: string): ModuleInstance | undefined {
  return moduleSteps(address)?.reduce<ModuleInstance | undefined>(
    (module, { name, key }) => module?.shownChild(name, key),
    root,
  );
}

/** The resources of a module of a state, as `terraform show -json` prints it, and of those inside it. */
export function resourcesOf(module: unknown): readonly ShownResource[] {
  const found: ShownResource[] = [];
  const modules: unknown[] = [module];
  for (let next = modules.pop(); next !== undefined; next = modules.pop()) {
    const path = text(own(next, "address")) ?? "";
    for (const each of objects(own(next, "resources"))) {
      const resource = Object.hasOwn(each, "deposed_key") ? undefined : resourceIn(each, path, own(each, "values"));
      if (resource) found.push(resource);
    }
    for (const each of objects(own(next, "child_modules"))) modules.push(each);
  }
  return found;
}

/** @param module The address of the module, where the resource itself does not tell it. */
export function resourceIn(shown: JsonObject, module: string, values: unknown): ShownResource | undefined {
  const [address, type, name] = ["address", "type", "name"].map((key) => text(own(shown, key)));
  const index = own(shown, "index");
  const mode = own(shown, "mode");
  if (address === undefined || type === undefined || name === undefined) return undefined;
  if (mode !== "managed" && mode !== "data") return undefined;
  return {
    address,
    module: text(own(shown, "module_address")) ?? module,
    mode,
    type,
    name,
    key: typeof index === "string" || typeof index === "number" ? index : undefined,
    values,
    dependsOn: texts(own(shown, "depends_on")),
  };
}

/** Those of `terraform.tfstate`. */
function rawResources(state: ShownState): readonly ShownResource[] {
  return objects(own(state, "resources")).flatMap((resource) =>
    objects(own(resource, "instances")).flatMap((instance): readonly ShownResource[] => {
      if (Object.hasOwn(instance, "deposed")) return [];
      const [type, name] = [text(own(resource, "type")) ?? "", text(own(resource, "name")) ?? ""];
      const module = text(own(resource, "module")) ?? "";
      const index = own(instance, "index_key");
      const key = typeof index === "string" || typeof index === "number" ? index : undefined;
      const within = module === "" ? "" : `${module}.`;
      const found = resourceIn(
        {
          address: `${within}${type}.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`,
          type,
          name,
          index,
          mode: own(resource, "mode"),
          depends_on: own(instance, "dependencies"),
        },
        module,
        own(instance, "attributes"),
      );
      return found ? [found] : [];
    }),
  );
}

/** Only an ARN says where something is that has no Region of its own. */
function withRegion(values: unknown): unknown {
  const region = parseArn(text(own(values, "arn")) ?? "")?.region;
  return isObject(values) && region !== undefined && region !== "" && own(values, "region") === undefined
    ? { ...values, region }
    : values;
}

/**
 * What the provider reads back of a role that resources beside it set, by their names: it is one policy, not two.
 */
function setElsewhere(all: readonly ShownResource[]): (what: string, ...names: readonly unknown[]) => boolean {
  const found = new Set<string>();
  const key = (what: string, names: readonly unknown[]): string =>
    JSON.stringify([what, ...names.map((name) => text(name))]);
  for (const { type, values } of all) {
    const of = (...names: readonly string[]): readonly unknown[] => names.map((name) => own(values, name));
    if (type === "aws_iam_role_policy") found.add(key("inline", of("role", "name")));
    if (type === "aws_iam_role_policy_attachment") found.add(key("managed", of("role", "policy_arn")));
  }
  return (what, ...names) => found.has(key(what, names));
}

function withoutReadBack(values: unknown, type: string, isSetElsewhere: ReturnType<typeof setElsewhere>): unknown {
  if (!isObject(values) || type !== "aws_iam_role") return values;
  const role = own(values, "name");
  return {
    ...values,
    inline_policy: objects(own(values, "inline_policy")).filter(
      (policy) => !isSetElsewhere("inline", role, own(policy, "name")),
    ),
    managed_policy_arns: texts(own(values, "managed_policy_arns")).filter(
      (arn) => !isSetElsewhere("managed", role, arn),
    ),
  };
}
