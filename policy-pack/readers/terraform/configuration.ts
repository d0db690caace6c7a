import { partitionOf } from "../../model/region";
import { UNKNOWN_SENTINELS } from "../pulumi/sentinels";
import { isObject } from "./dialect";
import { parseTemplate, type Expression } from "./expressions";

/** Whatever is not known, in the form in which the joining reader takes it. */
export const UNKNOWN: unknown = [...UNKNOWN_SENTINELS][2];

/** One instance of a resource, its values resolved as far as they can be. */
export interface Instance {
  /** Terraform's address, the index of `count` or `for_each` included. */
  readonly address: string;
  readonly type: string;
  readonly label: string;
  readonly provider: ProviderSettings | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  /** Addresses that each top-level value refers to, for values that are not known. */
  readonly references: Readonly<Record<string, readonly string[]>>;
  readonly dependsOn: readonly string[];
}

export interface ProviderSettings {
  /** `aws`, `aws.west`. */
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export type Block = Readonly<Record<string, unknown>>;

/** `cdk.tf.json`, or any `.tf.json`. */
export interface JsonConfiguration {
  readonly resource?: unknown;
  readonly data?: unknown;
  readonly provider?: unknown;
  readonly locals?: unknown;
  readonly output?: unknown;
  readonly variable?: unknown;
}

/** What an expression can refer to besides resources: the instance it stands in, and its module. */
export interface Place {
  readonly each?: { readonly key: unknown; readonly value: unknown };
  readonly count?: number;
  /** `module.backup.`, or nothing in the root module. */
  readonly module?: string;
}

/** An instance that a plan or a state has, where they are not made from a configuration. */
export interface Found {
  readonly address: string;
  /** With its module, without the index. */
  readonly block: string;
  readonly key: string | number | undefined;
  readonly type: string;
  readonly body: Block;
  readonly place: Place;
}

interface Evaluated {
  readonly value: unknown;
  /** Resources that an unknown value depends on. */
  readonly from: readonly string[];
}

type Declared = Found;

/** What a resource of a plan refers to besides its values: known values no longer say where they came from. */
export const REFERS_TO = "//references";

const META: ReadonlySet<string> = new Set([
  REFERS_TO,
  "//",
  "count",
  "for_each",
  "provider",
  "depends_on",
  "lifecycle",
  "connection",
  "provisioner",
]);

/**
 * A configuration in JSON. Names and ARNs of buckets, roles and keys that are known on apply are told apart by standing for
 * their resource: a name that S3 would never take. So what refers to them can be resolved without knowing them.
 */
export class Configuration {
  private readonly declared = new Map<string, Declared[]>();
  private readonly byAddress = new Map<string, Declared>();
  private readonly evaluating = new Set<string>();
  private readonly following = new Set<string>();
  private readonly data = new Map<string, Block>();
  private readonly json: JsonConfiguration;
  private readonly locals: Block;
  private readonly outputs: Block;

  /**
   * @param other The configuration of another stack of the same app, for references across stacks.
   * @param found The instances, where they are known: those of a plan or a state.
   * @param stack The name of the stack, where there are several: two of them can have resources of one address.
   * @param variables What variables and outputs of modules stand for, by their addresses: `module.backup.var.name`.
   */
  constructor(
    json: JsonConfiguration,
    private readonly other: (stack: string) => Configuration | undefined = () => undefined,
    found: readonly Found[] = [],
    private readonly variables: ReadonlyMap<string, { readonly value: unknown; readonly place: Place }> = new Map(),
    private readonly stack = "",
  ) {
    this.json = object(json);
    this.locals = blocks(this.json.locals)[0] ?? {};
    this.outputs = object(this.json.output);
    for (const [type, name, body] of named(this.json.data)) this.data.set(`${type}.${name}`, body);
    for (const [type, name, body] of named(this.json.resource)) {
      const block = `${type}.${name}`;
      const instances = this.instancesOf(type, block, body);
      this.declared.set(block, instances);
      for (const each of instances) this.byAddress.set(each.address, each);
    }
    for (const each of found) {
      this.declared.set(each.block, [...(this.declared.get(each.block) ?? []), each]);
      this.byAddress.set(each.address, each);
    }
  }

  /** Every instance of every resource. */
  instances(): readonly Instance[] {
    return [...this.byAddress.values()].map((declared): Instance => {
      const { address, type, body, place } = declared;
      const values: Record<string, unknown> = {};
      const references: Record<string, readonly string[]> = {};
      for (const [name, value] of Object.entries(body)) {
        if (META.has(name)) continue;
        const evaluated = this.evaluate(value, place);
        values[name] = evaluated.value;
        if (evaluated.from.length > 0) references[name] = evaluated.from;
      }
      // What is known already, in a state or a plan, is better than what stands for it.
      const computed = Object.fromEntries(
        Object.entries(this.computed(declared)).filter(([name]) => !isKnownText(values[name])),
      );
      const provider = this.providerOf(body);
      return {
        address,
        type,
        label: pathOf(body) ?? address,
        provider,
        values: { ...values, ...computed },
        references,
        dependsOn: [
          ...strings(body["depends_on"]).flatMap((each) => this.addressesOf(each, place)),
          ...Object.entries(body).flatMap(([name, value]) =>
            META.has(name) && name !== REFERS_TO ? [] : this.referencesIn(value, place),
          ),
        ],
      };
    });
  }

  output(name: string): Evaluated {
    return this.evaluate(object(this.outputs[name])["value"], {});
  }

  private instancesOf(type: string, block: string, body: Block): Declared[] {
    const one = (key: string | number | undefined, place: Place): Declared => ({
      address: key === undefined ? block : `${block}[${JSON.stringify(key)}]`,
      block,
      key,
      type,
      body,
      place,
    });
    if (body["count"] !== undefined) {
      const { value } = this.evaluate(body["count"], {});
      const count = typeof value === "string" ? Number(value) : value;
      if (typeof count === "number" && Number.isInteger(count)) {
        return Array.from({ length: count }, (_, index) => one(index, { count: index }));
      }
    }
    if (body["for_each"] !== undefined) {
      const { value } = this.evaluate(body["for_each"], {});
      if (Array.isArray(value) && value.every((each) => typeof each === "string" && each !== UNKNOWN)) {
        return (value as string[]).map((key) => one(key, { each: { key, value: key } }));
      }
      if (isObject(value)) {
        return Object.entries(value).map(([key, item]) => one(key, { each: { key, value: item } }));
      }
      // How many there are is not known. One stands for all, and `X[each.key]` is read as that of the same key.
      return [{ ...one(undefined, { each: { key: "each.key", value: UNKNOWN } }), address: `${block}[each.key]` }];
    }
    return [one(undefined, {})];
  }

  private evaluate(value: unknown, place: Place): Evaluated {
    if (typeof value === "string") return this.resolve(parseTemplate(value), place);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.evaluate(item, place));
      return { value: items.map((item) => item.value), from: items.flatMap(({ from }) => from) };
    }
    if (isObject(value)) {
      const entries = Object.entries(value).map(([key, item]): [string, Evaluated] => [
        key,
        this.evaluate(item, place),
      ]);
      return {
        value: Object.fromEntries(entries.map(([key, item]) => [key, item.value])),
        from: entries.flatMap(([, { from }]) => from),
      };
    }
    return { value, from: [] };
  }

  private resolve(expression: Expression, place: Place): Evaluated {
    switch (expression.kind) {
      case "literal":
        return { value: expression.value, from: [] };
      case "template": {
        const parts = expression.parts.map((part) => this.resolve(part, place));
        const from = parts.flatMap((part) => part.from);
        const unknown = parts.some(({ value }) => isUnknown(value) || (typeof value === "object" && value !== null));
        return unknown ? { value: UNKNOWN, from } : { value: parts.map(({ value }) => text(value)).join(""), from: [] };
      }
      case "list":
        return this.resolveAll(expression.items, place);
      case "object": {
        const entries = expression.entries.map(([key, value]): [unknown, Evaluated] => [
          this.resolve(key, place).value,
          this.resolve(value, place),
        ]);
        return {
          value: Object.fromEntries(entries.map(([key, { value }]) => [text(key), value])),
          from: entries.flatMap(([, { from }]) => from),
        };
      }
      case "call":
        return this.call(expression.name, this.resolveAll(expression.arguments, place));
      case "reference":
        return this.refer(expression.steps, place);
      case "other":
        return { value: UNKNOWN, from: [] };
    }
  }

  private resolveAll(
    items: readonly Expression[],
    place: Place,
  ): { value: readonly unknown[]; from: readonly string[] } {
    const all = items.map((item) => this.resolve(item, place));
    return { value: all.map(({ value }) => value), from: all.flatMap(({ from }) => from) };
  }

  private call(
    name: string,
    { value: given, from }: { value: readonly unknown[]; from: readonly string[] },
  ): Evaluated {
    const [first] = given;
    if (name === "jsonencode") {
      return containsUnknown(first) ? { value: UNKNOWN, from } : { value: JSON.stringify(first), from: [] };
    }
    if (["toset", "tolist", "tomap"].includes(name)) return { value: first, from };
    if (name === "concat") return { value: given.flat(), from };
    if (name === "merge") return { value: Object.assign({}, ...given.filter(isObject)) as unknown, from };
    return { value: UNKNOWN, from };
  }

  private refer(steps: readonly (string | Expression)[], place: Place): Evaluated {
    const [root, second, ...rest] = steps;
    const unknown: Evaluated = { value: UNKNOWN, from: [] };
    if (typeof root !== "string") return unknown;
    if (root === "each") {
      const each = second === "key" || second === "value" ? place.each?.[second] : undefined;
      return each === undefined ? unknown : this.into({ value: each, from: [] }, rest, place);
    }
    if (root === "count") return place.count === undefined ? unknown : { value: place.count, from: [] };
    if (root === "local" && typeof second === "string") {
      return this.once(`local.${second}`, () => this.into(this.evaluate(this.locals[second], {}), rest, place));
    }
    if (root === "data") return this.referToData(second, rest, place);
    if (root === "var" || root === "module") return this.referToVariable(root, second, rest, place);
    if (root === "path" || root === "terraform" || typeof second !== "string") return unknown;
    return this.referToResource(`${place.module ?? ""}${root}.${second}`, rest, place);
  }

  private referToVariable(
    root: "var" | "module",
    name: string | Expression | undefined,
    rest: readonly (string | Expression)[],
    place: Place,
  ): Evaluated {
    const [output, ...further] = rest;
    const within = place.module ?? "";
    if (typeof name !== "string") return { value: UNKNOWN, from: [] };
    const address = `${within}${variableAddress(root, name, output)}`;
    const variable = this.variables.get(address);
    if (!variable) return { value: UNKNOWN, from: [] };
    return this.once(address, () =>
      this.into(this.evaluate(variable.value, variable.place), root === "var" ? rest : further, place),
    );
  }

  private referToResource(block: string, rest: readonly (string | Expression)[], place: Place): Evaluated {
    const instances = this.declared.get(block);
    if (!instances) return { value: UNKNOWN, from: [] };
    const [first] = rest;
    const index = typeof first === "object" ? this.resolve(first, place).value : undefined;
    const attributes = index === undefined ? rest : rest.slice(1);
    const found =
      instances.length === 1 && index === undefined
        ? instances[0]
        : (instances.find(({ key }) => key === index) ?? instances.find(({ key }) => key === undefined));
    if (!found) return { value: UNKNOWN, from: instances.map(({ address }) => address) };
    const [name, ...further] = attributes;
    if (typeof name !== "string") return { value: UNKNOWN, from: [found.address] };
    const value = this.attribute(found, name);
    const inside = this.into(value, further, place);
    return isUnknown(inside.value) ? { value: UNKNOWN, from: [found.address, ...inside.from] } : inside;
  }

  /** The value of a resource's attribute: what the program sets, or what stands for it. */
  private attribute(declared: Declared, name: string): Evaluated {
    const { body, place, address } = declared;
    const written =
      typeof body[name] === "string"
        ? this.once(`${address}.${name}`, () => this.evaluate(body[name], place))
        : undefined;
    if (written && isKnownText(written.value)) return written;
    const computed = this.computed(declared)[name];
    if (computed !== undefined) return { value: computed, from: [] };
    if (!(name in body)) return { value: UNKNOWN, from: [address] };
    return this.once(`${address}.${name}`, () => this.evaluate(body[name], place));
  }

  /** Names and ARNs that Terraform knows on apply, literal where the program says them, and else standing for the resource. */
  private computed({ address, type, body, place }: Declared): Readonly<Record<string, unknown>> {
    // It stands in ARNs and in the JSON of policies, so it has neither slash nor quote.
    const symbol = `${this.stack === "" ? "" : `${this.stack}.`}${address}`.replaceAll(/["/]/g, "");
    const named = (attribute: string): string => {
      const value =
        attribute in body
          ? this.once(`${address}.${attribute}`, () => this.evaluate(body[attribute], place)).value
          : undefined;
      return typeof value === "string" && !isUnknown(value) ? value : symbol;
    };
    const region = this.regionOf(body, place);
    const partition = partitionIn(region);
    const account = this.accountOf(body) ?? "";
    if (type === "aws_s3_bucket") {
      const bucket = named("bucket");
      return { bucket, id: bucket, arn: `arn:${partition}:s3:::${bucket}` };
    }
    if (type === "aws_iam_role") {
      const name = named("name");
      return { name, id: name, arn: `arn:${partition}:iam::${account}:role/${name}` };
    }
    if (type === "aws_iam_policy") return { arn: `arn:${partition}:iam::${account}:policy/${named("name")}` };
    if (type === "aws_kms_key" || type === "aws_kms_replica_key") {
      return { key_id: symbol, id: symbol, arn: `arn:${partition}:kms:${region ?? ""}:${account}:key/${symbol}` };
    }
    if (type === "aws_kms_alias") {
      const name = named("name");
      return { name, arn: `arn:${partition}:kms:${region ?? ""}:${account}:${name}` };
    }
    return {};
  }

  private referToData(
    type: string | Expression | undefined,
    rest: readonly (string | Expression)[],
    place: Place,
  ): Evaluated {
    const [name, attribute, ...further] = rest;
    const unknown: Evaluated = { value: UNKNOWN, from: [] };
    if (typeof type !== "string" || typeof name !== "string") return unknown;
    const body = this.data.get(`${type}.${name}`);
    if (!body || typeof attribute !== "string") return unknown;
    if (type === "aws_iam_policy_document" && attribute === "json") return this.policyDocument(body, place);
    if (type === "aws_s3_bucket") {
      const bucket = this.evaluate(body["bucket"], place);
      if (isUnknown(bucket.value)) return unknown;
      const region = this.regionOf(body, place);
      const partition = partitionIn(region);
      return { value: attribute === "arn" ? `arn:${partition}:s3:::${text(bucket.value)}` : bucket.value, from: [] };
    }
    const region = this.regionOf(body, place);
    if (type === "aws_partition" && attribute === "partition" && region !== undefined) {
      return { value: partitionOf(region) ?? UNKNOWN, from: [] };
    }
    if (type === "aws_region" && region !== undefined) return { value: region, from: [] };
    if (type === "aws_caller_identity" && attribute === "account_id") {
      return { value: this.accountOf(body) ?? UNKNOWN, from: [] };
    }
    const [, stack] = /^cross-stack-reference-input-(.+)$/.exec(name) ?? [];
    if (type === "terraform_remote_state" && stack !== undefined && attribute === "outputs") {
      const [output] = further;
      const there = this.other(stack);
      return there && typeof output === "string" ? there.output(output) : unknown;
    }
    return unknown;
  }

  /** `data.aws_iam_policy_document`, written as the JSON that Terraform makes of it. */
  private policyDocument(body: Block, place: Place): Evaluated {
    const sources = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];
    if (sources.some((key) => body[key] !== undefined)) return { value: UNKNOWN, from: [] };
    const all = blocks(body["statement"]).map((statement) => this.evaluate(statement, place));
    const from = all.flatMap((each) => each.from);
    if (containsUnknown(all.map(({ value }) => value))) return { value: UNKNOWN, from };
    const Statement = all.map(({ value }) => statementOf(object(value)));
    return { value: JSON.stringify({ Version: "2012-10-17", Statement }), from: [] };
  }

  private into(from: Evaluated, steps: readonly (string | Expression)[], place: Place): Evaluated {
    let { value } = from;
    for (const step of steps) {
      const key = typeof step === "string" ? step : this.resolve(step, place).value;
      // A block that occurs once is a list of one.
      const holder = Array.isArray(value) && typeof key === "string" ? (value[0] as unknown) : value;
      value =
        Array.isArray(holder) && typeof key === "number"
          ? (holder[key] as unknown)
          : isObject(holder)
            ? holder[String(key)]
            : typeof holder === "object" || isUnknown(holder)
              ? UNKNOWN
              : holder;
      if (value === undefined) return { value: UNKNOWN, from: from.from };
    }
    return { value, from: isUnknown(value) ? from.from : [] };
  }

  /** Names that are made of each other in a circle are not known. */
  private once(name: string, evaluate: () => Evaluated): Evaluated {
    if (this.evaluating.has(name)) return { value: UNKNOWN, from: [] };
    this.evaluating.add(name);
    try {
      return evaluate();
    } finally {
      this.evaluating.delete(name);
    }
  }

  private providerOf(body: Block): ProviderSettings | undefined {
    const reference = typeof body["provider"] === "string" ? body["provider"].replace(/^\$\{|\}$/g, "") : "aws";
    const [type = "", alias] = reference.split(".");
    const found = blocks(object(this.json.provider)[type]).find((each) => each["alias"] === alias);
    if (!found) return { name: reference, settings: {} };
    return { name: reference, settings: object(this.evaluate(found, {}).value) };
  }

  private regionOf(body: Block, place: Place): string | undefined {
    const own = body["region"] === undefined ? undefined : this.evaluate(body["region"], place).value;
    const region = own ?? this.providerOf(body)?.settings["region"];
    return typeof region === "string" && !isUnknown(region) ? region : undefined;
  }

  private accountOf(body: Block): string | undefined {
    const allowed = this.providerOf(body)?.settings["allowed_account_ids"];
    const [account] = Array.isArray(allowed) && allowed.length === 1 ? (allowed as unknown[]) : [];
    return typeof account === "string" && !isUnknown(account) ? account : undefined;
  }

  private addressesOf(reference: string, { module = "" }: Place): readonly string[] {
    const plain = reference.replace(/^\$\{|\}$/g, "");
    const all = this.declared.get(module + plain);
    if (all) return all.map(({ address }) => address);
    const [called] = /^module\.[\w-]+/.exec(plain) ?? [];
    if (called !== undefined) {
      // To wait for a module is to wait for all that is in it.
      return [...this.byAddress.values()].flatMap(({ address, block }) =>
        block.startsWith(`${module}${called}.`) ? [address] : [],
      );
    }
    const [type, name = ""] = plain.split(".");
    const block = `${module}${type ?? ""}.${name.replace(/\[.*$/, "")}`;
    return (this.declared.get(block) ?? []).map(({ address }) => address);
  }

  /** The resources that a value names, known or not: what Terraform makes dependencies of. */
  private referencesIn(value: unknown, place: Place): readonly string[] {
    if (typeof value === "string") return value.includes("${") ? this.referencesOf(parseTemplate(value), place) : [];
    if (Array.isArray(value)) return value.flatMap((item) => this.referencesIn(item, place));
    return isObject(value) ? Object.values(value).flatMap((item) => this.referencesIn(item, place)) : [];
  }

  /** Those of something that has a name, once: it can be made of itself. */
  private referencesBehind(name: string, value: unknown, place: Place): readonly string[] {
    if (this.following.has(name)) return [];
    this.following.add(name);
    const found = this.referencesIn(value, place);
    this.following.delete(name);
    return found;
  }

  private referencesOf(expression: Expression, place: Place): readonly string[] {
    const all = (expressions: readonly Expression[]): readonly string[] =>
      expressions.flatMap((each) => this.referencesOf(each, place));
    switch (expression.kind) {
      case "template":
        return all(expression.parts);
      case "list":
        return all(expression.items);
      case "object":
        return all(expression.entries.flat());
      case "call":
        return all(expression.arguments);
      case "reference": {
        const [root, name, ...rest] = expression.steps;
        if (root === "data" && typeof name === "string" && typeof rest[0] === "string") {
          const address = `${name}.${rest[0]}`;
          return this.referencesBehind(`data.${address}`, this.data.get(address), place);
        }
        if (root === "local" && typeof name === "string") {
          return this.referencesBehind(`local.${name}`, this.locals[name], place);
        }
        if (root === "var" || root === "module") {
          if (typeof name !== "string") return [];
          const variable = this.variables.get(`${place.module ?? ""}${variableAddress(root, name, rest[0])}`);
          return variable ? this.referencesBehind(`variable ${name}`, variable.value, variable.place) : [];
        }
        return typeof root === "string" && typeof name === "string" ? this.addressesOf(`${root}.${name}`, place) : [];
      }
      default:
        return [];
    }
  }
}

/** As `variables` has it: an input of the module, or an output of one that it calls. */
function variableAddress(root: "var" | "module", name: string, output: string | Expression | undefined): string {
  return root === "var" ? `var.${name}` : `module.${name}.output.${typeof output === "string" ? output : ""}`;
}

function statementOf(statement: Block): Record<string, unknown> {
  const principals = (key: string): Record<string, unknown> | undefined => {
    const written = blocks(statement[key]);
    if (written.length === 0) return undefined;
    return Object.fromEntries(written.map(({ type, identifiers }) => [text(type), identifiers]));
  };
  const conditions: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of blocks(statement["condition"])) {
    (conditions[text(test)] ??= {})[text(variable)] = values;
  }
  return {
    Effect: statement["effect"] ?? "Allow",
    Action: statement["actions"],
    NotAction: statement["not_actions"],
    Resource: statement["resources"],
    NotResource: statement["not_resources"],
    Principal: principals("principals"),
    NotPrincipal: principals("not_principals"),
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

function isKnownText(value: unknown): boolean {
  return typeof value === "string" && !isUnknown(value);
}

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

function containsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** Of a Region that is not known the commonest: what depends on the Region is not decided then. */
function partitionIn(region: string | undefined): string {
  return (region === undefined ? undefined : partitionOf(region)) ?? "aws";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}

function object(value: unknown): Block {
  return isObject(value) ? value : {};
}

/** A block that may be repeated is a list, or by itself. */
function blocks(value: unknown): readonly Block[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** `{ type: { name: body } }`, where each may be a list of such. */
function named(value: unknown): readonly (readonly [type: string, name: string, body: Block])[] {
  return blocks(value).flatMap((byType) =>
    Object.entries(byType).flatMap(([type, byName]) =>
      blocks(byName).flatMap((all) =>
        Object.entries(all).flatMap(([name, body]) => blocks(body).map((each) => [type, name, each] as const)),
      ),
    ),
  );
}

/** The path of the construct that a resource was synthesized from. */
function pathOf(body: Block): string | undefined {
  const { path } = object(object(body["//"])["metadata"]) as { readonly path?: unknown };
  return typeof path === "string" ? path : undefined;
}
