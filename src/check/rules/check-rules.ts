import { type Diagnostic, diagnose } from '../../base/diagnostics/diagnostic';
import { cancelledBias } from './cancelled-bias';
import { classFolders } from './class-folders';
import { dropoutBeforeBatchNorm } from './dropout-before-batch-norm';
import { droppedRows } from './dropped-rows';
import { duplicateMetric } from './duplicate-metric';
import { hiddenSoftmax } from './hidden-softmax';
import { idleActivation } from './idle-activation';
import { idleCallback } from './idle-callback';
import { idleFreeze } from './idle-freeze';
import { idlePool } from './idle-pool';
import { learningRateConflict } from './learning-rate-conflict';
import { learningRateRange } from './learning-rate-range';
import { activationMemoryLimit, macsLimit, modelSizeLimit, paramsLimit } from './limits';
import { linearStack } from './linear-stack';
import { lossActivation } from './loss-activation';
import { nothingTrainable } from './nothing-trainable';
import { outputDropout } from './output-dropout';
import { pathEscapes } from './path-escapes';
import { pathTemplate } from './path-template';
import { reservedVariable } from './reserved-variable';
import type { Rule, RuleContext } from './rule';
import { samePath } from './same-path';
import { skippedRows } from './skipped-rows';
import { slowLoss } from './slow-loss';
import { trivialMetric } from './trivial-metric';
import { unknownMonitor } from './unknown-monitor';
import { unusablePath } from './unusable-path';

/** Rules about training and callbacks. */
export const trainingRules = [
  lossActivation,
  slowLoss,
  duplicateMetric,
  trivialMetric,
  unknownMonitor,
  idleCallback,
  learningRateConflict,
  learningRateRange,
  nothingTrainable,
  pathEscapes,
  pathTemplate,
  unusablePath,
  samePath,
  reservedVariable,
  classFolders,
] as const satisfies readonly Rule[];

/** Rules about how layers work together, and about their cost. */
export const networkRules = [
  droppedRows,
  skippedRows,
  idlePool,
  idleActivation,
  idleFreeze,
  hiddenSoftmax,
  linearStack,
  cancelledBias,
  dropoutBeforeBatchNorm,
  outputDropout,
  paramsLimit,
  macsLimit,
  activationMemoryLimit,
  modelSizeLimit,
] as const satisfies readonly Rule[];

/** Checks the spec against every rule. */
export function checkRules(context: RuleContext): Diagnostic[] {
  return [...run(trainingRules, context), ...oncePerPlace(run(networkRules, context))];
}

function run(rules: readonly Rule[], context: RuleContext): Diagnostic[] {
  return rules.flatMap(({ code, check }) =>
    check(context).map((details) => diagnose(context.spec.document, code, details)),
  );
}

/** Merges diagnostics that one value causes in several layers, for example in `defaults`, into the first of them. */
function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, { readonly first: Diagnostic; others: number }>();
  for (const diagnostic of diagnostics) {
    const { code, file, range } = diagnostic;
    const place = JSON.stringify([code, file, range]);
    const known = places.get(place);
    if (known) known.others += 1;
    else places.set(place, { first: diagnostic, others: 0 });
  }
  return [...places.values()].map(({ first, others }) =>
    others === 0 ? first : { ...first, message: `${first.message} (and ${others} more like it)` },
  );
}
