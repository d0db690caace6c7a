/** One step into a called module: `module.store["orders"]`. */
export interface ModuleStep {
  readonly name: string;
  readonly key: string | number | undefined;
}

const STEP = /module\.([^.[\]"]+)(?:\[(\d+|"(?:[^"\\]|\\.)*")\])?(?:\.|$)/y;

/**
 * The steps of a module's address. Keys may have dots, brackets and quotes in them.
 *
 * @returns `undefined` for what is no such address.
 */
export function moduleSteps(address: string): readonly ModuleStep[] | undefined {
  const steps: ModuleStep[] = [];
  for (let at = 0; at < address.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [, name, key] = STEP.exec(address) ?? [];
    if (name === undefined) return undefined;
    steps.push({ name, key: key === undefined ? undefined : keyOf(key) });
  }
  return steps;
}

function keyOf(written: string): string | number | undefined {
  try {
    const key: unknown = JSON.parse(written);
    return typeof key === "string" || typeof key === "number" ? key : undefined;
  } catch {
    return written;
  }
}
