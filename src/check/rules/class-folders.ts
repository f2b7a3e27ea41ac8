import type { DiagnosticInput } from '../../base/diagnostics/diagnostic';
import { alternatives, createGuess, didYouMean } from '../../base/diagnostics/suggest';
import { counted, listWords } from '../../base/text/words';
import { classNameOf } from '../../language/class-names';
import { type ClassesSpec, unknown } from '../../language/model-spec';
import { defineRule, type RuleContext } from './rule';

export const classFolders = defineRule({
  code: 'policy/class-folders',
  severity: 'warning',
  law: 'The folders of images are the classes of the network.',
  why: 'Each class is a folder of images, so a class without a folder, or a folder that is not a class, stops the training. Only folders that exist next to the spec are compared.',
  howToFix: 'Use the names of the folders in `classes`, or rename, add or move the folders.',
  ignoreWhen:
    'The folders on this machine are not those that the network will be trained on, for example a part of the data set.',

  check(context) {
    const { data, classes } = context.spec;
    if (data === unknown || data === null || classes === unknown) return [];
    const { train, validation, test } = data;
    const trained = 'directory' in train ? foldersIn(context, train.directory) : null;
    const names = classes.names ?? trained;
    const held = (set: 'validation' | 'test', source: object | undefined) => {
      const directory = source && 'directory' in source ? String(source.directory) : null;
      const found = directory === null ? null : foldersIn(context, directory);
      // A difference that the training folder has too is reported there.
      return directory === null || found === null || names === null
        ? []
        : heldFolders(directory, ['data', set, 'directory'], [...names, ...(trained ?? [])], {
            found,
            expected: trained ?? names,
          });
    };
    return [
      ...(trained === null || !('directory' in train) ? [] : trainFolders(train.directory, trained, classes)),
      ...held('validation', validation),
      ...held('test', test),
    ];
  },
});

/** The class names of the folders in a folder; `null` if it cannot be listed or contains none, so it may be incomplete. */
function foldersIn({ listFolders }: RuleContext, directory: string): readonly string[] | null {
  const names = listFolders?.(directory)?.filter((name) => !name.startsWith('.')) ?? [];
  return names.length === 0 ? null : names.map(classNameOf).sort();
}

function trainFolders(
  directory: string,
  found: readonly string[],
  { names, count }: ClassesSpec,
): readonly DiagnosticInput[] {
  const path = ['classes'];
  if (names === null) {
    if (found.length === count) return [];
    return [
      {
        path,
        message: `expected ${counted(count, 'folder')} in "${directory}", one for each class, found ${found.length}: ${listWords(found)}`,
        hint: `set classes to ${found.length}, or add or move folders`,
      },
    ];
  }
  const missing = names.filter((name) => !found.includes(name));
  const others = found.filter((name) => !names.includes(name));
  if (missing.length === names.length)
    return [
      {
        path,
        message: `none of the classes has a folder in "${directory}", which contains ${listWords(found)}`,
        hint: 'use the names of the folders as classes, or fix the path in data.train',
      },
    ];
  const guess = createGuess();
  const meant = new Set<string>();
  const ofClasses = missing.map((name): DiagnosticInput => {
    const near = guess(name, others);
    if (near) meant.add(near.text);
    return {
      path: ['classes', names.indexOf(name)],
      ...didYouMean(
        `class "${name}" has no folder in "${directory}"`,
        near,
        'add a folder with its images, or remove it from classes',
      ),
    };
  });
  const rest = others.filter((name) => !meant.has(name));
  return [...ofClasses, ...(rest.length === 0 ? [] : [unexpected(directory, path, rest)])];
}

/** Compares a folder of held-out images. `known` are names that are no surprise there. */
function heldFolders(
  directory: string,
  path: readonly string[],
  known: readonly string[],
  { found, expected }: { readonly found: readonly string[]; readonly expected: readonly string[] },
): readonly DiagnosticInput[] {
  const missing = expected.filter((name) => !found.includes(name));
  const others = found.filter((name) => !known.includes(name));
  if (others.length > 0) return [unexpected(directory, path, others)];
  if (missing.length === 0) return [];
  return [
    {
      path,
      message: `"${directory}" has no folder for ${missing.length === 1 ? 'the class' : 'the classes'} ${alternatives(missing.slice(0, 10), 'and')}`,
      hint: 'add images of each class, so that it is measured too',
    },
  ];
}

function unexpected(directory: string, path: readonly string[], names: readonly string[]): DiagnosticInput {
  const one = names.length === 1;
  return {
    path,
    message: `"${directory}" has ${one ? 'a folder that is not a class' : 'folders that are not classes'}: ${listWords(names)}`,
    hint: `add ${one ? 'it' : 'them'} to classes, or move ${one ? 'it' : 'them'} elsewhere`,
  };
}
