import type { Vocabulary } from "../../model/vocabulary";
import { templatePath } from "./names";

/** The words of a template, whose buckets have their settings in themselves. */
export const CLOUDFORMATION: Vocabulary = {
  source: "cloudformation",
  setting: templatePath,
  enableVersioning: "Set `VersioningConfiguration: { Status: Enabled }` on the AWS::S3::Bucket.",
  waitForVersioning:
    "Set `VersioningConfiguration` on the destination in its template, and add the destination to the source bucket's `DependsOn`.",
};
