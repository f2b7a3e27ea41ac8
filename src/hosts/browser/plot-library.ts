import script from 'uplot/dist/uPlot.iife.min.js?raw';
import style from 'uplot/dist/uPlot.min.css?raw';
import type { PlotLibrary } from '../../run/report/charts';

/** uPlot, bundled at build time. */
export const plotLibrary: PlotLibrary = { script, style };
