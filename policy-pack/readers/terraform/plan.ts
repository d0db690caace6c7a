import type { Promised } from "../../options";
import { expressionOf, literal, OTHER, parseExpression, type Expression, type Reference } from "./expressions";
import { at, isObject, object, objects, own, text, texts, type JsonObject } from "./json";
import { showMissing, type Partial } from "./partial";
import { Program } from "./program";
import type {
  BlockDefinition,
  CallDefinition,
  ModuleDefinition,
  ProviderDefinition,
  ProviderReference,
  VariableDefinition,
} from "./scope/definition";
import { NOTHING_BEYOND, resourceIn, resourcesOf, showIn, type ShownResource } from "./state";

/** What `terraform show -json` prints of a plan, as far as it is looked at. */
export interface ShownPlan {
  readonly resource_changes?: unknown;
  readonly configuration?: unknown;
  readonly prior_state?: unknown;
  readonly variables?: unknown;
  readonly complete?: unknown;
  readonly errored?: unknown;
}

/** Expressions nested deeper than this are not read. */
const DEEPEST = 100;

/**
 * A plan: what is known, and for the rest the expressions of the configuration. Those of a JSON configuration are there
 * whole; of HCL only the names of what they refer to.
 */
export function programOfPlan(plan: ShownPlan): Program {
  const configuration = own(plan, "configuration");
  const providers = providersOf(object(own(configuration, "provider_config")));
  const root = moduleOf(object(own(configuration, "root_module")), "", providers, object(own(plan, "variables")));
  const before = resourcesOf(at(plan, "prior_state", "values", "root_module"));
  const stated = new Map(before.map(({ address, dependsOn }) => [address, dependsOn]));
  const program = new Program(root, "", { instances: "plan", stated, ...NOTHING_BEYOND });
  const partial = partialOf(plan);
  const changes = objects(own(plan, "resource_changes"));
  const changed = new Set(changes.map((change) => own(change, "address")));
  for (const resource of changesOf(changes)) showIn(program, resource);
  for (const resource of before) {
    // What is there and is not part of a partial plan stays as it is; what a plan ended before, nobody knows.
    const isKept = resource.mode === "data" || (partial !== undefined && partial !== ERRORED);
    if (isKept && !changed.has(resource.address)) showIn(program, resource);
  }
  if (partial) showMissing(program, partial, isObject(own(configuration, "root_module")));
  return program;
}

/** Why a plan does not show everything; `undefined` where it does. */
export function partialOf(plan: ShownPlan): Partial | undefined {
  if (own(plan, "errored") === true) return ERRORED;
  if (own(plan, "complete") === false) return TARGETED;
  return Array.isArray(own(plan, "resource_changes")) ? undefined : REFRESH_ONLY;
}

const ERRORED: Partial = { is: "ended with an error", settle: "judge a plan that ends without an error" };
const TARGETED: Partial = { is: "is partial (-target)", settle: "judge a full plan, without -target" };
const REFRESH_ONLY: Partial = {
  is: "shows no changes (-refresh-only)",
  settle: "judge a full plan, without -refresh-only",
};

/** Buckets that data sources have found outside the configuration. */
export function provenBy(plan: ShownPlan): readonly Promised[] {
  return resourcesOf(at(plan, "prior_state", "values", "root_module")).flatMap(({ address, mode, type, values }) => {
    const bucket = text(own(values, "bucket"));
    const region = text(own(values, "bucket_region")) ?? text(own(values, "region"));
    return mode === "data" && type === "aws_s3_bucket" && bucket !== undefined && region !== undefined
      ? [{ bucket, region, from: `from ${address}` }]
      : [];
  });
}

function changesOf(changes: readonly JsonObject[]): readonly ShownResource[] {
  return changes.flatMap((change): ShownResource[] => {
    const after = at(change, "change", "after");
    // What is deleted is not there; what is deposed was the resource once.
    if (!isObject(after) || Object.hasOwn(change, "deposed")) return [];
    const resource = resourceIn(change, "", after);
    return resource ? [{ ...resource, unknown: at(change, "change", "after_unknown") }] : [];
  });
}

type ProvidersByModule = ReadonlyMap<string, ReadonlyMap<string, ProviderDefinition>>;

function moduleOf(
  module: JsonObject,
  path: string,
  providers: ProvidersByModule,
  values: JsonObject | undefined,
  depth = 0,
): ModuleDefinition {
  const calls = depth > DEEPEST ? [] : Object.entries(object(own(module, "module_calls")));
  return {
    blocks: new Map(objects(own(module, "resources")).flatMap(blockOf)),
    locals: new Map(),
    variables: new Map(
      Object.entries({ ...object(own(module, "variables")), ...values }).map(([name]) => [
        name,
        variableOf(own(own(module, "variables"), name), own(values, name)),
      ]),
    ),
    outputs: new Map(
      Object.entries(object(own(module, "outputs"))).map(([name, output]) => [
        name,
        expressionIn(own(output, "expression")),
      ]),
    ),
    calls: new Map(
      calls.map(([name, call]) => {
        const inner = path === "" ? `module.${name}` : `${path}.module.${name}`;
        return [name, callOf(call, moduleOf(object(own(call, "module")), inner, providers, undefined, depth + 1))];
      }),
    ),
    providers: providers.get(path) ?? new Map<string, ProviderDefinition>(),
  };
}

function variableOf(definition: unknown, shown: unknown): VariableDefinition {
  return {
    type: undefined,
    default: own(definition, "default"),
    nullable: true,
    ...(isObject(shown) && { value: own(shown, "value") }),
  };
}

function callOf(call: unknown, definition: ModuleDefinition): CallDefinition {
  return {
    definition,
    arguments: attributesOf(own(call, "expressions")),
    providers: undefined,
    dependsOn: texts(own(call, "depends_on")).flatMap(referenceIn),
    ...repeatedOf(call),
    path: undefined,
  };
}

function blockOf(resource: JsonObject): readonly (readonly [string, BlockDefinition])[] {
  const [type, name] = [text(own(resource, "type")), text(own(resource, "name"))];
  const mode = own(resource, "mode") === "data" ? "data" : "managed";
  if (type === undefined || name === undefined) return [];
  const definition: BlockDefinition = {
    mode,
    type,
    name,
    attributes: attributesOf(own(resource, "expressions")),
    provider: providerIn(text(own(resource, "provider_config_key"))),
    dependsOn: texts(own(resource, "depends_on")).flatMap(referenceIn),
    ...repeatedOf(resource),
    path: undefined,
  };
  return [[mode === "data" ? `data.${type}.${name}` : `${type}.${name}`, definition]];
}

function repeatedOf(block: unknown): Pick<BlockDefinition, "count" | "forEach"> {
  const [count, forEach] = [own(block, "count_expression"), own(block, "for_each_expression")];
  return {
    count: count === undefined ? undefined : expressionIn(count),
    forEach: forEach === undefined ? undefined : expressionIn(forEach),
  };
}

/** `module.backup:aws.west`, where a module configures its own. */
function providerIn(key: string | undefined): ProviderReference | undefined {
  if (key === undefined) return undefined;
  const colon = key.lastIndexOf(":");
  return colon < 0 ? { name: key, module: "" } : { name: key.slice(colon + 1), module: key.slice(0, colon) };
}

function providersOf(all: JsonObject): ProvidersByModule {
  const result = new Map<string, Map<string, ProviderDefinition>>();
  for (const [key, provider] of Object.entries(all)) {
    const reference = providerIn(key);
    if (!reference) continue;
    const path = text(own(provider, "module_address")) ?? reference.module ?? "";
    const byName = result.get(path) ?? new Map<string, ProviderDefinition>();
    result.set(path, byName);
    byName.set(reference.name, {
      attributes: attributesOf(own(provider, "expressions")),
      forEach: repeatedOf(provider).forEach,
    });
  }
  return result;
}

function attributesOf(expressions: unknown): ReadonlyMap<string, Expression> {
  return new Map(Object.entries(object(expressions)).map(([name, value]) => [name, expressionIn(value)]));
}

/** An expression as a plan has it: a constant, the references in it, or blocks of such. */
function expressionIn(value: unknown, depth = 0): Expression {
  if (depth > DEEPEST) return OTHER;
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => expressionIn(item, depth + 1)) };
  if (!isObject(value)) return literal(undefined);
  const references = own(value, "references");
  if (Object.hasOwn(value, "constant_value")) return constant(value["constant_value"], references);
  if (Array.isArray(references)) return { kind: "dependent", on: texts(references).flatMap(referenceIn) };
  return {
    kind: "block",
    entries: new Map(Object.entries(value).map(([name, item]) => [name, expressionIn(item, depth + 1)])),
  };
}

/** With references beside it, it is a template of a JSON configuration. */
function constant(value: unknown, references: unknown): Expression {
  if (Array.isArray(references) && references.length > 0) return expressionOf(value);
  return literalOf(value, 0);
}

function literalOf(value: unknown, depth: number): Expression {
  if (depth > DEEPEST) return OTHER;
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => literalOf(item, depth + 1)) };
  if (isObject(value)) {
    return {
      kind: "block",
      entries: new Map(Object.entries(value).map(([name, item]) => [name, literalOf(item, depth + 1)])),
    };
  }
  return literal(
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined,
  );
}

function referenceIn(reference: string): readonly Reference[] {
  const expression = parseExpression(reference);
  return expression.kind === "reference" ? [expression] : [];
}
