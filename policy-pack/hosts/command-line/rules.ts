import { POLICIES } from "../../settings";
import { explained } from "./explain";
import type { AddCommand } from "./io";

export const addRules: AddCommand = (program, io) => {
  program
    .command("rules")
    .description("list the policies with their levels, or explain one of them")
    .argument("[rule]", "the policy to explain, as `s3-crr explain` does")
    .action((rule?: string) => {
      io.stdout.write(rule === undefined ? list() : explained(rule, io.stdout));
    });
};

function list(): string {
  const width = Math.max(...POLICIES.map(({ id }) => id.length));
  return POLICIES.map(
    ({ id, enforcement, description }) => `${id.padEnd(width)}  ${enforcement.padEnd(9)}  ${description}\n`,
  ).join("");
}
