import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { MODULE_PAGE, modulePage } from "./module-page";
import { OPTIONS_PAGE, optionsPage } from "./options-page";
import { SCHEMA_PAGE, schemaPage } from "./profiles";
import { PAGE, rulesPage } from "./rules-page";

/** Writes the generated pages anew: `npm run docs`. */
function main(): void {
  const pages = {
    [PAGE]: () => rulesPage(),
    [MODULE_PAGE]: modulePage,
    [OPTIONS_PAGE]: optionsPage,
    [SCHEMA_PAGE]: schemaPage,
  };
  for (const [page, write] of Object.entries(pages)) {
    const file = path.join(process.cwd(), page);
    const text = write(existsSync(file) ? readFileSync(file, "utf8") : "");
    writeFileSync(file, text);
    console.log(`${page}: ${text.split("\n").length} lines`);
  }
}

main();
