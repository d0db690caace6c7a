import { VERSIONING } from "../frameworks";
import { given, satisfied, violated } from "../model/verdict";
import { rule } from "./rule";
import { notEnabled } from "./support/wording";

export default rule({
  id: "versioning-enabled",
  description: "The bucket's versioning is Enabled.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 replicates only from buckets whose versioning is Enabled, and without it an overwritten or deleted object is gone in every Region.",
  remedy: 'Enable it by a versioning resource of the bucket with status "Enabled".',
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14",
  control: VERSIONING,
  judgesReplicasOfBucketsElsewhere: true,
  judge: (bucket) =>
    given(bucket.versioning, ({ status, on }) => {
      if (status === "Enabled") return satisfied;
      const remedy = status === "Suspended" ? 'Set its status to "Enabled".' : undefined;
      return violated(`The versioning of ${bucket.label} ${notEnabled(bucket.versioning, status)}.`, on, remedy);
    }),
});
