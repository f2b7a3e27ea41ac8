/** The plotting library's own text, to be put into a page. */
export interface PlotLibrary {
  /** Defines the global `uPlot`. */
  readonly script: string;
  readonly style: string;
}
