import { Option } from "commander";
import { judge } from "../../../judgement";
import {
  askHealth,
  enabledRulesIn,
  gather,
  loadSdk,
  openSession,
  policyFor,
  readAccount,
  Unreadable,
  type AccountAnswers,
  type Session,
} from "../../../readers/account";
import type { CheckedSource } from "../../../reports";
import { settingsFrom, type Settings } from "../../../settings";
import { checkedUnder, EXIT_STATUSES, EXPLAIN, FAIL, FORMAT, OUTPUT, reported, VERBOSE } from "../check";
import { configurationOf, PROFILE_NAMES } from "../configuration";
import { EXIT, Unusable, type AddCommand, type ExitStatus, type Io } from "../io";
import { showing } from "../progress";
import { keptIn, type KeptFile } from "./kept";
import { liveOf } from "./live";
import { duration, several, type VerifyOptions } from "./options";

export const addVerify: AddCommand = (program, io, ends) => {
  program
    .command("verify")
    .description(
      "judge what is deployed: the buckets of an AWS account, their destinations, roles and keys; only reads",
    )
    .option("--bucket <name>", "a bucket to verify; repeatable", several)
    .option("--all", "every bucket of the account")
    .option("--region <region>", "only buckets of this Region; repeatable", several)
    .option("--profile <name>", "the AWS profile that reads the account; the environment's where left out")
    .option("--destination-profile <name>", "the AWS profile that reads destinations in another account")
    .option("--policy", "print the IAM policy that lets it read what it reads, and end")
    .option("--resume <file>", "keep what is read in this file, and go on from it where a run was ended")
    .option("--config <file>", "the policy configuration that `pulumi preview --policy-pack-config` takes")
    .addOption(
      new Option("--policy-profile <name>", "a ready policy configuration; what --config says goes on top").choices(
        PROFILE_NAMES,
      ),
    )
    .addOption(
      new Option("--since <time>", "how far back health is looked at in Amazon CloudWatch: 12h, 7d")
        .argParser(duration)
        .default(duration("7d"), "7d"),
    )
    .option("--no-health", "leave Amazon CloudWatch alone")
    .addOption(FORMAT)
    .addOption(OUTPUT)
    .addOption(FAIL)
    .addOption(VERBOSE)
    .addOption(EXPLAIN)
    .addHelpText("after", EXIT_STATUSES)
    .action(async (options: VerifyOptions) => {
      ends(await verify(options, io));
    });
};

async function verify(options: VerifyOptions, io: Io): Promise<ExitStatus> {
  if (options.policy) {
    io.stdout.write(
      `${JSON.stringify(policyFor({ ...(options.bucket && { buckets: options.bucket }) }), undefined, 2)}\n`,
    );
    return EXIT.ok;
  }
  if (!options.bucket && !options.all) {
    throw new Unusable("Name the buckets with --bucket, or verify every bucket of the account with --all.");
  }
  try {
    return await verified(options, io);
  } catch (error) {
    if (error instanceof Unreadable) throw new Unusable(error.message);
    throw error;
  }
}

async function verified(options: VerifyOptions, io: Io): Promise<ExitStatus> {
  const { policyProfile, config } = options;
  const configuration = await configurationOf(
    { ...(policyProfile !== undefined && { profile: policyProfile }), ...(config !== undefined && { config }) },
    io.cwd,
  );
  const settings = settingsFrom(configuration.written);
  const sdk = loadSdk();
  const session = await openSession(sdk, options.profile);
  const destinations =
    options.destinationProfile === undefined ? undefined : await openSession(sdk, options.destinationProfile);
  const kept = options.resume === undefined ? undefined : await keptIn(options.resume, session.account, io.cwd);
  const answers = await gathered(session, destinations, kept, options, io);
  const source = sourceOf(answers, settings, io);
  const live = liveOf({
    ...source,
    partition: answers.partition,
    health: options.health ? await askHealth(session, enabledRulesIn(answers), options.since, io.now()) : [],
    since: options.since,
    others: [],
  });
  const status = await reported(checkedUnder(configuration, settings, [{ ...source, live }]), options, io);
  await kept?.done();
  return status;
}

async function gathered(
  session: Session,
  destinations: Session | undefined,
  kept: KeptFile | undefined,
  options: VerifyOptions,
  io: Io,
): Promise<AccountAnswers> {
  const progress = showing(options.bucket?.length, io);
  try {
    return await gather(session, {
      ...(options.bucket && { buckets: options.bucket }),
      ...(options.region && { regions: options.region }),
      ...(destinations && { destinations }),
      ...(kept && { kept }),
      begins: progress.begins,
    });
  } finally {
    progress.ends();
    await kept?.flush();
  }
}

function sourceOf(answers: AccountAnswers, settings: Settings, io: Io): CheckedSource {
  const { graph, labels } = readAccount(answers, settings.shared);
  const place = { project: "", stack: "", now: io.now() };
  return {
    path: `aws/${answers.account}`,
    kind: "AWS account",
    label: answers.account,
    judgement: judge(graph, { ...settings, problems: [] }, place),
    graph,
    notes: [],
    nameOf: (address) => labels.get(address) ?? graph.elsewhere.get(address)?.label ?? address,
    where: () => undefined,
  };
}
