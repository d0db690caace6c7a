import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { listOf, oneOf } from "../options/schema";
import { rule } from "./rule";
import { STORAGE_CLASSES } from "./support/storage-classes";
import { everyEnabledRule } from "./support/traversal";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "replica-storage-class-allowed",
  description: "Copies must be stored in a storage class that the organization allows.",
  severity: "low",
  enforcement: "mandatory",
  why: "Copies in a class that takes hours to restore, or that is kept in one Availability Zone, may not be usable on the day they are needed.",
  remedy: ({ setting }) =>
    `Set ${setting("destination.storageClass")} of the rule to an allowed class, or leave it out: copies then keep the class of each object.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html",
  prevents: [],
  options: {
    /**
     * The storage classes that copies can have, in S3's names. Any if left out.
     *
     * @default - any
     */
    allowedStorageClasses: listOf(
      "The storage classes that copies can have, in S3's names. Any if left out.",
      oneOf<string>("A storage class.", STORAGE_CLASSES),
    ),
  },
  judge: (bucket, _graph, { allowedStorageClasses }) => {
    if (allowedStorageClasses === undefined) return notApplicable;
    return everyEnabledRule(bucket, (one) =>
      given(one.storageClass, (storageClass) =>
        storageClass === undefined || allowedStorageClasses.includes(storageClass)
          ? satisfied
          : violated(
              `${sentence(nameOfRule(one))} of ${bucket.label} stores copies as ${storageClass}, which is not in allowedStorageClasses: ${allowedStorageClasses.join(", ")}.`,
              bucket.configurations[0],
            ),
      ),
    );
  },
});
