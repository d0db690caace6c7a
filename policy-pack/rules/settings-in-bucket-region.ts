import type { Bucket, SettingResource } from "../model/graph";
import { every, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { rule } from "./rule";
import { sameUnknown, withReplicas } from "./support/traversal";
import { placed, quoted } from "./support/wording";

export default rule({
  id: "settings-in-bucket-region",
  description: "Every resource that configures a bucket must be in the bucket's Region.",
  severity: "medium",
  enforcement: "mandatory",
  why: "A bucket's Region does not carry over to the resources that configure it, and a call to the wrong Region fails in the middle of a deployment (PermanentRedirect).",
  remedy: ({ setting }) => `Set the resource's \`${setting("region")}\`, or its provider, to that of the bucket.`,
  reference: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support",
  prevents: [],
  judgesReplicasOfBucketsElsewhere: true,
  judge: (bucket, graph) => withReplicas(bucket, graph, besideIt),
});

function besideIt(bucket: Bucket): Verdict {
  return every(bucket.settings.map((each) => isNear(each, bucket)));
}

function isNear({ address, label, region }: SettingResource, bucket: Bucket): Verdict {
  if (sameUnknown(region, bucket.region)) return satisfied;
  // A state tells no provider, and what is in it is deployed. Where the bucket's own Region is open, other rules have that doubt.
  if ([region, bucket.region].some((fact) => !fact.known && fact.settledBy === "configuration")) return notApplicable;
  return given(bucket.region, (home) =>
    given(region, (there) =>
      there === home
        ? satisfied
        : violated(`${label} is in ${there}${quoted(region)}, but configures ${placed(bucket)}.`, address),
    ),
  );
}
