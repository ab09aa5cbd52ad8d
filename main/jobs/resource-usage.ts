import { readFileSync } from 'node:fs';

/** Measures what this process uses of the machine, since the last measurement. */
export class ResourceUsage {
  #lookedAt = performance.now();
  #cpu = process.cpuUsage();

  /** @returns cpu: the share of one core since the last measurement. Memory in bytes. */
  look(): { readonly cpu: number; readonly memoryBytes: number; readonly peakMemoryBytes: number } {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = Math.max(now - this.#lookedAt, 1);
    this.#lookedAt = now;
    this.#cpu = process.cpuUsage();
    const memoryBytes = process.memoryUsage.rss();
    return {
      cpu: (user + system) / 1_000 / elapsedMs,
      memoryBytes,
      peakMemoryBytes: Math.max(memoryBytes, peakMemoryBytes()),
    };
  }
}

/**
 * The peak memory of this process. On Linux, getrusage's maxrss is not used: it is inherited across fork, so a small
 * job of a large lab would report the lab's peak.
 */
function peakMemoryBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1_024;
  const highWaterMark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  return highWaterMark === null ? 0 : Number(highWaterMark[1]) * 1_024;
}
