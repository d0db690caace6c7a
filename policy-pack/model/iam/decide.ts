import { candidates, isUnknown, type Fact } from "../fact";
import type { Address, PolicyDocument } from "../graph";
import { doubtOf, type Doubt } from "../verdict";
import { matchingResources } from "./arns";
import { holds, type Condition } from "./conditions";
import { policyIn, type ActionSelection, type Selection, type Statement } from "./document";
import { always, examples, matching, notMatching, oneText, Texts, type Coverage, type Pattern } from "./match";
import { isFor, type Principal } from "./principals";
import { all, any, lasting, type Ternary } from "./ternary";
import type { Context } from "./variables";

/**
 * An evaluator of IAM's policy language, for requests that S3 makes when it replicates. Whatever it does not know is a
 * doubt, never a guess.
 *
 * A request may stand for many: for all objects whose keys begin with a prefix, or all that S3 encrypts one by one. In
 * one place at most, its resource or one condition key. Then to allow is to allow all, and to deny is to deny some.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export interface Request {
  readonly action: string;
  /** `undefined` where there is none, in a role's trust policy. */
  readonly resource: Texts | undefined;
  readonly principal?: Principal;
  readonly context: Context;
  /** The condition key, in lower case, under which the request carries many texts. */
  readonly manyUnder?: string;
}

/** What some documents say about a request, before what other documents say. */
export interface Decision {
  readonly allow: Ternary;
  readonly deny: Ternary;
}

export const NOTHING_SAID: Decision = { allow: false, deny: false };

type Document = Fact<PolicyDocument | undefined>;

/** A part of a policy that decides, for a person. */
export interface Clause {
  /** `statement 2` */
  readonly statement: string;
  /** `StringNotLike kms:ViaService`, where that is what keeps a request out. */
  readonly condition?: string;
  /** The resource that sets the document. */
  readonly on: Address;
}

/** What documents of one kind say together: those of a role, or that of a bucket. */
export function decide(documents: readonly Document[], request: Request): Decision {
  const known = decideBy(aboutAction(documents, request.action), request);
  const others = documents.filter(isUnknown).map((document) => decideUnknown(document, request));
  return {
    allow: any([known.allow, ...others.map(({ allow }) => allow)]),
    deny: any([known.deny, ...others.map(({ deny }) => deny)]),
  };
}

/** Where one of several documents may be the true one, and all say the same, it does not matter which. */
function decideUnknown(document: Document & { known: false }, request: Request): Decision {
  const doubt = doubtOf(document);
  const decisions = candidates(document)?.map((value) => decideKnown(value ? [value] : [], request));
  const agreed = (answers: readonly Ternary[] = []): Ternary => {
    const [first] = answers;
    return typeof first === "boolean" && answers.every((answer) => answer === first) ? first : doubt;
  };
  return { allow: agreed(decisions?.map(({ allow }) => allow)), deny: agreed(decisions?.map(({ deny }) => deny)) };
}

function decideKnown(documents: readonly PolicyDocument[], request: Request): Decision {
  return decideBy(statementsAbout(documents, request.action), request);
}

function decideBy({ Allow, Deny, doubts }: AboutAction, request: Request): Decision {
  return { allow: allows(Allow, doubts, request), deny: denies(Deny, doubts, request) };
}

/** The statements that are, or may be, about an action, and why there may be others. */
interface AboutAction extends Readonly<Record<Statement["effect"], readonly Statement[]>> {
  readonly doubts: readonly Doubt[];
}

// One role replicates hundreds of buckets with a policy for each: every bucket asks all of them about the same few actions.
const byAction = new WeakMap<readonly Document[], Map<string, AboutAction>>();

function aboutAction(documents: readonly Document[], action: string): AboutAction {
  const found = byAction.get(documents) ?? new Map<string, AboutAction>();
  if (found.size === 0) byAction.set(documents, found);
  const before = found.get(action);
  if (before) return before;
  const about = statementsAbout(documents.flatMap(documentsIn), action);
  found.set(action, about);
  return about;
}

function statementsAbout(documents: readonly PolicyDocument[], action: string): AboutAction {
  const policies = documents.map(policyIn);
  const statements = policies.flatMap((policy) =>
    policy.statements.filter((statement) => isAction(statement.action, action) !== false),
  );
  const of = (effect: Statement["effect"]): readonly Statement[] => statements.filter((each) => each.effect === effect);
  return { Allow: of("Allow"), Deny: of("Deny"), doubts: policies.flatMap(({ doubts }) => doubts) };
}

function documentsIn(document: Document): readonly PolicyDocument[] {
  return document.known && document.value ? [document.value] : [];
}

function allows(statements: readonly Statement[], doubts: readonly Doubt[], request: Request): Ternary {
  const answers: Ternary[] = [];
  for (const statement of statements) {
    const { every } = applies(statement, request);
    if (every === true) return true;
    answers.push(every);
  }
  const each = any([...answers, ...doubts]);
  if (each !== false || !isOfMany(request) || statements.length === 0) return each;
  // No statement allows all. Several may do it together: not where one example is allowed by none.
  const isMissed = singlesOf(request, statements).some(
    (single) => any(statements.map((statement) => applies(statement, single).every)) === false,
  );
  return isMissed ? false : lasting("several statements may together allow what none of them allows alone");
}

function denies(statements: readonly Statement[], doubts: readonly Doubt[], request: Request): Ternary {
  const some = any([...statements.map((statement) => applies(statement, request).some), ...doubts]);
  if (typeof some === "boolean" || !isOfMany(request)) return some;
  const isMet = statements.some((statement) => meets(statement, request));
  return isMet ? true : some;
}

/** Whether a statement is certainly about one of the requests that one stands for. */
function meets(statement: Statement, request: Request): boolean {
  return singlesOf(request, [statement]).some((single) => applies(statement, single).every === true);
}

/** Whether a statement is about a request. */
function applies(statement: Statement, request: Request): Coverage {
  const about = together(aboutOf(statement, request));
  return about.some === false ? about : together([about, ...conditionsOf(statement, request)]);
}

/** What a statement says of a request's action, resource and principal. */
function aboutOf({ action, resource, principal, effect }: Statement, request: Request): readonly Coverage[] {
  return [
    always(isAction(action, request.action)),
    isAbout(resource, request),
    always(isPrincipal(principal, request, effect)),
  ];
}

function conditionsOf({ conditions }: Statement, { context }: Request): readonly Coverage[] {
  return conditions.map((condition) => holds(condition, context));
}

function isPrincipal(selection: Statement["principal"], { principal }: Request, effect: Statement["effect"]): Ternary {
  if (!principal) return selection === undefined || lasting("a policy of a role has a Principal");
  return selection ? isFor(selection, principal, effect) : lasting("a policy of a resource has no Principal");
}

function isAction({ not, names, patterns }: ActionSelection, action: string): Ternary {
  const name = action.toLowerCase();
  if (names.has(name)) return !not;
  if (patterns.length === 0) return not;
  return (not ? notMatching : matching)(resolved(patterns, NO_VARIABLES), oneText(name)).every;
}

const NO_VARIABLES: Context = () => undefined;

function isAbout(selection: Selection | undefined, { resource, context }: Request): Coverage {
  if (!resource) return always(selection === undefined || lasting("a trust policy has a Resource"));
  if (!selection) return always(lasting("a policy has a statement without a Resource"));
  const patterns = resolved(selection.patterns, context);
  return selection.not ? notMatching(patterns, resource, matchingResources) : matchingResources(patterns, resource);
}

function resolved(patterns: Selection["patterns"], context: Context): readonly Pattern[] {
  return patterns.map((template) => template(context));
}

/**
 * What holds together. What is true of some texts by one part, and of some by another, need not be true of the same.
 */
function together(coverages: readonly Coverage[]): Coverage {
  const partial = coverages.filter(({ every, some }) => every !== some);
  const some = all(coverages.map((coverage) => coverage.some));
  return {
    every: all(coverages.map(({ every }) => every)),
    some:
      some === true && partial.length > 1 ? lasting("whether the conditions of a statement can hold together") : some,
  };
}

function isOfMany({ resource, manyUnder }: Request): boolean {
  return resource?.more !== undefined || manyUnder !== undefined;
}

/** Single requests out of those that one stands for, that statements may treat differently. */
function singlesOf(request: Request, statements: readonly Statement[]): readonly Request[] {
  const { resource, manyUnder, context, ...rest } = request;
  if (manyUnder === undefined) {
    const patterns = statements.flatMap((statement) => resolved(statement.resource?.patterns ?? [], context));
    return resource ? examples(resource, patterns).map((one) => ({ ...request, resource: one })) : [];
  }
  const fact = context(manyUnder);
  if (!fact?.known || !(fact.value instanceof Texts)) return [];
  const patterns = statements
    .flatMap(({ conditions }) => conditions.filter(({ name }) => name === manyUnder))
    .flatMap(({ templates }) => resolved(templates, context));
  return examples(fact.value, patterns).map((one) => ({
    ...rest,
    resource,
    context: (key) => (key === manyUnder ? { known: true, value: one } : context(key)),
  }));
}

/** The statement that denies. */
export function denying(documents: readonly Document[], request: Request): Clause | undefined {
  return clauseOf(documents, "Deny", (statement) => {
    const { some } = applies(statement, request);
    return some === true || (isOfMany(request) && some !== false && meets(statement, request)) ? {} : undefined;
  });
}

/** The statement that would allow but for one of its conditions. */
export function allowingBut(documents: readonly Document[], request: Request): Clause | undefined {
  return clauseOf(documents, "Allow", (statement) => {
    if (together(aboutOf(statement, request)).every !== true) return undefined;
    const failing = statement.conditions.find((condition) => holds(condition, request.context).every === false);
    return failing && { condition: toldCondition(failing) };
  });
}

function toldCondition({ operator, key }: Condition): string {
  return `${operator} ${key}`;
}

function clauseOf(
  documents: readonly Document[],
  effect: Statement["effect"],
  find: (statement: Statement) => Pick<Clause, "condition"> | undefined,
): Clause | undefined {
  for (const document of documents.flatMap(documentsIn)) {
    for (const statement of policyIn(document).statements) {
      if (statement.effect !== effect) continue;
      const found = find(statement);
      if (found) return { statement: statement.name, on: document.on, ...found };
    }
  }
  return undefined;
}
