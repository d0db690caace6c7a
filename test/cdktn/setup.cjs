const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { FOLDER, VERSIONS } = require("./folder.cjs");

/** Installs CDK Terrain, unless an earlier run has. */
module.exports = () => {
  const installed = path.join(FOLDER, "installed");
  if (fs.existsSync(installed)) return;
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(path.join(FOLDER, "package.json"), JSON.stringify({ private: true, dependencies: VERSIONS }));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--fetch-retries=5"];
  // The provider's constructs ask for Node 22 and work with 20.
  execFileSync("npm", ["install", ...quiet], { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
  fs.writeFileSync(installed, "");
};
