import type { Address, ReplicationGraph, Unread } from "../../model/graph";
import type { Promised, SharedOptions } from "../../options";
import { at, isObject, object, objects, own, text, texts, type JsonObject } from "../declared/json";
import { withInputs } from "./inputs";
import { readStack } from "./index";
import type { Props, StackResource } from "./resource";
import { isSecret, notShownSetting } from "./sentinels";
import { isBucket, isRead } from "./types";

/** A stack that was written down: its state, or what a preview will make of it. */
export interface StackRecord {
  /** As `pulumi stack export` has them: the states of resources. */
  readonly resources: readonly JsonObject[];
  /** What was begun and not finished when the state was written. */
  readonly pendingOperations: readonly JsonObject[];
  /** The stack's configuration, where the providers that Pulumi makes itself are left out. */
  readonly config?: JsonObject;
  /** Why nothing is known of dependencies; left out where they are there. */
  readonly untold?: ReplicationGraph["untold"];
}

/** What was read of a stack that was written down. */
export interface ReadRecord {
  readonly graph: ReplicationGraph;
  /** What a person calls each resource. */
  readonly labels: ReadonlyMap<Address, string>;
  /** Secrets that stand in it in plain text: they are read, and nobody may print them. */
  readonly secrets: ReadonlySet<string>;
}

/** The project and the stack that a resource's URN names. */
export function stackOf(urn: string): { readonly project: string; readonly stack: string } {
  const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { project, stack };
}

/** What `pulumi stack export` writes, or what the local backend keeps; `undefined` for something else. */
export function recordIn(json: unknown): StackRecord | undefined {
  const deployment = own(json, "deployment") ?? at(json, "checkpoint", "latest");
  return isObject(deployment) ? recordOf(deployment) : undefined;
}

function recordOf(deployment: JsonObject): StackRecord {
  return {
    resources: objects(own(deployment, "resources")),
    pendingOperations: objects(own(deployment, "pending_operations")),
  };
}

/** Reads a stack that was written down, as the pack sees a stack: what holds, and what the program set. */
export function readRecord(record: StackRecord, options: SharedOptions): ReadRecord {
  const { resources, pendingOperations, untold } = record;
  // What is being replaced is still there beside its successor, under the same URN, until it is deleted.
  const current = resources.filter((each) => own(each, "delete") !== true);
  const gone = current.filter((each) => own(each, "pendingReplacement") === true);
  const secrets = new Set<string>();
  const providers = providersIn(record, current, secrets);
  const present = current.filter((each) => !gone.includes(each));
  const ours = present.filter((each) => own(each, "external") !== true);
  const lookedUp = new Map(
    present
      .filter((each) => own(each, "external") === true)
      .map((each) => [urnOf(each), texts(own(each, "dependencies"))]),
  );
  const all = ours
    .flatMap((each) => resourceOf(each, providers, secrets))
    .map((each) => ({ ...each, dependencies: beyond(lookedUp, each.dependencies) }));
  const knownDestinations = [...options.knownDestinations, ...provenBy(present)];
  const graph = readStack(all, { ...options, knownDestinations }, [
    ...gone.flatMap(notRecreated),
    ...pendingOperations.flatMap(unfinished),
  ]);
  return {
    graph: untold === undefined ? graph : { ...graph, untold },
    labels: new Map(resources.map((each) => [urnOf(each), nameOf(urnOf(each))])),
    secrets,
  };
}

/** What is waited for: what was looked up (`Bucket.get`) is no part of the stack, but may wait for something that is. */
function beyond(lookedUp: ReadonlyMap<string, readonly string[]>, urns: readonly string[]): readonly string[] {
  if (!urns.some((urn) => lookedUp.has(urn))) return urns;
  const waiting = new Set(urns);
  // A set is walked to its end, with what is added on the way.
  for (const urn of waiting) for (const next of lookedUp.get(urn) ?? []) waiting.add(next);
  return [...waiting].filter((urn) => !lookedUp.has(urn));
}

const urnOf = (resource: JsonObject): string => text(own(resource, "urn")) ?? "";

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

type Provider = NonNullable<StackResource["provider"]>;

/** The provider by what a resource calls its own: URN and id. */
type Providers = (reference: string) => Provider | undefined;

function providersIn({ config }: StackRecord, resources: readonly JsonObject[], secrets: Set<string>): Providers {
  const shown = new Map<string, Provider>();
  for (const each of resources) {
    if (!text(own(each, "type"))?.startsWith(PROVIDER)) continue;
    const urn = urnOf(each);
    const provider: Provider = { urn, name: nameOf(urn), props: plain(own(each, "inputs"), secrets) };
    shown.set(urn, provider).set(`${urn}::${text(own(each, "id")) ?? ""}`, provider);
  }
  return (reference) => {
    const urn = reference.replace(/::[^:]*$/, "");
    // A preview names the provider by an id that it does not show; two of one URN have the one that is being replaced.
    return reference === "" ? undefined : (shown.get(reference) ?? shown.get(urn) ?? notShown(urn, config));
  };
}

const PROVIDER = "pulumi:providers:";

/** A provider that Pulumi makes itself is configured by the stack; of any other nothing is known. */
function notShown(urn: string, config: JsonObject | undefined): Provider {
  const name = nameOf(urn);
  const prefix = `${urn.split("::").at(-2)?.replace(PROVIDER, "") ?? ""}:`;
  const isDefault = config !== undefined && /^default(_|$)/.test(name);
  const settings = Object.entries(config ?? {}).filter(([key]) => key.startsWith(prefix));
  return {
    urn,
    name,
    props: isDefault
      ? Object.fromEntries(settings.map(([key, value]) => [key.slice(prefix.length), value]))
      : { region: notShownSetting(name) },
  };
}

function resourceOf(state: JsonObject, providers: Providers, secrets: Set<string>): readonly StackResource[] {
  const [urn, type] = [urnOf(state), text(own(state, "type"))];
  if (urn === "" || type === undefined) return [];
  const provider = providers(text(own(state, "provider")) ?? "");
  const [inputs, outputs] = [plain(own(state, "inputs"), secrets), plain(own(state, "outputs"), secrets)];
  const resource: StackResource = {
    urn,
    type,
    name: nameOf(urn),
    props: outputs,
    ...(provider && { provider }),
    dependencies: texts(own(state, "dependencies")),
    propertyDependencies: Object.fromEntries(
      Object.entries(object(own(state, "propertyDependencies"))).map(([property, urns]) => [property, texts(urns)]),
    ),
  };
  return [isRead(type) ? withInputs(resource, inputs) : resource];
}

/** Properties with the secrets in them that are in plain text. */
function plain(properties: unknown, secrets: Set<string>): Props {
  return object(revealed(properties, secrets, MOST_LEVELS));
}

/** Levels of lists and objects: what is nested deeper stays as it is, and is not read. */
const MOST_LEVELS = 100;

function revealed(value: unknown, secrets: Set<string>, levels: number): unknown {
  if (levels === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => revealed(item, secrets, levels - 1));
  if (isSecret(value)) {
    const decrypted = plaintextOf(value);
    if (decrypted === undefined) return value;
    keep(decrypted, secrets, levels);
    return revealed(decrypted, secrets, levels - 1);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item, secrets, levels - 1)]));
}

/** The value of a secret: JSON in a text. */
function plaintextOf(secret: Props): unknown {
  const written = own(secret, "plaintext");
  if (typeof written !== "string") return undefined;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return undefined;
  }
}

/** Remembers every text in a secret. */
function keep(value: unknown, secrets: Set<string>, levels: number): void {
  if (typeof value === "string" && value !== "") secrets.add(value);
  if (typeof value !== "object" || value === null || levels === 0) return;
  for (const item of Object.values(value)) keep(item, secrets, levels - 1);
}

/** Buckets that the program looked up (`Bucket.get`): not the stack's own, and known by what was read of them. */
function provenBy(resources: readonly JsonObject[]): readonly Promised[] {
  return resources.flatMap((state) => {
    const outputs = own(state, "outputs");
    const bucket = text(own(outputs, "bucket")) ?? text(own(outputs, "bucketName"));
    const region = text(own(outputs, "bucketRegion")) ?? text(own(outputs, "region"));
    const isExternal = own(state, "external") === true && isBucket(text(own(state, "type")) ?? "");
    if (!isExternal || bucket === undefined || region === undefined) return [];
    const versioned = at(outputs, "versioning", "enabled") === true;
    return [{ bucket, region, ...(versioned && { versioned }), from: "as the program read it from AWS" }];
  });
}

function notRecreated(state: JsonObject): readonly Unread[] {
  const type = text(own(state, "type")) ?? "";
  return isRead(type)
    ? [
        doubt(
          urnOf(state),
          "was deleted to be replaced, and has not been created again",
          "Run `pulumi up` again, and export the stack then.",
        ),
      ]
    : [];
}

/** A state with pending operations does not tell how they ended. */
function unfinished(operation: JsonObject): readonly Unread[] {
  const state = object(own(operation, "resource"));
  const type = text(own(state, "type")) ?? "";
  const how = DOING.get(text(own(operation, "type")) ?? "");
  return isRead(type) && how !== undefined
    ? [doubt(urnOf(state), `was being ${how} when the last update was interrupted`, SETTLE_PENDING)]
    : [];
}

const SETTLE_PENDING = "Run `pulumi refresh`, and export the stack again.";

/** Reading changes nothing. */
const DOING: ReadonlyMap<string, string> = new Map([
  ["creating", "created"],
  ["updating", "updated"],
  ["deleting", "deleted"],
  ["importing", "imported"],
]);

function doubt(address: Address, what: string, settle: string): Unread {
  const label = nameOf(address);
  return { address, label, why: `${label} ${what}`, settledBy: "configuration", settle };
}
