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
  type Purpose,
  type Session,
} from "../../../readers/account";
import type { CheckedSource } from "../../../reports";
import { settingsFrom, type Settings } from "../../../settings";
import { checkedUnder, EXIT_STATUSES, EXPLAIN, FAIL, FORMAT, OUTPUT, reported, VERBOSE } from "../check";
import { configurationOf, PROFILE_NAMES } from "../configuration";
import { EXIT, Unusable, type AddCommand, type ExitStatus, type Io } from "../io";
import { showing } from "../progress";
import { writePromises } from "../promises";
import { deployedBy } from "./deployed";
import { keptIn, type KeptFile } from "./kept";
import { liveOf } from "./live";
import { lookedAt } from "./looking";
import { count, duration, several, type VerifyOptions } from "./options";

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
    .option(
      "--promises",
      "write what the account proves about its buckets, for stacks that replicate to them, instead of a report",
    )
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
    .option(
      "--since-deploy <path>",
      "verify the buckets of a plan or a state, and look at health since that file was written: for pipelines",
    )
    .option(
      "--canary",
      "write one small object for each Enabled rule, wait for its copy, and delete all versions of both",
    )
    .addOption(
      new Option("--canary-timeout <time>", "how long a copy is waited for")
        .argParser(duration)
        .default(duration("15m"), "15m"),
    )
    .option("--backlog", "look for objects without a copy, and print the command that copies them")
    .addOption(
      new Option("--sample <count>", "objects of each bucket that --backlog looks at").argParser(count).default(200),
    )
    .option("--inventory <manifest>", "count all objects instead: the manifest.json of a report of S3 Inventory")
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
    io.stdout.write(`${JSON.stringify(policyFor(purposeOf(options)), undefined, 2)}\n`);
    return EXIT.ok;
  }
  if (!options.bucket && !options.all && options.sinceDeploy === undefined) {
    throw new Unusable("Name the buckets with --bucket, or verify every bucket of the account with --all.");
  }
  try {
    return await verified(options, io);
  } catch (error) {
    if (error instanceof Unreadable) throw new Unusable(error.message);
    throw error;
  }
}

function purposeOf({ bucket, canary, backlog }: VerifyOptions): Purpose {
  return { ...(bucket && { buckets: bucket }), ...(canary && { canary }), ...(backlog && { backlog }) };
}

async function verified(options: VerifyOptions, io: Io): Promise<ExitStatus> {
  const { policyProfile, config } = options;
  const configuration = await configurationOf(
    { ...(policyProfile !== undefined && { profile: policyProfile }), ...(config !== undefined && { config }) },
    io.cwd,
  );
  const settings = settingsFrom(configuration.written);
  const sdk = loadSdk();
  const asked = await askedFor(options, settings, io);
  const session = await openSession(sdk, options.profile);
  const destinations =
    options.destinationProfile === undefined ? undefined : await openSession(sdk, options.destinationProfile);
  const kept = options.resume === undefined ? undefined : await keptIn(options.resume, session.account, io.cwd);
  const answers = await gathered(session, destinations, kept, asked, options, io);
  const source = sourceOf(answers, settings, io);
  if (options.promises) {
    await writePromises([source], settings, options.output, io);
    await kept?.done();
    return EXIT.ok;
  }
  const looking = { session, destinations, answers, judgement: source.judgement, io };
  const health = options.health ? await askHealth(session, enabledRulesIn(answers), asked.since, io.now()) : [];
  const { looked, notes } = await lookedAt(looking, options);
  const live = liveOf({ ...source, partition: answers.partition, health, since: asked.since, others: looked });
  const checked = checkedUnder(configuration, settings, [{ ...source, notes, live }]);
  const status = await reported(checked, options, io);
  await kept?.done();
  return status;
}

/** Which buckets, and since when. */
interface AskedFor {
  readonly buckets?: readonly string[];
  /** Milliseconds. */
  readonly since: number;
}

async function askedFor(options: VerifyOptions, settings: Settings, io: Io): Promise<AskedFor> {
  const { bucket, since, sinceDeploy } = options;
  if (sinceDeploy === undefined) return { ...(bucket && { buckets: bucket }), since };
  const deployed = await deployedBy(sinceDeploy, settings.shared, io);
  return { buckets: [...(bucket ?? []), ...deployed.buckets], since: deployed.since };
}

async function gathered(
  session: Session,
  destinations: Session | undefined,
  kept: KeptFile | undefined,
  { buckets }: AskedFor,
  { region }: VerifyOptions,
  io: Io,
): Promise<AccountAnswers> {
  const progress = showing(buckets?.length, io);
  try {
    return await gather(session, {
      ...(buckets && { buckets }),
      ...(region && { regions: region }),
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
