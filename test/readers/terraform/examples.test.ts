import * as path from "node:path";
import { readConfigurations } from "../../../policy-pack/readers/terraform";
import { said } from "../../support/said";
import { EXAMPLE_PROVIDERS, EXAMPLES, rulesOf } from "./examples";

// As configurations in JSON; test/referees has Terraform plan the same in HCL.
test.each(Object.entries(EXAMPLES))("%s", (_name, { root, folders = {}, said: expected }) => {
  const configuration = { provider: { aws: EXAMPLE_PROVIDERS }, ...root };
  const lines = said((options) =>
    readConfigurations({ stack: configuration }, options, (source) => folders[path.basename(source)]),
  );
  expect(rulesOf(lines)).toEqual([...expected].sort());
});
