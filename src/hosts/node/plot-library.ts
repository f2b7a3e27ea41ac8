import { UserError } from '../../base/diagnostics/user-error';
import type { PlotLibrary } from '../../run/report/charts';
import { readPackageFile } from './installed-package';

/** uPlot as it is installed. @throws UserError when it is not */
export async function readPlotLibrary(): Promise<PlotLibrary> {
  const script = await readPackageFile('uplot', 'dist/uPlot.iife.min.js');
  const style = await readPackageFile('uplot', 'dist/uPlot.min.css');
  if (script !== null && style !== null) return { script, style };
  throw new UserError('the package uplot is not installed', 'install the dependencies of convspec anew');
}
