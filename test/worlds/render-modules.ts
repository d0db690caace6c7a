import type { KnownDestination } from "../../policy-pack/options";
import type { JsonConfiguration } from "../../policy-pack/readers/terraform";
import { expressionOf } from "./hcl";
import type { Random } from "./random";
import { renderTerraform, type Naming } from "./render-terraform";
import { accountOf, isInside, normal, type World } from "./world";

// A world written as people write modules: one in another, with `count` and `for_each`, providers that are handed down
// under other names, values that come by way of variables, locals and outputs, and `dynamic` blocks.

type Body = Record<string, unknown>;
type Style = "one" | "count" | "each" | "both";

/** Where a resource is: its module's path with keys, and its own keys. */
export interface Placed {
  readonly module: string;
  readonly keys: readonly (string | number | undefined)[];
}

export interface RenderedModules {
  /** The call of the world's module. */
  readonly call: Body;
  readonly folders: Readonly<Record<string, JsonConfiguration>>;
  /** Values of variables of the root module, whose defaults are others. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly knownDestinations: readonly KnownDestination[];
  /** Every instance of a resource, by its type and its name in the world. */
  readonly places: ReadonlyMap<string, readonly Placed[]>;
}

export const providerName = (world: World, index: number): string =>
  `aws.${`${world.providers[index]?.region ?? ""}_${accountOf(world, index)}`.replaceAll("-", "_")}`;

/**
 * What Terraform can say of a world with the AWS provider 5, whose resources have no `region`. Keys of the stack are left
 * out with it: nothing here makes up what Terraform would have read back of them.
 */
export function forTerraform(drawn: World, version: 5 | 6 = 6): World {
  return normal({
    ...drawn,
    ...(version === 5 && { keys: [] }),
    buckets: drawn.buckets.map((each) => ({
      ...each,
      shape: each.shape === "native" ? "side" : each.shape,
      ...(version === 5 && { ownRegion: undefined, regional: false, customerKeys: false, stackKey: undefined }),
      rules: each.rules?.map((rule) => ({
        ...rule,
        ...(version === 5 && { stackKey: undefined }),
        // Inside a bucket the provider refuses "Disabled": it is what is left out.
        ...(each.shape !== "side" && each.shape !== "sideV2" && rule.filter === "none" && rule.markers === "Disabled"
          ? { markers: undefined }
          : {}),
      })),
    })),
  });
}

/** @param name Of the world's module in the root module. */
export function renderModules(world: World, name: string, random: Random): RenderedModules {
  return new Modules(world, name, random).rendered();
}

interface Level {
  readonly style: Style;
  readonly resource: Record<string, Record<string, Body>>;
  readonly variable: Record<string, Body>;
  readonly output: Record<string, Body>;
  readonly locals: Body;
  /** What the caller hands it. */
  readonly handed: Body;
  /** What it calls the two providers of the world. */
  readonly providers: readonly [string, string];
}

const KEYS: Readonly<Record<Style, readonly (string | number | undefined)[]>> = {
  one: [undefined],
  count: [0],
  each: ["k"],
  both: ["k", 'l]".'],
};
const indexOf = (key: string | number | undefined): string => (key === undefined ? "" : `[${JSON.stringify(key)}]`);

class Modules {
  private readonly levels: readonly Level[];
  private readonly placed = new Map<string, { readonly level: number; readonly style: Style }>();
  private readonly values: Body = {};
  private readonly naming: Naming;
  /** Every resource twice, with `for_each` over the same keys. */
  private readonly isDoubled: boolean;
  private next = 0;

  constructor(
    private readonly world: World,
    private readonly name: string,
    private readonly random: Random,
  ) {
    this.naming = random(3) === 0 || refersInCircles(world) ? "literal" : "reference";
    this.isDoubled = this.naming === "reference" && random(5) === 0;
    const depth = this.isDoubled ? 1 : 1 + random(3);
    this.levels = Array.from({ length: depth }, (_, index): Level => ({
      style: this.styleOf(index === 0 && this.naming === "reference"),
      resource: {},
      variable: {},
      output: {},
      locals: {},
      handed: {},
      providers: this.pick<Level["providers"]>(
        ["aws", "aws.away"],
        ["aws.home", "aws"],
        ["aws.first", `aws.second_${index}`],
      ),
    }));
  }

  rendered(): RenderedModules {
    const { configuration, knownDestinations } = renderTerraform(this.world, this.naming);
    const resources = configuration.resource as Record<string, Record<string, Body>>;
    const all = Object.entries(resources).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, body]) => ({ type, name, body })),
    );
    this.place(all.map(({ type, name }) => [type, name]));
    for (const each of all) this.write(each.type, each.name, each.body);
    const [first] = this.levels;
    if (!first) throw new Error("there is no module");
    const handed = Object.fromEntries(
      first.providers.map((local, index) => [local, providerName(this.world, index)] as const),
    );
    return {
      call: { source: `./${this.name}-0`, ...first.handed, ...repetition(first.style), providers: handed },
      folders: Object.fromEntries(this.levels.map((_, index) => [`${this.name}-${index}`, this.folder(index)])),
      values: this.values,
      knownDestinations,
      places: new Map([...this.placed].map(([key, { level, style }]) => [key, this.instances(level, style)])),
    };
  }

  private pick<T>(...all: readonly [T, ...T[]]): T {
    return all[this.random(all.length)] ?? all[0];
  }

  private styleOf(mayBeTwo: boolean): Style {
    const style = this.pick<Style>("one", "one", "count", "each", "both");
    return style === "both" && !mayBeTwo ? "each" : style;
  }

  /** The resources of one bucket mostly lie together. */
  private place(names: readonly (readonly [string, string])[]): void {
    const homes = new Map<string, { readonly level: number; readonly style: Style }>();
    for (const [type, name] of names) {
      const group = name.replace(/-again$/, "");
      const anywhere = () => ({
        level: this.random(this.levels.length),
        style: this.isDoubled ? ("both" as const) : this.styleOf(false),
      });
      const home = homes.get(group) ?? anywhere();
      homes.set(group, home);
      this.placed.set(`${type}.${name}`, this.random(4) === 0 ? anywhere() : home);
    }
  }

  private instances(level: number, style: Style): readonly Placed[] {
    const paths = this.levels
      .slice(0, level + 1)
      .reduce<readonly string[]>(
        (outer, { style: own }, index) =>
          outer.flatMap((path) =>
            KEYS[own].map((key) => `${path}${index === 0 ? `module.${this.name}` : ".module.inner"}${indexOf(key)}`),
          ),
        [""],
      );
    return paths.map((module) => ({ module, keys: KEYS[style] }));
  }

  private write(type: string, name: string, { provider, ...body }: Body): void {
    const { level: index, style } = this.placed.get(`${type}.${name}`) ?? { level: 0, style: "one" };
    const level = this.levels[index];
    if (!level) return;
    const local = level.providers[provider === "aws.p0" ? 0 : 1];
    // Two instances of one name there cannot be.
    const { name: given, ...unnamed } = body;
    const isNamed = type !== "aws_iam_policy" || this.naming === "literal";
    const referring = this.converted({ ...unnamed, ...(isNamed && given !== undefined && { name: given }) }, index);
    const written = type.endsWith("replication_configuration")
      ? this.dynamic("rule", referring, level)
      : type === "aws_s3_bucket"
        ? { ...referring, ...this.dynamicInside(referring, level) }
        : referring;
    (level.resource[type] ??= {})[name] = {
      ...repetition(style, this.isDoubled ? level : undefined),
      ...(local !== "aws" && { provider: local }),
      ...written,
    };
  }

  /** With references as they are from this module, and some values by way of variables and locals. */
  private converted(body: Body, level: number): Body {
    return this.convert(body, level, "") as Body;
  }

  private convert(value: unknown, level: number, key: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.convert(item, level, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.convert(item, level, name)]));
    }
    if (typeof value === "string" && value.includes("${")) return this.text(value, level, key);
    if (this.random(15) === 0) return this.byName(value, level);
    return typeof value === "string" ? this.text(value, level, key) : value;
  }

  private text(text: string, level: number, key: string): string {
    const referring = text.replaceAll(
      /\$\{(\w+)\.([\w-]+)\.(\w+)\}/g,
      (_, type: string, name: string, attribute: string) => `\${${this.refer(type, name, attribute, level)}}`,
    );
    if (!key.endsWith("policy") || !text.startsWith("{") || this.random(2) === 0) return referring;
    const parsed = JSON.parse(text, (_, item: unknown) =>
      typeof item === "string" ? this.text(item, level, "") : item,
    ) as unknown;
    return `\${jsonencode(${expressionOf(parsed)})}`;
  }

  /** A value as a variable or a local of the module. */
  private byName(value: unknown, index: number): string {
    const name = `c${(this.next += 1)}`;
    const level = this.levels[index];
    const way = this.pick("argument", "default", "local", "value");
    if (!level) return "";
    if (way === "local") {
      level.locals[name] = value;
      return `\${local.${name}}`;
    }
    level.variable[name] = way === "default" ? { default: value } : {};
    if (way === "argument") level.handed[name] = value;
    if (way === "value") {
      const root = `${this.name}_${name}`;
      this.values[root] = value;
      this.levels.slice(0, index + 1).forEach((each, above) => {
        each.variable[name] = {};
        each.handed[name] = above === 0 ? `\${var.${root}}` : `\${var.${name}}`;
      });
    }
    return `\${var.${name}}`;
  }

  /** An attribute of a resource as an expression of a module: by way of outputs from below, of variables from above. */
  private refer(type: string, name: string, attribute: string, from: number): string {
    const { level, style } = this.placed.get(`${type}.${name}`) ?? { level: from, style: "one" };
    const index = this.isDoubled ? "[each.key]" : indexOf(KEYS[style][0]);
    const way = `${type}_${name}_${attribute}`.replaceAll("-", "_");
    let expression = `${type}.${name}${index}.${attribute}`;
    for (let at = level; at > from; at -= 1) {
      const inner = this.levels[at];
      if (!inner) break;
      inner.output[way] = { value: `\${${expression}}` };
      expression = `module.inner${indexOf(KEYS[inner.style][0])}.${way}`;
    }
    for (let at = level + 1; at <= from; at += 1) {
      const inner = this.levels[at];
      if (!inner) break;
      inner.variable[way] = {};
      inner.handed[way] = `\${${expression}}`;
      expression = `var.${way}`;
    }
    return expression;
  }

  private dynamicInside(body: Body, level: Level): Body {
    const { replication_configuration: block } = body;
    if (!Array.isArray(block)) return {};
    return { replication_configuration: block.map((each) => this.dynamic("rules", each as Body, level)) };
  }

  /** Rules that `dynamic` blocks make, over collections that are known and over others that are not. */
  private dynamic(key: "rule" | "rules", body: Body, level: Level): Body {
    const { [key]: rules, ...rest } = body;
    if (!Array.isArray(rules) || this.random(2) === 0) return body;
    return { ...rest, dynamic: { [key]: rules.map((rule) => this.dynamicRule(key, rule as Body, level)) } };
  }

  private dynamicRule(key: string, rule: Body, level: Level): Body {
    const [destination] = rule["destination"] as readonly [Body];
    const { bucket } = destination;
    const to = (value: string): Body => ({ ...rule, destination: [{ ...destination, bucket: `\${${value}}` }] });
    // A local is of the module, and not of one of two instances.
    const way = this.isDoubled ? this.pick("one", "value", "set") : this.pick("one", "value", "set", "local");
    if (way === "one") return { for_each: [1], content: rule };
    if (way === "set") {
      return { for_each: `\${toset([${expressionOf(bucket)}])}`, content: to(`${key}.value`) };
    }
    const items = [{ to: bucket, status: rule["status"] }];
    const content = { ...to(`${key}.value.to`), status: `\${${key}.value.status}` };
    if (way === "value") return { for_each: items, content };
    const name = `rules${(this.next += 1)}`;
    level.locals[name] = items;
    return { for_each: `\${local.${name}}`, content };
  }

  private folder(index: number): JsonConfiguration {
    const level = this.levels[index];
    const inner = this.levels[index + 1];
    if (!level) return {};
    const { resource, variable, output, locals, providers } = level;
    const aliases = providers.filter((each) => each !== "aws");
    const aws = { source: "hashicorp/aws", ...(aliases.length > 0 && { configuration_aliases: aliases }) };
    const call = inner && {
      source: `../${this.name}-${index + 1}`,
      ...inner.handed,
      ...repetition(inner.style),
      providers: Object.fromEntries(inner.providers.map((local, place) => [local, providers[place]])),
    };
    const both = this.isDoubled ? { keys: { default: KEYS.both } } : {};
    const sections = {
      resource,
      variable: { ...variable, ...both },
      output,
      locals,
      module: call ? { inner: call } : {},
    };
    // JSON has no sections that are empty.
    const written = Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0);
    return { terraform: { required_providers: { aws } }, ...Object.fromEntries(written) } as JsonConfiguration;
  }
}

/** Whether Terraform would refuse it: a bucket that has its rules inside names its role, which may name the bucket. */
function refersInCircles({ buckets, role, keys }: World): boolean {
  // A key's policy names roles, and their policies the key.
  if (keys.some(({ written, policy }) => written === "inside" && policy !== undefined)) return true;
  const inside = buckets.map(({ shape, rules }) => isInside(shape) && rules !== undefined);
  const roleNames = role.attached === "inside" || role.boundary !== "none";
  return buckets.some(({ rules = [] }, index) => inside[index] && (roleNames || rules.some(({ to }) => inside[to])));
}

/** @param keyed A module with a variable of the keys. */
function repetition(style: Style, keyed?: Level): Body {
  if (style === "one") return {};
  if (style === "count") return { count: "${true ? 1 : 0}" };
  if (keyed) return { for_each: "${toset(var.keys)}" };
  return { for_each: Object.fromEntries(KEYS[style].map((key) => [String(key), key])) };
}

/** The worlds' modules called by one configuration, with a provider for each Region and account. */
export function rootOf(worlds: ReadonlyMap<string, { readonly world: World; readonly modules: RenderedModules }>): {
  readonly provider: Body;
  readonly module: Body;
  readonly variable: Body;
} {
  const all = [...worlds.values()];
  const providers = new Map(
    all.flatMap(({ world }) =>
      world.providers.map(({ region }, index) => {
        const alias = providerName(world, index).slice("aws.".length);
        return [alias, { alias, region, allowed_account_ids: [accountOf(world, index)] }] as const;
      }),
    ),
  );
  const values = all.flatMap(({ modules }) => Object.keys(modules.values));
  return {
    provider: { aws: [...providers.values()] },
    module: Object.fromEntries([...worlds].map(([name, { modules }]) => [name, modules.call])),
    variable: Object.fromEntries(values.map((name) => [name, {}])),
  };
}
