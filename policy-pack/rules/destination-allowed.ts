import { TRUSTED_DESTINATIONS } from "../frameworks";
import { every, given, notApplicable, satisfied, violated } from "../model/verdict";
import { everyEnabledRule, givenDestination } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule, placed, quoted, sentence } from "./support/wording";

export default rule({
  id: "destination-allowed",
  description: "Copies go only to the Regions and accounts that the organization allows.",
  severity: "high",
  enforcement: "mandatory",
  why: "A rule can carry all data to any Region and any account of the world.",
  remedy: "Replicate to an allowed place, or allow this one: allowedRegions and allowedAccounts of this policy.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
  control: TRUSTED_DESTINATIONS,
  judge: (bucket, graph, { allowedRegions, allowedAccounts }) => {
    if (allowedRegions === undefined && allowedAccounts === undefined) return notApplicable;
    return everyEnabledRule(bucket, (one) =>
      givenDestination(one, graph, (destination) => {
        const outside = (what: string) =>
          violated(`${sentence(nameOfRule(one))} of ${bucket.label} copies to ${what}.`, bucket.configurations[0]);
        return every([
          allowedRegions === undefined
            ? notApplicable
            : given(destination.region, (region) =>
                allowedRegions.includes(region)
                  ? satisfied
                  : outside(`${placed(destination)}, which is not in allowedRegions: ${allowedRegions.join(", ")}`),
              ),
          allowedAccounts === undefined
            ? notApplicable
            : given(one.account, (named) =>
                given(named === undefined ? destination.account : one.account, (account) =>
                  account !== undefined && allowedAccounts.includes(account)
                    ? satisfied
                    : outside(
                        `account ${account ?? ""}${quoted(destination.account)}, which is not in allowedAccounts: ${allowedAccounts.join(", ")}`,
                      ),
                ),
              ),
        ]);
      }),
    );
  },
});
