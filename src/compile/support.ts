/** Kernels that a part of a plan runs. */
export interface KernelNeed {
  /** The part in a few words, without its name: `conv2d`, `regularizer`, `optimizer adam`. */
  readonly part: string;
  /** The layer that it is or belongs to. */
  readonly layer?: string;
  /** The key in the spec's section `training` that it stands under. */
  readonly training?: 'optimizer' | 'loss' | 'metrics';
  /** Names of tfjs kernels, such as `Conv2DBackpropFilter`. */
  readonly kernels: readonly string[];
}

/** Whether a backend can train a plan, and otherwise what is missing. */
export type Support =
  | { readonly supported: true }
  | {
      readonly supported: false;
      /** Ends a sentence about the backend: "it lacks the kernel Erf". */
      readonly reason: string;
      /** What it lacks, part by part: each becomes a diagnostic at its place in the spec. */
      readonly missing?: readonly KernelNeed[];
    };
