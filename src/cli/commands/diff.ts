import { Command } from '@commander-js/extra-typings';
import { SpecError } from '../../base/diagnostics/spec-error';
import { SourceError } from '../../base/source/read-source';
import { checkSource, throwErrors } from '../../check/sound-spec';
import { diffPlans, type PlanDiff } from '../../describe/diff-plans';
import { diffMarkdown, diffText } from '../../describe/diff-text';
import { readSpecArgument } from '../choose-spec';
import { formatOption } from '../flags';
import { type CliIo, exitCodes, paintFor } from '../io';

/** `convspec diff`: compares two specs, defaults included. */
export function diffCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('diff')
    .description('compare two specs, ignoring formatting, comments and expect claims')
    .argument('<from>', 'old spec: a file, or - for standard input')
    .argument('<to>', 'new spec: a file, or - for standard input')
    .addOption(formatOption(['text', 'markdown', 'json']))
    .addHelpText(
      'after',
      '\nExit code: 0 if the specs are equivalent, 1 if they differ or one has errors.\n\nExamples:\n  $ convspec diff old.yaml new.yaml\n  $ git show HEAD:spec.yaml | convspec diff - spec.yaml\n  $ convspec diff <(git show HEAD:spec.yaml) spec.yaml --format markdown',
    )
    .action(async (from, to, { format }) => {
      if (from === '-' && to === '-')
        throw new SourceError('both specs are - (standard input)', 'give a file for one of them');
      const { plans, diagnostics } = await loadTwo(from, to, io);
      const diff = diffPlans(...plans);
      const printed: Record<typeof format, (diff: PlanDiff) => string> = {
        json: () => JSON.stringify(diff, null, 2),
        markdown: diffMarkdown,
        text: () => diffText(diff, paintFor(io.stdout, io.env)),
      };
      io.stdout.write(`${printed[format](diff)}\n`);
      throwErrors(diagnostics.filter(({ severity }) => severity !== 'note'));
      exit(diff.same ? exitCodes.clean : exitCodes.problems);
    });
}

/** Loads both plans. @throws SpecError with every diagnostic of both specs if a network is unknown */
async function loadTwo(from: string, to: string, io: CliIo) {
  const options = io.plugins ? { plugins: io.plugins } : {};
  const sources = [await readSpecArgument(from, io), await readSpecArgument(to, io)] as const;
  const [a, b] = [checkSource(sources[0], options), checkSource(sources[1], options)];
  const diagnostics = [...a.diagnostics, ...b.diagnostics];
  if (!a.plan || !b.plan) throw new SpecError(diagnostics);
  return { plans: [a.plan, b.plan] as const, diagnostics };
}
