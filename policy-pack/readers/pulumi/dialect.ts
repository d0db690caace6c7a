import type { Vocabulary } from "../../model/vocabulary";
import { typeOf } from "./types";

/** Programs with `@pulumi/aws`, whose names are the neutral ones. */
export const PULUMI: Vocabulary = {
  source: "pulumi",
  setting: (path) => path,
  enableVersioning: 'Add a versioning resource for this bucket with status "Enabled".',
  readBack: "set it in the program, or enable the policy `scope`, which shows this pack what the program sets",
  waitForVersioning: "Add the versioning resource to the replication configuration's dependsOn.",
};

/** Programs with `@pulumi/aws-native`, where a bucket has its settings inside. */
export const AWS_NATIVE: Vocabulary = {
  ...PULUMI,
  source: "aws-native",
  enableVersioning: 'Set versioningConfiguration on this bucket with status "Enabled".',
  waitForVersioning:
    "Set versioningConfiguration on the destination in the program, and add the destination to the source's dependsOn.",
};

/** The words of whoever declares a resource of a type. */
export function wordsOf(type: string): Vocabulary {
  return typeOf(type)?.shape === "api" ? AWS_NATIVE : PULUMI;
}
