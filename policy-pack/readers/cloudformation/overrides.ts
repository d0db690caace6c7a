import { isObject, object, objects, own, text } from "../declared/json";
import { Refused } from "./refused";

/**
 * Values of parameters, in any of the forms that `aws cloudformation deploy --parameter-overrides` takes: a list of
 * `{ "ParameterKey", "ParameterValue" }`, a list of `Key=Value`, `{ "Parameters": { … } }`, or an object by itself.
 *
 * @throws Refused where it is none of them.
 */
export function parametersIn(json: unknown): ReadonlyMap<string, string> {
  if (Array.isArray(json)) return new Map([...pairs(json), ...objects(json).flatMap(entry)]);
  if (!isObject(json)) throw new Refused("it is neither an object nor a list of parameters");
  const parameters = own(json, "Parameters");
  return new Map(
    Object.entries(object(isObject(parameters) ? parameters : json)).flatMap(([key, value]) => written(key, value)),
  );
}

/** One without a value keeps that of the deployed stack, which nobody knows here. */
function entry(each: object): readonly [string, string][] {
  const key = text(own(each, "ParameterKey"));
  return key === undefined ? [] : written(key, own(each, "ParameterValue"));
}

function pairs(json: readonly unknown[]): readonly [string, string][] {
  return json.flatMap((each): readonly [string, string][] => {
    const [, key, value] = typeof each === "string" ? (/^([^=]+)=(.*)$/s.exec(each) ?? []) : [];
    return key === undefined || value === undefined ? [] : [[key, value]];
  });
}

function written(key: string, value: unknown): readonly [string, string][] {
  if (Array.isArray(value)) return [[key, value.flatMap((each) => scalar(each) ?? []).join(",")]];
  const text = scalar(value);
  return text === undefined ? [] : [[key, text]];
}

function scalar(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}
