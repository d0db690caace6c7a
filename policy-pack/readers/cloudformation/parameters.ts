import { own, text } from "../declared/json";
import { mark } from "../declared/unknowns";
import { isList, Unknown, type Value } from "../declared/value";
import type { Context } from "./context";
import { textOf } from "./values";

const MOST_ALLOWED = 20;

/**
 * The value of a parameter. What a deployment is given nobody knows before it: a default is only what it may leave out.
 * A nested stack is given what its parent says, and has its defaults for the rest.
 */
export function parameterValue(scope: Context, name: string, definition: unknown): Value {
  const type = text(own(definition, "Type")) ?? "String";
  const isAList = /^List<|^CommaDelimitedList$|<List<|<CommaDelimitedList>/.test(type);
  const { parameters, isNested } = scope.stack;
  const given = parameters.get(name) ?? (isNested ? scope.evaluate(own(definition, "Default")) : undefined);
  if (type.startsWith("AWS::SSM::Parameter::Value")) return fromParameterStore(scope, name, isAList);
  if (given !== undefined) return isAList ? listOf(given) : given;
  return notGiven(scope, name, definition, isAList);
}

function fromParameterStore({ stack: { path } }: Context, name: string, isAList: boolean): Unknown {
  const why = `parameter ${name} is read from the Parameter Store when the stack is deployed`;
  const identity = mark(`${path}${name}`);
  return new Unknown({ why, identity, ...(!isAList && { text: identity }) });
}

function notGiven({ stack: { path } }: Context, name: string, definition: unknown, isAList: boolean): Unknown {
  const identity = mark(`${path}${name}`);
  const about = {
    identity,
    why: `the value of parameter ${name} is not known before the stack is deployed`,
    settledBy: "configuration",
    settle: `--parameter-overrides <file>, with { "${name}": "<its value>" } in the file`,
  } as const;
  if (isAList) return new Unknown(about);
  const allowed = own(definition, "AllowedValues");
  const among = Array.isArray(allowed) ? allowed.map((each) => textOf(each as Value)) : [];
  const isLimited = among.length > 0 && among.length <= MOST_ALLOWED && !among.includes(undefined);
  return new Unknown({ ...about, text: identity, ...(isLimited && { among }) });
}

function listOf(given: Value): Value {
  if (isList(given)) return given;
  const written = given instanceof Unknown ? undefined : textOf(given);
  return written === undefined ? given : written.split(",").map((each) => each.trim());
}
