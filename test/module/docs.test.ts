import * as path from "node:path";
import * as ts from "typescript";

// Every exported member has a doc comment: with its unit if it is a number, its default if it is optional, and its errors
// if it throws. "Exported" is what a user of these entry points can name, and every type that its declarations mention.

const ROOT = path.resolve(__dirname, "../..");
/** Add an entry point here, and its members must be documented too. */
const ENTRY_POINTS: readonly string[] = ["cdktf-module/index.ts"];

const UNITS = /\b(days?|minutes?|bytes?|characters?|digits?|whole numbers?)\b/i;

/**
 * Doc comments that are missing or incomplete, as "<file>: <member>: <what is missing>".
 *
 * @param written Files that are not on disk, by their paths.
 */
function undocumented(entryPoints: readonly string[], written: Readonly<Record<string, string>> = {}) {
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options, true);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => written[path.relative(ROOT, file)] ?? readFile(file);
  const program = ts.createProgram(
    entryPoints.map((file) => path.join(ROOT, file)),
    options,
    host,
  );
  const checker = program.getTypeChecker();
  const isOurs = (node: ts.Node): boolean => !node.getSourceFile().fileName.includes("/node_modules/");
  const declarationsOf = (symbol: ts.Symbol): readonly ts.Declaration[] =>
    (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? [];

  const exported = new Set<ts.Declaration>();
  const add = (declaration: ts.Declaration): void => {
    if (!isOurs(declaration) || exported.has(declaration) || !isDocumentable(declaration)) return;
    exported.add(declaration);
    for (const type of typesIn(declaration)) {
      const symbol = checker.getSymbolAtLocation(type);
      if (symbol) declarationsOf(symbol).forEach(add);
    }
  };
  for (const file of entryPoints) {
    const source = program.getSourceFile(path.join(ROOT, file));
    const symbol = source && checker.getSymbolAtLocation(source);
    for (const each of symbol ? checker.getExportsOfModule(symbol) : []) declarationsOf(each).forEach(add);
  }

  const throwing = new Map<ts.Node, boolean>();
  const throws = (node: ts.Node): boolean => {
    const known = throwing.get(node);
    if (known !== undefined) return known;
    throwing.set(node, false); // A cycle adds nothing.
    const found = someInBody(node, (each) => {
      if (ts.isThrowStatement(each)) return true;
      // The class that `super(…)` or `new` constructs documents its own errors.
      if (!ts.isCallExpression(each) || each.expression.kind === ts.SyntaxKind.SuperKeyword) return false;
      const called = checker.getResolvedSignature(each)?.declaration;
      return called !== undefined && isOurs(called) && throws(called);
    });
    throwing.set(node, found);
    return found;
  };

  const problems: string[] = [];
  const check = (node: ts.Declaration, name: string): void => {
    const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    const tags = ts.getJSDocTags(node);
    const comment = ts.getTextOfJSDocComment(doc?.comment) ?? "";
    const has = (tag: string): boolean => tags.some(({ tagName }) => tagName.text === tag);
    const say = (problem: string): number =>
      problems.push(`${path.relative(ROOT, node.getSourceFile().fileName)}: ${name}: ${problem}`);
    if (comment === "") say("no doc comment");
    if (ts.isPropertySignature(node) && node.questionToken && !has("default")) say("no @default");
    if (ts.isPropertySignature(node) && isNumber(checker.getTypeAtLocation(node)) && !UNITS.test(comment)) {
      say("a number without its unit");
    }
    if (ts.isFunctionLike(node) && throws(node) && !has("throws")) say("no @throws");
  };
  for (const declaration of exported) {
    const name = nameOf(declaration);
    check(declaration, name);
    for (const member of membersOf(declaration)) {
      // A constructor is documented by its class, unless it has something to add: its errors.
      if (!ts.isConstructorDeclaration(member)) check(member, `${name}.${nameOf(member)}`);
      else if (throws(member) && !ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "throws")) {
        problems.push(`${path.relative(ROOT, member.getSourceFile().fileName)}: ${name}.constructor: no @throws`);
      }
    }
  }
  return { names: [...exported].map(nameOf), problems };
}

const isDocumentable = (node: ts.Node): boolean =>
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isVariableDeclaration(node);

const nameOf = (node: ts.Declaration): string => ts.getNameOfDeclaration(node)?.getText() ?? "constructor";

const isNumber = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.some(isNumber) : (type.flags & ts.TypeFlags.NumberLike) !== 0;

const isPrivate = (node: ts.Declaration): boolean =>
  (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;

/** What is not private in a class; in a type every member, those of types written within it too. */
function membersOf(declaration: ts.Declaration): readonly ts.Declaration[] {
  if (ts.isClassDeclaration(declaration)) return declaration.members.filter((member) => !isPrivate(member));
  const found: ts.Declaration[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeElement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) visit(declaration);
  return found;
}

/** The names of the types in a declaration's signature: not in bodies, nor in private members. */
function typesIn(declaration: ts.Declaration): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || (ts.isClassElement(node) && isPrivate(node))) return;
    if (ts.isTypeReferenceNode(node)) found.push(node.typeName);
    if (ts.isExpressionWithTypeArguments(node)) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}

/** Whether something in the body of a function is so; the bodies of functions within it count, as they may be called. */
function someInBody(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  const visit = (each: ts.Node): boolean => is(each) || ts.forEachChild(each, visit) === true;
  return ts.forEachChild(node, visit) === true;
}

test("every exported member is documented", () => {
  const { names, problems } = undocumented(ENTRY_POINTS);
  expect(names).toEqual(expect.arrayContaining(["ReplicatedBucket", "ReplicationRuleProps", "Side", "Placement"]));
  expect(problems).toEqual([]);
});

describe("what is missing", () => {
  const CASES: Readonly<Record<string, readonly [source: string, ...missing: string[]]>> = {
    nothing: [
      `/** A. */
      export interface A {
        /** Days, 1 or more. @default 1 */
        readonly days?: number;
        /** The other. */
        readonly b: B;
      }
      /** B. */
      interface B {}
      /** C. */
      export class C {
        /** D. */
        readonly d = "1";
        private readonly e = 2;
        /** F. @throws Always. */
        f(): number { throw new Error(String(this.e)); }
      }
      interface Internal { readonly a?: number }`,
    ],
    "the comment of an interface": [`export interface A {}`, "A: no doc comment"],
    "the comment of a type that is only mentioned": [
      `/** A. */
      export interface A {
        /** B. */
        readonly b: B;
      }
      interface B {}`,
      "B: no doc comment",
    ],
    "the comment of an inherited interface": [
      `/** A. */
      export interface A extends B {}
      interface B {}`,
      "B: no doc comment",
    ],
    "the comment of a function": [`export function f() {}`, "f: no doc comment"],
    "the comment of a constant": [`export const A = 1;`, "A: no doc comment"],
    "the comment of a type": [`export type A = 1;`, "A: no doc comment"],
    "the comment of a prop": [
      `/** A. */
      export interface A { readonly b: string }`,
      "A.b: no doc comment",
    ],
    "the comment of a prop within a prop": [
      `/** A. */
      export interface A {
        /** B. */
        readonly b: { readonly c: string };
      }`,
      "A.c: no doc comment",
    ],
    "the comment of a protected method": [
      `/** A. */
      export class A { protected b() {} }`,
      "A.b: no doc comment",
    ],
    "the comment of a getter": [
      `/** A. */
      export class A { get b() { return 1; } }`,
      "A.b: no doc comment",
    ],
    "the text of a comment": [
      `/** @see B */
      export class A {}`,
      "A: no doc comment",
    ],
    "a default": [
      `/** A. */
      export interface A {
        /** B. */
        readonly b?: string;
      }`,
      "A.b: no @default",
    ],
    "a unit": [
      `/** A. */
      export interface A {
        /** B. */
        readonly b: number;
      }`,
      "A.b: a number without its unit",
    ],
    "the unit of an optional number": [
      `/** A. */
      export interface A {
        /** B. @default 1 */
        readonly b?: number;
      }`,
      "A.b: a number without its unit",
    ],
    "an error": [
      `/** A. */
      export function a() { throw new Error(); }`,
      "a: no @throws",
    ],
    "an error of what is called": [
      `/** A. */
      export class A {
        /** B. */
        b() { c(); }
      }
      function c() { throw new Error(); }`,
      "A.b: no @throws",
    ],
    "an error of a constructor": [
      `/** A. */
      export class A { constructor() { throw new Error(); } }`,
      "A.constructor: no @throws",
    ],
  };

  const fileOf = (name: string): string => `cdktf-module/${name.replaceAll(" ", "-")}.ts`;
  const files = Object.fromEntries(Object.entries(CASES).map(([name, [source]]) => [fileOf(name), source]));
  const { problems } = undocumented(Object.keys(files), files);

  test.each(Object.entries(CASES))("%s", (name, [, ...missing]) => {
    const file = fileOf(name);
    const found = problems.filter((problem) => problem.startsWith(`${file}: `));
    expect(found).toEqual(missing.map((each) => `${file}: ${each}`));
  });
});
