import * as path from "node:path";
import { placeOf } from "../../../exemptions";
import {
  declaredIn,
  loadAssembly,
  loadTemplate,
  readDeclaredTemplates,
  Refused,
  type LoadedStack,
} from "../../../readers/cloudformation";
import type { Loadable } from "./kinds";
import { NOWHERE, type Given, type Loaded, type Source, type Stack } from "./stack";

export const TEMPLATE_KIND = "CloudFormation template";
export const CDK_KIND = "CDK app";

/** A template in JSON or YAML, with the local templates of its nested stacks. */
export function templateIn(text: string, { shown, folder, given }: Source): Loadable {
  return attempted(() => {
    const template = loadTemplate(text, shown, folder);
    return { label: shown, place: NOWHERE, ...judgeable([template], given) };
  });
}

/** All stacks of a CDK app at once: what one hands to another is known. */
export function cloudAssembly(folder: string, shown: string, given: Given): Loaded {
  const loaded = attempted(() => {
    const stacks = loadAssembly(folder, shown);
    const names = stacks.map(({ name, id }) => name ?? id);
    return { label: names.join(", "), place: placeOf(names), ...judgeable(stacks, given) };
  });
  return typeof loaded === "string" ? { path: shown, reason: loaded } : { path: shown, kind: CDK_KIND, ...loaded };
}

function judgeable(stacks: readonly LoadedStack[], given: Given): Pick<Stack, "notes" | "read"> {
  const declared = declaredIn(stacks, given);
  return {
    notes: declared.notes,
    read: (options) => {
      const { locations, ...read } = readDeclaredTemplates(declared, options);
      return {
        ...read,
        where: new Map(
          [...locations].map(([address, { file, line }]) => [address, { file: path.normalize(file), line }]),
        ),
      };
    },
  };
}

/** What CloudFormation would refuse, and what is no template, is said in whole sentences. */
function attempted<T>(load: () => T): T | string {
  try {
    return load();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
