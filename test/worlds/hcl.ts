type Body = Readonly<Record<string, unknown>>;

/** What is written as a block in HCL: all else is an attribute. */
const BLOCKS: ReadonlySet<string> = new Set([
  "access_control_translation",
  "and",
  "apply_server_side_encryption_by_default",
  "content",
  "delete_marker_replication",
  "destination",
  "encryption_configuration",
  "event_threshold",
  "filter",
  "inline_policy",
  "locals",
  "metrics",
  "principals",
  "replication_time",
  "replication_configuration",
  "required_providers",
  "rule",
  "rules",
  "server_side_encryption_configuration",
  "source_selection_criteria",
  "sse_kms_encrypted_objects",
  "statement",
  "tag",
  "terraform",
  "time",
  "versioning",
  "versioning_configuration",
]);
/** By how many labels their blocks have. */
const LABELED: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  dynamic: 1,
  module: 1,
  output: 1,
  provider: 1,
  variable: 1,
};
/** What is an expression, and is written as a text in JSON. */
const EXPRESSIONS: ReadonlySet<string> = new Set(["provider", "providers", "configuration_aliases", "depends_on"]);

/** A configuration in JSON as the same one in HCL. */
export function hclOf(configuration: object): string {
  return bodyOf(configuration as Body);
}

function bodyOf(body: Body): string {
  return Object.entries(body)
    .map(([key, value]) => memberOf(key, value))
    .join("");
}

function memberOf(key: string, value: unknown): string {
  const labels = typeof value === "object" ? LABELED[key] : undefined;
  if (labels !== undefined) return blocksOf(key, value as Body, labels);
  if (BLOCKS.has(key))
    return list(value)
      .map((each) => block(key, each as Body))
      .join("");
  return attributeOf([key, value]);
}

function attributeOf([key, value]: readonly [string, unknown]): string {
  return `${key} = ${EXPRESSIONS.has(key) ? bare(value) : expressionOf(value)}\n`;
}

function blocksOf(head: string, value: Body, labels: number): string {
  return Object.entries(value)
    .map(([label, inner]) => {
      const next = `${head} ${JSON.stringify(label)}`;
      return labels > 1
        ? blocksOf(next, inner as Body, labels - 1)
        : list(inner)
            .map((each) => block(next, each as Body))
            .join("");
    })
    .join("");
}

function block(head: string, body: Body): string {
  // What a module is handed may be called anything.
  const members = head.startsWith("module ") ? Object.entries(body).map(attributeOf).join("") : bodyOf(body);
  return `${head} {\n${members}}\n`;
}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** References without quotes. */
function bare(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(bare).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${key} = ${bare(each)}`)
    .join(", ")} }`;
}

/** A value of JSON, templates and all, as an expression. */
export function expressionOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(expressionOf).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => {
      const written = key === "configuration_aliases" ? bare(each) : expressionOf(each);
      return `${JSON.stringify(key)} = ${written}`;
    });
    return `{ ${entries.join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  const parts = partsOf(value);
  const [only] = parts;
  if (parts.length === 1 && only?.startsWith("${")) return only.slice(2, -1);
  return `"${parts.map((part) => (part.startsWith("${") ? part : JSON.stringify(part).slice(1, -1))).join("")}"`;
}

/** The interpolations of a template, and what is between them. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest !== "") {
    const start = rest.indexOf("${");
    if (start !== 0) {
      parts.push(start < 0 ? rest : rest.slice(0, start));
      rest = start < 0 ? "" : rest.slice(start);
      continue;
    }
    const end = closing(rest);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return parts;
}

function closing(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "{") depth += 1;
    if (text[index] === "}" && (depth -= 1) === 0) return index + 1;
  }
  throw new Error(`${text} is not closed`);
}
