import { VERSIONING } from "../frameworks";
import { given, proven, violated } from "../model/verdict";
import { rule } from "./rule";
import { notEnabled, proofOf } from "./support/wording";

export default rule({
  id: "versioning-enabled",
  description: "Versioning must be Enabled.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 replicates only from buckets whose versioning is Enabled, and without it an overwritten or deleted object is gone in every Region.",
  remedy: ({ enableVersioning }) => enableVersioning,
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14",
  prevents: [],
  control: VERSIONING,
  judgesReplicasOfBucketsElsewhere: true,
  judge: ({ label, versioning }) =>
    given(versioning, ({ status, on }) => {
      if (status === "Enabled") return proven(proofOf("Enabled", versioning));
      const remedy = status === "Suspended" ? 'Set its status to "Enabled".' : undefined;
      return violated(`Versioning ${notEnabled(versioning, status, label)}.`, on, remedy);
    }),
});
