import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import zoom from 'chartjs-plugin-zoom';
import './nearest-per-series.ts';

/** The parts of Chart.js that the lab's charts use, registered once; the rest stays out of the bundle. */
Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler, Tooltip, zoom);

export { Chart };
