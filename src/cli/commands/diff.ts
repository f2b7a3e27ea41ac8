import { Command } from '@commander-js/extra-typings';
import { SpecError } from '../../base/diagnostics/spec-error';
import { SourceError } from '../../base/source/read-source';
import { checkSource } from '../../check/sound-spec';
import { diffPlans, type PlanDiff } from '../../describe/diff-plans';
import { diffMarkdown, diffText } from '../../describe/diff-text';
import { readSpecArgument } from '../choose-spec';
import { formatOption } from '../flags';
import { type CliIo, exitCodes, paintFor } from '../io';

/** `convspec diff`: what two specs say otherwise, defaults included. */
export function diffCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('diff')
    .description('print what two specs say otherwise; layout, comments and claims make no difference')
    .argument('<from>', 'file, or - for standard input')
    .argument('<to>', 'file, or - for standard input')
    .addOption(formatOption(['text', 'markdown', 'json']))
    .addHelpText(
      'after',
      '\nExit code: 0 when they say the same, 1 when not or when one has errors.\n\nExamples:\n  $ convspec diff old.yaml new.yaml\n  $ git show HEAD:spec.yaml | convspec diff - spec.yaml\n  $ convspec diff <(git show HEAD:spec.yaml) spec.yaml --format markdown',
    )
    .action(async (from, to, { format }) => {
      if (from === '-' && to === '-')
        throw new SourceError('- and -: standard input is one spec, not two', 'give a file for the other');
      const diff = diffPlans(...(await loadTwo(from, to, io)));
      const printed: Record<typeof format, (diff: PlanDiff) => string> = {
        json: () => JSON.stringify(diff, null, 2),
        markdown: diffMarkdown,
        text: () => diffText(diff, paintFor(io.stdout, io.env)),
      };
      io.stdout.write(`${printed[format](diff)}\n`);
      exit(diff.same ? exitCodes.clean : exitCodes.problems);
    });
}

/** Both plans. @throws SpecError with every diagnostic of both when one has errors */
async function loadTwo(from: string, to: string, io: CliIo) {
  const options = io.plugins ? { plugins: io.plugins } : {};
  const sources = [await readSpecArgument(from, io), await readSpecArgument(to, io)] as const;
  const [a, b] = [checkSource(sources[0], options), checkSource(sources[1], options)];
  if (!a.plan || !b.plan) throw new SpecError([...a.diagnostics, ...b.diagnostics]);
  return [a.plan, b.plan] as const;
}
