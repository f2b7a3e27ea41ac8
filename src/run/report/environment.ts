/** Where and with what a run was made: what one has to know to make it again. `environment.json`. */
export interface Environment {
  /** When the run began, in ISO 8601; a run that was resumed keeps it, and tells everything else of where it went on. */
  readonly startedAt: string;
  readonly convspec: string;
  /** What runs the program: `Node.js 20.19.2`, `Chrome 140`. */
  readonly runtime: string;
  readonly platform: string;
  readonly cpus: { readonly model: string; readonly count: number };
  readonly backend: string;
  readonly device: string;
  readonly seed: number;
  /** Versions of the packages that calculate and decode; those that are not installed are left out. */
  readonly packages: Readonly<Record<string, string>>;
  /** The commit that the spec's folder was at; `null` where there is none. */
  readonly git: GitState | null;
}

export interface GitState {
  readonly commit: string;
  /** Whether a tracked file of the repository differs from it. */
  readonly changed: boolean;
}

/** What an environment tells of its run. */
export interface EnvironmentRun {
  /** Where the spec lies. */
  readonly specDirectory: string;
  readonly backend: string;
  readonly device: string;
  readonly seed: number;
  readonly startedAt: string;
}
