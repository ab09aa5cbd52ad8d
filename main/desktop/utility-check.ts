import { utilityProcess } from 'electron';
import type { CheckMessage, StartCheck } from '#main/store/integrity/check-beside.ts';

/**
 * Checks a database in an Electron utility process.
 * @param entry the built process, `out/main/check-process.js`
 */
export function utilityCheck(entry: string): StartCheck {
  return (file) => {
    const child = utilityProcess.fork(entry, [file], { serviceName: 'BatchNorm Lab check', execArgv: [] });
    return {
      onMessage: (listener) => void child.on('message', (message: CheckMessage) => listener(message)),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill() {
        // Electron's own kill asks the process to exit, which a process blocked in SQLite would not notice.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}
