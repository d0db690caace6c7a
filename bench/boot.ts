import { PackProcess } from "../test/support/pack-process";
import { spread, withPack } from "./packs";

/** How long the pack takes to start, as a ratio to an empty compiled pack on the same SDK, pair by pair. */
async function main(): Promise<void> {
  await withPack("[]", async (empty) => {
    const ratios: number[] = [];
    for (let pair = 0; pair <= 15; pair++) {
      const [ours, theirs] = [await boot(process.cwd()), await boot(empty)];
      if (pair > 0) ratios.push(ours / theirs); // the first pair warms the disk's cache
    }
    console.log(`start of the pack / start of an empty pack: ${spread(ratios)}`);
  });
}

async function boot(directory: string): Promise<number> {
  const pack = await PackProcess.start(directory);
  await pack.close();
  return pack.bootMs;
}

void main();
