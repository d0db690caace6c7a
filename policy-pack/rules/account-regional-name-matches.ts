import { parseAccountRegionalName } from "../model/arn";
import { candidates, type Fact } from "../model/fact";
import type { Bucket } from "../model/graph";
import { listed } from "../model/prose";
import { doubtful, every, given, notApplicable, proven, undetermined, violated, type Verdict } from "../model/verdict";
import { rule } from "./rule";
import { withReplicas } from "./support/traversal";
import { proofOf } from "./support/wording";

const ACCOUNT_REGIONAL = "account-regional";

export default rule({
  id: "account-regional-name-matches",
  description: "An account-regional bucket name must contain the bucket's own account and Region.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 reserves names that end with an account, a Region and -an for that account, in that Region, in the account-regional namespace: anything else fails in the middle of a deployment.",
  remedy: "Write the bucket's own account and Region into its name, or choose a name that does not end with -an.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html",
  prevents: [],
  judgesReplicasOfBucketsElsewhere: true,
  judge: (bucket, graph) => withReplicas(bucket, graph, isAccepted),
});

function isAccepted(bucket: Bucket): Verdict {
  const { name, creation } = bucket;
  // A name that is not known yet is hardly ever of this form, unless the program asks for it.
  if (!name.known && !name.among && !isAsked(creation.namespace)) return notApplicable;
  return given(name, (text = "") => {
    const reserved = parseAccountRegionalName(text);
    if (!reserved) return notApplicable;
    if (creation.isDone) return proven("S3 has created it");
    return every([inPlace(bucket, text, reserved), inNamespace(bucket, text)]);
  });
}

function isAsked(namespace: Fact<string | undefined>): boolean {
  return namespace.known && namespace.value === ACCOUNT_REGIONAL;
}

function inPlace(
  { label, address, creation }: Bucket,
  name: string,
  { account, region }: { readonly account: string; readonly region: string },
): Verdict {
  const verdict = every([matches(creation.region, region, "in"), matches(creation.account, account, "by account")]);
  if (verdict.answer !== "violated") return verdict;
  const wrong = listed(verdict.findings.map(({ reason }) => reason));
  return violated(
    `${label} is named ${name}, which S3 accepts only from account ${account} in ${region}, but it is created ${wrong}.`,
    address,
  );
}

/** Violated by what it is instead. What a program leaves to the environment contradicts nothing that is written. */
function matches(fact: Fact<string | undefined>, named: string, preposition: string): Verdict {
  const possible = (candidates(fact) ?? []).filter((each) => each !== undefined);
  if (fact.known && possible.length === 0) return notApplicable;
  if (possible.length > 0 && !possible.includes(named)) {
    return violated(`${preposition} ${listed(possible, "or")}${fromOf(fact)}`);
  }
  return fact.known ? proven(proofOf(named, fact)) : doubtful(fact);
}

function fromOf(fact: Fact<unknown>): string {
  return fact.known && fact.from !== undefined ? ` (${fact.from})` : "";
}

/** Older providers know no namespace, and create no such bucket; one that was created otherwise can be imported. */
function inNamespace({ label, address, words, creation }: Bucket, name: string): Verdict {
  const setting = words.setting("bucketNamespace");
  const only = `${label} is named ${name}, which S3 accepts only in the namespace ${ACCOUNT_REGIONAL}`;
  return given(creation.namespace, (namespace) => {
    if (namespace === ACCOUNT_REGIONAL) return notApplicable;
    return namespace === undefined
      ? undetermined({
          reason: `${only}, and it has no \`${setting}\``,
          settledBy: "configuration",
          settle: `set \`${setting}\` of ${label} to "${ACCOUNT_REGIONAL}"`,
        })
      : violated(
          `${only}, but its \`${setting}\` is "${namespace}".`,
          address,
          `Set \`${setting}\` to "${ACCOUNT_REGIONAL}", or choose a name that does not end with -an.`,
        );
  });
}
