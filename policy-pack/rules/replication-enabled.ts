import { CROSS_REGION_REPLICATION } from "../frameworks";
import { given, satisfied, some, violated } from "../model/verdict";
import { rule } from "./rule";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "replication-enabled",
  description: "The bucket has a replication configuration with at least one Enabled rule.",
  severity: "medium",
  enforcement: "mandatory",
  why: "A bucket in one Region is lost with that Region.",
  remedy:
    'Add a replication configuration with a rule whose status is "Enabled" and whose destination is in another Region.',
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-7",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket) =>
    given(bucket.replication, (configuration) => {
      if (configuration === undefined) return violated(`${bucket.label} has no replication configuration.`);
      const { address, rules } = configuration;
      return given(rules, (all) =>
        some(
          all.map((one) =>
            given(one.status, (status) =>
              status === "Enabled"
                ? satisfied
                : violated(
                    `${sentence(nameOfRule(one))} of ${bucket.label} is ${status === "Disabled" ? "Disabled" : "not Enabled"}.`,
                    address,
                    'Set the status of a rule to "Enabled".',
                  ),
            ),
          ),
          `The replication configuration of ${bucket.label} has no rules.`,
        ),
      );
    }),
});
