import * as readH5 from '../../src/compile/keras/read-keras-h5';
import * as writeH5 from '../../src/compile/keras/write-keras';
import type { ModelContent } from '../../src/compile/model-content';
import * as formats from '../../src/compile/model-formats';
import { nodeFiles } from '../../src/hosts/node/files';
import * as save from '../../src/run/training/save-model';

// The model formats on the real file system.

export const readModel = (path: string) => formats.readModel(path, nodeFiles);
export const writeModel = (path: string, content: ModelContent) =>
  formats.writeModel(path, content, nodeFiles);
export const readKerasH5 = (path: string) => readH5.readKerasH5(path, nodeFiles);
export const writeKerasH5 = (path: string, content: ModelContent) =>
  writeH5.writeKerasH5(path, content, nodeFiles);
export const saveModel = (
  path: string,
  engine: Parameters<typeof save.saveModel>[1],
  identity: save.ModelIdentity,
) => save.saveModel(path, engine, identity, nodeFiles);
