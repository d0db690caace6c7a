import type { Bucket, Creation } from "../../policy-pack/model/graph";
import { bucketNamed, created, known, scene, unknownUntilApply, unknownUntilConfigured } from "../support/scene";
import { table } from "../support/table";

const NAME = "data-111122223333-eu-west-1-an";
const ASKED = { namespace: known("account-regional") };
const LEFT_OPEN = known(undefined);

/** The source with an account-regional name, created in its namespace, but for what a case names. */
const named = (creation: Partial<Creation> = {}, differences: Partial<Bucket> = {}) =>
  scene({
    bucket: { name: known(NAME), creation: created({}, { ...ASKED, ...creation }), ...differences },
  });

export default table({
  satisfied: {
    "the name has the account and the Region of the bucket": named(),
    "the Region is that of the name, and the account is that of the credentials": named({ account: LEFT_OPEN }),
    "the account is that of the name, and the Region comes from the environment": named({
      region: LEFT_OPEN,
    }),
    "S3 has created it already, whatever the provider tells of its namespace": named({
      namespace: known(undefined),
      isDone: true,
    }),
  },
  violated: {
    "the name has another Region than the bucket": named({ region: known("us-east-1", "its own `region`") }),
    "the name has another account than the bucket": named({ account: known("444455556666", "from provider theirs") }),
    "the name has the place of another bucket": named({ region: known("us-east-1"), account: known("444455556666") }),
    "the name has none of the accounts that the provider allows": named({
      account: unknownUntilConfigured("of the credentials", undefined, ["444455556666", "777788889999"]),
    }),
    "which of two Regions it is is known on apply, and the name has neither": named({
      region: unknownUntilApply("known on apply", ["us-east-1", "us-west-2"]),
    }),
    "the bucket is asked for in the global namespace": named({ namespace: known("global") }),
    "which of two names it has is known on apply, and both are of another Region": named(
      { region: known("us-east-1") },
      { name: unknownUntilApply("known on apply", [NAME, "more-111122223333-us-west-2-an"]) },
    ),
    "the name of a replica has another Region": scene({
      replica: {
        name: known("replica-111122223333-eu-west-1-an"),
        creation: created({ region: known("us-west-2") }, ASKED),
      },
    }),
    "the name of a replica of a bucket elsewhere has another account": scene({
      about: "copy",
      others: [
        bucketNamed("copy", {
          tags: known(new Map([["s3-crr:replica-of", known("arn:aws:s3:::somewhere")]])),
          name: known("copy-444455556666-eu-west-1-an"),
          creation: created({}, ASKED),
        }),
      ],
    }),
  },
  undetermined: {
    "the Region is known on apply": named({
      region: unknownUntilApply("the Region of data is known only after apply"),
    }),
    "the account is known on apply": named({ account: unknownUntilApply("the account of data is known on apply") }),
    "the Region is that of a variable without a value": named({
      region: unknownUntilConfigured("the value of var.region is not known", "judge the plan"),
    }),
    "the namespace is known on apply": named({ namespace: unknownUntilApply("known on apply") }),
    "the program asks for no namespace: the bucket may have been created otherwise": named({
      namespace: known(undefined),
    }),
    "the name is known on apply, and is asked for in the account-regional namespace": named(
      {},
      { name: unknownUntilApply("the name of data is known only after apply") },
    ),
    "which of two names it has is known on apply, and one of them is of another Region": named(
      {},
      { name: unknownUntilApply("known on apply", [NAME, "more-111122223333-us-west-2-an"]) },
    ),
  },
  also: {
    "which of two names it has is known on apply, and both are of another Region": ["role-can-replicate"],
  },
  silent: {
    "any other name": scene(),
    "a name that only looks alike: there is no such Region": named(
      {},
      { name: known("data-111122223333-eu-west-77-an") },
    ),
    "a name that is known on apply": named(
      { namespace: known(undefined) },
      { name: unknownUntilApply("the name of data is known only after apply") },
    ),
    "neither the account nor the Region is written anywhere but in the name": named({
      region: LEFT_OPEN,
      account: LEFT_OPEN,
    }),
  },
});
