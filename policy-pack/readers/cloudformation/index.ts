import type { Address, ReplicationGraph, Unread } from "../../model/graph";
import type { SharedOptions } from "../../options";
import { readDeclared } from "../declared";
import type { DeclaredResource, Existence } from "../declared/resource";
import { EMPTY, type Value } from "../declared/value";
import { App, type Given, type LoadedStack } from "./app";
import type { Resource } from "./context";
import { declare, labelOf } from "./declare";
import { CLOUDFORMATION } from "./dialect";
import { certainDependenciesOf, circleIn, dependenciesOf } from "./references";
import { Refused } from "./refused";
import type { Scope } from "./scope";
import { suppressionNote } from "./suppressions";
import { unreadIn } from "./unread";
import { textOf } from "./values";

export type { Given, LoadedStack, LoadedTemplate } from "./app";
export { isTemplate, templateIn } from "./template";
export { loadAssembly, loadTemplate } from "./load";
export { parametersIn } from "./overrides";
export { Refused } from "./refused";

/** What templates declare, before it is joined. */
export interface Declared {
  readonly resources: readonly DeclaredResource[];
  /** What was seen and not looked into. */
  readonly unread: readonly Unread[];
  readonly locations: ReadonlyMap<Address, { readonly file: string; readonly line: number }>;
  /** Whole sentences for a person. */
  readonly notes: readonly string[];
}

/** What was read, and what a person calls each resource. */
export interface Read {
  readonly graph: ReplicationGraph;
  readonly labels: ReadonlyMap<Address, string>;
  readonly locations: Declared["locations"];
}

/**
 * The resources of the stacks of an app, one by one; a template by itself is an app of one stack.
 *
 * @throws Refused where CloudFormation would refuse a template: its resources wait for one another in a circle.
 */
export function declaredIn(stacks: readonly LoadedStack[], given: Given = {}): Declared {
  const app = new App(stacks, given);
  const roles = namesOfRoles([...app.roots.values()]);
  const isShared = (name: Value): boolean => (roles.get(textOf(name) ?? "") ?? 0) > 1;
  const all = stacks.flatMap(({ id, waitsFor }): readonly Declared[] => {
    const root = app.roots.get(id);
    if (!root) return [];
    const earlier = waitsFor.filter((each) => app.roots.has(each)).map(nodeOf);
    const declared = declaredInStack(root, { isShared, earlier, existence: undefined });
    if (stacks.length === 1) return [declared];
    const node = group(
      nodeOf(id),
      declared.resources.map(({ address }) => address),
    );
    return [{ ...declared, resources: [...declared.resources, node] }];
  });
  return together(all);
}

/** Reads templates into the graph. */
export function readDeclaredTemplates({ resources, unread, locations }: Declared, options: SharedOptions): Read {
  return {
    graph: readDeclared(resources, options, unread),
    labels: new Map(resources.map(({ address, label }) => [address, label])),
    locations,
  };
}

export function readTemplates(stacks: readonly LoadedStack[], options: SharedOptions, given: Given = {}): Read {
  return readDeclaredTemplates(declaredIn(stacks, given), options);
}

interface Inherited {
  readonly isShared: (role: Value) => boolean;
  /** What every resource waits for. */
  readonly earlier: readonly Address[];
  /** That of the stack around it. */
  readonly existence: Existence | undefined;
}

function declaredInStack(scope: Scope, inherited: Inherited): Declared {
  const { path, file, template } = scope.stack;
  const present = [...scope.resources.values()].flatMap((resource) => {
    const existence = scope.existence(resource);
    return existence === false
      ? []
      : [{ resource, existence: existence ?? inherited.existence, isCertain: !existence }];
  });
  const names = new Set(present.map(({ resource }) => resource.id));
  const waitsFor = new Map(
    present.map(({ resource }) => [resource.id, dependenciesOf(resource).filter((name) => names.has(name))]),
  );
  refuseCircles(
    path === "" ? "this template" : file,
    present.flatMap(({ resource, isCertain }) => (isCertain ? [resource] : [])),
  );
  const all = present.map(({ resource, existence }): Declared => {
    const dependencies = [...(waitsFor.get(resource.id) ?? []).map((name) => `${path}${name}`), ...inherited.earlier];
    const child = scope.nested.get(resource.id);
    const inside = child && declaredInStack(child, { ...inherited, earlier: dependencies, existence });
    const own = declare(resource, scope, {
      existence,
      dependencies: [...dependencies, ...(inside?.resources.map(({ address }) => address) ?? [])],
      isShared: inherited.isShared,
    });
    const declared = {
      resources: [own],
      unread: [],
      locations: new Map([[own.address, { file, line: template.lines.get(resource.id) ?? 1 }]]),
      notes: own.kind === "bucket" ? suppressionNote(labelOf(resource), resource.body) : [],
    };
    return inside ? together([declared, inside]) : declared;
  });
  const unread = unreadIn(
    scope,
    present.map(({ resource }) => resource),
  );
  return together([...all, { resources: [], unread, locations: new Map(), notes: [] }]);
}

/**
 * @param template What messages call it.
 * @param resources Those that are certain to exist: of others CloudFormation may never see the circle.
 */
function refuseCircles(template: string, resources: readonly Resource[]): void {
  const names = new Set(resources.map(({ id }) => id));
  const circle = circleIn(
    new Map(
      resources.map((resource) => [resource.id, certainDependenciesOf(resource).filter((name) => names.has(name))]),
    ),
  );
  if (!circle) return;
  throw new Refused(
    `CloudFormation refuses ${template}: its resources refer to one another in a circle (${circle.slice(0, MOST_SHOWN).join(" → ")}). ` +
      "Break it: put the role's policy into an AWS::IAM::Policy of its own, or write a bucket's name and ARN out in the policy instead of a reference to it.",
  );
}

const MOST_SHOWN = 10;

/** A role's name is no one's alone where two stacks have it in two accounts. */
function namesOfRoles(roots: readonly Scope[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (scope: Scope): void => {
    for (const { id, type } of scope.resources.values()) {
      const name = type === "AWS::IAM::Role" ? textOf(scope.attribute(id, undefined)) : undefined;
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const each of scope.nested.values()) count(each);
  };
  for (const each of roots) count(each);
  return counts;
}

function together(all: readonly Declared[]): Declared {
  return {
    resources: all.flatMap(({ resources }) => resources),
    unread: all.flatMap(({ unread }) => unread),
    locations: new Map(all.flatMap(({ locations }) => [...locations])),
    notes: all.flatMap(({ notes }) => notes),
  };
}

const nodeOf = (stack: string): Address => `${stack}/`;

/** A node that stands for many resources: to wait for it is to wait for them. */
function group(address: Address, dependencies: readonly Address[]): DeclaredResource {
  return {
    address,
    kind: undefined,
    type: "",
    label: address,
    shape: "api",
    settings: EMPTY,
    dependencies,
    references: new Map(),
    words: CLOUDFORMATION,
  };
}
