import { hiddenSoftmax, idleActivation } from './activations';
import { cancelledBias } from './cancelled-bias';
import { unknownWeightedClass } from './class-weights';
import { dropoutBeforeBatchNorm, outputDropout } from './dropouts';
import { idleFreeze, nothingTrainable } from './frozen';
import { idleCallback } from './idle-callback';
import { unknownWeightedBlock } from './initial-weights';
import { learningRateConflict } from './learning-rate-conflict';
import { limits } from './limits';
import { linearStack } from './linear-stack';
import { lossActivation } from './loss-activation';
import { duplicateMetric, trivialMetric } from './metrics';
import { pathEscapes } from './path-escapes';
import { pathTemplate } from './path-template';
import { reservedVariable } from './reserved-variable';
import type { Rule } from './rule';
import { samePath } from './same-path';
import { unknownMonitor } from './unknown-monitor';
import { droppedRows, idlePool, skippedRows } from './windows';

/** What training and its callbacks will meet. */
export const trainingRules: readonly Rule[] = [
  lossActivation,
  duplicateMetric,
  trivialMetric,
  unknownMonitor,
  idleCallback,
  learningRateConflict,
  nothingTrainable,
  pathEscapes,
  pathTemplate,
  samePath,
  reservedVariable,
  unknownWeightedClass,
  unknownWeightedBlock,
];

/** What the layers make of each other, and what they cost. */
export const networkRules: readonly Rule[] = [
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
  limits,
];
