import { candidates, type Fact } from "./fact";
import { parseArn } from "./arn";
import type { Address, PolicyDocument } from "./graph";
import { doubtOf, type Doubt } from "./verdict";

/**
 * A small evaluator of IAM's policy language, for requests that S3 makes when it replicates. It knows the operators and
 * keys that such policies have; whatever it does not know is a doubt, never a guess.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export interface Request {
  readonly action: string;
  /** One resource, an object and not `bucket/*`; `undefined` where there is none, in a role's trust policy. */
  readonly resource: string | undefined;
  /** Who asks, for policies that name principals: of a bucket, of a key, of who may assume a role. */
  readonly principal?: Principal;
  /** Condition keys in lower case. `known(undefined)` is a key that the request does not carry; a key left out is a doubt. */
  readonly context: ReadonlyMap<string, Fact<string | undefined>>;
}

export type Principal =
  | { readonly service: string }
  | {
      readonly arn: Fact<string | undefined>;
      readonly name: Fact<string | undefined>;
      readonly account: Fact<string | undefined>;
      /** Whether a statement for the whole account counts: it leaves the decision to the account's own policies. */
      readonly asAccount: boolean;
    };

/** Yes, no, or why that is not known. */
export type Tri = boolean | Doubt;

/** What some documents say about a request, before what other documents say. */
export interface Decision {
  readonly allow: Tri;
  readonly deny: Tri;
  /** The resource that sets the document that denies. */
  readonly deniedBy?: Address;
}

export const NOTHING_SAID: Decision = { allow: false, deny: false };

/** All must hold; one no settles it, whatever is not known beside. */
export function all(tris: readonly Tri[]): Tri {
  if (tris.includes(false)) return false;
  return tris.find((tri) => typeof tri !== "boolean") ?? true;
}

/** One must hold; one yes settles it. */
export function any(tris: readonly Tri[]): Tri {
  if (tris.includes(true)) return true;
  return tris.find((tri) => typeof tri !== "boolean") ?? false;
}

function not(tri: Tri): Tri {
  return typeof tri === "boolean" ? !tri : tri;
}

/** What a statement of a policy can have, as JSON has it: nothing is known of it. */
export interface PolicyStatement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

type Statements = { readonly statements: readonly PolicyStatement[] } | { readonly doubt: Doubt };

// One document is asked about once for each action and object.
const read = new WeakMap<PolicyDocument, Statements>();

/** The statements of a document, or the doubt that it is none. */
export function statementsOf(document: PolicyDocument): Statements {
  const before = read.get(document);
  if (before) return before;
  const statements = parse(document.text);
  read.set(document, statements);
  return statements;
}

function parse(text: string): Statements {
  try {
    const parsed = JSON.parse(text) as { Statement?: unknown } | null;
    const statements = list(parsed?.Statement);
    if (statements.every((each): each is PolicyStatement => typeof each === "object" && each !== null)) {
      return { statements };
    }
  } catch {
    // told below
  }
  return { doubt: forGood("a policy document is not a policy in JSON") };
}

/** What documents of one kind say together: those of a role, or that of a bucket. */
export function decide(documents: readonly Fact<PolicyDocument | undefined>[], request: Request): Decision {
  const decisions = documents.map((document) => decideOne(document, request));
  const denying = decisions.find(({ deny }) => deny === true);
  return {
    allow: any(decisions.map(({ allow }) => allow)),
    deny: any(decisions.map(({ deny }) => deny)),
    ...(denying?.deniedBy !== undefined && { deniedBy: denying.deniedBy }),
  };
}

function decideOne(document: Fact<PolicyDocument | undefined>, request: Request): Decision {
  if (document.known) return document.value ? decideKnown(document.value, request) : NOTHING_SAID;
  const doubt = doubtOf(document);
  const decisions = candidates(document)?.map((value) => (value ? decideKnown(value, request) : NOTHING_SAID));
  const agreed = (tris: readonly Tri[] | undefined): Tri => {
    const [first, ...rest] = tris ?? [];
    return typeof first === "boolean" && rest.every((tri) => tri === first) ? first : doubt;
  };
  return { allow: agreed(decisions?.map(({ allow }) => allow)), deny: agreed(decisions?.map(({ deny }) => deny)) };
}

function decideKnown(document: PolicyDocument, request: Request): Decision {
  const parsed = statementsOf(document);
  if ("doubt" in parsed) return { allow: parsed.doubt, deny: parsed.doubt };
  const saying = (effect: string): Tri =>
    any(parsed.statements.filter(({ Effect }) => Effect === effect).map((statement) => applies(statement, request)));
  const deny = saying("Deny");
  return { allow: saying("Allow"), deny, ...(deny === true && { deniedBy: document.on }) };
}

/** Whether a statement is about a request. */
function applies(statement: PolicyStatement, request: Request): Tri {
  const { context, resource, principal } = request;
  // Most statements are about other actions: nothing else of them is looked at.
  if (!isAction(statement, request.action.toLowerCase())) return false;
  const about = (patterns: unknown): Tri =>
    resource === undefined || any(list(patterns).map((pattern) => names(String(pattern), resource, context)));
  return all([
    statement.NotResource === undefined
      ? statement.Resource === undefined
        ? resource === undefined
        : about(statement.Resource)
      : not(about(statement.NotResource)),
    principal ? isFor(statement, principal) : true,
    holds(statement.Condition, context),
  ]);
}

function isAction({ Action, NotAction }: PolicyStatement, action: string): boolean {
  const matches = (patterns: unknown): boolean =>
    list(patterns).some((pattern) => glob(String(pattern).toLowerCase()).test(action));
  return NotAction === undefined ? matches(Action) : !matches(NotAction);
}

/** Whether a pattern of IAM, with its variables, names a resource. */
function names(pattern: string, text: string, context: Request["context"]): Tri {
  const { resolved, doubt } = substituted(pattern, context);
  if (doubt === undefined) return glob(resolved).test(text);
  // Whatever the variable stands for, the rest has to fit.
  return glob(resolved).test(text) ? doubt : false;
}

/** A text with its variables in place, those that are not known as a star. */
function substituted(text: string, context: Request["context"]): { readonly resolved: string; readonly doubt?: Doubt } {
  if (!text.includes("${")) return { resolved: text };
  let doubt: Doubt | undefined;
  const resolved = text.replaceAll(/\$\{([^}]*)\}/g, (_all, name: string) => {
    if (name === "*" || name === "?" || name === "$") return name === "$" ? "$" : `\\${name}`;
    const fact = context.get(name.toLowerCase());
    if (fact?.known && fact.value !== undefined) return fact.value;
    doubt = fact && !fact.known ? doubtOf(fact) : forGood(`the policy variable ${name} is not known`);
    return "*";
  });
  return doubt === undefined ? { resolved } : { resolved, doubt };
}

const globs = new Map<string, RegExp>();
const MOST_GLOBS = 10_000;

/** `*` is any text and `?` one character; a backslash before one makes it literal, from a variable like `${*}`. */
export function glob(pattern: string): RegExp {
  const before = globs.get(pattern);
  if (before) return before;
  if (globs.size >= MOST_GLOBS) globs.clear();
  const compiled = compile(pattern);
  globs.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\([*?])|[*?]|[\\^$.|+()[\]{}]/g, (match, literal?: string) =>
    literal !== undefined ? `\\${literal}` : match === "*" ? ".*" : match === "?" ? "." : `\\${match}`,
  );
  return new RegExp(`^${source}$`, "s");
}

function isFor({ Principal: named, NotPrincipal }: PolicyStatement, principal: Principal): Tri {
  if (NotPrincipal !== undefined) return forGood("a policy has NotPrincipal, which is not judged");
  if (named === "*") return true;
  if (typeof named !== "object" || named === null) return false;
  const { AWS: accounts, Service: services } = named as { readonly AWS?: unknown; readonly Service?: unknown };
  if ("service" in principal) {
    if (list(services).includes(principal.service)) return true;
    return list(accounts).includes("*") ? forGood('whether "AWS": "*" means services too is not judged') : false;
  }
  return any(list(accounts).map((each) => isRole(String(each), principal)));
}

function isRole(named: string, role: Exclude<Principal, { readonly service: string }>): Tri {
  if (named === "*") return true;
  const arn = parseArn(named);
  const account = /^\d{12}$/.test(named) ? named : arn?.resource === "root" ? arn.account : undefined;
  if (account !== undefined) return role.asAccount && sameText(role.account, account);
  if (!arn) return forGood(`the principal ${named} is not judged`);
  if (!arn.resource.startsWith("role/")) return false;
  if (role.arn.known && role.arn.value !== undefined) return role.arn.value === named;
  const byName = sameText(role.name, arn.resource.split("/").at(-1) ?? "");
  // An account that is not known is no reason to take the role of that name for another one.
  const byAccount = role.account.known && role.account.value !== undefined ? role.account.value === arn.account : true;
  return all([byName, byAccount]);
}

function sameText(fact: Fact<string | undefined>, text: string): Tri {
  return fact.known ? fact.value === text : doubtOf(fact);
}

type Operator = (actual: string, expected: string) => boolean;

const like: Operator = (actual, expected) => glob(expected).test(actual);
const equal: Operator = (actual, expected) => actual === expected;
const bool: Operator = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();

/** The positive operators; `Not` before the last word turns one round. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  stringequals: equal,
  stringequalsignorecase: bool,
  stringlike: like,
  arnequals: like,
  arnlike: like,
  bool,
};

function holds(condition: unknown, context: Request["context"]): Tri {
  if (condition === undefined || condition === null) return true;
  if (typeof condition !== "object") return forGood("a policy has a condition that is not read");
  return all(
    Object.entries(condition as Readonly<Record<string, unknown>>).flatMap(([operator, keys]) =>
      Object.entries((keys ?? {}) as Readonly<Record<string, unknown>>).map(([key, expected]) =>
        tested(operator, key, list(expected).map(String), context),
      ),
    ),
  );
}

function tested(operator: string, key: string, expected: readonly string[], context: Request["context"]): Tri {
  const optional = /IfExists$/i.test(operator);
  const name = operator.replace(/IfExists$/i, "").toLowerCase();
  const negated = /^(string|arn)not/.test(name);
  const test = OPERATORS[negated ? name.replace("not", "") : name];
  if (!test && name !== "null") return forGood(`the condition operator ${operator} is not judged`);
  const fact = context.get(key.toLowerCase());
  if (!fact) return forGood(`the condition key ${key} is not judged`);
  if (!fact.known) return doubtOf(fact);
  const actual = fact.value;
  if (!test) return expected.some((each) => (each.toLowerCase() === "true") === (actual === undefined));
  if (actual === undefined) return optional || negated;
  const matches = any(
    expected.map((each): Tri => {
      const { resolved, doubt } = substituted(each, context);
      return doubt ?? test(actual, resolved);
    }),
  );
  return negated ? not(matches) : matches;
}

/** A doubt that no deployment settles. */
function forGood(reason: string): Doubt {
  return { reason, settledBy: "configuration" };
}

/** IAM takes one value in the place of a list of one. */
export function list(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}
