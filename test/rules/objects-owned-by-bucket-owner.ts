import { known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const STATUS = unknownUntilApply<string>("known on apply");

export default table({
  satisfied: {
    "the only rule may be Disabled, and object ownership is BucketOwnerEnforced": scene({ rule: { status: STATUS } }),
    "object ownership is BucketOwnerEnforced": scene(),
    "the replica alone has another object ownership": scene({ replica: { objectOwnership: known("ObjectWriter") } }),
  },
  violated: {
    "whoever uploads an object owns it": scene({ bucket: { objectOwnership: known("ObjectWriter") } }),
    "an object is the bucket owner's only if it is uploaded with that ACL": scene({
      bucket: { objectOwnership: known("BucketOwnerPreferred") },
    }),
  },
  undetermined: {
    "object ownership is known on apply": scene({
      bucket: { objectOwnership: unknownUntilApply("known on apply", ["ObjectWriter", "BucketOwnerEnforced"]) },
    }),
    "the only rule may be Disabled": scene({
      bucket: { objectOwnership: known("ObjectWriter") },
      rule: { status: STATUS },
    }),
  },
  silent: {
    "the only rule is Disabled: covered by `replication-enabled`": scene({
      bucket: { objectOwnership: known("ObjectWriter") },
      rule: { status: known("Disabled") },
    }),
    "nothing is replicated: covered by `replication-enabled`": scene({
      bucket: { objectOwnership: known("ObjectWriter"), replication: known(undefined) },
    }),
  },
  failureReasons: {
    "whoever uploads an object owns it": ["SrcGetAclNotPermitted"],
    "an object is the bucket owner's only if it is uploaded with that ACL": ["SrcGetAclNotPermitted"],
  },
});
