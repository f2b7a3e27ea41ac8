import { Command, Option } from '@commander-js/extra-typings';
import { renderText } from '../../base/diagnostics/render/text';
import type { ModelPlan } from '../../check/model-plan';
import { throwErrors } from '../../check/sound-spec';
import { summarise } from '../../describe/summary';
import type { SummaryDepth } from '../../describe/summary-text';
import { summaryMarkdown, summaryText } from '../../describe/summary-text';
import { chooseSpec, loadPlannedSpec, noteOverridden, sayOn } from '../choose-spec';
import { formatOption, setOption, specArgument, specOption } from '../flags';
import { type CliIo, paintFor } from '../io';

/** `convspec summary`: prints the layers of the network and its totals; as text, followed by the checker's notes. */
export function summaryCommand(io: CliIo) {
  return new Command('summary')
    .description('print every layer with its output shape, parameters, multiply-adds and receptive field')
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(formatOption(['text', 'markdown', 'json']))
    .addOption(
      new Option(
        '--depth <depth>',
        '1 prints blocks, 2 also their layers (default: 2, or 1 above 60 layers)',
      ).choices(['1', '2']),
    )
    .addOption(setOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec summary specs/convnet-12class.yaml\n  $ convspec summary net.yaml --depth 1 --format markdown\n  $ convspec summary net.yaml --set input.shape=[96,96,3]',
    )
    .action(async (argument, { format, set, spec, ...options }) => {
      const path = chooseSpec({ argument, spec }, sayOn(io));
      const { plan, diagnostics } = await loadPlannedSpec(path, io, set);
      const depth = options.depth === undefined ? undefined : (Number(options.depth) as SummaryDepth);
      const paint = paintFor(io.stdout, io.env);
      const notes = diagnostics.filter(({ severity }) => severity === 'note');
      const printed: Record<typeof format, (plan: ModelPlan) => string> = {
        json: () => JSON.stringify(summarise(plan), null, 2),
        markdown: () => summaryMarkdown(plan, { depth }),
        text: () =>
          [summaryText(plan, { depth, paint }), ...(notes.length > 0 ? [renderText(notes, paint)] : [])].join(
            '\n\n',
          ),
      };
      io.stdout.write(`${printed[format](plan)}\n`);
      if (format !== 'text') noteOverridden(diagnostics, io);
      throwErrors(diagnostics);
    });
}
