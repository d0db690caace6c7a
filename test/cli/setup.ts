import { getPulumi } from "../support/get-pulumi";

/** Before all suites of `npm run test:cli`; the workers of jest inherit the PATH. */
export default function setup(): void {
  const reason = getPulumi();
  if (reason !== undefined) process.stderr.write(`SKIPPED, the real Pulumi CLI is not tested: ${reason}.\n`);
}
