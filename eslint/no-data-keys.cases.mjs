import { RuleTester } from "eslint";
import tseslint from "typescript-eslint";
import rule from "./no-data-keys.mjs";

// Whoever runs this sees nothing, or the first case that is wrong.

const tester = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: { allowDefaultProject: ["*.ts"] }, tsconfigRootDir: import.meta.dirname },
  },
});
const declared =
  "declare const record: Record<string, string>; declare const key: string; declare const list: string[];";
const code = (text) => ({ code: `${declared} ${text}`, filename: "case.ts" });

tester.run("no-data-keys", rule, {
  valid: [
    'record["name"];',
    "list[0];",
    "declare const index: number; list[index]; record[index];",
    'declare const known: "one" | "two"; declare const table: Record<"one" | "two", string>; table[known];',
    "function pick<T, K extends keyof T>(from: T, one: K) { return from[one]; }",
    'if ("name" in record) record;',
    "new Map(Object.entries(record)).get(key);",
  ].map(code),
  invalid: [
    ["record[key];", "read"],
    ["record[key] = key;", "read"],
    ["record[`${key}x`];", "read"],
    ["({ a: 1 } as any)[key];", "read"],
    ['declare const some: "one" | undefined | string; record[some!];', "read"],
    ["key in record;", "in"],
  ].map(([text, messageId]) => ({ ...code(text), errors: [{ messageId }] })),
});
