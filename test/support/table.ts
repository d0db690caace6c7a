import type { FailureReason } from "../../policy-pack/model/failure-reasons";
import type { Scene } from "./scene";

type Cases = Readonly<Record<string, Scene>>;

/** `never` for an object without properties, so that a missing answer does not compile. */
type Some<T> = [keyof T] extends [never] ? never : T;

/** The cases of a rule: each name is a sentence of the rules page. */
export interface Table {
  readonly satisfied: Cases;
  readonly violated: Cases;
  readonly undetermined: Cases;
  /** Where the rule has nothing to say. */
  readonly silent?: Cases;
  /** Other rules that a violated case breaks too, because two things are wrong in it. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  /** What S3 would report of a violated case after deployment; of those that are left out, nothing. */
  readonly failureReasons?: Readonly<Record<string, readonly FailureReason[]>>;
}

/** A rule speaks to all three answers, with one defect a case. */
export function table<S extends Cases, V extends Cases, U extends Cases>(
  cases: {
    readonly satisfied: Some<S>;
    readonly violated: Some<V>;
    readonly undetermined: Some<U>;
  } & Pick<Table, "silent" | "also" | "failureReasons">,
): Table {
  return cases;
}
