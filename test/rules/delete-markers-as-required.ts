import { known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const replicated = { settings: { deleteMarkerReplication: "Enabled" as const } };
const kept = { settings: { deleteMarkerReplication: "Disabled" as const } };
const firstVersion = { filter: known(undefined), deleteMarkerReplication: known(undefined) };

export default table({
  satisfied: {
    "delete markers are to be replicated, and are": scene({
      ...replicated,
      rule: { deleteMarkerReplication: known("Enabled") },
    }),
    "delete markers are not to be replicated, and are not": scene(kept),
    "a rule of the first version replicates them, as asked": scene({ ...replicated, rule: firstVersion }),
  },
  violated: {
    "delete markers are to be replicated, and are not": scene(replicated),
    "delete markers are not to be replicated, and are": scene({
      ...kept,
      rule: { deleteMarkerReplication: known("Enabled") },
    }),
    "a rule of the first version replicates them always": scene({ ...kept, rule: firstVersion }),
  },
  undetermined: {
    "whether they are replicated is known on apply": scene({
      ...replicated,
      rule: { deleteMarkerReplication: unknownUntilApply("known only after apply") },
    }),
  },
  silent: { "the organization does not ask for either": scene() },
});
