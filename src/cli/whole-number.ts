import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads the value of a flag as a whole number of at least `least`. @throws InvalidArgumentError, a usage error */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}
