import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, visit } from 'yaml';

/** What each alias of a document refers to: the last node before it that carries its anchor. In one pass. */
export function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
      } else if (
        isNode(node) &&
        (isScalar(node) || isMap(node) || isSeq(node)) &&
        node.anchor !== undefined
      ) {
        anchors.set(node.anchor, node);
      }
    },
  });
  return targets;
}
