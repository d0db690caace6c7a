import { addTo } from "../../../model/multimap";
import type { Existence } from "../../declared/resource";
import { Unknown, type Value } from "../../declared/value";
import { evaluate, JUDGE_THE_PLAN, TOO_DEEP, type Scope, type State } from "../evaluate";
import type { Expression, Reference, Step } from "../expressions";
import { plain } from "../functions";
import { Anything, Failure, Given, Handle, mark, OF_ITSELF, Several } from "../unknowns";
import {
  EMPTY_MODULE,
  type BlockDefinition,
  type CallDefinition,
  type ModuleDefinition,
  type ProviderReference,
  type VariableDefinition,
} from "./definition";
import { typed } from "./types";
import { expand, ONE, type Iteration, type Place, type Places } from "./expansion";

/** One instance of a resource or a data source. */
export interface Instance {
  /** Terraform's, with the keys of modules, behind the name of the stack where there are several. */
  readonly address: string;
  readonly module: ModuleInstance;
  readonly block: BlockDefinition;
  readonly key: string | number | undefined;
  readonly iteration: Iteration | undefined;
  /** That of the modules it is in included. */
  readonly existence: Existence | undefined;
  /** What a plan or a state shows of it. */
  readonly shown?: { readonly values: unknown; readonly unknown?: unknown };
  /** Stands for what a partial plan does not show. */
  readonly isMissing?: true;
}

/** What modules need to know of the whole they are in. */
export interface Surroundings {
  readonly state: State;
  /** Of addresses: the name of the stack and a slash, where there are several. */
  readonly prefix: string;
  readonly attribute: (instance: Instance, name: string) => Value;
  /** What to do about variables whose values are not known. */
  readonly settleVariables: string;
  /** What an expression depends on of which only the references are told. */
  readonly dependent: (
    references: readonly Reference[],
    module: ModuleInstance,
    instance: Instance | undefined,
  ) => Value;
  /** An output of another stack of the same app; `undefined` where there is no such stack. */
  readonly outputOf: (stack: string, output: string) => Value;
  /** Whether the source tells the instances, so that `count` and `for_each` need no evaluation. */
  readonly instancesAreShown: boolean;
}

interface Parent {
  readonly module: ModuleInstance;
  readonly name: string;
  readonly call: CallDefinition;
  readonly place: Place;
}

/** The instances of a block, and what its name stands for. */
export interface Instances {
  readonly all: readonly Instance[];
  readonly value: Value;
}

/** A module instance: the same module may be called several times, and each call may be repeated. */
export class ModuleInstance {
  /** `module.store["orders"].`, or nothing for the root module. */
  readonly path: string;
  /** As a configuration names it, without keys: `module.store`. */
  readonly configured: string;
  readonly existence: Existence | undefined;
  private readonly blocks = new Map<string, Instances>();
  private readonly children = new Map<string, { readonly places: Places; readonly all: readonly ModuleInstance[] }>();
  private readonly shownInstances = new Map<string, Instance[]>();
  private readonly shownChildren = new Map<string, Map<string, ModuleInstance>>();
  private readonly memo = new Map<string, Value | typeof PENDING>();

  constructor(
    readonly definition: ModuleDefinition,
    readonly surroundings: Surroundings,
    readonly parent?: Parent,
  ) {
    const { module, name = "", place } = parent ?? {};
    const index = place?.index === undefined ? "" : `[${place.index}]`;
    this.path = module ? `${module.path}module.${name}${index}.` : "";
    this.configured = module ? [module.configured, `module.${name}`].filter((each) => each !== "").join(".") : "";
    this.existence = bothOf(module?.existence, place?.existence);
  }

  /** Evaluates an expression of this module, at an instance of one of its blocks. */
  evaluate(expression: Expression, instance?: Instance): Value {
    return evaluate(expression, this.scope(instance));
  }

  /** Takes in an instance that a plan or a state shows. */
  show(instance: Instance): void {
    const name = nameOf(instance.block);
    addTo(this.shownInstances, name, instance);
  }

  /** Whether a plan or a state shows an instance of a block. */
  shows(name: string): boolean {
    return this.shownInstances.has(name);
  }

  /** The instance of a called module that a plan or a state shows. */
  shownChild(name: string, key: string | number | undefined): ModuleInstance | undefined {
    const call = this.definition.calls.get(name) ?? NO_CALL;
    if (!call.definition) return undefined;
    const byKey = this.shownChildren.get(name) ?? new Map<string, ModuleInstance>();
    this.shownChildren.set(name, byKey);
    const index = key === undefined ? undefined : JSON.stringify(key);
    const before = byKey.get(index ?? "");
    if (before) return before;
    const iteration = shownIteration(key, () => this.eachOf(call, key));
    const place: Place = { ...ONE, key, index, iteration };
    const child = new ModuleInstance(call.definition, this.surroundings, { module: this, name, call, place });
    byKey.set(index ?? "", child);
    return child;
  }

  /** What `each.value` is of an instance that a plan shows, as far as its `for_each` can be evaluated. */
  eachOf({ forEach }: Pick<CallDefinition, "forEach">, key: string | number | undefined): Value {
    const collection = forEach && this.evaluate(forEach);
    if (collection instanceof Map) return (collection as ReadonlyMap<string, Value>).get(String(key));
    if (Array.isArray(collection)) return key;
    return new Anything(collection instanceof Unknown ? collection.about : {});
  }

  /** Called modules that are read, instance by instance. */
  calls(name: string): readonly ModuleInstance[] {
    if (this.surroundings.instancesAreShown) return [...(this.shownChildren.get(name)?.values() ?? [])];
    return this.expandedCall(name)?.all ?? [];
  }

  /** Whether a called module is known to have no resources: it has no instance, or none of its resources is shown. */
  isEmpty(name: string): boolean {
    const isRead = this.definition.calls.get(name)?.definition !== undefined;
    return isRead && this.calls(name).length === 0;
  }

  /** Whether a called module, read or not, is known to have no instance. */
  isLeftOut(name: string): boolean {
    const call = this.definition.calls.get(name);
    return call !== undefined && this.placesOf(name, call).places.length === 0;
  }

  /** The instances of a block by `type.name` or `data.type.name`; `undefined` where there is no such block. */
  block(name: string): Instances | undefined {
    const before = this.blocks.get(name);
    if (before) return before;
    const definition = this.definition.blocks.get(name);
    const shown = this.shownInstances.get(name);
    if (!definition && !shown) return undefined;
    // A block that is repeated by itself has no instances while they are counted.
    this.blocks.set(name, { all: [], value: OF_ITSELF });
    const found = this.surroundings.instancesAreShown
      ? this.shownBlock(shown ?? [], definition)
      : definition && this.expandedBlock(definition);
    if (found) this.blocks.set(name, found);
    return found;
  }

  /** Every block's name, those that a plan or a state shows without a configuration included. */
  blockNames(): readonly string[] {
    return [...new Set([...this.definition.blocks.keys(), ...this.shownInstances.keys()])];
  }

  /** The names of called modules, those that a plan or a state shows without a configuration included. */
  callNames(): readonly string[] {
    return [...new Set([...this.definition.calls.keys(), ...this.shownChildren.keys()])];
  }

  /** A provider of this module by its local name, and the module that configures it. */
  provider(reference: ProviderReference): { readonly module: ModuleInstance; readonly name: string } | undefined {
    if (reference.module !== undefined) {
      if (this.configured === reference.module) return { module: this, name: reference.name };
      return this.parent?.module.provider(reference);
    }
    if (this.definition.providers.has(reference.name) || !this.parent) return { module: this, name: reference.name };
    const { call, module } = this.parent;
    const outside = call.providers?.get(reference.name);
    if (outside !== undefined) return module.provider({ name: outside });
    // Only a default provider is handed down by itself.
    return reference.name.includes(".") ? undefined : module.provider(reference);
  }

  output(name: string): Value {
    const expression = this.definition.outputs.get(name);
    return expression ? this.once(`output.${name}`, () => this.evaluate(expression)) : NOT_DEFINED;
  }

  private scope(instance: Instance | undefined): Scope {
    const { state, dependent } = this.surroundings;
    return {
      state,
      place: `${instance ? instance.address : `${this.surroundings.prefix}${this.path}`} `,
      resolve: (root, steps) => this.resolve(root, steps, instance),
      dependent: (references) => dependent(references, this, instance),
    };
  }

  private resolve(
    root: string,
    steps: readonly Step[],
    instance: Instance | undefined,
  ): { readonly value: Value; readonly taken: number } {
    const [first, second] = steps;
    const iteration = instance?.iteration;
    const name = typeof first === "string" ? first : "";
    switch (root) {
      case "each":
        return { value: eachIn(iteration, name), taken: 1 };
      case "count":
        return { value: iteration && "index" in iteration ? iteration.index : NOT_DEFINED, taken: 1 };
      case "local":
        return { value: this.local(name), taken: 1 };
      case "var":
        return { value: this.variable(name), taken: 1 };
      case "path":
      case "terraform":
      case "self":
        return { value: new Anything({ why: `\`${root}.${name}\` is known only when Terraform runs` }), taken: 1 };
      case "module":
        return { value: this.called(name), taken: 1 };
      case "data":
        return this.referToData(name, typeof second === "string" ? second : "", steps);
      default:
        return { value: this.referTo(`${root}.${name}`, instance), taken: 1 };
    }
  }

  private referTo(name: string, instance?: Instance): Value {
    const block = this.block(name);
    if (!block) return this.notShown(name);
    const { value, all } = block;
    // Where this exists under one condition with it, the other is there.
    const isThere = all.every(({ existence }) => existence && existence.identity === instance?.existence?.identity);
    return value instanceof Several && value.atMostOne && isThere ? [value.item] : value;
  }

  /** A plan or a state need not have everything. */
  private notShown(name: string): Value {
    return this.surroundings.instancesAreShown
      ? new Anything({ from: [`${this.surroundings.prefix}${this.path}${name}`] })
      : NOT_DEFINED;
  }

  private referToData(
    type: string,
    name: string,
    steps: readonly Step[],
  ): { readonly value: Value; readonly taken: number } {
    const [, stack] = /^cross-stack-reference-input-(.+)$/.exec(name) ?? [];
    const [, , attribute, output] = steps;
    if (
      type === "terraform_remote_state" &&
      stack !== undefined &&
      attribute === "outputs" &&
      typeof output === "string"
    ) {
      return { value: this.surroundings.outputOf(stack, output), taken: 4 };
    }
    return { value: this.referTo(`data.${type}.${name}`), taken: 2 };
  }

  private local(name: string): Value {
    const expression = this.definition.locals.get(name);
    if (expression) return this.once(`local.${name}`, () => this.evaluate(expression));
    const address = `${this.surroundings.prefix}${this.path}local.${name}`;
    // A plan does not tell what a local stands for.
    return this.surroundings.instancesAreShown ? new Anything({ text: mark(address), from: [address] }) : NOT_DEFINED;
  }

  private variable(name: string): Value {
    return this.once(`var.${name}`, () => {
      const definition = this.definition.variables.get(name);
      const given = this.given(name, definition);
      return definition ? typed(given, definition) : given;
    });
  }

  private given(name: string, definition: VariableDefinition | undefined): Value {
    if (definition && "value" in definition) return plain(definition.value, 0);
    const argument = this.parent?.call.arguments.get(name);
    if (this.parent && argument) {
      const { module, place } = this.parent;
      return module.evaluate(argument, module.standingIn(place));
    }
    // Nobody but the caller of a module gives its variables values.
    if (this.parent && definition) return plain(definition.default, 0);
    return variableOf(
      `${this.surroundings.prefix}${this.path}var.${name}`,
      name,
      definition,
      this.surroundings.settleVariables,
    );
  }

  /** The place of a `module` block as an instance, for what its arguments say of `each` and `count`. */
  private standingIn({ iteration }: Place): Instance | undefined {
    return (
      iteration && {
        address: `${this.surroundings.prefix}${this.path}module`,
        module: this,
        block: NO_BLOCK,
        key: undefined,
        iteration,
        existence: undefined,
      }
    );
  }

  /** What `module.name` stands for: its outputs, by the keys of its instances where there are several. */
  private called(name: string): Value {
    const call = this.definition.calls.get(name);
    if (!call) return NOT_DEFINED;
    const address = `${this.surroundings.prefix}${this.path}module.${name}`;
    if (!call.definition) return unreadModule(address);
    const all = this.calls(name);
    if (this.surroundings.instancesAreShown && all.length === 0) {
      const only = call.count || call.forEach ? undefined : this.shownChild(name, undefined);
      return only ? outputsOf(only) : new Anything({ from: [address] });
    }
    // One that a partial plan does not show has no key.
    const isRepeated = call.count ?? call.forEach;
    if (
      isRepeated &&
      all.some(({ parent }) => this.surroundings.instancesAreShown && parent?.place.key === undefined)
    ) {
      return new Anything({ from: [address] });
    }
    return collectionOf(
      all.map((child) => ({ key: child.parent?.place.key, value: outputsOf(child) })),
      call,
      this.expandedCall(name)?.places,
    );
  }

  private placesOf(name: string, call: CallDefinition) {
    const address = `${this.surroundings.prefix}${this.path}module.${name}`;
    return expand(call, (expression) => this.evaluate(expression), address);
  }

  private expandedCall(name: string) {
    const before = this.children.get(name);
    const call = this.definition.calls.get(name);
    if (before || !call?.definition || this.surroundings.instancesAreShown) return before;
    this.children.set(name, { places: { places: [] }, all: [] });
    const { definition } = call;
    const places = this.placesOf(name, call);
    const all = places.places.map(
      (place) => new ModuleInstance(definition, this.surroundings, { module: this, name, call, place }),
    );
    const found = { places, all };
    this.children.set(name, found);
    return found;
  }

  private expandedBlock(definition: BlockDefinition): Instances {
    const name = `${this.surroundings.prefix}${this.path}${nameOf(definition)}`;
    const places = expand(definition, (expression) => this.evaluate(expression), name);
    const all = places.places.map(({ key, index, iteration, existence }): Instance => ({
      address: index === undefined ? name : `${name}[${index}]`,
      module: this,
      block: definition,
      key,
      iteration,
      existence: bothOf(this.existence, existence),
    }));
    return { all, value: collectionOf(all.map(this.handle), definition, places) };
  }

  private shownBlock(all: readonly Instance[], definition: BlockDefinition | undefined): Instances {
    const isRepeated = definition?.count ?? definition?.forEach ?? all.find(({ key }) => key !== undefined);
    if (all.length === 0 && !isRepeated) return { all, value: this.notShown(definition ? nameOf(definition) : "") };
    if (all.some(({ isMissing }) => isMissing))
      return { all, value: new Anything({ from: all.map(({ address }) => address) }) };
    return { all, value: collectionOf(all.map(this.handle), repeatedAs(all, definition)) };
  }

  private readonly handle = (instance: Instance): { readonly key: Place["key"]; readonly value: Value } => ({
    key: instance.key,
    value: new Handle(instance.address, (name) => this.surroundings.attribute(instance, name)),
  });

  /** What has a name is evaluated once, and what is made of itself is not known. */
  private once(name: string, find: () => Value): Value {
    const before = this.memo.get(name);
    if (before === PENDING) return OF_ITSELF;
    if (this.memo.has(name)) return before;
    this.memo.set(name, PENDING);
    const value = find();
    // From elsewhere it may be less deep.
    if (value === TOO_DEEP) this.memo.delete(name);
    else this.memo.set(name, value);
    return value;
  }
}

const PENDING = Symbol("being evaluated");
const NOT_DEFINED = new Failure({ why: "it refers to something that does not exist", settledBy: "configuration" });

/** A block that says nothing. */
export const NO_BLOCK: BlockDefinition = {
  mode: "managed",
  type: "",
  name: "",
  attributes: new Map(),
  provider: undefined,
  dependsOn: [],
  count: undefined,
  forEach: undefined,
  path: undefined,
};

const NO_CALL: CallDefinition = {
  definition: EMPTY_MODULE,
  arguments: new Map(),
  providers: undefined,
  dependsOn: [],
  count: undefined,
  forEach: undefined,
  path: undefined,
};

export function nameOf({ mode, type, name }: BlockDefinition): string {
  return mode === "data" ? `data.${type}.${name}` : `${type}.${name}`;
}

function eachIn(iteration: Iteration | undefined, name: string): Value {
  if (!iteration || "index" in iteration) return NOT_DEFINED;
  return name === "key" ? iteration.key : name === "value" ? iteration.value : NOT_DEFINED;
}

/** What `count.index` or `each` are of an instance whose key is shown. */
export function shownIteration(key: string | number | undefined, value: () => Value): Iteration | undefined {
  if (key === undefined) return undefined;
  return typeof key === "number"
    ? { index: key }
    : {
        key,
        get value() {
          return value();
        },
      };
}

function variableOf(
  address: string,
  name: string,
  { type, default: byDefault }: Partial<VariableDefinition> = {},
  settle: string,
): Unknown {
  const about = {
    why:
      byDefault === undefined
        ? `var.${name} is given only when Terraform runs`
        : `var.${name} may be given another value than its default when Terraform runs`,
    settledBy: "configuration",
    settle,
    from: [address],
  } as const;
  const plainType = type?.replace(/^\$\{|\}$/g, "").trim();
  if (plainType === "string") return new Given({ ...about, text: mark(address) });
  const isScalar = plainType === undefined || plainType === "number" || plainType === "bool";
  return new Anything({ ...about, ...(isScalar ? { text: mark(address) } : { identity: address }) });
}

function unreadModule(address: string): Value {
  return new Anything({
    why: `${address} is not read`,
    settledBy: "configuration",
    settle: JUDGE_THE_PLAN,
    identity: address,
    from: [address],
  });
}

/** The outputs of a module instance, each evaluated when it is asked for. */
const outputsOf = (module: ModuleInstance): Value =>
  new Handle(`${module.surroundings.prefix}${module.path.slice(0, -1)}`, (name) => module.output(name));

function repeatedAs(all: readonly Instance[], definition: BlockDefinition | undefined) {
  if (definition) return definition;
  const [first] = all;
  const some = { kind: "other" } as const;
  return {
    count: typeof first?.key === "number" ? some : undefined,
    forEach: typeof first?.key === "string" ? some : undefined,
  };
}

/** What the name of a repeated block stands for: a list or a map, or the only instance. */
function collectionOf(
  all: readonly { readonly key: Place["key"]; readonly value: Value }[],
  { count, forEach }: Pick<BlockDefinition, "count" | "forEach">,
  places?: Places,
): Value {
  const [first] = all;
  if (places?.open) {
    const { identity, key, atMostOne } = places.open;
    const byKey = new Map(all.flatMap((each) => (each.key === undefined ? [] : [[String(each.key), each.value]])));
    return new Several(
      { identity, settledBy: "configuration", settle: JUDGE_THE_PLAN },
      key,
      first?.value,
      atMostOne,
      byKey,
    );
  }
  if (forEach) return new Map(all.map(({ key, value }) => [String(key), value]));
  if (!count) return first?.value ?? NOT_DEFINED;
  const sorted = [...all].sort((a, b) => Number(a.key) - Number(b.key));
  return sorted.every(({ key }, index) => key === index)
    ? sorted.map(({ value }) => value)
    : new Map(sorted.map(({ key, value }) => [String(key), value]));
}

/** Something inside a module that may not be there, which may not be there itself. */
function bothOf(outer: Existence | undefined, inner: Existence | undefined): Existence | undefined {
  if (!outer || !inner) return outer ?? inner;
  return {
    ...inner,
    identity: outer.identity === inner.identity ? inner.identity : `${outer.identity} and ${inner.identity}`,
  };
}
