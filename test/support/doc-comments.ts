import * as path from "node:path";
import * as ts from "typescript";

/** Something that a module exports, or a member of it, as an editor shows it. */
export interface Documented {
  /** `PolicyOptions.scope.exemptions[].until`. */
  readonly name: string;
  readonly comment: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly isOptional: boolean;
}

const ROOT = path.resolve(__dirname, "../..");

/** All that a module of this package exports, with the members of its types as far as they are this package's. */
export function documentedIn(file: string): readonly Documented[] {
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), (name) => ts.sys.readFile(name)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, ROOT);
  const program = ts.createProgram([path.join(ROOT, file)], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path.join(ROOT, file));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is no module`);
  const found: Documented[] = [];

  const add = (symbol: ts.Symbol, name: string): void => {
    found.push({
      name,
      comment: ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, " "),
      tags: new Map(symbol.getJsDocTags(checker).map((tag) => [tag.name, ts.displayPartsToString(tag.text)])),
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
    });
  };
  const visit = (type: ts.Type, name: string, above: readonly ts.Type[] = []): void => {
    const within = [...above, type];
    if (type.isUnion()) {
      for (const each of type.types) visit(each, name, above);
    } else if (checker.isArrayType(type)) {
      for (const each of checker.getTypeArguments(type as ts.TypeReference)) visit(each, `${name}[]`, within);
    } else if ((type.flags & ts.TypeFlags.Object) !== 0 || type.isIntersection()) {
      if (above.includes(type) || type.getCallSignatures().length > 0) return;
      for (const member of type.getProperties()) {
        const [declaration] = member.declarations ?? [];
        if (!declaration?.getSourceFile().fileName.includes("/policy-pack/")) continue;
        add(member, `${name}.${member.name}`);
        visit(checker.getTypeOfSymbol(member), `${name}.${member.name}`, within);
      }
    }
  };

  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    add(symbol, exported.name);
    if (symbol.flags & ts.SymbolFlags.Type) visit(checker.getDeclaredTypeOfSymbol(symbol), exported.name);
  }
  return found;
}
