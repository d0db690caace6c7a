import * as path from "node:path";
import { runProgram } from "../../support/engine";
import { RECORDED, recorded, recordingOf } from "../../support/recording";

// What the real engine has shown to a pack, recorded by `npm run record:engine`, holds the embedded engine to it.

const ROOT = path.resolve(__dirname, "../../..");

describe.each(Object.entries(RECORDED))("%s, as the real engine shows it", (name, program) => {
  test("the inputs of each resource, and then the stack with what depends on what", async () => {
    const real = await recorded(name);
    const embedded = recordingOf(await runProgram(path.join(ROOT, program)));
    expect(embedded).toEqual(real);
    expect(real.analyzeStack.length).toBeGreaterThan(8);
    // Names and versions of this machine are no part of it.
    expect(JSON.stringify(real)).not.toMatch(/\/(home|root|Users|tmp|work)\//);
  });
});
