import type { KerasFacet } from '../keras/keras-facet';

/** A sum of a list. */
export const addKeras: KerasFacet<'add'> = { className: 'Add', options: () => ({}), takesList: true };

/** A product of a list, sizes of 1 stretched. */
export const multiplyKeras: KerasFacet<'multiply'> = {
  className: 'Multiply',
  options: () => ({}),
  takesList: true,
};

/** A list side by side along the channels. */
export const concatKeras: KerasFacet<'concat'> = {
  className: 'Concatenate',
  options: () => ({ axis: -1 }),
  takesList: true,
};
