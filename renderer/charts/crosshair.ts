import type { Draw } from './built-chart.ts';

/** A thin vertical line at the points that the tooltip speaks of. */
export function crosshair(color: string): Draw {
  return (chart) => {
    const active = chart.tooltip?.getActiveElements() ?? [];
    if (active.length === 0) return;
    const { ctx, chartArea } = chart;
    const x = Math.round(active[0].element.x) + 0.5;
    ctx.save();
    ctx.strokeStyle = color;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(x, chartArea.top);
    ctx.lineTo(x, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  };
}
