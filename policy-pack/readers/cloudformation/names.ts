import { isBlock, isList, Unknown, type Block, type Value } from "../declared/value";

/** Policies, whose members are IAM's and stay as they are. */
const DOCUMENTS: ReadonlySet<string> = new Set(["policyDocument", "assumeRolePolicyDocument", "keyPolicy"]);

/** A block of CloudFormation's under neutral names: those of AWS's API with a small first letter. */
export function neutral(block: Block): Block {
  const entries = [...block].map(([key, value]): [string, Value] => {
    const name = neutralName(key);
    return [name, DOCUMENTS.has(name) ? value : neutralValue(value)];
  });
  return new Map(entries);
}

function neutralValue(value: Value): Value {
  if (value instanceof Unknown) {
    const { among } = value.about;
    return among ? new Unknown({ ...value.about, among: among.map(neutralValue) }) : value;
  }
  if (isList(value)) return value.map(neutralValue);
  return isBlock(value) ? neutral(value) : value;
}

/** `SSEAlgorithm` as `sseAlgorithm`, `KMSMasterKeyID` as `kmsMasterKeyId`. */
export function neutralName(key: string): string {
  return key.replace(/ID$/, "Id").replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/, (start) => start.toLowerCase());
}

const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ["isEnabled", "Enabled"],
  ["sseAlgorithm", "SSEAlgorithm"],
  ["kmsMasterKeyId", "KMSMasterKeyID"],
  ["replicaKmsKeyId", "ReplicaKmsKeyID"],
]);

/** A path of neutral names as a template has it: `ReplicationConfiguration.Rules[0].Destination.Bucket`. */
export function templatePath(path: string): string {
  return path
    .split(".")
    .map((part) => ABBREVIATIONS.get(part) ?? part.charAt(0).toUpperCase() + part.slice(1))
    .join(".");
}
