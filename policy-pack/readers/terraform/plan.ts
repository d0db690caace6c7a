import { parseArn } from "../../model/arn";
import type { KnownDestination } from "../../options";
import {
  Configuration,
  REFERS_TO,
  UNKNOWN,
  type Block,
  type Found,
  type JsonConfiguration,
  type Place,
} from "./configuration";
import { isObject } from "./dialect";

/** What `terraform show -json` prints of a plan, or of a state, as far as it is looked at. */
export interface ShownPlan {
  readonly resource_changes?: unknown;
  readonly configuration?: unknown;
  readonly prior_state?: unknown;
  readonly variables?: unknown;
}

export interface ShownState {
  readonly values?: unknown;
}

/** A configuration, and what buckets outside it are known to be. */
export interface Shown {
  readonly configuration: Configuration;
  readonly proven: readonly KnownDestination[];
  /** Whether settings of a bucket are the program's: a state has what was read back from AWS too. */
  readonly areInputs: boolean;
}

/**
 * A plan: what is known, and for the rest the expressions of the configuration. Those of a JSON configuration are there
 * whole; of HCL only the names of what they refer to, so that an expression with one reference is read as that reference.
 */
export function fromPlan(shown: ShownPlan): Shown {
  const plan: ShownPlan = object(shown);
  const root = object(object(plan.configuration)["root_module"]);
  const modules = new Map<string, Block>([["", root]]);
  const variables = new Map<string, { value: unknown; place: Place }>();
  for (const [name, variable] of Object.entries(object(plan.variables))) {
    variables.set(`var.${name}`, { value: literal(object(variable)["value"]), place: {} });
  }
  collect("", root, modules, variables);
  const found = list(plan.resource_changes).flatMap((change): Found[] => {
    const { address, type, name, index, mode, module_address: module } = change;
    const { after, after_unknown: unknown } = object(change["change"]);
    if (mode !== "managed" || !isObject(after)) return [];
    const path = typeof module === "string" ? module.replaceAll(/\[[^\]]*\]/g, "") : "";
    const configured = list(modules.get(path)?.["resources"]).find(
      (each) => each["type"] === type && each["name"] === name,
    );
    const expressions = object(configured?.["expressions"]);
    const key = typeof index === "string" || typeof index === "number" ? index : undefined;
    const within = path === "" ? "" : `${path}.`;
    const place: Place = {
      ...(within !== "" && { module: within }),
      ...(typeof key === "number" && { count: key }),
      ...(typeof key === "string" && { each: { key, value: UNKNOWN } }),
    };
    const merged = object(merge(after, unknown, expressions));
    // What the provider computes of a bucket is not what the program sets.
    const body =
      type === "aws_s3_bucket"
        ? Object.fromEntries(Object.entries(merged).filter(([each]) => each in expressions || NAMES.has(each)))
        : merged;
    const providerKey = configured?.["provider_config_key"];
    // `module.backup:aws.west`, where a module has its own.
    const provider = typeof providerKey === "string" ? providerKey.split(":").pop() : "aws";
    return [
      {
        address: String(address),
        block: `${within}${String(type)}.${String(name)}`,
        key,
        type: String(type),
        body: { ...body, provider, depends_on: configured?.["depends_on"] ?? [], ...dependencies(expressions) },
        place,
      },
    ];
  });
  const json: JsonConfiguration = { provider: providersOf(object(plan.configuration)) };
  const prior = object(object(plan.prior_state)["values"]);
  return {
    configuration: new Configuration(json, undefined, found, variables),
    proven: resourcesOf(object(prior["root_module"])).flatMap(({ mode, type, values }) => {
      const { bucket, region, bucket_region: own } = object(values);
      const where = own ?? region;
      return mode === "data" && type === "aws_s3_bucket" && typeof bucket === "string" && typeof where === "string"
        ? [{ bucket, region: where }]
        : [];
    }),
    areInputs: true,
  };
}

/** A state: everything is known. */
export function fromState(state: ShownState): Shown {
  const all = resourcesOf(object(object(object(state)["values"])["root_module"]));
  const found = all.flatMap(({ address, type, name, index, mode, values, depends_on }): Found[] => {
    if (mode !== "managed") return [];
    const key = typeof index === "string" || typeof index === "number" ? index : undefined;
    const block = String(address).replace(/\[[^\]]*\]$/, "");
    const known = object(values);
    return [
      {
        address: String(address),
        block,
        key,
        type: String(type),
        body: {
          // Only an ARN says where a key is that has no Region of its own.
          ...(typeof known["arn"] === "string" && { region: parseArn(known["arn"])?.region }),
          ...object(literal(values)),
          depends_on,
          name: known["name"] ?? name,
        },
        place: {},
      },
    ];
  });
  return { configuration: new Configuration({}, undefined, found), proven: [], areInputs: false };
}

const NAMES: ReadonlySet<string> = new Set(["bucket", "id", "arn", "region", "object_lock_enabled"]);

/** What is known, with the expression of the configuration wherever it is not. */
function merge(after: unknown, unknown: unknown, expression: unknown): unknown {
  if (unknown === true) return written(expression);
  if (Array.isArray(after) || Array.isArray(unknown)) {
    const [known, open] = [Array.isArray(after) ? after : [], Array.isArray(unknown) ? unknown : []];
    return Array.from({ length: Math.max(known.length, open.length) }, (_, index) =>
      merge(known[index], open[index], Array.isArray(expression) ? (expression[index] as unknown) : undefined),
    );
  }
  if (isObject(after) || isObject(unknown)) {
    const keys = new Set([...Object.keys(object(after)), ...Object.keys(object(unknown))]);
    // What the program leaves out the provider computes; of a dynamic block the configuration says nothing.
    const isComputed = (key: string): boolean =>
      object(unknown)[key] === true && isObject(expression) && !(key in expression);
    return Object.fromEntries(
      [...keys]
        .filter((key) => !isComputed(key))
        .map((key) => [key, merge(object(after)[key], object(unknown)[key], object(expression)[key])]),
    );
  }
  return literal(after);
}

/** An expression as it stands in a JSON configuration, or as the only thing that it refers to. */
function written(expression: unknown): unknown {
  const { constant_value: constant, references } = object(expression);
  if (constant !== undefined) return constant;
  const names = Array.isArray(references) ? references.map(String) : [];
  // Each reference is followed by its prefixes: "aws_s3_bucket.dst.arn", "aws_s3_bucket.dst".
  const whole = names.filter((name, place) => !names.slice(0, place).some((before) => before.startsWith(`${name}.`)));
  const [only] = whole.filter((name) => !/^(each|count|path|terraform)\./.test(name));
  const indexed = whole.length === 2 && whole.some((name) => /^each\.key|^count\.index/.test(name));
  if (only === undefined || (whole.length !== 1 && !indexed)) return UNKNOWN;
  // `many[each.key].id` arrives without its attribute: that of the same key, by its name.
  if (indexed && only.split(".").length === 2) {
    const index = whole.find((name) => name !== only) ?? "each.key";
    return `\${${only}[${index}].id}`;
  }
  return `\${${only}}`;
}

/** Every variable and output of modules, by its address. */
function collect(
  within: string,
  module: Block,
  modules: Map<string, Block>,
  variables: Map<string, { value: unknown; place: Place }>,
): void {
  for (const [name, call] of Object.entries(object(module["module_calls"]))) {
    const path = `${within}module.${name}`;
    const inner = object(object(call)["module"]);
    modules.set(path, inner);
    for (const [variable, expression] of Object.entries(object(object(call)["expressions"]))) {
      const place: Place = within === "" ? {} : { module: within };
      variables.set(`${path}.var.${variable}`, { value: written(expression), place });
    }
    for (const [output, definition] of Object.entries(object(inner["outputs"]))) {
      const value = written(object(definition)["expression"]);
      variables.set(`${path}.output.${output}`, { value, place: { module: `${path}.` } });
    }
    collect(`${path}.`, inner, modules, variables);
  }
}

/** All that a resource refers to, known or not: what it waits for. */
function dependencies(expressions: Block): Readonly<Record<typeof REFERS_TO, readonly string[]>> {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) {
      const { references } = value;
      if (Array.isArray(references)) found.push(...references.map((each) => `\${${String(each)}}`));
      else Object.values(value).forEach(visit);
    }
  };
  visit(expressions);
  return { [REFERS_TO]: found };
}

function providersOf(configuration: Block): unknown {
  const all = Object.values(object(configuration["provider_config"])).filter(isObject);
  const aws = all
    .filter(({ name }) => name === "aws")
    .map(({ alias, expressions }) => ({
      alias,
      ...Object.fromEntries(Object.entries(object(expressions)).map(([key, value]) => [key, settled(value)])),
    }));
  return { aws };
}

function settled(expression: unknown): unknown {
  if (Array.isArray(expression)) return expression.map(settled);
  return isObject(expression) && ("constant_value" in expression || "references" in expression)
    ? written(expression)
    : isObject(expression)
      ? Object.fromEntries(Object.entries(expression).map(([key, value]) => [key, settled(value)]))
      : expression;
}

/** The resources of a module and of those inside it. */
function resourcesOf(module: Block): readonly Block[] {
  return [...list(module["resources"]), ...list(module["child_modules"]).flatMap(resourcesOf)];
}

/** A known text is no template, whatever it has in it: a policy's variables, say. */
function literal(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", "$${").replaceAll("%{", "%%{");
  if (Array.isArray(value)) return value.map(literal);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)])) : value;
}

function object(value: unknown): Block {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly Block[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
