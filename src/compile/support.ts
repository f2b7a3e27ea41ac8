/** The tfjs kernels that a part of a plan runs. */
export interface KernelNeed {
  /** The part in a few words, without its name: `conv2d`, `regularizer`, `optimizer adam`. */
  readonly part: string;
  /** The layer it belongs to, if any. */
  readonly layer?: string;
  /** Its key in the spec's section `training`, if any. */
  readonly training?: 'optimizer' | 'loss' | 'metrics';
  /** Names of tfjs kernels, such as `Conv2DBackpropFilter`. */
  readonly kernels: readonly string[];
}

/** Whether a backend can train a plan, and otherwise what is missing. */
export type Support =
  | { readonly supported: true }
  | {
      readonly supported: false;
      /** A clause about the backend: "it lacks the kernel Erf". */
      readonly reason: string;
      /** What it lacks, by part of the plan. Each becomes a diagnostic at its position in the spec. */
      readonly missing?: readonly KernelNeed[];
    };
