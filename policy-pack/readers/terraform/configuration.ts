import type { Unread } from "../../model/graph";
import { blockOf, expressionOf, parseExpression, type Expression, type Reference } from "./expressions";
import { at, blocks, isObject, own, text, texts, type JsonObject } from "./json";
import { JUDGE_THE_PLAN } from "./evaluate";
import type {
  BlockDefinition,
  CallDefinition,
  Location,
  ModuleDefinition,
  ProviderDefinition,
  ProviderReference,
  VariableDefinition,
} from "./scope/definition";
import type { ModuleInstance } from "./scope/module";

/** `cdk.tf.json`, or any `.tf.json`. */
export interface JsonConfiguration {
  readonly resource?: unknown;
  readonly data?: unknown;
  readonly provider?: unknown;
  readonly locals?: unknown;
  readonly output?: unknown;
  readonly variable?: unknown;
  readonly module?: unknown;
}

/** Reads the configuration of a module by its source; `undefined` for one that cannot be read. */
export type ReadModule = (source: string) => JsonConfiguration | undefined;

/** Modules in one another are read so far: a source may call itself. */
const DEEPEST = 20;

const META: ReadonlySet<string> = new Set([
  "//",
  "count",
  "for_each",
  "provider",
  "depends_on",
  "lifecycle",
  "connection",
  "provisioner",
]);
const META_OF_MODULE: ReadonlySet<string> = new Set([...META, "source", "version", "providers"]);
const META_OF_PROVIDER: ReadonlySet<string> = new Set(["//", "alias", "version", "for_each"]);

/** A module in JSON configuration, where every block may be by itself or in a list. */
export function moduleOf(
  json: JsonConfiguration,
  readModule: ReadModule = () => undefined,
  depth = 0,
): ModuleDefinition {
  return {
    blocks: new Map([...blocksOf(json, "managed", "resource"), ...blocksOf(json, "data", "data")]),
    locals: expressionsIn(entriesOf(own(json, "locals"))),
    variables: new Map(entriesOf(own(json, "variable")).map(([name, body]) => [name, variableOf(body)])),
    outputs: new Map(
      entriesOf(own(json, "output")).map(([name, body]) => [name, expressionOf(own(blocks(body)[0], "value"))]),
    ),
    calls: new Map(
      entriesOf(own(json, "module")).flatMap(([name, body]): [string, CallDefinition][] =>
        blocks(body).map((each) => [name, callOf(each, readModule, depth)]),
      ),
    ),
    providers: new Map(
      entriesOf(own(json, "provider")).flatMap(([name, all]) => blocks(all).map((body) => providerOf(name, body))),
    ),
  };
}

interface UnreadCall extends Unread {
  readonly location?: Location | undefined;
}

/**
 * `module` blocks that are not looked into, in a module and those it calls.
 *
 * @param settle What to do about it.
 */
export function unreadCalls(module: ModuleInstance, settle = JUDGE_THE_PLAN): readonly UnreadCall[] {
  const { prefix } = module.surroundings;
  return [...module.definition.calls].flatMap(([name, { definition, path, location }]): readonly UnreadCall[] => {
    if (definition) return module.calls(name).flatMap((each) => unreadCalls(each, settle));
    if (module.isLeftOut(name)) return [];
    const address = `${prefix}${module.path}module.${name}`;
    return [
      {
        address,
        label: path ?? address,
        why: `the module ${address} is not read`,
        settledBy: "configuration",
        settle,
        ...(location && { location }),
      },
    ];
  });
}

/** The entries of a map, or of several maps in a list. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return blocks(value).flatMap((each) => Object.entries(each).filter(([key]) => key !== "//"));
}

function expressionsIn(entries: readonly (readonly [string, unknown])[]): ReadonlyMap<string, Expression> {
  return new Map(entries.map(([name, value]) => [name, expressionOf(value)]));
}

function blocksOf(
  json: JsonConfiguration,
  mode: BlockDefinition["mode"],
  key: "resource" | "data",
): readonly (readonly [string, BlockDefinition])[] {
  return entriesOf(own(json, key)).flatMap(([type, byName]) =>
    entriesOf(byName).flatMap(([name, bodies]) =>
      blocks(bodies).map((body): readonly [string, BlockDefinition] => [
        mode === "data" ? `data.${type}.${name}` : `${type}.${name}`,
        blockDefinition(mode, type, name, body),
      ]),
    ),
  );
}

function blockDefinition(mode: BlockDefinition["mode"], type: string, name: string, body: JsonObject): BlockDefinition {
  return {
    mode,
    type,
    name,
    attributes: attributesOf(body, META),
    provider: providerReference(own(body, "provider")),
    dependsOn: dependsOnOf(body),
    ...repeatedOf(body),
    ...originOf(body),
  };
}

function attributesOf(body: JsonObject, meta: ReadonlySet<string>): ReadonlyMap<string, Expression> {
  return blockOf(Object.entries(body).filter(([key]) => !meta.has(key))).entries;
}

function repeatedOf(body: JsonObject): Pick<BlockDefinition, "count" | "forEach"> {
  const one = (key: string): Expression | undefined =>
    Object.hasOwn(body, key) ? expressionOf(own(body, key)) : undefined;
  return { count: one("count"), forEach: one("for_each") };
}

function dependsOnOf(body: JsonObject): readonly Reference[] {
  return texts(own(body, "depends_on")).flatMap((each) => {
    const expression = parseExpression(unwrapped(each));
    return expression.kind === "reference" ? [expression] : [];
  });
}

const unwrapped = (reference: string): string => reference.replace(/^\$\{|\}$/g, "");

/** `aws.west`, or `aws.by_region[each.key]`. */
function providerReference(value: unknown): ProviderReference | undefined {
  const expression = typeof value === "string" ? parseExpression(unwrapped(value)) : undefined;
  if (expression?.kind !== "reference") return undefined;
  const [alias, key] = expression.steps;
  const name = typeof alias === "string" ? `${expression.root}.${alias}` : expression.root;
  return { name, ...(typeof key === "object" && { key }) };
}

function variableOf(body: unknown): VariableDefinition {
  const [variable] = blocks(body);
  return {
    type: text(own(variable, "type")),
    default: own(variable, "default"),
    nullable: own(variable, "nullable") !== false,
  };
}

function providerOf(name: string, body: JsonObject): readonly [string, ProviderDefinition] {
  const alias = text(own(body, "alias"));
  return [
    alias === undefined ? name : `${name}.${alias}`,
    { attributes: attributesOf(body, META_OF_PROVIDER), forEach: repeatedOf(body).forEach },
  ];
}

function callOf(body: JsonObject, readModule: ReadModule, depth: number): CallDefinition {
  const source = text(own(body, "source"));
  const json = source === undefined || depth >= DEEPEST ? undefined : readModule(source);
  const providers = own(body, "providers");
  return {
    definition: json && moduleOf(json, readModule, depth + 1),
    arguments: attributesOf(body, META_OF_MODULE),
    providers: isObject(providers)
      ? new Map(Object.entries(providers).map(([inside, outside]) => [inside, unwrapped(text(outside) ?? "")]))
      : undefined,
    dependsOn: dependsOnOf(body),
    ...repeatedOf(body),
    ...originOf(body),
  };
}

/** The construct that a block was synthesized from, and where it is written: the comment of a block says so. */
function originOf(body: JsonObject): Pick<BlockDefinition, "path" | "location"> {
  const location = at(body, "//", "location");
  const [file, line] = [text(own(location, "file")), own(location, "line")];
  const written =
    file === undefined
      ? callSite(at(body, "//", "metadata", "stackTrace"))
      : { file, line: typeof line === "number" ? line : undefined };
  return { path: text(at(body, "//", "metadata", "path")), ...(written && { location: written }) };
}

/** The innermost call in a stack trace that is neither of a package nor of Node.js or JSII themselves. */
function callSite(trace: unknown): Location | undefined {
  const frames = Array.isArray(trace) ? trace.map(text) : [];
  const own = frames.find(
    (frame) => frame !== undefined && FRAME.test(frame) && !/node_modules|program\.js/.test(frame),
  );
  const [, file, line] = FRAME.exec(own ?? "") ?? [];
  return file === undefined ? undefined : { file: file.replace(/^file:\/\/(?=\/)/, ""), line: Number(line) };
}

/** `new Data (/app/main.ts:12:3)`, `/app/main.ts:12:3`: a file by its absolute path. */
const FRAME = /(?:^|\()((?:file:\/\/)?(?:[A-Za-z]:[\\/]|\/)[^()]*?):(\d+)(?::\d+)?\)?$/;
