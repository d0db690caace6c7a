import { Construct } from "constructs";
import { TerraformStack } from "./framework";
import { describe } from "./wording";

/** Where jsii records the full name of a class, like `cdktf.TerraformStack`. Subclasses inherit it. */
const FULL_NAME = Symbol.for("jsii.rtti");

/** The name of the package that the class of a construct comes from; `undefined` where nothing says it. */
export function frameworkOf(construct: object): string | undefined {
  return packageOf(construct.constructor);
}

/** The name of the package that this module builds with. */
export const FRAMEWORK = packageOf(TerraformStack) ?? "";

function packageOf(ofClass: object): string | undefined {
  const { fqn } = (Reflect.get(ofClass, FULL_NAME) ?? {}) as { readonly fqn?: unknown };
  return typeof fqn === "string" ? fqn.split(".")[0] : undefined;
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
