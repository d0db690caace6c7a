import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";

// What people deploy as it is has to be a template to AWS's own checker too.

const HERE = __dirname;
const REQUIREMENTS = path.join(HERE, "requirements-cfn-lint.txt");
const EXAMPLES = path.join(HERE, "../../examples/cloudformation");

/** The Python that the requirements are locked for. */
const PYTHON = "python3.11";
const python = spawnSync(PYTHON, ["--version"]).status === 0 ? PYTHON : undefined;
if (python === undefined) process.stderr.write(`cfn-lint.slow.ts: SKIPPED, there is no ${PYTHON}\n`);

/** A virtual environment with cfn-lint, made once for each state of the requirements. */
function cfnLint(): string {
  const digest = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const directory = path.join(HERE, "../../node_modules/.cache", `cfn-lint-${digest}`);
  if (!existsSync(directory)) {
    const unfinished = `${directory}-${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    execFileSync(PYTHON, ["-m", "venv", unfinished]);
    execFileSync(path.join(unfinished, "bin/python"), ["-m", "pip", "install", "-q", "--no-deps", "-r", REQUIREMENTS]);
    renameSync(unfinished, directory);
  }
  return path.join(directory, "bin/python");
}

/** As its command does: a module that can be run it has none. */
const RUN = "import sys; from cfnlint.runner import main; sys.exit(main())";

const TEMPLATES = readdirSync(EXAMPLES).filter((name) => name.endsWith(".yaml"));

(python === undefined ? test.skip : test).each(TEMPLATES)("cfn-lint accepts %s", (name) => {
  const { status, stdout, stderr } = spawnSync(cfnLint(), ["-c", RUN, path.join(EXAMPLES, name)], { encoding: "utf8" });
  expect([stdout, stderr, status]).toEqual(["", "", 0]);
});
