import script from 'uplot/dist/uPlot.iife.min.js?raw';
import style from 'uplot/dist/uPlot.min.css?raw';
import type { PlotLibrary } from '../../run/report/charts';

/** uPlot, as it was when this was built. */
export const plotLibrary: PlotLibrary = { script, style };
