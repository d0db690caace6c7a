import { EMPTY, isBlock, isList, valueOf, type Block, type Value } from "../declared/value";

/** Members of AWS's API under the names that its resource types have, with a small first letter. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["applyServerSideEncryptionByDefault", "serverSideEncryptionByDefault"],
  ["tags", "tagFilters"],
]);

/** `SSEAlgorithm` as `sseAlgorithm`, `KMSMasterKeyID` as `kmsMasterKeyId`. */
export function neutralName(name: string): string {
  const [first = "", ...others] = name.match(/[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+|\d+/g) ?? [];
  const camel = [first.toLowerCase(), ...others.map((word) => word.charAt(0) + word.slice(1).toLowerCase())].join("");
  return RENAMED.get(camel) ?? camel;
}

/** What AWS's API has told, under neutral names. */
export function neutral(data: unknown): Value {
  return renamed(valueOf(data));
}

export function neutralBlock(data: object): Block {
  const value = neutral(data);
  return isBlock(value) ? value : EMPTY;
}

function renamed(value: Value): Value {
  if (isList(value)) return value.map(renamed);
  return isBlock(value) ? new Map([...value].map(([key, inner]) => [neutralName(key), renamed(inner)])) : value;
}
