import { execFileSync } from "node:child_process";
import * as path from "node:path";

test("the linter's own rule reports keys that data has chosen, and nothing else", () => {
  expect(() =>
    execFileSync(process.execPath, [path.join(__dirname, "../eslint/no-data-keys.cases.mjs")]),
  ).not.toThrow();
});
