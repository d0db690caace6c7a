// CDK Terrain is installed in a folder of its own: npm does not install both frameworks side by side, because they ask for
// different versions of `constructs`, and the provider's constructs alone have hundreds of megabytes.
const os = require("os");
const path = require("path");

exports.VERSIONS = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.2" };

exports.FOLDER = path.join(os.tmpdir(), `s3-crr-${Object.values(exports.VERSIONS).join("-")}`);
