import { bucketNamed, known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const asked = { settings: { maxNoncurrentDays: 30 } };
const after = (days: number | undefined) => ({ noncurrentExpirationDays: known(days) });

export default table({
  satisfied: {
    "both sides delete them in time": scene({ ...asked, bucket: after(30), replica: after(7) }),
    "the destination is a bucket of another stack, which judges it": scene({
      ...asked,
      bucket: after(30),
      rule: { destination: known("elsewhere") },
      elsewhere: [bucketNamed("elsewhere", { region: known("us-west-2"), evaluated: false })],
    }),
  },
  violated: {
    "the source never deletes them": scene({ ...asked, replica: after(7) }),
    "the replica never deletes them": scene({ ...asked, bucket: after(7) }),
    "the source deletes them too late": scene({ ...asked, bucket: after(31), replica: after(7) }),
  },
  undetermined: {
    "after how many days is known on apply": scene({
      ...asked,
      bucket: { noncurrentExpirationDays: unknownUntilApply("known only after apply") },
      replica: after(7),
    }),
  },
  silent: { "the organization does not ask for it": scene() },
});
