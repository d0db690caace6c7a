import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

// What the pages show in TypeScript compiles, as part of the constructor of a stack.

const ROOT = path.resolve(__dirname, "..");
const PAGES = [
  "README.md",
  "cdktf-module/README.md",
  ...readdirSync(path.join(ROOT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

const BLOCKS = PAGES.flatMap((page) =>
  [...readFileSync(path.join(ROOT, page), "utf8").matchAll(/^ *```ts\n([^]*?)^ *```/gm)].map(
    ([, block = ""], index): readonly [name: string, block: string] => [`${page}, block ${index + 1}`, block],
  ),
);

/** What a block may leave out, because the page has it elsewhere, and everybody has it. */
const IMPORTS: Readonly<Record<string, string>> = {
  ReplicatedBucket: "s3-cross-region-replication/cdktf",
  BucketReplication: "s3-cross-region-replication/cdktf",
  S3Bucket: "@cdktf/provider-aws/lib/s3-bucket",
  S3BucketVersioningA: "@cdktf/provider-aws/lib/s3-bucket-versioning",
  AwsProvider: "@cdktf/provider-aws/lib/provider",
};
const VALUES: Readonly<Record<string, string>> = {
  app: 'import("cdktf").App',
  west: 'import("@cdktf/provider-aws/lib/provider").AwsProvider',
  topic: "{ readonly arn: string }",
  data: 'import("s3-cross-region-replication/cdktf").ReplicatedBucket',
  copy: 'import("s3-cross-region-replication/cdktf").ReplicaBucket',
  aws: '{ readonly s3: typeof import("@pulumi/aws/s3") }',
};

function moduleOf(block: string): string {
  const lines = block.split("\n");
  const isImport = (line: string): boolean => /^\s*import /.test(line);
  const own = lines.filter(isImport);
  const body = lines.filter((line) => !isImport(line)).join("\n");
  const imports = Object.entries(IMPORTS).filter(([name]) => !own.join("\n").includes(name));
  const values = Object.entries(VALUES).filter(([name]) => !new RegExp(`const ${name}\\b`).test(body));
  return [
    ...own,
    ...imports.map(([name, from]) => `import { ${name} } from "${from}";`),
    ...values.map(([name, type]) => `declare const ${name}: ${type};`),
    `export function block(this: import("cdktf").TerraformStack) {\n${body}\n}`,
  ].join("\n");
}

/** What the compiler says of each block, by its name. */
function problemsIn(blocks: readonly (readonly [name: string, block: string])[]): Readonly<Record<string, string[]>> {
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options,
    noEmit: true,
    skipLibCheck: true,
    noUnusedLocals: false,
    baseUrl: ROOT,
    paths: {
      "s3-cross-region-replication/cdktf": ["cdktf-module/index.ts"],
      "s3-cross-region-replication/cdktf/policy": ["policy-pack/hosts/cdktf.ts"],
    },
  };
  const files = new Map(blocks.map(([, block], index) => [path.join(ROOT, `block-${index}.ts`), moduleOf(block)]));
  const host = ts.createCompilerHost(options, true);
  const [exists, read] = [host.fileExists.bind(host), host.readFile.bind(host)];
  host.fileExists = (file) => files.has(file) || exists(file);
  host.readFile = (file) => files.get(file) ?? read(file);
  const program = ts.createProgram([...files.keys()], options, host);
  return Object.fromEntries(
    blocks.map(([name], index) => {
      const file = program.getSourceFile(path.join(ROOT, `block-${index}.ts`));
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [name, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }),
  );
}

test("every block of TypeScript in the pages compiles", () => {
  const wrong = ["a block with an error", 'new ReplicatedBucket(this, "data", { bucketNames: "acme-data" });'] as const;
  const problems = problemsIn([...BLOCKS, wrong]);
  expect(problems).toEqual({
    ...Object.fromEntries(BLOCKS.map(([name]) => [name, []])),
    [wrong[0]]: [expect.stringContaining("'bucketNames' does not exist")],
  });
  expect(BLOCKS.length).toBeGreaterThan(10);
});
