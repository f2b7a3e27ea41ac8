import type { DataSourceSpec, DataSpec } from '../../language/data';

/** The section `data` with every path in it changed. */
export function mapDataPaths(data: DataSpec, change: (path: string) => string): DataSpec {
  const { train, validation } = data;
  return {
    ...data,
    train: { ...train, ...mapSource(train, change) },
    ...(validation === undefined
      ? {}
      : { validation: 'split' in validation ? validation : mapSource(validation, change) }),
  };
}

function mapSource(source: DataSourceSpec, change: (path: string) => string): DataSourceSpec {
  if ('directory' in source) return { directory: change(source.directory) };
  if ('manifest' in source) return { ...source, manifest: change(source.manifest) };
  if ('images' in source) return { ...source, arrays: change(source.arrays) };
  const { images, labels } = source.arrays;
  return { arrays: { images: change(images), labels: change(labels) } };
}
