import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { JobExit, JobLauncher, JobProcess } from '#main/jobs/job-launcher.ts';
import type { JobCommand } from '#main/jobs/protocol.ts';
import { openGpuWindow, type GpuWindow } from './gpu-window.ts';

/** How much of a job's stderr is kept: about as much as anybody would read. */
const LAST_WORDS_LENGTH = 2_000;

/** Job processes as Electron utility processes: Node, isolated from the window, ended with the app. */
export class UtilityLauncher implements JobLauncher {
  readonly #entry: string;
  readonly #gpuPreload: string | null;

  /**
   * @param entry the built job process, `out/main/job-process.js`
   * @param gpuPreload the built preload that serves the GPU from its window, `out/preload/gpu-window.cjs`; null where no
   * window may be opened
   */
  constructor(entry: string, gpuPreload: string | null) {
    this.#entry = entry;
    this.#gpuPreload = gpuPreload;
  }

  launch(): JobProcess {
    return new UtilityJob(
      utilityProcess.fork(this.#entry, [], {
        serviceName: 'BatchNorm Lab run',
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
      this.#gpuPreload,
    );
  }
}

class UtilityJob implements JobProcess {
  readonly #child: UtilityProcess;
  readonly #exitListeners: ((exit: JobExit) => void)[] = [];
  #exit: JobExit | null = null;
  #lastWords = '';
  readonly #gpuPreload: string | null;
  /**
   * Opened if a command may need the GPU, closed with the job. Later commands wait for it, so that their order is kept.
   */
  #gpuWindow: Promise<GpuWindow> | null = null;

  constructor(child: UtilityProcess, gpuPreload: string | null) {
    this.#child = child;
    this.#gpuPreload = gpuPreload;
    const stderr = child.stderr;
    stderr?.on('data', (text: Buffer) => this.#say(text.toString('utf8')));
    // V8 aborted, most often because it ran out of memory; the report itself is for machines.
    child.on('error', (type, location) => this.#say(`${type} in ${location}\n`));
    child.once('exit', (code) => {
      // Its last output may still be in the pipe, and a pipe that another process holds open may never close.
      const end = () => this.#ended({ code, signal: null, lastWords: this.#lastWords.trim() });
      stderr?.once('close', end);
      setTimeout(end, 500);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(command: JobCommand): void {
    const mayNeedGpu = command.kind === 'time' || (command.kind === 'start' && command.device === 'gpu');
    if (mayNeedGpu && this.#gpuPreload !== null) return void this.#sendWithGpu(command, this.#gpuPreload);
    if (this.#gpuWindow === null) return this.#post(command, []);
    void this.#gpuWindow.finally(() => this.#post(command, [])).catch(() => undefined);
  }

  async #sendWithGpu(command: JobCommand, preload: string): Promise<void> {
    this.#gpuWindow = openGpuWindow(preload);
    try {
      const { port } = await this.#gpuWindow;
      this.#post(command, [port]);
    } catch (cause) {
      // Without a window the job finds no GPU and says so; this says why.
      this.#say(`The GPU's window could not be opened: ${String(cause)}\n`);
      this.#post(command, []);
    }
  }

  #post(command: JobCommand, ports: MessagePortMain[]): void {
    if (this.#exit === null) this.#child.postMessage(command, ports);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', (message: unknown) => {
      if (this.#exit === null) listener(message);
    });
  }

  onExit(listener: (exit: JobExit) => void): void {
    if (this.#exit === null) this.#exitListeners.push(listener);
    else listener(this.#exit);
  }

  release(): void {
    this.kill();
  }

  kill(): void {
    // Electron's own kill asks the process to exit, which a process that computes without pause would not notice.
    const pid = this.#child.pid;
    if (pid === undefined) return void this.#child.kill();
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has exited by itself in the meantime; the `exit` event reports that.
    }
  }

  #say(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_LENGTH);
  }

  #ended(exit: JobExit): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    void this.#gpuWindow?.then((window) => window.close()).catch(() => undefined);
    for (const listener of this.#exitListeners) listener(exit);
  }
}
