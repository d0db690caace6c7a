import { own } from "../../model/own";
import type { ReplicationConfiguration, ReplicationGraph, Unread } from "../../model/graph";
import type { SharedOptions } from "../../options";
import { readDeclared } from "../declared";
import { shapeOf } from "../declared/bucket-shapes";
import { elsewhereAddress } from "../declared/elsewhere";
import { Links } from "../declared/links";
import { BESIDE, readConfiguration } from "../declared/replication";
import { isEvaluated, type DeclaredProvider, type DeclaredResource } from "../declared/resource";
import { neutralName, translated, type Translation } from "../declared/provider-names";
import { madeUnseen, mayBeBucket } from "../declared/unread";
import { EMPTY, type Block } from "../declared/value";
import { wordsOf } from "./dialect";
import type { Props, StackResource } from "./resource";
import { fromJsonText, settingsOf } from "./sentinels";
import { typeOf } from "./types";

/** Of resources whose properties have Terraform's names; an empty text is told apart by its reader. */
const TERRAFORM_NAMES: Translation = { shape: "provider", emptyIsAbsent: false };

/**
 * Reads a Pulumi stack into the graph.
 *
 * @param more What its source has seen besides and not looked into.
 */
export function readStack(
  resources: readonly StackResource[],
  options: SharedOptions,
  more: readonly Unread[] = [],
): ReplicationGraph {
  const providers = new Map<string, DeclaredProvider>();
  const graph = readDeclared(
    resources.map((resource) => declared(resource, providers)),
    options,
    [...resources.flatMap(unread), ...more],
  );
  const alone = resources.filter(({ type, dependencies }) => isOfTerraform(type) && dependencies.length === 0);
  return alone.length === 0 ? graph : { ...graph, untold: { ...UNTOLD, of: new Set(alone.map(({ urn }) => urn)) } };
}

/** Whether Terraform manages a resource that a Pulumi stack shows: with providers of its own, and an order of its own. */
const isOfTerraform = (type: string): boolean => typeOf(type)?.names === "snake";

const UNTOLD = {
  reason: "Pulumi does not tell what a resource of a Terraform module or state waits for",
  settle: "judge the Terraform plan (`terraform plan -out=plan && terraform show -json plan`)",
};

/** A resource that may be a bucket, or belong to one, under a type that is not read. */
function unread({ urn, name, type, props }: StackResource): readonly Unread[] {
  if (typeOf(type)) return [];
  if (!mayBeBucket(type)) return madeUnseen({ address: urn, label: name, type }, (key) => settingsOf(props).get(key));
  return [
    {
      address: urn,
      label: name,
      why: `${name} is of type ${type}, which may be an S3 bucket or a setting of one, but this version does not read it`,
      settledBy: "configuration",
    },
  ];
}

/**
 * Reads the replication configuration that one resource sets, as Analyze shows it: its inputs, and no other resource.
 *
 * @returns `undefined` for a resource that sets none.
 */
export function readAlone(
  resource: Pick<StackResource, "urn" | "type" | "name" | "props">,
): ReplicationConfiguration | undefined {
  const alone = declared(
    { ...resource, inputs: resource.props, dependencies: [], propertyDependencies: {} },
    new Map<string, DeclaredProvider>(),
  );
  if (!isEvaluated(alone)) return undefined;
  const shape =
    alone.kind === "replication" ? BESIDE : alone.kind === "bucket" ? shapeOf(alone).replication : undefined;
  if (!shape || shape.block(alone).isAbsent) return undefined;
  const links = new Links([alone], () => undefined);
  return readConfiguration(alone, shape, links, (reference) =>
    reference.in === "stack" ? reference.address : elsewhereAddress(reference.name),
  );
}

function declared(resource: StackResource, providers: Map<string, DeclaredProvider>): DeclaredResource {
  const { urn, type, name, props, inputs, provider, dependencies, propertyDependencies } = resource;
  const known = typeOf(type);
  // Of what no rule looks at only its place among the dependencies counts.
  const read = (of: Props): Block =>
    known?.names === "snake" ? translated(settingsOf(of), TERRAFORM_NAMES) : settingsOf(of);
  const settings = known ? read(props) : EMPTY;
  const written = known && inputs && (inputs === props ? settings : read(inputs));
  return {
    address: urn,
    kind: known?.kind,
    type,
    label: name,
    shape: known?.shape ?? "provider",
    settings,
    ...(written && { written }),
    // The provider of a module is no provider of AWS: each resource in it may have another.
    ...(known && provider && !isOfTerraform(type) && { provider: declaredProvider(provider, providers) }),
    dependencies,
    references: new Map(
      Object.entries(propertyDependencies).map(([property, from]) => [
        known?.names === "snake" ? neutralName(property, TERRAFORM_NAMES) : property,
        from,
      ]),
    ),
    words: wordsOf(type),
  };
}

function declaredProvider(
  { urn, name, props }: NonNullable<StackResource["provider"]>,
  known: Map<string, DeclaredProvider>,
): DeclaredProvider {
  const before = known.get(urn);
  if (before) return before;
  // The engine makes default providers itself, and numbers them: `default_7_48_0`.
  const isDefault = /^default(_|$)/.test(name);
  const label = isDefault ? "the default provider" : `provider ${name}`;
  const provider: DeclaredProvider = {
    address: urn,
    label,
    settings: new Map(
      [...settingsOf(props)].map(([key, value]) => [key, LISTS.has(key) ? fromJsonText(own(props, key)) : value]),
    ),
    setRegion: isDefault ? "pulumi config set aws:region <Region>" : `set \`region\` on ${label}`,
    setAccount: `set \`allowedAccountIds\` on ${label}`,
  };
  known.set(urn, provider);
  return provider;
}

/** Settings of a provider that are lists or blocks. */
const LISTS: ReadonlySet<string> = new Set([
  "allowedAccountIds",
  "assumeRole",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
  "sharedCredentialsFiles",
  "sharedConfigFiles",
  "defaultTags",
]);
