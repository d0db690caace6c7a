export { allowingBut, decide, denying, NOTHING_SAID, type Clause, type Decision, type Request } from "./decide";
export { policyIn, type NamedPrincipal, type Policy, type Selection, type Statement } from "./document";
export { managedPolicy } from "./managed-policies";
export { compile, matching, nameText, oneText, Texts } from "./match";
export { isFor, type Principal, type RolePrincipal } from "./principals";
export { all, any, lasting, not, pending, type Ternary } from "./ternary";
export { type AtLeast, type Context, type Value } from "./variables";
