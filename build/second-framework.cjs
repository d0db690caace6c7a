// CDK Terrain has the API of CDKTF and other package names. Of what tsc has compiled for CDKTF, this makes the same for CDK
// Terrain: the module, and the host of the policies.
const fs = require("fs");
const path = require("path");

const DIST = path.join(__dirname, "../dist");

/** A compiled text, with the names of the other packages. */
exports.renamed = (text) =>
  text.replaceAll("@cdktf/provider-aws", "@cdktn/provider-aws").replaceAll('"cdktf"', '"cdktn"');

/** What is made of what, as paths within `dist`. */
exports.copies = () => [
  ...fs
    .readdirSync(path.join(DIST, "cdktf-module"))
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .map((file) => [`cdktf-module/${file}`, `cdktn-module/${file}`]),
  ...[".js", ".d.ts"].map((end) => [`policy-pack/hosts/cdktf${end}`, `policy-pack/hosts/cdktn${end}`]),
];

if (require.main === module) {
  fs.mkdirSync(path.join(DIST, "cdktn-module"), { recursive: true });
  for (const [from, to] of exports.copies()) {
    fs.writeFileSync(path.join(DIST, to), exports.renamed(fs.readFileSync(path.join(DIST, from), "utf8")));
  }
}
