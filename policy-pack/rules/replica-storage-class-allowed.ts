import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { everyEnabledRule } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "replica-storage-class-allowed",
  description: "Copies are stored in the classes that the organization allows.",
  severity: "low",
  enforcement: "mandatory",
  why: "A class that takes hours to read from, or that has one Availability Zone, may be no use on the day it is needed.",
  remedy: "Set destination.storageClass to an allowed one, or leave it out: copies then keep the class of each object.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html",
  judge: (bucket, _graph, { allowedStorageClasses }) => {
    if (allowedStorageClasses === undefined) return notApplicable;
    return everyEnabledRule(bucket, (one) =>
      given(one.storageClass, (storageClass) =>
        storageClass === undefined || allowedStorageClasses.includes(storageClass)
          ? satisfied
          : violated(
              `${sentence(nameOfRule(one))} of ${bucket.label} stores copies as ${storageClass}; allowed are ${allowedStorageClasses.join(", ")}.`,
              bucket.configurations[0],
            ),
      ),
    );
  },
});
