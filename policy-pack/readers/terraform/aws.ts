import { own } from "../../model/own";
import { isBlock, isList, Unknown, type Block, type List, type Value } from "../declared/value";
import { callFunction } from "./functions";
import { derivedFrom, itemsOf, mark, textValue, unknownText } from "./unknowns";

/** A resource or a data source, as far as what AWS computes of it depends on it. */
export interface Described {
  readonly type: string;
  readonly address: string;
  /** What its own block sets, or a plan shows. */
  readonly own: (name: string) => Value;
  /** Where it is known. */
  readonly region: () => string | undefined;
  /** Texts, with placeholders where they are not known. */
  readonly partition: () => string;
  readonly account: () => string;
}

type Compute = (described: Described, name: string) => Value;

/** Names, ids and ARNs of resources: literal as far as the configuration says them, and else with placeholders. */
const COMPUTED: ReadonlyMap<string, Readonly<Record<string, Compute>>> = new Map<
  string,
  Readonly<Record<string, Compute>>
>([
  ["aws_s3_bucket", { bucket: named("bucket"), id: named("bucket"), arn: bucketArn("bucket"), ...regions() }],
  ["awscc_s3_bucket", { bucket_name: named("bucket_name"), id: named("bucket_name"), arn: bucketArn("bucket_name") }],
  ["aws_iam_role", { name: named("name"), id: named("name"), arn: iamArn("role", "name") }],
  ["awscc_iam_role", { role_name: named("role_name"), id: named("role_name"), arn: iamArn("role", "role_name") }],
  ["aws_iam_policy", { name: named("name"), id: iamArn("policy", "name"), arn: iamArn("policy", "name") }],
  [
    "awscc_iam_managed_policy",
    {
      managed_policy_name: named("managed_policy_name"),
      id: iamArn("policy", "managed_policy_name"),
      policy_arn: iamArn("policy", "managed_policy_name"),
    },
  ],
  ...["aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "awscc_kms_key", "awscc_kms_replica_key"].map(
    (type): [string, Readonly<Record<string, Compute>>] => [type, { key_id: keyId, id: keyId, arn: keyArn }],
  ),
  ["aws_kms_alias", { name: named("name"), id: named("name"), arn: aliasArn("name") }],
  ["awscc_kms_alias", { alias_name: named("alias_name"), id: named("alias_name"), arn: aliasArn("alias_name") }],
  ["aws_iam_role_policy", { name: named("name") }],
  ...[
    "versioning",
    "replication_configuration",
    "server_side_encryption_configuration",
    "object_lock_configuration",
    "request_payment_configuration",
    "lifecycle_configuration",
    "policy",
    "ownership_controls",
    "public_access_block",
  ].map((name): [string, Readonly<Record<string, Compute>>] => [
    `aws_s3_bucket_${name}`,
    { id: ({ own }) => own("bucket") },
  ]),
]);

/** What data sources find out that needs no question to AWS. */
const FOUND: ReadonlyMap<string, Readonly<Record<string, Compute>>> = new Map<
  string,
  Readonly<Record<string, Compute>>
>([
  ["aws_s3_bucket", { id: ({ own }) => own("bucket"), arn: bucketArn("bucket"), bucket: ({ own }) => own("bucket") }],
  ["aws_iam_role", { id: ({ own }) => own("name"), name: ({ own }) => own("name") }],
  [
    "aws_partition",
    { partition: (described) => textValue(described.partition()), id: (described) => textValue(described.partition()) },
  ],
  ["aws_region", { ...regionNames() }],
  [
    "aws_caller_identity",
    { account_id: (described) => textValue(described.account()), id: (described) => textValue(described.account()) },
  ],
  ["aws_iam_policy_document", { json: policyDocument, minified_json: policyDocument }],
]);

/**
 * What AWS computes of a resource.
 *
 * @returns `undefined` for an attribute that is none of these.
 */
export function computed(described: Described, name: string): Value {
  return entry(COMPUTED, described.type, name)?.(described, name);
}

export function found(described: Described, name: string): Value {
  return entry(FOUND, described.type, name)?.(described, name);
}

/** The attributes that are computed of a type. */
export function computedNames(type: string): readonly string[] {
  return Object.keys(COMPUTED.get(type) ?? {});
}

function entry(
  table: ReadonlyMap<string, Readonly<Record<string, Compute>>>,
  type: string,
  name: string,
): Compute | undefined {
  return own(table.get(type), name) as Compute | undefined;
}

/** A name that the provider makes up where the configuration says none, behind a prefix. */
function named(attribute: string): Compute {
  return (described) => {
    const own = described.own(attribute);
    if (typeof own === "string" && own !== "") return own;
    if (own instanceof Unknown && own.about.text !== undefined) return own;
    const about = own instanceof Unknown ? own.about : {};
    const prefix = own === undefined ? textOf(described.own(`${attribute}_prefix`)) : "";
    const identity = `${described.address}.${attribute}`;
    return prefix === "" ? unknownText(identity, reason(about)) : textValue(prefix + mark(identity), reason(about));
  };
}

/** Why a name is not known, without what else is told of it: its text is. */
function reason({ why, settledBy, settle }: Unknown["about"]): Unknown["about"] {
  return {
    ...(why !== undefined && { why }),
    ...(settledBy && { settledBy }),
    ...(settle !== undefined && { settle }),
  };
}

function textOf(value: Value): string {
  if (value instanceof Unknown) return value.about.text ?? "";
  return typeof value === "string" ? value : "";
}

/** A text made of others; not known for the reason for which the others are not. */
function made(parts: readonly Value[], text: string): Value {
  return textValue(text, reason(derivedFrom(parts)));
}

function bucketArn(attribute: string): Compute {
  return (described) => {
    const name = named(attribute)(described, attribute);
    return made([name], `arn:${described.partition()}:s3:::${textOf(name)}`);
  };
}

function iamArn(resource: "role" | "policy", attribute: string): Compute {
  return (described) => {
    const name = named(attribute)(described, attribute);
    const path = described.own("path");
    const within = path === undefined || path === "" ? "/" : path instanceof Unknown ? undefined : textOf(path);
    const start = `arn:${described.partition()}:iam::${described.account()}:${resource}`;
    return made([name], `${start}${within ?? `/${mark(`${described.address}.path`)}/`}${textOf(name)}`);
  };
}

function keyId({ address }: Described): Value {
  return unknownText(`${address}.key_id`);
}

function kmsArn(described: Described, name: Value, resource: string): Value {
  const region = described.region() ?? mark(`region of ${described.address}`);
  return made([name], `arn:${described.partition()}:kms:${region}:${described.account()}:${resource}`);
}

function keyArn(described: Described): Value {
  const id = keyId(described);
  return kmsArn(described, id, `key/${textOf(id)}`);
}

function aliasArn(attribute: string): Compute {
  return (described) => {
    const name = named(attribute)(described, attribute);
    return kmsArn(described, name, textOf(name));
  };
}

function regions(): Readonly<Record<string, Compute>> {
  return { region: regionName, bucket_region: regionName };
}

function regionNames(): Readonly<Record<string, Compute>> {
  return { region: regionName, name: regionName, id: regionName };
}

function regionName(described: Described): Value {
  return described.region() ?? unknownText(`region of ${described.address}`);
}

/** `data.aws_iam_policy_document`, written as the JSON that Terraform makes of it. */
function policyDocument(described: Described): Value {
  const { own, address } = described;
  const sources = [...listOf(own("source_json")), ...listOf(own("source_policy_documents"))];
  const overrides = [...listOf(own("override_json")), ...listOf(own("override_policy_documents"))];
  const statements = itemsOf(oneOrMore(own("statement")));
  const document = statements && mergedDocument([...sources, documentOf(described, statements), ...overrides]);
  // What a document adds that is not known cannot be told from what stands here alone.
  return document
    ? callFunction("jsonencode", [document])
    : unknownText(`${address}.json`, reason(derivedFrom([...sources, ...overrides, own("statement")])));
}

/** The items of a list, or a value by itself. */
function listOf(value: Value): List {
  return value === undefined ? [] : isList(value) ? value : [value];
}

/**
 * Documents in one: a statement takes the place of an earlier one with its Sid, and the other elements are the last
 * document's that has them.
 *
 * @param documents Texts in JSON, or documents; what is left out is skipped.
 * @returns `undefined` where one of them, or the Sid of a statement, is not known.
 */
function mergedDocument(documents: readonly Value[]): Block | undefined {
  const elements = new Map<string, Value>();
  const statements: Value[] = [];
  const places = new Map<string, number>();
  const all = documents.filter((each) => each !== undefined && each !== "");
  for (const each of all) {
    const document = isBlock(each) ? each : documentIn(each);
    if (!document) return undefined;
    for (const [name, value] of document) if (name !== "Statement" && value !== undefined) elements.set(name, value);
    for (const statement of listOf(document.get("Statement"))) {
      const sid = isBlock(statement) ? (statement.get("Sid") ?? "") : statement;
      if (all.length > 1 && typeof sid !== "string") return undefined;
      const place = typeof sid === "string" && sid !== "" ? places.get(sid) : undefined;
      if (typeof sid === "string" && sid !== "") places.set(sid, place ?? statements.length);
      statements[place ?? statements.length] = statement;
    }
  }
  return elements.set("Statement", statements);
}

/** A text in JSON as a document, with its placeholders. */
function documentIn(value: Value): Block | undefined {
  const document = callFunction("jsondecode", [value]);
  return isBlock(document) ? document : undefined;
}

function oneOrMore(value: Value): Value {
  return isBlock(value) ? [value] : (value ?? []);
}

function documentOf({ own }: Described, statements: readonly (readonly [Value, Value])[]): Block {
  const id = own("policy_id");
  return new Map<string, Value>([
    ["Version", own("version") ?? "2012-10-17"],
    ...(id === undefined ? [] : [["Id", id] as const]),
    ["Statement", statements.map(([, statement]) => (isBlock(statement) ? statementOf(statement) : statement))],
  ]);
}

/** The names of a statement's settings in a policy. */
const STATEMENT: readonly (readonly [string, string])[] = [
  ["actions", "Action"],
  ["not_actions", "NotAction"],
  ["resources", "Resource"],
  ["not_resources", "NotResource"],
];

function statementOf(statement: Block): Block {
  const result = new Map<string, Value>([["Effect", statement.get("effect") ?? "Allow"]]);
  const sid = statement.get("sid");
  if (sid !== undefined && sid !== "") result.set("Sid", sid);
  for (const [setting, name] of STATEMENT) {
    const value = statement.get(setting);
    if (value !== undefined && !(isList(value) && value.length === 0)) result.set(name, value);
  }
  for (const [setting, name] of [
    ["principals", "Principal"],
    ["not_principals", "NotPrincipal"],
  ] as const) {
    const value = principalsOf(statement.get(setting));
    if (value !== undefined) result.set(name, value);
  }
  const conditions = conditionsOf(statement.get("condition"));
  if (conditions !== undefined) result.set("Condition", conditions);
  return result;
}

function principalsOf(value: Value): Value {
  const all = blocksIn(value);
  if (!all) return value;
  if (all.length === 0) return undefined;
  const byType = new Map<string, Value>();
  for (const principal of all) {
    const type = principal.get("type");
    if (typeof type !== "string") return type instanceof Unknown ? type : undefined;
    byType.set(type, together(byType.get(type), principal.get("identifiers")));
  }
  const everyone = byType.get("*");
  return byType.size === 1 && isList(everyone) && everyone.length === 1 && everyone[0] === "*" ? "*" : byType;
}

/** Operators and keys may be called anything, `__proto__` too. */
function conditionsOf(value: Value): Value {
  const all = blocksIn(value);
  if (!all) return value;
  if (all.length === 0) return undefined;
  const byOperator = new Map<string, Map<string, Value>>();
  for (const condition of all) {
    const [test, variable] = [condition.get("test"), condition.get("variable")];
    if (typeof test !== "string" || typeof variable !== "string") {
      return [test, variable].find((each) => each instanceof Unknown) ?? unknownText("a condition");
    }
    const byKey = byOperator.get(test) ?? new Map<string, Value>();
    byOperator.set(test, byKey);
    byKey.set(variable, together(byKey.get(variable), condition.get("values")));
  }
  return byOperator;
}

function together(before: Value, value: Value): Value {
  return isList(before) && isList(value) ? [...before, ...value] : (value ?? before);
}

/** The blocks of a list, or one by itself; `undefined` where it is not known which there are. */
function blocksIn(value: Value): readonly Block[] | undefined {
  const items = itemsOf(oneOrMore(value));
  if (!items?.every(([, item]) => isBlock(item))) return undefined;
  return items.flatMap(([, item]) => (isBlock(item) ? [item] : []));
}
