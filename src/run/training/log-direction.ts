const directions: ReadonlyMap<string, 'min' | 'max'> = new Map([
  ['loss', 'min'],
  ['accuracy', 'max'],
  ['topKAccuracy', 'max'],
]);

/** Whether a larger value of a log is better, with or without `val_`; `undefined` for a name that is no metric. */
export function logDirection(log: string): 'min' | 'max' | undefined {
  return directions.get(log.replace(/^val_/, ''));
}
