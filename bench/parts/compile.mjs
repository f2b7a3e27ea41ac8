import { short } from '../table.mjs';

const specs = ['lenet-5', 'icons-12', 'convnet-12class', 'resnet-18', 'resnet-50', 'mobilenet-v2', 'vgg16'];

/** Times from spec text to plan, and from plan to model. */
export function compile({ programs, quick, note }) {
  const rows = specs.map((name) => {
    note(`compile ${name}`);
    const { layers, firstPlan, plan, model, failed } = programs.compile([
      `specs/${name}.yaml`,
      quick ? 2 : 5,
    ]);
    if (failed) return [name, '', '', '', `failed: ${failed}`];
    return [name, String(layers), short(firstPlan), short(plan), short(model)];
  });
  return [
    {
      title: 'Compiling',
      how: 'Milliseconds in one process: from YAML to the checked plan (first time, and minimum of five), and from the plan to a model on `wasm` with initialized weights (minimum of five).',
      header: ['spec', 'layers', 'plan, first', 'plan', 'model'],
      rows,
    },
  ];
}
