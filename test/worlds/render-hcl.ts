import type { JsonConfiguration } from "../../policy-pack/readers/terraform";

/** What is set with `=` though it is a map or a list of maps: anything else of that kind is a block. */
const MAPS: ReadonlySet<string> = new Set(["tags", "default_tags", "providers", "for_each", "default"]);

type Entries = readonly (readonly [string, unknown])[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const entries = (value: unknown): Entries => (isObject(value) ? Object.entries(value) : []);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** A JSON configuration as people would write it in HCL. */
export function renderHcl(configuration: JsonConfiguration): string {
  const named = (kind: string, all: unknown): readonly string[] =>
    entries(all).flatMap(([name, bodies]) => list(bodies).map((body) => block(`${kind} ${quoted(name)}`, body)));
  const typed = (kind: string, all: unknown): readonly string[] =>
    entries(all).flatMap(([type, byName]) => named(`${kind} ${quoted(type)}`, byName));
  const { resource, data, provider, variable, module, output, locals } = configuration;
  return [
    ...named("provider", provider),
    ...named("variable", variable),
    ...(locals === undefined ? [] : [`locals {\n${entries(locals).map(attribute).join("")}}\n`]),
    ...typed("data", data),
    ...typed("resource", resource),
    ...named("module", module),
    ...named("output", output),
  ].join("");
}

function block(header: string, body: unknown): string {
  return `${header} {\n${entries(body).map(setting).join("")}}\n`;
}

function setting([name, value]: readonly [string, unknown]): string {
  if (name === "//") return "";
  if (name === "dynamic") return dynamic(value);
  if (name === "provider" || name === "type") return `${name} = ${bare(value)}\n`;
  if (name === "depends_on") return `${name} = [${list(value).map(bare).join(", ")}]\n`;
  if (name === "providers") {
    return `${name} = { ${entries(value)
      .map(([inside, outside]) => `${inside} = ${bare(outside)}`)
      .join(", ")} }\n`;
  }
  const isBlock = isObject(value) || (Array.isArray(value) && value.length > 0 && value.every(isObject));
  if (!isBlock || MAPS.has(name)) return attribute([name, value]);
  return list(value)
    .map((each) => block(name, each))
    .join("");
}

const dynamic = (value: unknown): string =>
  entries(value)
    .flatMap(([name, all]) =>
      list(all).map((each) => {
        const body = each as Readonly<Record<string, unknown>>;
        return `dynamic ${quoted(name)} {\nfor_each = ${expression(body["for_each"])}\n${block("content", body["content"])}}\n`;
      }),
    )
    .join("");

const attribute = ([name, value]: readonly [string, unknown]): string => `${name} = ${expression(value)}\n`;

/** A reference without `${…}` around it. */
const bare = (value: unknown): string => String(value).replace(/^\$\{([^]*)\}$/, "$1");

function expression(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(expression).join(", ")}]`;
  if (isObject(value)) {
    return `{\n${Object.entries(value)
      .map(([key, item]) => `${quoted(key)} = ${expression(item)}\n`)
      .join("")}}`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  const [, inner] = /^\$\{((?:[^${}]|\$(?!\{))*)\}$/.exec(value) ?? [];
  return inner ?? quoted(value);
}

/** A text; what stands in `${…}` in it keeps its quotes. */
const quoted = (text: string): string =>
  `"${text
    .split(/(\$\{[^{}]*\})/)
    .map((part, index) => (index % 2 === 1 ? part : JSON.stringify(part).slice(1, -1)))
    .join("")}"`;
