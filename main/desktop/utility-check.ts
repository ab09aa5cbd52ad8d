import { utilityProcess } from 'electron';
import type { CheckAnswer, StartCheck } from '#main/store/integrity/check-beside.ts';

/**
 * Checks of a database as Electron's utility processes.
 * @param entry the built process, `out/main/check-process.js`
 */
export function utilityCheck(entry: string): StartCheck {
  return (file) => {
    const child = utilityProcess.fork(entry, [file], { serviceName: 'BatchNorm Lab check', execArgv: [] });
    return {
      onAnswer: (listener) => void child.once('message', (answer: CheckAnswer) => listener(answer)),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill() {
        // Electron's own kill asks the process to end, which one that SQLite keeps would not hear.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}
