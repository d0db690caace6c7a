import {
  bucketNamed,
  replicating,
  known,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
  versioned,
} from "../support/scene";
import { table } from "../support/table";

export default table({
  satisfied: {
    "versioning is Enabled": scene(),
    "which of two versioning resources wins cannot be known, and both say Enabled": scene({
      bucket: {
        versioning: unknownUntilApply("two resources", [
          { status: "Enabled", on: "one" },
          { status: "Enabled", on: "two" },
        ]),
      },
    }),
  },
  violated: {
    "versioning was never enabled": scene({ bucket: { versioning: versioned("data", "Unversioned") } }),
    "versioning is Suspended": scene({ bucket: { versioning: versioned("data-versioning", "Suspended") } }),
    "which of two versioning resources wins cannot be known, and neither says Enabled": scene({
      bucket: {
        versioning: unknownUntilApply("two resources", [
          { status: "Suspended", on: "one" },
          { status: "Unversioned", on: "one" },
        ]),
      },
    }),
    "the other bucket of a two-way pair is not versioned": scene({
      about: "replica",
      replica: {
        versioning: versioned("replica", "Unversioned"),
        replication: known(replicating("replica", [{ destination: known("data") }])),
      },
    }),
  },
  undetermined: {
    "the status comes from a value that is known on apply": scene({
      bucket: {
        versioning: unknownUntilApply("the status is known only after apply", [
          { status: "Enabled", on: "data-versioning" },
          { status: "Suspended", on: "data-versioning" },
        ]),
      },
    }),
    "versioning is managed outside the stack": scene({
      bucket: { versioning: unknownUntilConfigured("versioning is managed elsewhere") },
    }),
    "an unversioned bucket may be the replica of another, and which one is known on apply": scene({
      about: "archive",
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "archive"]) },
      others: [bucketNamed("archive", { region: known("us-east-1"), versioning: versioned("archive", "Unversioned") })],
    }),
  },
  silent: {
    "the bucket is proven to be a replica: covered by `destination-versioned`": scene({
      about: "replica",
      replica: { versioning: versioned("replica", "Unversioned") },
    }),
  },
  also: {
    // Both sentences are true: it is a source that cannot replicate, and a destination that S3 refuses.
    "the other bucket of a two-way pair is not versioned": ["destination-versioned"],
  },
});
