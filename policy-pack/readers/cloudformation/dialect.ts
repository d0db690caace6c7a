import type { Vocabulary } from "../../model/vocabulary";
import { templatePath } from "./names";

/** The words of a template, whose buckets have their settings in themselves. */
export const CLOUDFORMATION: Vocabulary = {
  source: "cloudformation",
  setting: templatePath,
  enableVersioning: "Set `VersioningConfiguration: { Status: Enabled }` on the AWS::S3::Bucket.",
  oneRegion: "both are deployed to the one Region of a stack",
  elsewhere:
    "Create the destination bucket by a stack in another Region of the same partition, and hand its ARN to this one: as a parameter, or by Fn::GetStackOutput.",
  waitForVersioning:
    "Set `VersioningConfiguration` on the destination in its template, and add the destination to the source bucket's `DependsOn`.",
};
