import { ESLintUtils } from "@typescript-eslint/utils";
import ts from "typescript";

/**
 * Forbids to take a text that data has chosen for the key of an object: `record[key]`, `record[key] = value` and
 * `key in record`, where the key's type is any text. Every object inherits `constructor`, `toString` and `__proto__`.
 * A Map has no such keys; `own(record, key)` looks at an object's own ones.
 */
export default ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: "problem",
    schema: [],
    messages: {
      read: "Any text can be this key, `constructor` too: use a Map, or own(record, key).",
      in: "Any text can be this key, `constructor` too: use a Map, or Object.hasOwn.",
    },
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();

    /** Whether a type is any text, and not some texts out of a union or an object's own keys. */
    const isAnyText = (type) => {
      if (type.isUnion()) return type.types.some(isAnyText);
      if (type.flags & ts.TypeFlags.TypeParameter) {
        // `keyof T` is a key of T.
        const isKeyOf = type.symbol.declarations?.some(
          ({ constraint }) => constraint && ts.isTypeOperatorNode(constraint),
        );
        const constraint = type.getConstraint();
        return !isKeyOf && constraint !== undefined && constraint !== type && isAnyText(constraint);
      }
      return (type.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any)) !== 0;
    };

    const isIndexed = (type) => {
      const apparent = checker.getApparentType(type);
      return (
        checker.isArrayType(apparent) ||
        checker.isTupleType(apparent) ||
        (apparent.flags & ts.TypeFlags.StringLike) !== 0
      );
    };

    return {
      "MemberExpression[computed=true]"(node) {
        if (node.property.type === "Literal") return;
        const key = services.getTypeAtLocation(node.property);
        if (isAnyText(key) && !isIndexed(services.getTypeAtLocation(node.object))) {
          context.report({ node, messageId: "read" });
        }
      },
      "BinaryExpression[operator='in']"(node) {
        if (node.left.type === "PrivateIdentifier" || node.left.type === "Literal") return;
        context.report({ node, messageId: "in" });
      },
    };
  },
});
