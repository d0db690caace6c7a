import { own } from "../own";
import type { PolicyDocument } from "../graph";
import { hasPlaceholder, shown } from "../text";
import type { Doubt } from "../verdict";
import { conditionOf, type Condition } from "./conditions";
import { lasting, pending } from "./ternary";
import { templatesOf, type Template } from "./variables";

/** A policy document, read once. What of it cannot be read may allow or deny anything. */
export interface Policy {
  readonly statements: readonly Statement[];
  readonly doubts: readonly Doubt[];
}

export interface Statement {
  /** For a person: `statement "DenyInsecure"`, "statement 2". */
  readonly name: string;
  readonly effect: "Allow" | "Deny";
  readonly action: ActionSelection;
  readonly resource: Selection | undefined;
  readonly principal: PrincipalSelection | undefined;
  readonly conditions: readonly Condition[];
}

/** What an element names, or with `Not` before its name all but that. */
export interface Selection {
  readonly not: boolean;
  readonly texts: readonly string[];
  readonly patterns: readonly Template[];
}

/** Actions, whose names have no case: those that are named one by one, and patterns. */
export interface ActionSelection extends Selection {
  readonly names: ReadonlySet<string>;
}

export interface PrincipalSelection {
  readonly not: boolean;
  readonly named: readonly NamedPrincipal[];
}

export interface NamedPrincipal {
  /** IAM's word: `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for everyone. */
  readonly type: string;
  readonly text: string;
}

const CORRECT = "correct the policy document";

/** Characters. The longest that AWS accepts is that of a key, with 32,768. */
const LONGEST = 100_000;

const VERSIONS: ReadonlyMap<unknown, { readonly hasVariables: boolean }> = new Map([
  [undefined, { hasVariables: false }],
  ["2008-10-17", { hasVariables: false }],
  ["2012-10-17", { hasVariables: true }],
]);

const ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

// One document is asked about once for each action and object.
const policies = new WeakMap<PolicyDocument, Policy>();

export function policyIn(document: PolicyDocument): Policy {
  const before = policies.get(document);
  if (before) return before;
  const policy = parsePolicy(document.text);
  policies.set(document, policy);
  return policy;
}

/** Never throws. The nesting of the text does not matter: no part of it is followed deeper than a policy goes. */
export function parsePolicy(text: string): Policy {
  if (text.length > LONGEST) return unread(lasting("a policy document is longer than AWS accepts", CORRECT));
  const document = jsonIn(text);
  if (!isObject(document)) {
    return unread(
      hasPlaceholder(text)
        ? pending("a policy document is known only after apply")
        : lasting("a policy document is not a policy in JSON", CORRECT),
    );
  }
  const version = VERSIONS.get(own(document, "Version"));
  if (!version)
    return unread(lasting("the Version of a policy document is neither 2012-10-17 nor 2008-10-17", CORRECT));
  const statements: Statement[] = [];
  const doubts: Doubt[] = [];
  for (const [index, value] of listOf(own(document, "Statement")).entries()) {
    const statement = statementIn(value, index, version.hasVariables);
    if ("reason" in statement) doubts.push(statement);
    else statements.push(statement);
  }
  return { statements, doubts };
}

function unread(doubt: Doubt): Policy {
  return { statements: [], doubts: [doubt] };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statementIn(value: unknown, index: number, hasVariables: boolean): Statement | Doubt {
  if (!isObject(value)) return lasting(`statement ${index + 1} of a policy is not an object`, CORRECT);
  const sid = own(value, "Sid");
  const name = typeof sid === "string" && sid !== "" ? `statement "${shown(sid)}"` : `statement ${index + 1}`;
  const wrong = (what: string): Doubt => lasting(`${name} of a policy ${what}`, CORRECT);

  const strange = Object.keys(value).find((element) => !ELEMENTS.has(element));
  if (strange !== undefined) return wrong(`has the element ${JSON.stringify(strange)}, which IAM does not know`);
  const effect = own(value, "Effect");
  if (effect !== "Allow" && effect !== "Deny") {
    return typeof effect === "string" && hasPlaceholder(effect)
      ? pending(`the Effect of ${name} of a policy is known only after apply`)
      : wrong("has an Effect that is neither Allow nor Deny");
  }
  const action = actionIn(value);
  const resource = resourceIn(value, hasVariables);
  const principal = principalIn(value);
  const conditions = conditionsIn(own(value, "Condition"), hasVariables);
  if (action === "unreadable") return wrong("has no Action that can be read");
  if (resource === "unreadable") return wrong("has a Resource that cannot be read");
  if (principal === "unreadable") return wrong("has a Principal that cannot be read");
  if (conditions === "unreadable") return wrong("has a Condition that cannot be read");
  return { name, effect, action, resource, principal, conditions };
}

type Readable<T> = T | "unreadable";

/** An element, or the one with `Not` before its name; both together IAM does not accept. */
function textsIn(
  statement: object,
  element: "Action" | "Resource",
): Readable<{ readonly not: boolean; readonly texts: readonly string[] } | undefined> {
  const [only, except] = [own(statement, element), own(statement, `Not${element}`)];
  if (only === undefined && except === undefined) return undefined;
  const texts = textsOf(only ?? except);
  return texts === undefined || (only !== undefined && except !== undefined)
    ? "unreadable"
    : { not: except !== undefined, texts };
}

function resourceIn(statement: object, hasVariables: boolean): Readable<Selection | undefined> {
  const found = textsIn(statement, "Resource");
  if (found === undefined || found === "unreadable") return found;
  return { ...found, patterns: templatesOf(found.texts, { wildcards: true, hasVariables }) };
}

function actionIn(statement: object): Readable<ActionSelection> {
  const found = textsIn(statement, "Action");
  if (found === undefined || found === "unreadable") return "unreadable";
  const names = new Set(found.texts.map((text) => text.toLowerCase()));
  const patterns = [...names].filter((name) => /[*?]/.test(name) || hasPlaceholder(name));
  return { ...found, names, patterns: templatesOf(patterns, { wildcards: true, hasVariables: false }) };
}

function principalIn(statement: object): Readable<PrincipalSelection | undefined> {
  const [only, except] = [own(statement, "Principal"), own(statement, "NotPrincipal")];
  if (only === undefined && except === undefined) return undefined;
  if (only !== undefined && except !== undefined) return "unreadable";
  const not = except !== undefined;
  const value = only ?? except;
  if (value === "*") return { not, named: [{ type: "*", text: "*" }] };
  if (!isObject(value)) return "unreadable";
  const named: NamedPrincipal[] = [];
  for (const [type, list] of Object.entries(value)) {
    const texts = textsOf(list);
    if (!texts) return "unreadable";
    for (const text of texts) named.push({ type, text });
  }
  return { not, named };
}

function conditionsIn(value: unknown, hasVariables: boolean): Readable<readonly Condition[]> {
  if (value === undefined) return [];
  if (!isObject(value)) return "unreadable";
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(value)) {
    if (!isObject(keys)) return "unreadable";
    for (const [key, expected] of Object.entries(keys)) {
      const values = textsOf(expected, ["number", "boolean"]);
      if (!values) return "unreadable";
      conditions.push(conditionOf(operator, key, values, hasVariables));
    }
  }
  return conditions;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** IAM takes one value in the place of a list of one. */
function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** Texts, or `undefined` where something is none. IAM takes numbers and booleans for texts in conditions. */
function textsOf(value: unknown, others: readonly string[] = []): readonly string[] | undefined {
  const texts: string[] = [];
  for (const each of listOf(value)) {
    if (typeof each === "string") texts.push(each);
    else if (others.includes(typeof each)) texts.push(JSON.stringify(each));
    else return undefined;
  }
  return texts;
}
