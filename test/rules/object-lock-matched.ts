import { bucketNamed, known, scene, unknownUntilApply, unknownUntilConfigured } from "../support/scene";
import { table } from "../support/table";

const locked = { objectLock: known(true) };

export default table({
  satisfied: {
    "neither side has Object Lock": scene(),
    "both sides have Object Lock": scene({ bucket: locked, replica: locked }),
    "the replica alone has Object Lock": scene({ replica: locked }),
    "the destination of a Disabled rule has none": scene({
      bucket: locked,
      replica: locked,
      rules: [{}, { status: known("Disabled"), destination: known("other") }],
      others: [bucketNamed("other", { region: known("us-east-1") })],
    }),
  },
  violated: {
    "the destination has no Object Lock": scene({ bucket: locked }),
    "one of two destinations has none": scene({
      bucket: locked,
      replica: locked,
      rules: [{}, { destination: known("other") }],
      others: [bucketNamed("other", { region: known("us-east-1") })],
    }),
  },
  undetermined: {
    "the destination is a bucket of another stack": scene({
      bucket: locked,
      rule: { destination: known("elsewhere") },
      elsewhere: [
        bucketNamed("elsewhere", {
          evaluated: false,
          region: known("us-west-2"),
          objectLock: unknownUntilConfigured("not in this stack"),
        }),
      ],
    }),
    "whether the source has Object Lock is known on apply": scene({
      bucket: { objectLock: unknownUntilApply("known only after apply", [true, false]) },
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({
      bucket: { ...locked, replication: known(undefined) },
    }),
  },
  failureReasons: {
    "the destination has no Object Lock": ["DstBucketObjectLockConfigMissing"],
    "one of two destinations has none": ["DstBucketObjectLockConfigMissing"],
  },
});
