import type { Vocabulary } from "../../model/vocabulary";

/** The words of a program with `@pulumi/aws`. */
export const PULUMI: Vocabulary = {
  source: "pulumi",
  setting: (path) => path,
  enableVersioning: 'Add a versioning resource for this bucket with status "Enabled".',
  readBack: "set it in the program, or enable the policy `scope`, which shows this pack what the program sets",
  waitForVersioning: "Add the versioning resource to the replication configuration's dependsOn.",
};

/** The words of a program with `@pulumi/aws-native`, whose buckets have their settings in themselves. */
export const AWS_NATIVE: Vocabulary = {
  ...PULUMI,
  source: "aws-native",
  enableVersioning: 'Set `versioningConfiguration` of the bucket to `{ status: "Enabled" }`.',
};
