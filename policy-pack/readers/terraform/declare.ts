import type { DeclaredResource } from "../declared/resource";
import { EMPTY, isBlock, type Block, type Value } from "../declared/value";
import { computedNames } from "./aws";
import { neutralName, translated, type Translation } from "../declared/provider-names";
import { CLOUD_CONTROL, TERRAFORM, typeOf } from "./dialect";
import { isObject } from "./json";
import type { Program } from "./program";
import { notItself } from "./same-key";
import type { Instance } from "./scope/module";
import { unknownsIn } from "./unknowns";

/** Of a bucket that a plan shows, what AWS has besides: what other resources, or people, set is no promise of the program. */
const READ_BACK: ReadonlySet<string> = new Set(["aws_s3_bucket", "aws_iam_role"]);

/** What is true of a resource whoever says it. */
const NAMES: ReadonlySet<string> = new Set([
  "bucket",
  "id",
  "arn",
  "name",
  "region",
  "object_lock_enabled",
  "assume_role_policy",
  "permissions_boundary",
  "tags_all",
  "bucket_domain_name",
  "domain_name",
]);

/** The Region of a resource is read from its own setting, or its provider's. */
const PLACES: ReadonlySet<string> = new Set(["region", "bucket_region"]);

/** A resource under neutral names, with all that is known of it. */
export function declare(instance: Instance, program: Program): DeclaredResource {
  const { block, existence } = instance;
  const type = typeOf(block.type);
  const shape = type?.shape ?? "provider";
  return {
    address: instance.address,
    kind: type?.kind,
    type: block.type,
    label: labelOf(instance, program),
    shape,
    ...(existence && { existence }),
    dependencies: program.waitsFor(instance),
    words: wordsOf(block.type),
    ...(instance.isMissing ? missing(instance, program, shape) : shownOf(instance, program, type)),
  };
}

/** What is known of a resource beside what it is. */
type Settings = Pick<DeclaredResource, "settings" | "written" | "isDeployed" | "provider" | "references">;

function shownOf(instance: Instance, program: Program, type: ReturnType<typeof typeOf>): Settings {
  const shape = type?.shape ?? "provider";
  // Of what no rule looks at only its place among the dependencies counts.
  const written = type ? corrected(writtenIn(instance, program, shape), instance, program) : EMPTY;
  return {
    settings: type ? withComputed(written, instance, program, shape) : EMPTY,
    // A state has what others have set in AWS beside what the program sets.
    ...(program.hasConfiguration || type?.kind !== "bucket" ? { written } : { isDeployed: true as const }),
    ...(type && program.hasConfiguration && { provider: program.providers.of(instance).declared }),
    references: referencesOf(written, instance, program, shape),
  };
}

/** What a partial plan does not show: only what the configuration says of whose it is. */
function missing(instance: Instance, program: Program, shape: Shape): Settings {
  const references = [...instance.block.attributes].map(([name, expression]): [string, readonly string[]] => [
    neutralName(name, { shape }),
    program.dependencies.fromMissing(expression, instance),
  ]);
  return { settings: EMPTY, references: new Map(references.filter(([, from]) => from.length > 0)) };
}

const wordsOf = (type: string) => (type.startsWith("awscc_") ? CLOUD_CONTROL : TERRAFORM);

function corrected(written: Block, { shown, block }: Instance, program: Program): Block {
  return shown && typeOf(block.type)?.kind === "replication" ? notItself(written, program) : written;
}

type Shape = DeclaredResource["shape"];

function writtenIn(instance: Instance, program: Program, shape: Shape): Block {
  const { block, shown } = instance;
  const names = shown ? namesIn(instance, program) : [...block.attributes.keys()];
  const values = new Map(names.map((name): [string, Value] => [name, program.written(instance, name)]));
  return translated(values, translation(instance, shape));
}

const translation = ({ shown }: Instance, shape: Shape): Translation => ({ shape, emptyIsAbsent: shown !== undefined });

function namesIn({ block, shown }: Instance, program: Program): readonly string[] {
  const names = new Set([shown?.values, shown?.unknown].flatMap((each) => (isObject(each) ? Object.keys(each) : [])));
  const isPlan = program.hasConfiguration && READ_BACK.has(block.type);
  return [...names].filter((name) => !isPlan || NAMES.has(name) || block.attributes.has(name));
}

function withComputed(written: Block, instance: Instance, program: Program, shape: Shape): Block {
  const settings = new Map(written);
  for (const name of computedNames(instance.block.type)) {
    const neutral = neutralName(name, { shape });
    const isKnown = typeof settings.get(neutral) === "string";
    if (!PLACES.has(name) && !isKnown) settings.set(neutral, program.attribute(instance, name));
  }
  const tags = shape === "api" ? undefined : allTags(settings, instance, program);
  if (tags !== undefined) settings.set("tagsAll", tags);
  return settings;
}

/** The tags of a resource and those that its provider gives to everything. */
function allTags(settings: Block, instance: Instance, program: Program): Value {
  const shown = settings.get("tagsAll");
  if (shown !== undefined || !program.hasConfiguration) return shown;
  const defaults = program.providers.of(instance).declared.settings.get("defaultTags");
  const [own, given] = [settings.get("tags"), isBlock(defaults) ? defaults.get("tags") : defaults];
  if (given === undefined) return own;
  return isBlock(given) && (own === undefined || isBlock(own)) ? new Map([...given, ...(own ?? [])]) : (own ?? given);
}

/** What each setting that is not wholly known refers to. */
function referencesOf(
  written: Block,
  instance: Instance,
  program: Program,
  shape: Shape,
): ReadonlyMap<string, readonly string[]> {
  const references = new Map<string, readonly string[]>();
  for (const [name, expression] of instance.block.attributes) {
    const neutral = neutralName(name, { shape });
    if (unknownsIn(written.get(neutral)).length === 0) continue;
    const from = program.dependencies.from(expression, instance.module, instance);
    if (from.length > 0) references.set(neutral, from);
  }
  return references;
}

/** The path of the construct, or the address: with the key, where there are several. */
function labelOf({ address, block, module }: Instance, program: Program): string {
  if (block.path === undefined) return address;
  return block.path + address.slice(`${program.prefix}${module.path}${block.type}.${block.name}`.length);
}
