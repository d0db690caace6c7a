import type { Address, ReplicationGraph, Unread } from "../../model/graph";
import type { SharedOptions } from "../../options";
import { readDeclared } from "../declared";
import type { DeclaredResource } from "../declared/resource";
import { madeUnseen, mayBeBucket } from "../declared/unread";
import { EMPTY } from "../declared/value";
import { moduleOf, unreadCalls, type JsonConfiguration, type ReadModule } from "./configuration";
import type * as Hcl from "./hcl";
import { declare } from "./declare";
import { TERRAFORM, typeOf } from "./dialect";
import { JUDGE_THE_PLAN } from "./evaluate";
import { at, object, own } from "./json";
import { unreadOf } from "./partial";
import { partialOf, programOfPlan, provenBy, type ShownPlan } from "./plan";
import { Program, type Beyond } from "./program";
import type { Location, ModuleDefinition } from "./scope/definition";
import type { Instance } from "./scope/module";
import { NOTHING_BEYOND, programOfState, type ShownState } from "./state";
import { OF_ITSELF } from "./unknowns";

export type { JsonConfiguration, ReadModule } from "./configuration";
export type { ShownPlan } from "./plan";
export type { ShownState } from "./state";
export type { Given, GivenValue, LoadedFolder } from "./hcl";
export type { Location } from "./scope/definition";

/** What a source declares, before it is joined. */
export interface Declared {
  readonly resources: readonly DeclaredResource[];
  /** What was seen and not looked into. */
  readonly unread: readonly Unread[];
  /** Where each is written, as far as the source tells it. */
  readonly locations: ReadonlyMap<Address, Location>;
}

/** What was read, and what a person calls each resource. */
export interface Read {
  readonly graph: ReplicationGraph;
  readonly labels: ReadonlyMap<Address, string>;
  /** Where resources, and modules that are not looked into, are written; empty where the source does not tell it. */
  readonly locations: ReadonlyMap<Address, Location>;
  /** Why the source does not show everything: what is not in it is not known. */
  readonly partial?: string;
}

/**
 * Reads Terraform's JSON configurations into one graph: those of the stacks of an app, with what refers from one to
 * another.
 *
 * @param stacks By the names of the stacks; of a single configuration, any name.
 * @param readModule Reads the modules that `module` blocks call; what it does not read is told as unread.
 */
export function readConfigurations(
  stacks: Readonly<Record<string, JsonConfiguration>>,
  options: SharedOptions,
  readModule?: ReadModule,
): Read {
  return joined(declaredInConfigurations(stacks, readModule), options);
}

/**
 * Reads what `terraform show -json` prints of a plan. A bucket that a data source has found is proven by it, as far as it
 * tells.
 */
export function readPlan(plan: ShownPlan, options: SharedOptions): Read {
  const knownDestinations = [...options.knownDestinations, ...provenBy(plan)];
  const partial = partialOf(plan);
  return {
    ...joined(declaredInPlan(plan), { ...options, knownDestinations }),
    ...(partial && { partial: `the plan ${partial.is}: what is not in it is not known` }),
  };
}

/**
 * Reads what was deployed before a plan.
 *
 * @returns `undefined` where the plan shows no resources from before.
 */
export function readPriorState(plan: ShownPlan, options: SharedOptions): Read | undefined {
  const state = object(own(plan, "prior_state"));
  const { resources } = declaredInState(state);
  return resources.length === 0 ? undefined : readState(state, options);
}

/** Reads a state: what `terraform show -json` prints of it, or `terraform.tfstate`. */
export function readState(state: ShownState, options: SharedOptions): Read {
  return joined(declaredInState(state), options);
}

// Loaded on first use: nothing but a folder needs it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const hcl = (): typeof Hcl => require("./hcl") as typeof Hcl;

/**
 * Reads a folder of `.tf` and `.tf.json` files as `terraform plan` would there, with the local modules that it calls and
 * those that `terraform init` has downloaded.
 *
 * @param given Values of variables, as the command line gives them. `terraform.tfvars` and `*.auto.tfvars` come before them.
 * @throws {Error} With one sentence that says what is wrong where, and what to do, if the folder cannot be read, or Terraform
 * would refuse it.
 */
export async function readTerraformFolder(
  folder: string,
  options: SharedOptions,
  given: Hcl.Given = {},
): Promise<Read> {
  return readLoadedFolder(await loadTerraformFolder(folder, given), options);
}

/** Reads the files of `readTerraformFolder`, and leaves what they say to `readLoadedFolder`. */
export function loadTerraformFolder(folder: string, given: Hcl.Given = {}): Promise<Hcl.LoadedFolder> {
  return hcl().loadTerraformFolder(folder, given);
}

export function readLoadedFolder(folder: Hcl.LoadedFolder, options: SharedOptions): Read {
  return joined(declaredInFolder(folder), options);
}

/** The resources of a folder of `.tf` files, one by one. */
export function declaredInFolder({ configuration, modules, values }: Hcl.LoadedFolder): Declared {
  const definition = moduleOf(configuration, (source) => modules.get(source));
  return declaredIn(
    new Program(withValues(definition, values), "", {
      instances: "configuration",
      settleVariables: `${JUDGE_THE_PLAN}, or give the values of variables with --var or --var-file`,
      ...NOTHING_BEYOND,
    }),
    [],
    `run \`terraform init\`, which downloads it, or ${JUDGE_THE_PLAN}`,
  );
}

function withValues(definition: ModuleDefinition, values: ReadonlyMap<string, unknown>): ModuleDefinition {
  const variables = [...definition.variables].map(
    ([name, variable]) => [name, values.has(name) ? { ...variable, value: values.get(name) } : variable] as const,
  );
  return { ...definition, variables: new Map(variables) };
}

/** The resources of Terraform's JSON configurations, one by one. */
export function declaredInConfigurations(
  stacks: Readonly<Record<string, JsonConfiguration>>,
  readModule?: ReadModule,
): Declared {
  const sources = new Map(Object.entries(stacks));
  const programs = new Map<string, Program>();
  const beyond: Beyond = {
    outputOf: (stack, output) => programs.get(stack)?.root.output(output) ?? OF_ITSELF,
    stackNode: (stack) => (programs.has(stack) ? [nodeOf(stack)] : []),
  };
  for (const [name, json] of sources) {
    const prefix = sources.size > 1 ? `${name}/` : "";
    const definition = moduleOf(json, readModule);
    programs.set(name, new Program(definition, prefix, { instances: "configuration", ...beyond }));
  }
  const all = [...programs].map(([name, program]): Declared => {
    const earlier = stacksBefore(sources.get(name))
      .filter((stack) => programs.has(stack))
      .map(nodeOf);
    const { resources, unread, locations } = declaredIn(program, earlier);
    const node =
      sources.size > 1
        ? [
            group(
              nodeOf(name),
              resources.map(({ address }) => address),
            ),
          ]
        : [];
    return { resources: [...resources, ...node], unread, locations };
  });
  return {
    resources: all.flatMap(({ resources }) => resources),
    unread: all.flatMap(({ unread }) => unread),
    locations: new Map(all.flatMap(({ locations }) => [...locations])),
  };
}

/** The resources of a plan, one by one. */
export function declaredInPlan(plan: ShownPlan): Declared {
  const program = programOfPlan(plan);
  const declared = declaredIn(program, []);
  const partial = partialOf(plan);
  return partial ? { ...declared, unread: [...declared.unread, ...unreadOf(program.instances(), partial)] } : declared;
}

/** The resources of a state, one by one. */
export function declaredInState(state: ShownState): Declared {
  return declaredIn(programOfState(state), []);
}

/**
 * @param earlier What every resource waits for: the stacks that are deployed before this one.
 * @param settle What to do about modules that are not looked into.
 */
function declaredIn(program: Program, earlier: readonly Address[], settle?: string): Declared {
  const instances = program.instances();
  const resources = instances.map((instance) => {
    const resource = declare(instance, program);
    return earlier.length > 0 ? { ...resource, dependencies: [...resource.dependencies, ...earlier] } : resource;
  });
  const groups = [...program.groups()].map(([address, all]) => group(address, all));
  const calls = unreadCalls(program.root, settle);
  const located = [...calls, ...instances.map(({ address, block: { location } }) => ({ address, location }))];
  return {
    resources: [...resources, ...groups],
    unread: [...calls, ...instances.flatMap((instance) => unreadType(instance, program))],
    locations: new Map(located.flatMap(({ address, location }) => (location ? [[address, location]] : []))),
  };
}

function unreadType(instance: Instance, program: Program): readonly Unread[] {
  const { address, block } = instance;
  const { type, mode } = block;
  if (typeOf(type) !== undefined || mode === "data") return [];
  return mayBeBucket(type)
    ? [{ address, label: address, why: `${type} may be a bucket, but it is not read`, settledBy: "configuration" }]
    : madeUnseen({ address, label: address, type }, (name) => program.written(instance, name));
}

/** A node that stands for many resources: to wait for it is to wait for them. */
function group(address: Address, dependencies: readonly Address[]): DeclaredResource {
  return {
    address,
    kind: undefined,
    type: "",
    label: address,
    shape: "provider",
    settings: EMPTY,
    dependencies,
    references: new Map(),
    words: TERRAFORM,
  };
}

const nodeOf = (stack: string): Address => `${stack}/`;

/** The stacks that a stack refers to: they are deployed before it. */
function stacksBefore(json: JsonConfiguration | undefined): readonly string[] {
  return Object.keys(object(at(json, "data", "terraform_remote_state"))).flatMap((name) => {
    const [, stack] = /^cross-stack-reference-input-(.+)$/.exec(name) ?? [];
    return stack === undefined ? [] : [stack];
  });
}

function joined({ resources, unread, locations }: Declared, options: SharedOptions): Read {
  return {
    graph: readDeclared(resources, options, unread),
    labels: new Map(resources.map(({ address, label }) => [address, label])),
    locations,
  };
}
