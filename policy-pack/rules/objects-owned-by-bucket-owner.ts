import { CROSS_REGION_REPLICATION } from "../frameworks";
import { failingAs, given, proven, violated } from "../model/verdict";
import { rule } from "./rule";
import { givenAnEnabled, givenRules } from "./support/traversal";

export default rule({
  id: "objects-owned-by-bucket-owner",
  description: "The owner of a replicated bucket must own the objects in it.",
  severity: "low",
  enforcement: "advisory",
  why: "If another account uploads an object and still owns it, S3 cannot read the object or its ACL, so it is not replicated.",
  remedy: "Set the bucket's object ownership to BucketOwnerEnforced, S3's default for new buckets.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
  prevents: ["SrcGetAclNotPermitted"],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket) =>
    givenRules(bucket, (rules) =>
      givenAnEnabled(rules, () =>
        given(bucket.objectOwnership, (ownership) =>
          ownership === "BucketOwnerEnforced"
            ? proven(ownership)
            : failingAs(
                violated(
                  `The object ownership of ${bucket.label} is ${ownership}: objects that other accounts upload can remain theirs, and are then not replicated.`,
                  bucket.address,
                ),
                "SrcGetAclNotPermitted",
              ),
        ),
      ),
    ),
});
