import { Construct } from "constructs";
import { TerraformStack } from "./framework";
import { describe } from "./wording";

/** Where jsii records the full name of a class, as in `cdktf.TerraformStack`. */
const FULL_NAME = Symbol.for("jsii.rtti");

/** The name of the package that this module builds with. */
export const FRAMEWORK = frameworkOf(TerraformStack.prototype) ?? "";

/**
 * The name of the framework that a construct is of, which is the package of its most general class, apart from those of
 * `constructs`; `undefined` where no class says it.
 */
export function frameworkOf(construct: object): string | undefined {
  let found: string | undefined;
  for (let each: unknown = construct.constructor; typeof each === "function"; each = Object.getPrototypeOf(each)) {
    const { fqn } = (Reflect.get(each, FULL_NAME) ?? {}) as { readonly fqn?: unknown };
    const name = typeof fqn === "string" ? fqn.split(".")[0] : undefined;
    if (name !== undefined && name !== "constructs") found = name;
  }
  return found;
}

/**
 * The path of a construct that is about to be created.
 *
 * @throws If the ID is not usable, if the scope is not in a stack, or if its stack is of another framework, whose
 *   constructs cannot be combined with those of this one.
 */
export function pathIn(scope: unknown, id: unknown): string {
  if (typeof id !== "string" || id === "") {
    throw new Error(`The construct ID is ${describe(id)}: it must be a string with at least one character.`);
  }
  const stack = Construct.isConstruct(scope)
    ? scope.node.scopes.find((each) => TerraformStack.isStack(each))
    : undefined;
  if (!Construct.isConstruct(scope) || !stack) {
    throw new Error(`The scope of ${describe(id)} must be a TerraformStack, or a construct in one.`);
  }
  const path = `${scope.node.path}/${id}`;
  const theirs = frameworkOf(stack);
  if (theirs !== undefined && theirs !== FRAMEWORK) {
    throw new Error(
      `${path} is in a stack of ${theirs}, but its class is for ${FRAMEWORK}. Import it from "s3-cross-region-replication/${theirs}".`,
    );
  }
  return path;
}
