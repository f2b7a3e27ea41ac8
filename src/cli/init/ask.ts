import type { Proposal } from './proposal';
import type { Size } from './rule';

/** Prompts the user; each question has a proposed answer. */
export interface Asker {
  select(message: string, choices: readonly string[], proposed: string): Promise<string>;
  text(message: string, proposed: string, fault: (answer: string) => string | null): Promise<string>;
  confirm(message: string, proposed: boolean): Promise<boolean>;
}

/** Asks the user about each part of a proposal that options have not already settled. */
export async function askAbout(
  proposal: Proposal,
  settled: { readonly size: boolean; readonly network: boolean },
  asker: Asker,
  networks: readonly string[],
): Promise<Proposal> {
  const network = settled.network
    ? proposal.network
    : await asker.select('Network', networks, proposal.network);
  const size = settled.size
    ? proposal.size
    : (parseSize(
        await asker.text(
          'Input size in pixels: 96, or height and width as 96x128',
          sizeText(proposal.size),
          (answer) => (parseSize(answer) ? null : sizeForm),
        ),
      ) ?? proposal.size);
  const flip = await asker.confirm(
    'Does a mirrored image still belong to its class? (photos: yes; letters: no)',
    proposal.flip,
  );
  return { ...proposal, network, size, flip };
}

export const sizeForm =
  'Expected 8 to 1024 pixels for both sides, such as 96, or for height and width, such as 96x128.';

/** Parses `96` or `96x128`, height first; returns `null` for anything else. */
export function parseSize(text: string): Size | null {
  const [, height, width = height] = /^\s*(\d{1,4})(?:\s*[x×,]\s*(\d{1,4}))?\s*$/i.exec(text) ?? [];
  const sides = [Number(height), Number(width)] as const;
  return sides.every((side) => side >= 8 && side <= 1024) ? sides : null;
}

function sizeText([height, width]: Size): string {
  return height === width ? String(height) : `${height}x${width}`;
}
