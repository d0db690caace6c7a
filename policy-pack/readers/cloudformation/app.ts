import { at, isObject, object, own, text, type JsonObject } from "../declared/json";
import { unknownText } from "../declared/unknowns";
import type { Value } from "../declared/value";
import type { Around, Context } from "./context";
import { placeOf, type Environment, type Place } from "./place";
import { Scope } from "./scope";
import type { Template } from "./template";
import { STACKS_INSIDE } from "./types";
import { textOf } from "./values";

/** A template with those that its nested stacks have. */
export interface LoadedTemplate {
  /** As messages call it. */
  readonly file: string;
  readonly template: Template;
  /** Templates of the stacks inside, by the logical IDs of their resources; what is not found is left out. */
  readonly nested: ReadonlyMap<string, LoadedTemplate>;
}

/** A stack of a CDK app; a template by itself is one without a name. */
export interface LoadedStack extends LoadedTemplate, Environment {
  /** What the app calls it, and other stacks that are deployed after it. */
  readonly id: string;
  /** What CloudFormation calls it, where that is known. */
  readonly name?: string;
  readonly waitsFor: readonly string[];
  /** Paths of constructs, by logical IDs. */
  readonly paths: ReadonlyMap<string, string>;
}

/** What a deployment is told besides its templates. */
export interface Given {
  /** The Region of every stack that names none. */
  readonly region?: string;
  /** Values of parameters, and of pseudo parameters. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** The stacks of an app. */
export class App {
  readonly roots: ReadonlyMap<string, Scope>;
  private readonly all: Scope[] = [];
  private exports: ReadonlyMap<string, readonly Exported[]> | undefined;

  constructor(
    private readonly stacks: readonly LoadedStack[],
    private readonly given: Given,
  ) {
    const places = this.places();
    this.roots = new Map(
      stacks.map((stack) => [stack.id, this.scope(stack, places.get(stack.id) ?? this.placeFor(stack, stack))]),
    );
  }

  private scope(stack: LoadedStack, place: Place): Scope {
    const path = this.stacks.length > 1 ? `${stack.id}/` : "";
    const of = path === "" ? "" : ` of ${stack.id}`;
    const why = "the name of the stack is known when it is deployed";
    return this.withNested(stack, {
      path,
      place,
      name: stack.name ?? unknownText(`AWS::StackName${of}`, { why }),
      parameters: this.given.parameters ?? new Map<string, Value>(),
      isNested: false,
      paths: stack.paths,
    });
  }

  private withNested(
    { file, template, nested }: LoadedTemplate,
    stack: Omit<Scope["stack"], "file" | "template" | "around">,
  ): Scope {
    const scope = new Scope({ ...stack, file, template, around: this.around });
    this.all.push(scope);
    for (const [id, loaded] of nested) {
      const resource = scope.resources.get(id);
      if (!resource) continue;
      const child = this.withNested(loaded, {
        path: `${stack.path}${id}/`,
        place: stack.place,
        name: unknownText(`AWS::StackName of ${stack.path}${id}`),
        parameters: parametersOf(scope, own(own(resource.body, "Properties"), "Parameters")),
        isNested: true,
        paths: stack.paths,
      });
      scope.nested.set(id, child);
    }
    return scope;
  }

  private readonly around: Around = {
    exported: (name, from) => {
      const found = (this.exported().get(name) ?? []).filter(({ scope }) => mayBeOnePlace(scope, from));
      return only(found)?.value();
    },
    outputOf: (stack, output, region, from) => {
      const [name, key] = [textOf(stack), textOf(output)];
      const found = [...this.roots.values()].filter(
        (scope) =>
          scope !== from &&
          textOf(scope.stack.name) === name &&
          textOf(scope.ref("AWS::Region")) === textOf(region) &&
          own(scope.outputs(), key ?? "") !== undefined,
      );
      return key === undefined ? undefined : only(found)?.output(key);
    },
    handedOver: (name) => {
      const found = this.all.flatMap((scope) =>
        [...scope.resources.values()]
          .filter(({ type }) => type === "Custom::CrossRegionExportWriter")
          .map(({ body }) => at(body, "Properties", "WriterProps", "exports", name))
          .filter((value) => value !== undefined)
          .map((value) => ({ value: () => scope.evaluate(value) })),
      );
      return only(found)?.value();
    },
  };

  /** The exports of all stacks, by their names. */
  private exported(): ReadonlyMap<string, readonly Exported[]> {
    if (this.exports) return this.exports;
    // A name may be made of an import.
    const exports = new Map<string, Exported[]>();
    this.exports = exports;
    for (const scope of this.all) {
      for (const [output, body] of Object.entries(scope.outputs())) {
        const name = textOf(scope.evaluate(at(body, "Export", "Name")));
        if (name === undefined) continue;
        exports.set(name, [...(exports.get(name) ?? []), { scope, value: () => scope.output(output) }]);
      }
    }
    return exports;
  }

  /**
   * The places of stacks. What one exports another can import in the same Region and account alone: stacks that are joined
   * by it share their place, known or not.
   */
  private places(): ReadonlyMap<string, Place> {
    const group = new Map(this.stacks.map(({ id }) => [id, id]));
    for (const [one, other] of joinedPairs(this.stacks)) {
      const [from, to] = [group.get(one), group.get(other)];
      for (const [id, each] of group) if (each === from && to !== undefined) group.set(id, to);
    }
    const found = new Map<string, Place>();
    return new Map(
      this.stacks.map((stack): [string, Place] => {
        const name = group.get(stack.id) ?? stack.id;
        const members = this.stacks.filter(({ id }) => group.get(id) === name);
        const environment: Environment = {
          ...theirs(members, "region"),
          ...theirs(members, "account"),
          ...known(stack),
        };
        const key = JSON.stringify([name, environment.region, environment.account]);
        const place = found.get(key) ?? this.placeFor({ id: name }, environment);
        found.set(key, place);
        return [stack.id, place];
      }),
    );
  }

  private placeFor({ id }: Pick<LoadedStack, "id">, environment: Environment): Place {
    const isAlone = this.stacks.length === 1;
    const isApp = this.stacks.some(({ id: each }) => each !== "");
    const { region, parameters } = this.given;
    const [givenRegion, givenAccount] = [parameters?.get("AWS::Region") ?? region, parameters?.get("AWS::AccountId")];
    return placeOf(
      {
        name: isAlone ? "" : id,
        label: isApp ? `stack ${id}` : "the stack",
        setRegion: "--region <its Region>",
        setAccount: isApp
          ? `set \`env\` of stack ${id} in the CDK app`
          : '--parameter-overrides <file>, with { "AWS::AccountId": "<its account>" } in the file',
      },
      {
        ...(givenRegion !== undefined && { region: givenRegion }),
        ...(givenAccount !== undefined && { account: givenAccount }),
        ...environment,
      },
    );
  }
}

interface Exported {
  readonly scope: Scope;
  readonly value: () => Value;
}

const only = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

const known = ({ region, account }: Environment): Environment => ({
  ...(region !== undefined && { region }),
  ...(account !== undefined && { account }),
});

/** What all members of a group have that say it. */
function theirs(members: readonly Environment[], key: keyof Environment): Environment {
  const [first, ...others] = new Set(members.flatMap((each) => each[key] ?? []));
  return first === undefined || others.length > 0 ? {} : { [key]: first };
}

/** Whether two stacks may have one Region and one account: nothing says that they have not. */
function mayBeOnePlace(one: Context, other: Context): boolean {
  return ["AWS::Region", "AWS::AccountId"].every((name) => {
    const [first, second] = [one.ref(name), other.ref(name)];
    return typeof first !== "string" || typeof second !== "string" || first === second;
  });
}

function parametersOf(parent: Scope, written: unknown): ReadonlyMap<string, Value> {
  const values = Object.keys(object(written)).map((name): [string, Value] => [
    name,
    parent.evaluate(own(written, name)),
  ]);
  return new Map(values.filter(([, value]) => value !== undefined));
}

/** The stacks of which one imports what the other exports, or asks for its output without naming a Region. */
function joinedPairs(stacks: readonly LoadedStack[]): readonly (readonly [string, string])[] {
  const exporters = new Map<string, Set<string>>();
  for (const { id, template } of stacks) {
    for (const body of Object.values(object(own(template.data, "Outputs")))) {
      const name = text(at(body, "Export", "Name"));
      if (name !== undefined) exporters.set(name, (exporters.get(name) ?? new Set()).add(id));
    }
  }
  return stacks.flatMap(({ id, template }) => {
    const { imports, outputs } = askedIn(template.data);
    const exporting = [...imports].flatMap((name) => only([...(exporters.get(name) ?? [])]) ?? []);
    const named = stacks.filter(({ name }) => name !== undefined && outputs.has(name)).map((each) => each.id);
    return [...exporting, ...named].filter((each) => each !== id).map((each) => [id, each] as const);
  });
}

const DEEPEST = 100;

/** The names of imports in a template, and of stacks whose outputs it asks for in its own Region. */
function askedIn(data: JsonObject): { readonly imports: Set<string>; readonly outputs: Set<string> } {
  const asked = { imports: new Set<string>(), outputs: new Set<string>() };
  const walk = (each: unknown, depth: number): void => {
    if (depth > DEEPEST || typeof each !== "object" || each === null) return;
    const imported = own(each, "Fn::ImportValue");
    if (typeof imported === "string") asked.imports.add(imported);
    const output = own(each, "Fn::GetStackOutput");
    const stack = text(own(output, "StackName"));
    if (isObject(output) && stack !== undefined && own(output, "Region") === undefined) asked.outputs.add(stack);
    for (const inner of Object.values(each)) walk(inner, depth + 1);
  };
  walk(data, 0);
  return asked;
}

/** Whether a resource stands for a stack of another template. */
export const isStack = (type: string): boolean => STACKS_INSIDE.has(type);
