import { readFileSync, writeFileSync } from 'node:fs';

/** Measures what this process uses of the machine, since the last measurement; the peak, since it was constructed. */
export class ResourceUsage {
  #lookedAt = performance.now();
  #cpu = process.cpuUsage();
  /** The system's own peak counts if it is this measurement's alone. */
  readonly #systemPeakCounts = beginPeak();
  #peakMemoryBytes = 0;

  /** @returns cpu: the share of one core since the last measurement. Memory in bytes. */
  look(): { readonly cpu: number; readonly memoryBytes: number; readonly peakMemoryBytes: number } {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = Math.max(now - this.#lookedAt, 1);
    this.#lookedAt = now;
    this.#cpu = process.cpuUsage();
    const memoryBytes = process.memoryUsage.rss();
    const systemPeak = this.#systemPeakCounts ? systemPeakBytes() : 0;
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, memoryBytes, systemPeak);
    return { cpu: (user + system) / 1_000 / elapsedMs, memoryBytes, peakMemoryBytes: this.#peakMemoryBytes };
  }
}

let hasMeasured = false;

/**
 * Begins a new peak. Only Linux can reset the system's (5 in clear_refs resets VmHWM); elsewhere that counts for the
 * first run of a process.
 */
function beginPeak(): boolean {
  const isFirst = !hasMeasured;
  hasMeasured = true;
  if (isFirst || process.platform !== 'linux') return isFirst;
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

/**
 * The peak memory of this process. On Linux, getrusage's maxrss is not used: it is inherited across fork, so a small
 * job of a large lab would report the lab's peak.
 */
function systemPeakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1_024;
  const highWaterMark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  return highWaterMark === null ? 0 : Number(highWaterMark[1]) * 1_024;
}
