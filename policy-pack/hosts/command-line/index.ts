#!/usr/bin/env node
import { run } from "./program";

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
