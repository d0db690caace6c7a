import { CROSS_REGION_REPLICATION } from "../frameworks";
import { notApplicable, satisfied, undetermined, violated } from "../model/verdict";
import { rule } from "./rule";

export default rule({
  id: "single-replication-configuration",
  description: "A bucket must have no more than one replication configuration.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 keeps one replication configuration per bucket: a second one silently replaces the first, with all its rules.",
  remedy: "Put all rules of the bucket into one replication configuration.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: ({ label, configurations, possibleConfigurations }) => {
    const [, second] = configurations;
    if (second !== undefined) {
      return violated(
        `${label} has ${configurations.length} replication configurations, and S3 keeps the one sent last.`,
        second,
      );
    }
    const possible = configurations.length + possibleConfigurations.length;
    if (possible > 1) {
      return undetermined({
        reason: `which of ${possible} replication configurations belong to ${label} is known only after apply`,
        settledBy: "apply",
      });
    }
    return possible === 1 ? satisfied : notApplicable;
  },
});
