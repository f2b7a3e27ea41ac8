/** What a run was trained with: the information needed to reproduce it. Saved as `environment.json`. */
export interface Environment {
  /** When the run started, in ISO 8601. A resumed run keeps it; all other values are those of the last resumption. */
  readonly startedAt: string;
  readonly convspec: string;
  /** The JavaScript runtime: `Node.js 20.19.2`, `Chrome 140`. */
  readonly runtime: string;
  readonly platform: string;
  readonly cpus: { readonly model: string; readonly count: number };
  readonly backend: string;
  readonly device: string;
  readonly seed: number;
  /** Versions of the installed packages that compute and decode. */
  readonly packages: Readonly<Record<string, string>>;
  /** The commit checked out in the spec's folder; `null` if it is not in a Git repository. */
  readonly git: GitState | null;
}

export interface GitState {
  readonly commit: string;
  /** Whether tracked files of the repository differ from it. */
  readonly changed: boolean;
}

/** What the environment records about the run. */
export interface EnvironmentRun {
  /** The spec's folder. */
  readonly specDirectory: string;
  readonly backend: string;
  readonly device: string;
  readonly seed: number;
  readonly startedAt: string;
}
