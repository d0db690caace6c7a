import { withoutMarks } from "../../model/text";
import { isObject, object, own, text, type JsonObject } from "../declared/json";
import type { Existence } from "../declared/resource";
import { Unknown, type Value } from "../declared/value";
import { mark, textValue, unknownText, type About } from "../declared/unknowns";
import { attributeOf } from "./attributes";
import { truthOf } from "./conditions";
import type { Context, Resource, Stack } from "./context";
import { expanded } from "./for-each";
import { callFunction } from "./functions";
import { parameterValue } from "./parameters";
import { notRead } from "./values";

/** Levels of lists and objects, functions among them. */
const DEEPEST = 100;

const TOO_DEEP = new Unknown({ why: "a value is nested too deep to be read", settledBy: "configuration" });
const OF_ITSELF = new Unknown({ why: "a value is made of itself", settledBy: "configuration" });

/** One stack, with what its template's functions come to. */
export class Scope implements Context {
  /** None while loops are made into resources: what they loop over refers to none. */
  readonly resources: ReadonlyMap<string, Resource> = new Map();
  /** Loops that make resources, and of which it is not known how many. */
  readonly openLoops: readonly string[];
  readonly nested = new Map<string, Scope>();
  private readonly values = new Map<string, Value>();
  private readonly conditions = new Map<string, boolean | Unknown>();

  constructor(readonly stack: Stack) {
    const { members, open } = expanded(this.section("Resources"), (data) => this.evaluate(data));
    const all = Object.entries(members);
    this.openLoops = open;
    this.resources = new Map(
      all.flatMap(([id, body]): [string, Resource][] => {
        const type = text(own(body, "Type"));
        return type === undefined || !isObject(body)
          ? []
          : [[id, { id, address: `${stack.path}${id}`, type, body, scope: this }]];
      }),
    );
  }

  section(name: string): JsonObject {
    return object(own(this.stack.template.data, name));
  }

  evaluate(data: unknown, depth = 0): Value {
    if (depth > DEEPEST) return TOO_DEEP;
    if (typeof data === "string") return literal(data);
    if (typeof data === "number" || typeof data === "boolean") return data;
    if (Array.isArray(data)) {
      return data.map((item) => this.evaluate(item, depth + 1)).filter((item) => item !== undefined);
    }
    return isObject(data) ? this.object(data, depth) : undefined;
  }

  private object(data: JsonObject, depth: number): Value {
    const keys = Object.keys(data);
    const name = keys.find((key) => key.startsWith("Fn::") || (key === "Ref" && keys.length === 1));
    if (name !== undefined && keys.length === 1) return callFunction(this, name, own(data, name), depth + 1);
    if (name !== undefined) return notRead(name);
    const block = new Map<string, Value>();
    for (const key of keys) {
      const value = this.evaluate(own(data, key), depth + 1);
      if (value !== undefined) block.set(key, value);
    }
    return block;
  }

  ref(name: string): Value {
    if (name.startsWith("AWS::")) return this.pseudo(name);
    const definition = own(this.section("Parameters"), name);
    if (definition !== undefined) return this.once(name, () => parameterValue(this, name, definition));
    return this.attribute(name, undefined);
  }

  private pseudo(name: string): Value {
    if (name === "AWS::NoValue") return undefined;
    if (name === "AWS::StackName") return this.stack.name;
    return this.stack.place.pseudo.get(name) ?? this.unknown(name);
  }

  attribute(id: string, name: string | undefined): Value {
    const resource = this.resources.get(id);
    if (!resource)
      return new Unknown({
        why: `the template has no ${/^[A-Za-z0-9]{1,255}$/.test(id) ? id : "resource of the name that it refers to"}`,
        settledBy: "configuration",
      });
    return this.once(`${id} ${name ?? ""}`, () => attributeOf(resource, name));
  }

  output(name: string): Value {
    const output = own(this.outputs(), name);
    return this.once(`output ${name}`, () => this.evaluate(own(output, "Value")));
  }

  condition(name: string, depth = 0): boolean | Unknown {
    const before = this.conditions.get(name);
    if (before !== undefined) return before;
    this.conditions.set(name, OF_ITSELF);
    const truth = truthOf(this, own(this.section("Conditions"), name), depth + 1);
    const identity = `condition ${this.stack.path}${name}`;
    const named =
      truth instanceof Unknown
        ? new Unknown({ identity, ...truth.about, why: `condition ${name} is not decided: ${truth.about.why ?? ""}` })
        : truth;
    this.conditions.set(name, named);
    return named;
  }

  outputs(): JsonObject {
    return expanded(this.section("Outputs"), (data) => this.evaluate(data)).members;
  }

  /** `false` for a resource that its condition leaves out. */
  existence({ body, id }: Resource): Existence | undefined | false {
    const condition = text(own(body, "Condition"));
    const truth = condition === undefined || this.condition(condition);
    if (!(truth instanceof Unknown)) return truth ? undefined : false;
    const { why = "", settle, identity = `existence of ${id}` } = truth.about;
    return {
      identity,
      why: `whether ${this.stack.path}${id} exists is not known: ${why}`,
      settledBy: "configuration",
      ...(settle !== undefined && { settle }),
    };
  }

  unknown(name: string, about: About = { why: `${name} is known when the stack is deployed` }): Value {
    return unknownText(`${this.stack.path}${name}`, about);
  }

  private once(key: string, find: () => Value): Value {
    if (this.values.has(key)) return this.values.get(key);
    this.values.set(key, OF_ITSELF);
    const value = find();
    this.values.set(key, value);
    return value;
  }
}

/** A text with the references in it that only a deployment resolves: `{{resolve:ssm:name}}`. */
function literal(written: string): Value {
  const clean = withoutMarks(written);
  if (!clean.includes("{{resolve:")) return clean;
  const shown = clean.replace(/\{\{(resolve:[^{}]*)\}\}/g, (_all, reference: string) => mark(reference));
  return textValue(shown, { why: "a dynamic reference is resolved when the stack is deployed" });
}
