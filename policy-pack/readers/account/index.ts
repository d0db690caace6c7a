import type { Address, Bucket, ReplicationGraph } from "../../model/graph";
import type { SharedOptions } from "../../options";
import { readDeclared } from "../declared";
import { declaredIn } from "./declare";
import type { AccountAnswers } from "./gather";

export { ACCOUNT } from "./dialect";
export { arnOf } from "./buckets";
export { askHealth, type Health, type Measured } from "./health";
export { enabledRulesIn, regionOf, type EnabledRule } from "./rules";
export { gather, type AccountAnswers, type Asked, type Kept } from "./gather";
export type { BucketAnswers } from "./buckets";
export { answerTo, errorOf, unknownOf, type Answer } from "./answer";
export { limited } from "./limited";
export { policyFor, type Purpose } from "./permissions";
export { loadSdk, Unreadable, type Sdk } from "./sdk";
export { openSession, type Session } from "./session";

/** What was read, and what a person calls each resource. */
export interface Read {
  readonly graph: ReplicationGraph;
  readonly labels: ReadonlyMap<Address, string>;
}

/**
 * Reads what AWS has told into the graph. Destinations that nobody asked for are buckets elsewhere, of which all is known
 * that may be read.
 */
export function readAccount(answers: AccountAnswers, options: SharedOptions): Read {
  const resources = declaredIn(answers);
  const { buckets, elsewhere, ...graph } = readDeclared(resources, options);
  const asked = new Set(answers.buckets.map(({ name }) => `arn:${answers.partition}:s3:::${name}`));
  const gone = new Set(
    answers.destinations
      .filter(({ region }) => region.is === "missing")
      .map(({ name }) => `arn:${answers.partition}:s3:::${name}`),
  );
  const missing = [...elsewhere].map(([address, bucket]): [Address, Bucket] => [
    address,
    gone.has(address) ? { ...bucket, isMissing: true } : bucket,
  ]);
  const [own, others] = [true, false].map((is) => [...buckets].filter(([address]) => asked.has(address) === is));
  return {
    graph: { ...graph, buckets: new Map(own), elsewhere: new Map([...missing, ...(others ?? [])]) },
    labels: new Map(resources.map(({ address, label }) => [address, label])),
  };
}
