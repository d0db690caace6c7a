import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { checkedExamples, IMAGE, IMAGE_DATA, pageOf, seenIn } from "../support/example-picture";
import { FileBrowser } from "./browser";

/** Makes the image that the README shows from the page of the examples: `npm run docs:picture`. */
async function main(): Promise<void> {
  const root = process.cwd();
  const checked = await checkedExamples(root);
  const browser = await FileBrowser.start();
  try {
    const { page } = await browser.open(pageOf(checked), {
      viewport: { width: 1180, height: 900 },
      colorScheme: "light",
    });
    const figure = await page.locator("figure").first().boundingBox();
    const height = Math.ceil((figure?.y ?? 0) + (figure?.height ?? 0) + 24);
    await page.setViewportSize({ width: 1180, height });
    const image = await page.screenshot({ path: path.join(root, IMAGE) });
    writeFileSync(path.join(root, IMAGE_DATA), seenIn(checked));
    console.log(`${IMAGE}: ${image.length} bytes`);
  } finally {
    await browser.close();
  }
}

main().catch((error: unknown) => {
  console.error(`The picture could not be made: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
