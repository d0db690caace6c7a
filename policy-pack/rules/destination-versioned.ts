import { CROSS_REGION_REPLICATION } from "../frameworks";
import { given, satisfied, violated } from "../model/verdict";
import { everyEnabledRule, givenDestination } from "./support/traversal";
import { rule } from "./rule";
import { notEnabled } from "./support/wording";

export default rule({
  id: "destination-versioned",
  description: "The destination of every Enabled rule is versioned.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 refuses a replication configuration whose destination is not versioned, and suspending it later makes every new copy fail.",
  remedy: 'Enable it by a versioning resource of the destination with status "Enabled".',
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      givenDestination(one, graph, ({ label, versioning }) =>
        given(versioning, ({ status, on }) =>
          status === "Enabled"
            ? satisfied
            : violated(
                `${label} receives copies of other buckets, and its versioning ${notEnabled(versioning, status)}.`,
                on,
              ),
        ),
      ),
    ),
});
