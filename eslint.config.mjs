import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";
import noDataKeys from "./eslint/no-data-keys.mjs";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "cdktf.out/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers read well in a template.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["policy-pack/**/*.ts", "cdktf-module/**/*.ts"],
    plugins: { local: { rules: { "no-data-keys": noDataKeys } } },
    rules: {
      "local/no-data-keys": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name=/^(push|unshift)$/] > SpreadElement",
          message: "A call has no room for a list of any length: add its items one by one.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.test.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...[
          ["process", "hrtime"],
          ["performance", "now"],
          ["Date", "now"],
        ].map(([object, property]) => ({
          object,
          property,
          message: "Time is measured in bench/: on a busy machine a timed test fails for no reason.",
        })),
      ],
    },
  },
  { files: ["**/*.cjs", "**/*.js"], languageOptions: { globals: globals.node } },
  // A pack's stdout is its port: one word more and Pulumi does not find it.
  { files: ["policy-pack/**/*.ts"], rules: { "no-console": "error" } },
);
