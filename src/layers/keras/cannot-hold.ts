/** Thrown where something in a Keras configuration has no counterpart in the language of specs; the message says what. */
export class CannotHold extends Error {}
