/** The layers of each block, in the plan's order. */
export function layersByBlock<L extends { readonly block: string }>(layers: readonly L[]): Map<string, L[]> {
  const blocks = new Map<string, L[]>();
  for (const layer of layers) {
    const known = blocks.get(layer.block);
    if (known) known.push(layer);
    else blocks.set(layer.block, [layer]);
  }
  return blocks;
}

/** What a layer's name adds to that of its block: `conv` of `conv1_conv`. */
export function partOf({ name, block }: { readonly name: string; readonly block: string }): string {
  return name.startsWith(`${block}_`) ? name.slice(block.length + 1) : name;
}
