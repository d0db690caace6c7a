import type { Address } from "../../model/graph";
import { addTo } from "../../model/multimap";
import { isBlock, isList, Unknown, type Value } from "../declared/value";
import { referencesIn, type Expression, type Reference } from "./expressions";
import type { CallDefinition, Repeated } from "./scope/definition";
import { nameOf, type Instance, type ModuleInstance } from "./scope/module";
import { Anything } from "./unknowns";

/** References are followed through so many names. */
const DEEPEST = 300;

/** Instances of a block, or resources of a module, beyond these are waited for by way of one node that stands for all. */
const MOST_EDGES = 20;

/**
 * What resources refer to and wait for. Terraform makes dependencies of blocks, not of instances; what a *value* depends
 * on is followed more closely: to one instance, through locals, variables and outputs.
 */
export class Dependencies {
  /** Nodes that stand for many resources, and what they wait for: the resources. */
  readonly groups = new Map<Address, readonly Address[]>();
  private readonly waiting = new Map<string, readonly Address[]>();
  private readonly explaining = new Map<string, readonly Address[]>();
  private depth = 0;

  constructor(
    private readonly prefix: string,
    /** All resources of another stack of the app, by way of its node. */
    private readonly stackNode: (stack: string) => readonly Address[],
  ) {}

  /** What a resource waits for before it is created. */
  of({ block, module }: Instance): readonly Address[] {
    const own = this.ofBlock(block, module, module.path + nameOf(block));
    if (!module.parent) return own;
    const found = new Set(own);
    // What is in a module waits for what its `module` block waits for.
    for (let inner = module; inner.parent; inner = inner.parent.module) {
      const { call, name } = inner.parent;
      this.add(found, this.ofCall(call, inner.parent.module, name));
    }
    return [...found];
  }

  /**
   * The resources that a setting depends on, of an instance that a partial plan does not show: by `each` or by
   * `count.index` not those that belong to the instances that it shows.
   */
  fromMissing(expression: Expression, instance: Instance): readonly Address[] {
    const { module, block } = instance;
    const from = this.from(expression, module, instance);
    if (!referencesIn(expression).some(({ root }) => root === "each" || root === "count")) return from;
    const siblings = module.block(nameOf(block))?.all ?? [];
    const taken = new Set(siblings.flatMap(({ key }) => (key === undefined ? [] : [`[${JSON.stringify(key)}]`])));
    return from.filter((address) => !taken.has(/\[("(?:[^"\\]|\\.)*"|\d+)\]$/.exec(address)?.[0] ?? ""));
  }

  /** The resources that a value depends on, each as one instance where that is told. */
  from(expression: Expression, module: ModuleInstance, instance: Instance | undefined): readonly Address[] {
    return this.fromAll(referencesIn(expression), module, instance);
  }

  fromAll(
    references: readonly Reference[],
    module: ModuleInstance,
    instance: Instance | undefined,
  ): readonly Address[] {
    const whole = withoutPrefixes(references);
    // `many[each.key].id` arrives in a plan as "many" and "each.key": it is taken for the instance of the same key.
    const key = whole.some(isIteration) ? instance?.key : undefined;
    const found = new Set<Address>();
    for (const each of whole) this.add(found, this.explained(each, key, module, instance));
    return [...found];
  }

  /** The value of an expression of which only the references are told. */
  readonly dependent = (
    references: readonly Reference[],
    module: ModuleInstance,
    instance: Instance | undefined,
  ): Value => new Anything({ from: this.fromAll(references, module, instance) });

  private add(to: Set<Address>, addresses: readonly Address[]): void {
    for (const address of addresses) to.add(address);
  }

  /** Finds something once; what is made of itself adds nothing to itself. */
  private once(
    memo: Map<string, readonly Address[]>,
    name: string,
    find: () => readonly Address[],
  ): readonly Address[] {
    const before = memo.get(name);
    if (before) return before;
    if (this.depth >= DEEPEST) return [];
    memo.set(name, []);
    this.depth += 1;
    const found = find();
    this.depth -= 1;
    memo.set(name, found);
    return found;
  }

  private ofBlock(
    {
      attributes,
      dependsOn,
      count,
      forEach,
    }: Repeated & { readonly attributes: ReadonlyMap<string, Expression>; readonly dependsOn: readonly Reference[] },
    module: ModuleInstance,
    name: string,
  ): readonly Address[] {
    return this.once(this.waiting, name, () => {
      const found = new Set<Address>();
      for (const each of [...attributes.values(), count, forEach]) {
        for (const reference of each ? withoutPrefixes(referencesIn(each)) : []) {
          this.add(found, this.waited(reference, module));
        }
      }
      for (const reference of dependsOn) this.add(found, this.declared(reference, module));
      return [...found];
    });
  }

  private ofCall(call: CallDefinition, module: ModuleInstance, name: string): readonly Address[] {
    const { count, forEach, dependsOn } = call;
    return this.ofBlock({ count, forEach, dependsOn, attributes: new Map() }, module, `${module.path}module.${name}`);
  }

  /** `depends_on`: a module there is all that is in it. */
  private declared(reference: Reference, module: ModuleInstance): readonly Address[] {
    const { root, steps } = reference;
    const [name] = steps;
    if (root !== "module" || typeof name !== "string") return this.waited(reference, module);
    if (module.isEmpty(name)) return [];
    const all = module.calls(name);
    if (all.length === 0) return [`${this.prefix}${module.path}module.${name}`];
    return all.flatMap((child) => this.everythingIn(child));
  }

  private everythingIn(module: ModuleInstance): readonly Address[] {
    const name = `everything in ${module.path}`;
    return this.once(this.waiting, name, () => {
      const own = module.blockNames().flatMap((block) => this.blockNode(module, block));
      const inner = module
        .callNames()
        .flatMap((call) => module.calls(call).flatMap((child) => this.everythingIn(child)));
      return this.node(`${this.prefix}${module.path.slice(0, -1)}`, [...own, ...inner]);
    });
  }

  private node(address: Address, all: readonly Address[]): readonly Address[] {
    if (all.length <= MOST_EDGES) return all;
    this.groups.set(address, all);
    return [address];
  }

  private blockNode(module: ModuleInstance, name: string): readonly Address[] {
    const block = module.block(name);
    if (!block) return [];
    if (name.startsWith("data.")) return this.ofData(module, name);
    return this.once(this.waiting, `all of ${module.path}${name}`, () =>
      this.node(
        `${this.prefix}${module.path}${name}`,
        block.all.map(({ address }) => address),
      ),
    );
  }

  private ofData(module: ModuleInstance, name: string): readonly Address[] {
    const definition = module.definition.blocks.get(name);
    return definition ? this.ofBlock(definition, module, `${module.path}${name}`) : [];
  }

  /** What Terraform waits for because of a reference. */
  private waited({ root, steps }: Reference, module: ModuleInstance): readonly Address[] {
    const [first, second] = steps;
    const name = typeof first === "string" ? first : "";
    switch (root) {
      case "each":
      case "count":
      case "path":
      case "terraform":
      case "self":
        return [];
      case "local":
        return this.ofNamed(module, `local.${name}`, module.definition.locals.get(name));
      case "var":
        return this.ofVariable(module, name);
      case "module":
        return this.ofModule(module, name, outputIn(steps));
      case "data":
        return this.ofDataSource(module, name, typeof second === "string" ? second : "");
      default:
        return this.blockNode(module, `${root}.${name}`);
    }
  }

  private ofNamed(module: ModuleInstance, name: string, expression: Expression | undefined): readonly Address[] {
    const address = `${module.path}${name}`;
    // What is not told is named: nobody can say what is waited for.
    if (!expression) return module.surroundings.instancesAreShown ? [`${this.prefix}${address}`] : [];
    return this.ofExpression(address, expression, module);
  }

  /** What an expression waits for, which has a name of its own: it is asked about often, and can refer to itself. */
  private ofExpression(address: string, expression: Expression, module: ModuleInstance): readonly Address[] {
    return this.once(this.waiting, address, () => {
      const found = new Set<Address>();
      for (const each of withoutPrefixes(referencesIn(expression))) this.add(found, this.waited(each, module));
      return [...found];
    });
  }

  private ofVariable(module: ModuleInstance, name: string): readonly Address[] {
    const argument = module.parent?.call.arguments.get(name);
    if (!module.parent || !argument) return [];
    return this.ofExpression(`${module.path}var.${name}`, argument, module.parent.module);
  }

  private ofModule(module: ModuleInstance, name: string, output: string | undefined): readonly Address[] {
    // What a module passes on that has no resources is not told in a plan.
    if (module.isEmpty(name) && !module.surroundings.instancesAreShown) return [];
    const all = module.calls(name);
    if (all.length === 0) return [`${this.prefix}${module.path}module.${name}`];
    return all.flatMap((child) =>
      output === undefined
        ? [...child.definition.outputs.keys()].flatMap((each) => this.ofOutput(child, each))
        : this.ofOutput(child, output),
    );
  }

  private ofOutput(child: ModuleInstance, output: string): readonly Address[] {
    return this.ofNamed(child, `output.${output}`, child.definition.outputs.get(output) ?? { kind: "other" });
  }

  private ofDataSource(module: ModuleInstance, type: string, name: string): readonly Address[] {
    const stack = stackOf(type, name);
    return stack === undefined ? this.ofData(module, `data.${type}.${name}`) : this.stackNode(stack);
  }

  /** What a value is explained by; a name that is no resource where it cannot be told. */
  private explained(
    reference: Reference,
    key: string | number | undefined,
    module: ModuleInstance,
    instance: Instance | undefined,
  ): readonly Address[] {
    const { root, steps } = reference;
    const [first, second, third] = steps;
    const name = typeof first === "string" ? first : "";
    switch (root) {
      case "each":
        return name === "value" ? this.explainedByEach(steps.slice(1), module, instance) : [];
      case "count":
      case "path":
      case "terraform":
      case "self":
        return [];
      case "local":
        return this.explainedBy(module, `local.${name}`, module.definition.locals.get(name));
      case "var":
        return this.explainedByVariable(module, name);
      case "module":
        return this.explainedByModule(module, name, steps.slice(1), instance);
      case "data":
        return this.explainedByData(module, name, typeof second === "string" ? second : "");
      default:
        return this.explainedByBlock(module, `${root}.${name}`, keyOf(second, module, instance) ?? keyIn(third) ?? key);
    }
  }

  private explainedByBlock(module: ModuleInstance, name: string, key: string | number | undefined): readonly Address[] {
    const block = module.block(name);
    if (!block || block.all.length === 0) return [`${this.prefix}${module.path}${name}`];
    const same = block.all.find((each) => each.key !== undefined && String(each.key) === String(key));
    return key === undefined || !same ? block.all.map(({ address }) => address) : [same.address];
  }

  /** Of a block over another block, the instance of the same key. */
  private explainedByEach(
    steps: Reference["steps"],
    module: ModuleInstance,
    instance: Instance | undefined,
  ): readonly Address[] {
    const forEach = instance?.block.forEach;
    if (!forEach) return [];
    if (instance.isMissing) return this.from(forEach, module, undefined);
    if (instance.key === undefined) return [];
    const key = { kind: "literal", value: instance.key } as const;
    return withoutPrefixes(referencesIn(forEach)).flatMap((each) =>
      this.explained({ ...each, steps: [...each.steps, key, ...steps] }, instance.key, module, undefined),
    );
  }

  private explainedBy(module: ModuleInstance, name: string, expression: Expression | undefined): readonly Address[] {
    const address = `${module.path}${name}`;
    if (!expression) return [`${this.prefix}${address}`];
    return this.once(this.explaining, address, () => this.from(expression, module, undefined));
  }

  private explainedByVariable(module: ModuleInstance, name: string): readonly Address[] {
    const definition = module.definition.variables.get(name);
    if (definition && "value" in definition) return [];
    const argument = module.parent?.call.arguments.get(name);
    if (!module.parent || !argument) return module.parent ? [] : [`${this.prefix}var.${name}`];
    const { module: outer, call, place } = module.parent;
    return this.once(this.explaining, `${module.path}var.${name}`, () => {
      const key = { key: place.key, block: { forEach: call.forEach } } as Instance;
      return this.fromAll(referencesIn(argument), outer, key);
    });
  }

  private explainedByModule(
    module: ModuleInstance,
    name: string,
    steps: Reference["steps"],
    instance: Instance | undefined,
  ): readonly Address[] {
    const key = keyOf(steps[0], module, instance) ?? (steps.length === 0 ? instance?.key : undefined);
    const all = module.calls(name);
    const child = all.find(({ parent }) => parent?.place.key !== undefined && String(parent.place.key) === String(key));
    const output = outputIn([name, ...steps]);
    const chosen = child ? [child] : all;
    if (chosen.length === 0) return [`${this.prefix}${module.path}module.${name}`];
    // `module.store[each.key].arn` arrives in a plan without its output: it is one of them.
    return chosen.flatMap((each) =>
      (output === undefined ? [...each.definition.outputs.keys()] : [output]).flatMap((one) =>
        this.explainedBy(each, `output.${one}`, each.definition.outputs.get(one)),
      ),
    );
  }

  /** A data source that finds something by a name is explained by what the name comes from. */
  private explainedByData(module: ModuleInstance, type: string, name: string): readonly Address[] {
    if (NOTHING_OF_RESOURCES.has(type)) return [];
    const address = `data.${type}.${name}`;
    const definition = module.definition.blocks.get(address);
    const by = FINDS_BY.get(type);
    const expression = by === undefined ? undefined : definition?.attributes.get(by);
    if (!expression || referencesIn(expression).length === 0) return [`${this.prefix}${module.path}${address}`];
    return this.once(this.explaining, `${module.path}${address}`, () => this.from(expression, module, undefined));
  }
}

/**
 * Dependencies as a state has them: on blocks, by addresses without keys. Of a module that has several instances, those
 * of the same instance are meant.
 */
export class StatedDependencies {
  readonly groups = new Map<Address, readonly Address[]>();
  private byBlock: Map<string, Instance[]> | undefined;
  private readonly found = new Map<string, readonly Address[]>();

  constructor(
    private readonly stated: ReadonlyMap<Address, readonly string[]>,
    private readonly instances: () => readonly Instance[],
  ) {}

  of({ address, module }: Instance): readonly Address[] {
    const stated = this.stated.get(address);
    return stated === undefined ? NONE : stated.flatMap((block) => this.inReach(block, module));
  }

  private inReach(block: string, from: ModuleInstance): readonly Address[] {
    const name = `${block} from ${from.path}`;
    const before = this.found.get(name);
    if (before) return before;
    const all = this.ofBlock(block);
    const near = all.filter(({ module }) => agree(module, from)).map(({ address }) => address);
    const found = near.length > MOST_EDGES ? [name] : near;
    if (near.length > MOST_EDGES) this.groups.set(name, near);
    this.found.set(name, found);
    return found;
  }

  private ofBlock(block: string): readonly Instance[] {
    if (!this.byBlock) {
      this.byBlock = new Map();
      for (const instance of this.instances()) {
        const { module, block: definition } = instance;
        const name = [module.configured, nameOf(definition)].filter((each) => each !== "").join(".");
        addTo(this.byBlock, name, instance);
      }
    }
    return this.byBlock.get(block) ?? [];
  }
}

const NONE: readonly Address[] = [];

/** Whether two module instances are the same where their paths are: nothing refers to another instance of its own module. */
function agree(a: ModuleInstance, b: ModuleInstance): boolean {
  const [one, other] = [lineage(a), lineage(b)];
  for (const [index, each] of one.entries()) {
    const beside = other[index];
    if (beside?.configured !== each.configured) return true;
    if (beside.path !== each.path) return false;
  }
  return true;
}

function lineage(module: ModuleInstance): readonly ModuleInstance[] {
  return module.parent ? [...lineage(module.parent.module), module] : [module];
}

/** Data sources that tell where Terraform runs, and nothing of any resource. */
const NOTHING_OF_RESOURCES: ReadonlySet<string> = new Set(["aws_caller_identity", "aws_partition", "aws_region"]);

const FINDS_BY: ReadonlyMap<string, string> = new Map([
  ["aws_s3_bucket", "bucket"],
  ["aws_iam_role", "name"],
  ["aws_iam_policy", "arn"],
  ["aws_kms_key", "key_id"],
]);

function stackOf(type: string, name: string): string | undefined {
  const [, stack] = type === "terraform_remote_state" ? (/^cross-stack-reference-input-(.+)$/.exec(name) ?? []) : [];
  return stack;
}

const isIteration = ({ root, steps }: Reference): boolean =>
  (root === "each" && steps[0] === "key") || (root === "count" && steps[0] === "index");

/** The output that is asked of a module, behind its key. */
function outputIn(steps: Reference["steps"]): string | undefined {
  return steps.slice(1).find((step): step is string => typeof step === "string");
}

function keyIn(step: Reference["steps"][number] | undefined): string | number | undefined {
  const value = typeof step === "object" && step.kind === "literal" ? step.value : undefined;
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** The key in brackets, where it is known. */
function keyOf(
  step: Reference["steps"][number] | undefined,
  module: ModuleInstance,
  instance: Instance | undefined,
): string | number | undefined {
  if (typeof step !== "object") return undefined;
  const literal = keyIn(step);
  if (literal !== undefined) return literal;
  const value: Value = module.evaluate(step, instance);
  return value instanceof Unknown || isList(value) || isBlock(value) || typeof value === "boolean" ? undefined : value;
}

/** Without "aws_s3_bucket.copy" behind "aws_s3_bucket.copy.arn": a plan has the beginnings of each reference after it. */
export function withoutPrefixes(references: readonly Reference[]): readonly Reference[] {
  const kept: Reference[] = [];
  for (const each of references) {
    const before = kept.at(-1);
    if (!before || !isPrefix(each, before)) kept.push(each);
  }
  return kept;
}

function isPrefix(short: Reference, long: Reference): boolean {
  return (
    short.root === long.root &&
    short.steps.length < long.steps.length &&
    short.steps.every((step, index) => sameStep(step, long.steps[index]))
  );
}

function sameStep(a: Reference["steps"][number], b: Reference["steps"][number] | undefined): boolean {
  if (a === b) return true;
  const key = keyIn(a);
  return key !== undefined && key === keyIn(b);
}
