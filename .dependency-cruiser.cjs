/** The architecture, as imports: who may know of whom. `npm run lint` checks it with dependency-cruiser. */
const forbid = (name, comment, from, to, except) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, ...(except && { pathNot: except }) },
  to: { path: to },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", comment: "Nothing depends on itself.", severity: "error", from: {}, to: { circular: true } },
    forbid(
      "pure-model-and-rules",
      "Whatever is neither a reader nor a host knows neither Pulumi nor Terraform.",
      "^policy-pack/(?!readers/|hosts/|index)",
      "node_modules/(@pulumi|cdktf|cdktn|@cdktf|@cdktn)|^policy-pack/(readers|hosts)",
    ),
    forbid(
      "reports-format-only",
      "A report is what it says of what was found: nothing before it needs one.",
      "^policy-pack/(?!reports/|hosts/)",
      "^policy-pack/reports",
    ),
    forbid(
      "pack-without-command",
      "The pack starts in every preview: what only the command needs is loaded by the command.",
      "^policy-pack/(?!hosts/command-line/)",
      "^policy-pack/hosts/command-line|node_modules/(commander|tinypool|nanospinner)/",
    ),
    forbid(
      "pack-without-reports",
      "Other hosts have Pulumi or CDKTF to show what they say, and share the notes alone.",
      "^policy-pack/hosts/(?!command-line/)",
      "^policy-pack/reports/(?!notes)",
    ),
    forbid(
      "layout-for-pages-only",
      "A check that draws nothing loads nothing that places things.",
      "^policy-pack/(?!reports/html/layout)",
      "node_modules/@dagrejs/",
    ),
    forbid(
      "account-for-verify-only",
      "The AWS SDK is an optional peer: nothing loads it but the command that reads an account.",
      "^policy-pack/(?!readers/account/|hosts/command-line/verify/)",
      "^policy-pack/readers/account/|node_modules/@aws-sdk/client-",
    ),
    forbid(
      "yaml-for-templates-only",
      "Only a template in YAML loads what reads YAML.",
      "^policy-pack/(?!readers/cloudformation/yaml)",
      "node_modules/yaml/",
    ),
    forbid("model-alone", "The model knows nothing but itself.", "^policy-pack/model", "^policy-pack/(?!model)"),
    forbid(
      "readers-do-not-judge",
      "Readers join and never judge.",
      "^policy-pack/readers",
      "^policy-pack/(?!readers/|model/|options/)",
    ),
    forbid(
      "readers-are-siblings",
      "Readers know what all declared stacks have in common, and not one another.",
      "^policy-pack/readers/([^/]+)/",
      "^policy-pack/readers/(?!declared/|$1/)",
    ),
    forbid(
      "declared-knows-no-source",
      "What all declared stacks have in common knows none of the sources.",
      "^policy-pack/readers/declared",
      "^policy-pack/readers/(?!declared/)",
    ),
    forbid(
      "rules-know-no-options-of-others",
      "A rule is judged on the graph, with its own options and what `scope` shares.",
      "^policy-pack/rules",
      "^policy-pack/(?!rules|model|options|frameworks)",
    ),
    forbid(
      "readers-apart",
      "No reader needs the SDK of what it reads.",
      "^policy-pack/readers",
      "node_modules/(@pulumi|cdktf|cdktn)",
    ),
    forbid(
      "no-aws-sdk-of-pulumi",
      "The pack compares type tokens as text.",
      "^policy-pack",
      "node_modules/@pulumi/aws",
    ),
    forbid(
      "pack-without-module",
      "The halves prove each other only while they are apart.",
      "^policy-pack",
      "^cdktf-module|node_modules/(cdktf|cdktn|@cdktf|@cdktn)",
      "^policy-pack/hosts/cdktf",
    ),
    forbid(
      "module-without-pack",
      "The halves prove each other only while they are apart.",
      "^cdktf-module",
      "^policy-pack",
    ),
    forbid(
      "one-file-names-the-framework",
      "The build makes the module for CDK Terrain by the names of packages: they stand in one file.",
      "^cdktf-module",
      "node_modules/(cdktf|cdktn|@cdktf|@cdktn)",
      "^cdktf-module/framework\\.ts$",
    ),
    forbid(
      "one-effect",
      "Importing the entry point starts a server.",
      "^(policy-pack|cdktf-module|examples|test)",
      "^policy-pack/index\\.ts$",
    ),
    forbid(
      "product-without-tests",
      "What is shipped needs nothing of the tests.",
      "^(policy-pack|cdktf-module)",
      "^(test|examples|bench)",
    ),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
