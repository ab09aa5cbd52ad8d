import type { Colors } from './colors.ts';

const BAR_WIDTH = 24;

/** `━━━━━━━━  33 %` */
export function bar(share: number, colors: Colors): string {
  const full = Math.round(share * BAR_WIDTH);
  return `${colors.cyan('━'.repeat(full))}${colors.dim('━'.repeat(BAR_WIDTH - full))} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
