import { known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const asked = { settings: { replicationTimeControl: true } };
const fifteen = (status: string) => known({ status: known(status), minutes: known(15) });
const both = { replicationTime: fifteen("Enabled"), metrics: fifteen("Enabled") };

export default table({
  satisfied: {
    "the rule has Replication Time Control": scene({ ...asked, rule: both }),
    "a Disabled rule has none": scene({ ...asked, rules: [both, { status: known("Disabled") }] }),
  },
  violated: {
    "the rule has none": scene(asked),
    "the rule has it Disabled": scene({
      ...asked,
      rule: { replicationTime: known({ status: known("Disabled"), minutes: known(undefined) }) },
    }),
  },
  undetermined: {
    "whether the rule has it is known on apply": scene({
      ...asked,
      rule: { ...both, replicationTime: unknownUntilApply("known only after apply") },
    }),
  },
  silent: { "the organization does not ask for it": scene() },
});
