import { TRUSTED_DESTINATIONS } from "../frameworks";
import type { Bucket, ReplicationRule } from "../model/graph";
import { every, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { listOf } from "../options/schema";
import { account, region } from "../options/shared";
import { rule } from "./rule";
import { everyEnabledRule, givenDestination } from "./support/traversal";
import { nameOfRule, placed, quoted, sentence } from "./support/wording";

export default rule({
  id: "destination-allowed",
  description: "Copies must go only to the Regions and accounts that the organization allows.",
  severity: "high",
  enforcement: "mandatory",
  why: "A rule can copy all data to any Region and to any account.",
  remedy:
    "Replicate to an allowed Region and account, or add this one to allowedRegions or allowedAccounts of this policy.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
  prevents: [],
  control: TRUSTED_DESTINATIONS,
  options: {
    /**
     * The Regions that copies can go to. Any if left out.
     *
     * @default - any
     */
    allowedRegions: listOf("The Regions that copies can go to. Any if left out.", region("A Region.")),
    /**
     * The 12-digit IDs of the accounts that copies can go to. Any if left out.
     *
     * @default - any
     */
    allowedAccounts: listOf(
      "The 12-digit IDs of the accounts that copies can go to. Any if left out.",
      account("An account."),
    ),
  },
  judge: (bucket, graph, { allowedRegions, allowedAccounts }) => {
    if (allowedRegions === undefined && allowedAccounts === undefined) return notApplicable;
    return everyEnabledRule(bucket, (one) =>
      givenDestination(one, graph, (destination) => {
        const outside = (what: string): Verdict =>
          violated(`${sentence(nameOfRule(one))} of ${bucket.label} copies to ${what}.`, bucket.configurations[0]);
        return every([
          inRegions(destination, allowedRegions, outside),
          inAccounts(one, destination, allowedAccounts, outside),
        ]);
      }),
    );
  },
});

type Outside = (what: string) => Verdict;

function inRegions(destination: Bucket, allowed: readonly string[] | undefined, outside: Outside): Verdict {
  if (allowed === undefined) return notApplicable;
  return given(destination.region, (name) =>
    allowed.includes(name)
      ? satisfied
      : outside(`${placed(destination)}, which is not in allowedRegions: ${allowed.join(", ")}`),
  );
}

function inAccounts(
  one: ReplicationRule,
  destination: Bucket,
  allowed: readonly string[] | undefined,
  outside: Outside,
): Verdict {
  if (allowed === undefined) return notApplicable;
  return given(one.account, (named) =>
    given(named === undefined ? destination.account : one.account, (id) =>
      id !== undefined && allowed.includes(id)
        ? satisfied
        : outside(
            `account ${id ?? ""}${quoted(destination.account)}, which is not in allowedAccounts: ${allowed.join(", ")}`,
          ),
    ),
  );
}
