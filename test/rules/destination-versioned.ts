import { bucketNamed, known, scene, unknownUntilApply, unknownUntilConfigured, versioned } from "../support/scene";
import { table } from "../support/table";

const unversioned = bucketNamed("unversioned", {
  region: known("us-east-2"),
  versioning: versioned("unversioned", "Unversioned"),
});

export default table({
  satisfied: {
    "the destination is versioned": scene(),
    "the destination of a Disabled rule is not versioned": scene({
      rules: [{}, { status: known("Disabled"), destination: known("unversioned") }],
      others: [unversioned],
    }),
    "which of two buckets it is cannot be known yet, and both are versioned": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "ohio"]) },
      others: [bucketNamed("ohio", { region: known("us-east-2") })],
    }),
    "a bucket of another stack that is promised to be versioned": scene({
      rule: { destination: known("promised") },
      elsewhere: [bucketNamed("promised", { evaluated: false, region: known("us-west-2") })],
    }),
  },
  violated: {
    "the destination was never versioned": scene({ replica: { versioning: versioned("replica", "Unversioned") } }),
    "the destination's versioning is Suspended": scene({ replica: { versioning: versioned("v", "Suspended") } }),
    "one of two destinations is not versioned": scene({
      rules: [{}, { destination: known("unversioned") }],
      others: [unversioned],
    }),
    "the destination is deleted": scene({
      rules: [{}, { destination: known("deleted") }],
      elsewhere: [bucketNamed("deleted", { evaluated: false, isMissing: true })],
    }),
  },
  undetermined: {
    "the destination is a bucket of another stack": scene({
      rule: { destination: known("elsewhere") },
      elsewhere: [
        bucketNamed("elsewhere", {
          evaluated: false,
          region: known("us-west-2"),
          versioning: unknownUntilConfigured("not in this stack"),
        }),
      ],
    }),
    "the status of the destination's versioning is known on apply": scene({
      replica: {
        versioning: unknownUntilApply("known only after apply", [
          { status: "Enabled", on: "v" },
          { status: "Suspended", on: "v" },
        ]),
      },
    }),
    "which of two buckets it is cannot be known yet, and one is not versioned": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "unversioned"]) },
      others: [unversioned],
    }),
    "a rule to an unversioned destination may be Disabled": scene({
      rules: [
        {},
        {
          status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]),
          destination: known("unversioned"),
        },
      ],
      others: [unversioned],
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
  },
  failureReasons: {
    "the destination's versioning is Suspended": ["DstBucketUnversioned"],
    "the destination is deleted": ["DstBucketNotFound"],
  },
});
