import type { FailureReason } from "../model/failure-reasons";
import { notApplicable } from "../model/verdict";
import { either, isDoubt, isMissing, notDenied, permitted, trusts, type Outcome } from "./support/permissions";
import { givenRole, judgeNeeds, type RoleAtWork, type RuleAtWork } from "./support/replication-role";
import { rule } from "./rule";

const ID = "tags-can-replicate";

export default rule({
  id: ID,
  description: "The role must have permission to read object tags and annotations.",
  severity: "low",
  enforcement: "advisory",
  why: "Without these permissions, objects are replicated without their tags or annotations, so lifecycle rules and policies based on tags do not apply to the copies.",
  remedy: "Grant the permissions listed above.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
  prevents: ["SrcGetTaggingNotPermitted"],
  judge: (bucket, graph, settings) =>
    givenRole(bucket, graph, settings, ID, {
      inStack: (work) =>
        trusts(work.asking, work.source, work.sourceArn) === false
          ? notApplicable
          : judgeNeeds(work, [], (one) => ruleNeeds(work, one)),
      elsewhere: () => notApplicable,
    }),
});

function ruleNeeds({ asking }: RoleAtWork, { source, destination }: RuleAtWork): readonly Outcome[] {
  const read = (action: string, more: { readonly consequence?: string; readonly failureReason?: FailureReason } = {}) =>
    permitted(asking, { action, resource: source.objects, consequence: "", ...more }, source.owner);
  const onCopies = (action: string, consequence = "") => ({ action, resource: destination.objects, consequence });
  // That nothing is copied at all is `role-can-replicate`'s sentence.
  const copies = [
    either(read("s3:GetObjectVersionForReplication"), () => read("s3:GetObjectVersion")),
    permitted(asking, onCopies("s3:ReplicateObject"), destination.owner),
  ];
  if (copies.some(isMissing)) return [];
  const lost = "copies lose their annotations";
  const needed = [
    read("s3:GetObjectVersionTagging", {
      consequence: "copies lose their tags",
      failureReason: "SrcGetTaggingNotPermitted",
    }),
    read("s3:GetObjectVersionAnnotationForReplication", { consequence: lost }),
    notDenied(asking, onCopies("s3:ReplicateObjectAnnotation", lost), destination.owner),
  ];
  // Where it is not known whether anything is copied, nothing is known to be lost.
  const doubt = copies.find(isDoubt);
  return needed.map((outcome) => (doubt && isMissing(outcome) ? doubt : outcome));
}
