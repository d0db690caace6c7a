import { known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const settings = { failureNotice: true };
const metrics = (status: string) => known({ status: known(status), minutes: known(undefined) });
const told = { failureNotice: known(true) };

export default table({
  satisfied: {
    "the rule has metrics, and an alarm is on their failures": scene({
      bucket: told,
      rule: { metrics: metrics("Enabled") },
      settings,
    }),
  },
  violated: {
    "the rule has no metrics": scene({ bucket: told, settings }),
    "metrics are Disabled": scene({ bucket: told, rule: { metrics: metrics("Disabled") }, settings }),
    "nobody is notified": scene({ rule: { metrics: metrics("Enabled") }, settings }),
  },
  undetermined: {
    "whose failures the alarm is on is known on apply": scene({
      bucket: { failureNotice: unknownUntilApply("known on apply") },
      rule: { metrics: metrics("Enabled") },
      settings,
    }),
    "the metrics of the rule are known on apply": scene({
      bucket: told,
      rule: { metrics: unknownUntilApply("known on apply") },
      settings,
    }),
  },
  silent: {
    "the organization does not ask for it": scene(),
    "the rule is Disabled": scene({ rule: { status: known("Disabled") }, settings }),
  },
});
