import { known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

export default table({
  satisfied: { "there is one replication configuration": scene() },
  violated: {
    "two replication configurations name the bucket": scene({
      bucket: { configurations: ["data-replication", "second"] },
    }),
    "the bucket has one inside and one beside it": scene({ bucket: { configurations: ["data-replication", "data"] } }),
  },
  undetermined: {
    "a second replication configuration may belong to the bucket or to another": scene({
      bucket: { possibleConfigurations: ["second"] },
    }),
    "two replication configurations may belong to the bucket": scene({
      bucket: {
        replication: unknownUntilApply("known only after apply"),
        configurations: [],
        possibleConfigurations: ["first", "second"],
      },
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({
      bucket: { replication: known(undefined), configurations: [] },
    }),
  },
});
