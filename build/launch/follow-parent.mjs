/**
 * Preloaded into every process the launcher starts, and used by the launcher itself: when the parent is gone, end as
 * on SIGTERM. Without this, killing `npm start` the hard way would leave the server running.
 */

const parent = process.ppid;

function parentIsGone() {
  if (process.ppid !== parent) return true;
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
