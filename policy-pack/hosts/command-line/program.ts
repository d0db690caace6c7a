import { Command, CommanderError } from "commander";
import { addBaseline } from "./baseline";
import { addCheck } from "./check";
import { addExplain } from "./explain";
import { EXIT, sentenceOf, type AddCommand, type ExitStatus, type Io } from "./io";
import { PACKAGE_ROOT, VERSION } from "./package";
import { addPromises } from "./promises";
import { addRules } from "./rules";
import { addVerify } from "./verify";

const COMMANDS: readonly AddCommand[] = [addCheck, addBaseline, addVerify, addRules, addExplain, addPromises, addPack];

/** Runs a command line. It never throws, and ends with the status that the process is to end with. */
export async function run(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.ok;
  const program = new Command("s3-crr")
    .description("Proves before deployment that every S3 bucket is versioned and replicated to another Region.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      ...(io.stdout.columns !== undefined && { getOutHelpWidth: () => io.stdout.columns ?? 80 }),
    });
  for (const add of COMMANDS) add(program, io, (ended) => (status = ended));
  try {
    await program.parseAsync(argv, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
    io.stderr.write(`${sentenceOf(error)}\n`);
    return EXIT.unusable;
  }
}

function addPack(program: Command, io: Io): void {
  program
    .command("pack")
    .description("print the folder of the policy pack, for `pulumi preview --policy-pack`")
    .action(() => {
      io.stdout.write(`${PACKAGE_ROOT}\n`);
    });
}
