#!/usr/bin/env node
import { EXIT } from "./io";
import { run } from "./program";

// If something ended the process before its time, nothing would have been found.
process.exitCode = EXIT.unusable;
void run(process.argv.slice(2), {
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
}).then((status) => {
  // Not process.exit: what was written to a pipe may not be there yet.
  process.exitCode = status;
});
