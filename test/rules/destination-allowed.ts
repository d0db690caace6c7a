import { bucketNamed, known, scene, unknownUntilApply, unknownUntilConfigured } from "../support/scene";
import { table } from "../support/table";

const regions = { settings: { allowedRegions: ["us-west-2", "eu-central-1"] } };
const accounts = { settings: { allowedAccounts: ["111122223333"] } };
const elsewhere = bucketNamed("elsewhere", {
  evaluated: false,
  region: known("us-west-2"),
  account: unknownUntilConfigured("its account is not known"),
  allowsReplication: true,
});

export default table({
  satisfied: {
    "the destination is in a Region that is allowed": scene(regions),
    "the destination is in an account that is allowed": scene(accounts),
    "a Disabled rule goes somewhere else": scene({
      ...regions,
      rules: [{}, { status: known("Disabled"), destination: known("far") }],
      others: [bucketNamed("far", { region: known("ap-south-1"), evaluated: false })],
    }),
    "which of two buckets it is, is known on apply, and both are in allowed Regions": scene({
      ...regions,
      rule: { destination: unknownUntilApply("known only after apply", ["replica", "frankfurt"]) },
      others: [bucketNamed("frankfurt", { region: known("eu-central-1") })],
    }),
  },
  violated: {
    "the destination is in another Region": scene({ ...regions, replica: { region: known("ap-south-1") } }),
    "the destination is in another account": scene({
      ...accounts,
      replica: { account: known("444455556666"), allowsReplication: true },
    }),
    "the rule names another account": scene({
      ...accounts,
      rule: { destination: known("elsewhere"), account: known("444455556666") },
      elsewhere: [elsewhere],
    }),
  },
  undetermined: {
    "the account of a bucket of another stack is not known": scene({
      ...accounts,
      rule: { destination: known("elsewhere") },
      elsewhere: [elsewhere],
    }),
    "the destination's Region is known on apply": scene({
      ...regions,
      replica: { region: unknownUntilApply("known only after apply") },
    }),
  },
  silent: { "the organization has not said what is allowed": scene({ replica: { region: known("ap-south-1") } }) },
  // The bucket `replica`, which nothing replicates to then, owes a copy itself.
  also: { "the rule names another account": ["replication-enabled"] },
});
