import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { builtJob } from '../main/jobs/built-job.ts';
import { ended, openLab } from '../main/lab/opened-lab.ts';
import { freshFolder } from '../main/store/experiments.ts';
import { AcknowledgedPoints } from './acknowledged-points.ts';
import { KILLED_SERIES, KILLS, killedExperiment, lookInto, randomMoment, resultBits } from './killed-experiment.ts';

const { launcher } = builtJob();

/** A launcher whose living processes a test can see. */
function watched(inner: JobLauncher): JobLauncher & { readonly living: Set<number> } {
  const living = new Set<number>();
  return {
    living,
    launch() {
      const job = inner.launch();
      const { pid } = job;
      if (pid !== undefined) {
        living.add(pid);
        job.onExit(() => living.delete(pid));
      }
      return job;
    },
  };
}

/** @returns false if it had just ended by itself, and nobody has told yet */
function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw thrown;
  }
}

it(`a job process killed at ${KILLS} random moments costs no point, no run and no bit`, async () => {
  const spec = killedExperiment(60_000);
  const undisturbedFile = join(await freshFolder(), 'lab.db');
  const undisturbed = await openLab(launcher(), { databaseFile: undisturbedFile, jobs: 2 });
  await ended(undisturbed, (await undisturbed.experiments.start({ spec, device: 'wasm' })).id);
  await undisturbed.close();
  const expected = await resultBits(undisturbedFile);

  let kills = 0;
  let runsKilled = 0;
  let acknowledgedCount = 0;
  while (kills < KILLS) {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const jobs = watched(launcher());
    const lab = await openLab(jobs, { databaseFile, jobs: 2 });
    const { id } = await lab.experiments.start({ spec, device: 'wasm' });
    const acknowledged = new AcknowledgedPoints();
    const events = lab.watch({ experimentId: id, series: KILLED_SERIES });
    const listening = (async () => {
      for await (const event of events) acknowledged.hear(event);
    })();
    for (;;) {
      const { experiment, runs } = await lab.experiments.get({ experimentId: id });
      if (runs.every(({ status }) => status === 'completed')) break;
      expect(experiment.runs.failed).toBe(0);
      await lab.queue.resume({ kind: 'experiment', experimentId: id });
      await delay(randomMoment(900));
      const [pid] = jobs.living;
      if (pid === undefined || kills === KILLS) continue;
      if (isKilled(pid)) kills += 1;
    }
    const { runs } = await lab.experiments.get({ experimentId: id });
    const attempts = await Promise.all(runs.map((run) => lab.runs.attempts({ runId: run.id })));
    runsKilled += attempts.flat().filter(({ exit }) => exit === 'died').length;
    await lab.close();
    await listening;
    await lookInto(databaseFile, 4, acknowledged);
    acknowledgedCount += acknowledged.count;
    expect(await resultBits(databaseFile)).toEqual(expected);
  }
  console.log(`${kills} kills, ${runsKilled} attempts died, ${acknowledgedCount} points acknowledged`);
  expect(runsKilled).toBeGreaterThan(KILLS / 2);
});
