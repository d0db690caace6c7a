import { isObject, own, text, texts } from "../declared/json";
import type { Context, Resource } from "./context";
import { Unknown } from "../declared/value";

const DEEPEST = 100;

/** The logical IDs of what a resource waits for: what it refers to, and what it says that it depends on. */
export function dependenciesOf(resource: Resource): readonly string[] {
  const replication = own(own(resource.body, "Properties"), "ReplicationConfiguration");
  // What one branch of a condition has is waited for where the branch is what counts.
  return [...certainDependenciesOf(resource), ...referencesIn(replication, resource.scope, true)];
}

/** Those that no condition takes away. */
export function certainDependenciesOf({ body, scope }: Resource): readonly string[] {
  const written = own(body, "DependsOn");
  return [
    ...(typeof written === "string" ? [written] : texts(written)),
    ...referencesIn(own(body, "Properties"), scope, false),
  ];
}

/**
 * The names that an expression refers to, of resources and of parameters.
 *
 * @param isEither Whether both branches of a condition that is not decided count, or neither.
 */
function referencesIn(data: unknown, scope: Context, isEither: boolean): readonly string[] {
  const found = new Set<string>();
  walk(data, scope, isEither, found, 0);
  return [...found];
}

function walk(data: unknown, scope: Context, isEither: boolean, found: Set<string>, depth: number): void {
  if (depth > DEEPEST || typeof data !== "object" || data === null) return;
  const inside = (each: unknown): void => {
    walk(each, scope, isEither, found, depth + 1);
  };
  if (Array.isArray(data)) {
    for (const each of data) inside(each);
    return;
  }
  for (const [key, value] of Object.entries(data)) {
    if (key === "Fn::If") for (const each of branches(value, scope, isEither)) inside(each);
    else {
      for (const name of namesIn(key, value)) found.add(name);
      inside(value);
    }
  }
}

function branches(argument: unknown, scope: Context, isEither: boolean): readonly unknown[] {
  const [condition, one, other] = Array.isArray(argument) ? (argument as unknown[]) : [];
  const truth = scope.condition(text(condition) ?? "");
  if (truth instanceof Unknown) return isEither ? [one, other] : [];
  return [truth ? one : other];
}

function namesIn(key: string, value: unknown): readonly string[] {
  if (key === "Ref") return typeof value === "string" ? [value] : [];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== "string") return [];
  if (key === "Fn::GetAtt") return [first.split(".", 1)[0] ?? ""];
  if (key !== "Fn::Sub") return [];
  const variables: unknown = Array.isArray(value) ? value[1] : undefined;
  return [...first.matchAll(/\$\{([^!{}][^{}]*)\}/g)]
    .map(([, name = ""]) => name.trim())
    .filter((name) => !isObject(variables) || own(variables, name) === undefined)
    .map((name) => name.split(".", 1)[0] ?? "");
}

/** Resources that wait for one another in a circle: CloudFormation refuses them. */
export function circleIn(waitsFor: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of waitsFor.keys()) {
    const circle = circleFrom(start, waitsFor, done);
    if (circle) return circle;
  }
  return undefined;
}

/** Depth first, without recursion: a chain can be as long as the template. */
function circleFrom(
  start: string,
  waitsFor: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): readonly string[] | undefined {
  const path: { readonly name: string; readonly next: string[] }[] = [];
  const isOn = new Set<string>();
  const enter = (name: string): void => {
    path.push({ name, next: [...(waitsFor.get(name) ?? [])] });
    isOn.add(name);
  };
  if (!done.has(start)) enter(start);
  for (let last = path.at(-1); last; last = path.at(-1)) {
    const next = last.next.pop();
    if (next === undefined) {
      path.pop();
      isOn.delete(last.name);
      done.add(last.name);
    } else if (isOn.has(next)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(next)), next];
    } else if (!done.has(next)) enter(next);
  }
  return undefined;
}
