import { isAccountId, parseArn } from "../../model/arn";
import { isRegion, partitionOf } from "../../model/region";
import { CREDENTIALS } from "../declared/places";
import { translated } from "../declared/provider-names";
import type { DeclaredProvider } from "../declared/resource";
import { EMPTY, isBlock, isList, Unknown, type Block, type Value } from "../declared/value";
import { withoutPrefixes } from "./dependencies";
import type { Expression } from "./expressions";
import type { ProviderReference } from "./scope/definition";
import type { Instance, ModuleInstance } from "./scope/module";
import { NO_BLOCK, shownIteration } from "./scope/module";
import { Anything, identityOf, mark, OF_ITSELF } from "./unknowns";

/** The settings of a provider that say where and for whom it works. */
const SETTINGS: ReadonlySet<string> = new Set([
  "region",
  "allowed_account_ids",
  "assume_role",
  "assume_role_with_web_identity",
  "profile",
  "access_key",
  "secret_key",
  "token",
  "shared_credentials_files",
  "shared_config_files",
  "default_tags",
]);

/** Credentials, of which nothing is kept but which are equal. */
const SECRETS: ReadonlySet<string> = new Set(["access_key", "secret_key", "token"]);

export interface ProviderPlace {
  readonly declared: DeclaredProvider;
  /** The account in an ARN: twelve digits, or a placeholder that providers with the same credentials share. */
  readonly account: string;
}

/** The providers of a configuration, each evaluated once. */
export class Providers {
  private readonly found = new Map<string, ProviderPlace>();
  private readonly secrets = new Map<string, number>();
  private readonly accounts = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  of(instance: Instance): ProviderPlace {
    const { block, module } = instance;
    const reference = block.provider ?? { name: block.type.split("_")[0] ?? "" };
    const configured = module.provider(reference);
    const index = reference.key && module.evaluate(reference.key, instance);
    const key = typeof index === "string" ? index : undefined;
    const owner = configured?.module ?? module;
    const within = owner.path;
    const shown = `${configured?.name ?? reference.name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`;
    const address = `${this.prefix}${within}provider ${shown}`;
    const before = this.found.get(address);
    if (before) return before;
    // A provider may be configured with what a resource of its own is made of.
    this.found.set(address, this.place(address, shown, within, new Map([["region", OF_ITSELF]])));
    const place = this.place(address, shown, within, this.settings(reference, configured, key));
    this.found.set(address, place);
    return place;
  }

  private place(address: string, name: string, within: string, settings: Block): ProviderPlace {
    const label = within === "" ? `provider ${name}` : `provider ${name} of ${within.slice(0, -1)}`;
    const declared: DeclaredProvider = {
      address,
      label,
      settings,
      setRegion: `set \`region\` on ${label}`,
      setAccount: `set \`allowed_account_ids\` on ${label}`,
    };
    return { declared, account: this.account(declared) };
  }

  private settings(
    { name, key: index }: ProviderReference,
    configured: { readonly module: ModuleInstance; readonly name: string } | undefined,
    key: string | undefined,
  ): Block {
    const definition = configured?.module.definition.providers.get(configured.name);
    if (!configured || !definition) return name.includes(".") ? new Map([["region", NOT_CONFIGURED]]) : EMPTY;
    const { module } = configured;
    const iteration = shownIteration(key, () => module.eachOf({ forEach: definition.forEach }, key));
    const settings = new Map<string, Value>();
    for (const [setting, expression] of definition.attributes) {
      if (!SETTINGS.has(setting)) continue;
      const place = iteration && { ...standIn(module), iteration };
      const value = settingIn(setting, expression, {
        evaluate: (each) => module.evaluate(each, place),
        alone: (each) => alone(each, module),
      });
      settings.set(setting, SECRETS.has(setting) ? this.secret(value) : value);
    }
    if (index && key === undefined) settings.set("region", NOT_CONFIGURED);
    return unwrapped(translated(settings, { shape: "provider", emptyIsAbsent: true }));
  }

  /** Never the secret itself: a number that equal ones share. */
  private secret(value: Value): Value {
    if (value instanceof Unknown || value === undefined || value === "") return value;
    const text = typeof value === "object" ? "" : String(value);
    const number = this.secrets.get(text) ?? this.secrets.size + 1;
    this.secrets.set(text, number);
    return `set ${number}`;
  }

  private account({ address, settings }: DeclaredProvider): string {
    const allowed = settings.get("allowedAccountIds");
    const [only] = isList(allowed) ? allowed : [];
    if (isList(allowed) && allowed.length === 1 && isAccountId(only)) return only;
    const roles = settings.get("assumeRoles") ?? settings.get("assumeRoleWithWebIdentity");
    const role = isList(roles) ? roles.at(-1) : roles;
    const arn = isBlock(role) ? role.get("roleArn") : undefined;
    const assumed = typeof arn === "string" ? parseArn(arn)?.account : undefined;
    if (isAccountId(assumed)) return assumed;
    const credentials = CREDENTIALS.map((setting) => settings.get(setting));
    // Without credentials of its own a provider uses those of the run.
    if (credentials.every((each) => each === undefined)) return mark("account of the credentials");
    const identity = identityOf(credentials);
    if (identity === undefined) return mark(`account of ${address}`);
    const before = this.accounts.get(identity) ?? `account of ${address}`;
    this.accounts.set(identity, before);
    return mark(before);
  }
}

const NOT_CONFIGURED = new Anything({
  why: "the provider is not configured here",
  settledBy: "configuration",
});

/**
 * A setting of a provider. A plan of HCL tells only what it refers to: a reference by itself is taken for the value where
 * that could be such a setting, the name of a Region, say.
 */
function settingIn(name: string, expression: Expression, read: Reading): Value {
  if (expression.kind === "list") return expression.items.map((item) => settingIn(name, item, read));
  if (expression.kind === "block") {
    return new Map([...expression.entries].map(([key, value]) => [key, settingIn(key, value, read)]));
  }
  if (expression.kind !== "dependent") return read.evaluate(expression);
  const value = read.alone(expression);
  if (name === "allowed_account_ids" && isAccountId(value)) return [value];
  if (value !== undefined && couldBe(name, value)) return value;
  return new Anything({
    why: `a plan does not tell \`${name}\` of a provider that is made of other values`,
    settledBy: "configuration",
    settle: `write \`${name}\` of the provider as a text, or as a variable by itself`,
  });
}

interface Reading {
  readonly evaluate: (expression: Expression) => Value;
  /** The only reference in an expression as its value, variables of modules by what is handed to them. */
  readonly alone: (expression: Expression) => Value;
}

function alone(expression: Expression, module: ModuleInstance): Value {
  if (expression.kind !== "dependent") return module.evaluate(expression);
  const [only, ...others] = withoutPrefixes(expression.on);
  if (!only || others.length > 0) return undefined;
  const [name, ...rest] = only.steps;
  const argument =
    typeof name === "string" && only.root === "var" ? module.parent?.call.arguments.get(name) : undefined;
  if (!module.parent || argument?.kind !== "dependent") return module.evaluate(only);
  return rest.length === 0 ? alone(argument, module.parent.module) : undefined;
}

function couldBe(name: string, value: Value): boolean {
  if (name === "region") return typeof value === "string" && isRegion(value);
  if (name === "role_arn") return typeof value === "string" && parseArn(value)?.service === "iam";
  if (name === "allowed_account_ids") return isList(value) && value.every(isAccountId);
  return typeof value !== "object";
}

function standIn(module: ModuleInstance): Instance {
  return {
    address: `${module.path}provider`,
    module,
    block: NO_BLOCK,
    key: undefined,
    iteration: undefined,
    existence: undefined,
  };
}

/** Blocks that occur at most once are lists in a plan. */
function unwrapped(settings: Block): Block {
  return new Map(
    [...settings].map(([name, value]) => [
      name,
      name === "defaultTags" || name === "assumeRoleWithWebIdentity" ? (isList(value) ? value[0] : value) : value,
    ]),
  );
}

/** The Region of a resource, where it is known: its own, or its provider's. */
export function knownRegion(own: Value, { declared }: ProviderPlace): string | undefined {
  const region = own ?? declared.settings.get("region");
  return typeof region === "string" && region !== "" ? region : undefined;
}

/** The partition in an ARN; a placeholder where the Region is not known. */
export function partitionText(region: string | undefined, { declared }: ProviderPlace): string {
  return (region === undefined ? undefined : partitionIn(region)) ?? mark(`partition of ${declared.address}`);
}

const partitions = new Map<string, string | undefined>();

/** The partition of a Region, looked up once. */
function partitionIn(region: string): string | undefined {
  if (partitions.has(region)) return partitions.get(region);
  if (partitions.size > MOST_REGIONS) partitions.clear();
  const partition = partitionOf(region);
  partitions.set(region, partition);
  return partition;
}

/** More names than AWS has Regions. */
const MOST_REGIONS = 200;
