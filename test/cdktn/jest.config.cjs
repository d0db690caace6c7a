const path = require("path");
const { FOLDER } = require("./folder.cjs");

const installed = (name) => path.join(FOLDER, "node_modules", name);

// The suite of the module and of the policies, as it is, on what the build has made for CDK Terrain: the same snapshots.
module.exports = {
  preset: "ts-jest",
  rootDir: path.join(__dirname, "../.."),
  testEnvironment: "node",
  testMatch: [
    "<rootDir>/test/module/{module,shapes,hostile}.test.ts",
    "<rootDir>/test/hosts/cdktf.test.ts",
    "<rootDir>/test/laws/two-halves.test.ts",
    "<rootDir>/test/cdktn/*.slow.ts",
  ],
  testTimeout: 900000,
  globalSetup: "<rootDir>/test/cdktn/setup.cjs",
  moduleNameMapper: {
    "^(?:\\.\\./)+cdktf-module(/.*)?$": "<rootDir>/dist/cdktn-module$1",
    "^(?:\\.\\./)+policy-pack/hosts/cdktf$": "<rootDir>/dist/policy-pack/hosts/cdktn",
    "^(?:\\.\\./)+policy-pack/(.*)$": "<rootDir>/dist/policy-pack/$1",
    "^cdkt[fn]$": installed("cdktn"),
    "^@cdkt[fn]/provider-aws/(.*)$": `${installed("@cdktn/provider-aws")}/$1`,
    "^constructs$": installed("constructs"),
  },
};
