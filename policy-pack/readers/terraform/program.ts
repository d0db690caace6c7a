import type { Address } from "../../model/graph";
import { Unknown, type Value } from "../declared/value";
import { computed, found, type Described } from "./aws";
import { isAlwaysText, isComputedBy, isSetOf } from "./computed";
import { Dependencies, StatedDependencies } from "./dependencies";
import { JUDGE_THE_PLAN, type State } from "./evaluate";
import type { Reference } from "./expressions";
import { own } from "./json";
import { knownRegion, partitionText, Providers } from "./providers";
import type { ModuleDefinition } from "./scope/definition";
import { ModuleInstance, type Instance, type Surroundings } from "./scope/module";
import { merged } from "./shown";
import { Anything, isKnown, mark, OF_ITSELF } from "./unknowns";

/** What is known besides the configuration. */
export interface Besides extends Beyond {
  /** What tells the instances: `count` and `for_each`, or a plan or a state. */
  readonly instances: "configuration" | "plan" | "state";
  /** What a state says of dependencies, by the addresses of instances: addresses without keys. */
  readonly stated?: ReadonlyMap<Address, readonly string[]>;
  /** What to do about variables whose values are not known. By default, to judge the plan. */
  readonly settleVariables?: string;
}

/** What is known of the other stacks of an app. */
export interface Beyond {
  /** An output of another stack of the same app. */
  readonly outputOf: (stack: string, output: string) => Value;
  /** What to wait for in order to wait for another stack. */
  readonly stackNode: (stack: string) => readonly Address[];
}

/** One configuration with all its modules, and what is known of the resources in it. */
export class Program implements Surroundings {
  readonly state: State = { depth: 0, uncertain: false };
  readonly root: ModuleInstance;
  readonly dependencies: Dependencies;
  readonly providers: Providers;
  readonly outputOf: Beyond["outputOf"];
  readonly settleVariables: string;
  readonly instancesAreShown: boolean;
  /** A state has none. */
  readonly hasConfiguration: boolean;
  private all: readonly Instance[] | undefined;
  private byAddress: ReadonlyMap<Address, Instance> | undefined;
  private readonly stated: StatedDependencies;
  private readonly memo = new Map<Instance, Map<string, Value>>();
  private readonly described = new Map<Instance, Described>();

  constructor(
    definition: ModuleDefinition,
    readonly prefix: string,
    {
      instances,
      stated = new Map<Address, readonly string[]>(),
      settleVariables = JUDGE_THE_PLAN,
      outputOf,
      stackNode,
    }: Besides,
  ) {
    this.settleVariables = settleVariables;
    this.outputOf = outputOf;
    this.instancesAreShown = instances !== "configuration";
    this.hasConfiguration = instances !== "state";
    this.dependencies = new Dependencies(prefix, stackNode);
    this.providers = new Providers(prefix);
    this.root = new ModuleInstance(definition, this);
    this.stated = new StatedDependencies(stated, () => this.instances());
  }

  /** What a resource waits for before it is created. */
  waitsFor(instance: Instance): readonly Address[] {
    const [told, stated] = [this.dependencies.of(instance), this.stated.of(instance)];
    return stated.length === 0 ? told : [...new Set([...told, ...stated])];
  }

  /** Nodes that stand for many resources, and those. */
  groups(): ReadonlyMap<Address, readonly Address[]> {
    return new Map([...this.dependencies.groups, ...this.stated.groups]);
  }

  /** Every resource, of every instance of every module. */
  instances(): readonly Instance[] {
    this.all ??= this.instancesIn(this.root, 0);
    return this.all;
  }

  private instancesIn(module: ModuleInstance, depth: number): readonly Instance[] {
    const own = module
      .blockNames()
      .filter((name) => !name.startsWith("data."))
      .flatMap((name) => module.block(name)?.all ?? []);
    if (depth > DEEPEST_MODULE) return own;
    const inner = module
      .callNames()
      .flatMap((name) => module.calls(name).flatMap((child) => this.instancesIn(child, depth + 1)));
    return [...own, ...inner];
  }

  /** A resource by its address. */
  instanceAt(address: Address): Instance | undefined {
    this.byAddress ??= new Map(this.instances().map((instance) => [instance.address, instance]));
    return this.byAddress.get(address);
  }

  readonly dependent = (
    references: readonly Reference[],
    module: ModuleInstance,
    instance: Instance | undefined,
  ): Value => this.dependencies.dependent(references, module, instance);

  /** The value of an attribute: what is set or shown, else what AWS computes. */
  readonly attribute = (instance: Instance, name: string): Value => {
    const value = this.written(instance, name);
    if (value !== undefined && isKnown(value)) return value;
    const described = this.described.get(instance) ?? this.describe(instance);
    this.described.set(instance, described);
    const made = instance.block.mode === "data" ? found(described, name) : computed(described, name);
    if (made !== undefined) return made;
    if (value !== undefined) return value;
    return this.notTold(instance, name);
  };

  /** What AWS makes up, or a data source finds out: the one is known on apply, the other in a plan already. */
  private notTold({ address, block }: Instance, name: string): Value {
    const isFound = block.mode === "data" && !this.instancesAreShown;
    const about = {
      text: mark(`${address}.${name}`),
      from: [address],
      ...(isFound &&
        ({
          why: `what ${address} finds is known only when Terraform runs`,
          settledBy: "configuration",
          settle: JUDGE_THE_PLAN,
        } as const)),
    };
    return isAlwaysText(block.type, name) ? new Unknown(about) : new Anything(about);
  }

  /** What the configuration sets, or a plan or a state shows. */
  readonly written = (instance: Instance, name: string): Value => {
    const known = this.memo.get(instance) ?? new Map<string, Value>();
    this.memo.set(instance, known);
    if (known.has(name)) return known.get(name);
    known.set(name, OF_ITSELF);
    const value = this.read(instance, name);
    known.set(name, value);
    return value;
  };

  private read(instance: Instance, name: string): Value {
    const { module, block, shown } = instance;
    const expression = block.attributes.get(name);
    if (!shown) return expression && module.evaluate(expression, instance);
    return merged(own(shown.values, name), own(shown.unknown, name), expression, name, {
      evaluate: (each) => module.evaluate(each, instance),
      isComputed: (path) => block.mode === "data" || isComputedBy(block.type, path),
      isSet: (path) => isSetOf(block.type, path),
    });
  }

  private describe(instance: Instance): Described {
    const provider = () => this.providers.of(instance);
    const region = (): string | undefined => knownRegion(this.written(instance, "region"), provider());
    return {
      type: instance.block.type,
      address: instance.address,
      own: (name) => this.written(instance, name),
      region,
      partition: () => partitionText(region(), provider()),
      account: () => provider().account,
    };
  }
}

/** Modules are nested less deeply than this. */
const DEEPEST_MODULE = 50;
