import { Command } from '@commander-js/extra-typings';
import { jsonSchema } from '../../language/json-schema';
import { vocabularyWith } from '../../language/vocabulary';
import type { CliIo } from '../io';

export function schemaCommand(io: CliIo) {
  return new Command('schema')
    .description('print the JSON Schema of the spec language, for editors')
    .addHelpText('after', '\nExample:\n  $ convspec schema > model-spec.schema.json')
    .action(() => {
      io.stdout.write(`${JSON.stringify(jsonSchema(vocabularyWith(io.plugins)), null, 2)}\n`);
    });
}
