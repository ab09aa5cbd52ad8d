import { readFileSync } from 'node:fs';

/**
 * Preloaded into every process that the launcher starts, and used by the launcher itself: when the parent is gone, it
 * ends the process as SIGTERM would. Without this, killing `npm start` with SIGKILL would leave the server running.
 */

const shells = new Set(['sh', 'dash', 'ash', 'bash', 'busybox']);

const parent = process.ppid;
const npm = npmBehind(parent);

/**
 * npm runs scripts through a shell, and some shells remain between the two and outlive a killed npm. Only on Linux is
 * such a shell common, and there /proc shows it.
 * @param {number} shell
 * @returns {number | undefined} npm's process id, if a shell is in between
 */
function npmBehind(shell) {
  if (process.platform !== 'linux' || process.env['npm_lifecycle_event'] === undefined) return undefined;
  const { name, parent } = statusOf(shell);
  return name !== undefined && shells.has(name) ? parent : undefined;
}

/**
 * @param {number} pid
 * @returns {{ name?: string, parent?: number }}
 */
function statusOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { name: /^Name:\s*(.*)$/m.exec(status)?.[1], parent: Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]) };
  } catch {
    return {};
  }
}

function parentIsGone() {
  if (process.ppid !== parent) return true;
  if (npm !== undefined) return statusOf(parent).parent !== npm;
  if (process.platform !== 'win32') return false;
  // Windows keeps reporting the id of a parent that has ended.
  try {
    process.kill(parent, 0);
    return false;
  } catch {
    return true;
  }
}

const timer = setInterval(() => {
  if (!parentIsGone()) return;
  clearInterval(timer);
  process.kill(process.pid, 'SIGTERM');
}, 500);
timer.unref();
