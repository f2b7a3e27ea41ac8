/**
 * A TypeDoc plugin: options of the spec language are documented by the `describe('…')` of their schemas, which the
 * JSON schema and docs/language.md show too. The key that tells the members of a union apart says so.
 */
import { Comment, Converter, ReflectionKind, TypeScript as ts } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    const checker = context.programs[0].getTypeChecker();
    for (const property of context.project.getReflectionsByKind(ReflectionKind.Property)) {
      if (property.hasComment()) continue;
      const text = describedBySchema(context, checker, property) ?? describedAsDiscriminant(property);
      if (text !== undefined) property.comment = new Comment([{ kind: 'text', text }]);
    }
  });
}

function describedAsDiscriminant(property) {
  const inTypeLiteral = property.parent.kindOf(ReflectionKind.TypeLiteral);
  return inTypeLiteral && isLiteral(property.type) ? 'Tells the members of the union apart.' : undefined;
}

const isLiteral = (type) =>
  type?.type === 'literal' || (type?.type === 'union' && type.types.every(isLiteral));

function describedBySchema(context, checker, property) {
  const symbol = context.getSymbolFromReflection(property);
  for (const declaration of symbol?.declarations ?? []) {
    if (ts.isPropertyAssignment(declaration)) {
      const text = descriptionOf(declaration.initializer, checker);
      if (text !== undefined) return text;
    }
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const value = checker.getShorthandAssignmentValueSymbol(declaration);
      const text = descriptionOf(value?.valueDeclaration?.initializer, checker);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

/** The text of the outermost `describe` in a chain of calls such as `positive.default(1).describe('…')`. */
function descriptionOf(node, checker) {
  if (node === undefined) return undefined;
  if (ts.isAsExpression(node)) return descriptionOf(node.expression, checker);
  if (ts.isCallExpression(node)) {
    const [argument] = node.arguments;
    const { expression: callee } = node;
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    if (callee.name.text === 'describe' && argument && ts.isStringLiteralLike(argument)) return argument.text;
    return descriptionOf(callee.expression, checker);
  }
  if (ts.isIdentifier(node)) {
    let symbol = checker.getSymbolAtLocation(node);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    return descriptionOf(symbol?.valueDeclaration?.initializer, checker);
  }
  return undefined;
}
