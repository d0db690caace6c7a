import { CROSS_REGION_REPLICATION } from "../frameworks";
import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { rule } from "./rule";
import { everyEnabledRule, givenDestination } from "./support/traversal";

export default rule({
  id: "customer-key-objects-accepted",
  description: "The destinations of a bucket that accepts SSE-C uploads must accept them too.",
  severity: "medium",
  enforcement: "advisory",
  why: "S3 blocks SSE-C on new buckets, for replication too: if only the source allows it, objects encrypted with SSE-C are not replicated.",
  remedy: ({ setting }) =>
    `Set \`${setting("blockedEncryptionTypes")}\` of both buckets to the same value: NONE allows SSE-C; without the setting, S3 blocks it.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      given(bucket.encryption, (home) =>
        given(home.allowsCustomerKeys, (accepts) =>
          accepts
            ? givenDestination(one, graph, (destination) =>
                // What another stack does about its bucket is that stack's to judge.
                graph.buckets.has(destination.address)
                  ? given(destination.encryption, ({ allowsCustomerKeys, on }) =>
                      given(allowsCustomerKeys, (there) =>
                        there
                          ? satisfied
                          : violated(
                              `${bucket.label} accepts SSE-C uploads, but ${destination.label} does not, so these objects are not replicated.`,
                              on,
                            ),
                      ),
                    )
                  : notApplicable,
              )
            : notApplicable,
        ),
      ),
    ),
});
