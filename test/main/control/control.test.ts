import { statSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectControl } from '#main/control/connect-control.ts';
import { controlPath } from '#main/control/control-path.ts';
import { serveControl, type ClosingLimits } from '#main/control/serve-control.ts';
import { builtJob } from '../jobs/built-job.ts';
import { openLab } from '../lab/opened-lab.ts';
import { longRun } from '../lab/small-experiments.ts';
import { freshFolder } from '../store/experiments.ts';

const { launcher } = builtJob();

async function served(limits?: ClosingLimits) {
  const folder = await freshFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const databaseFile = join(folder, 'lab.db');
  const lab = await openLab(launcher(), { databaseFile });
  const close = await serveControl(lab, databaseFile, limits);
  onTestFinished(close);
  return { lab, databaseFile, close };
}

describe('steering a lab that is open elsewhere', () => {
  it('starts, watches and cancels over the socket, with the typed errors', async () => {
    const { lab, databaseFile } = await served();
    const connection = await connectControl(databaseFile);
    onTestFinished(() => connection?.close());
    const client = connection!.client;
    const events = await client.lab.watch({});
    const { id } = await client.experiments.start({ spec: longRun() });
    expect((await events.next()).value).toMatchObject({ kind: 'experimentChanged', experiment: { id } });
    await client.queue.cancel({ kind: 'experiment', experimentId: id });
    expect((await lab.experiments.get({ experimentId: id })).experiment.status).toBe('cancelled');
    await expect(client.runs.get({ runId: 'nowhere' })).rejects.toMatchObject({
      code: 'LAB',
      data: { code: 'NOT_FOUND' },
    });
  });

  it('answers what is being asked before it closes', async () => {
    const { lab, databaseFile, close } = await served({ quietMs: Infinity, graceMs: Infinity });
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'reference' });
    const asking = await connectControl(databaseFile);
    const pausing = asking!.client.queue.pause({ kind: 'experiment', experimentId: id });
    const closing = close();
    expect((await pausing).map(({ status }) => status)).toContain('paused');
    // What a command asks next is answered too.
    expect((await asking!.client.queue.list()).running).toEqual([]);
    asking!.close();
    await closing;
  });

  it('does not wait for those who only watch', async () => {
    // It would wait for ever.
    const { databaseFile, close } = await served({ quietMs: 200, graceMs: Infinity });
    const watching = await connectControl(databaseFile);
    const events = await watching!.client.lab.watch({});
    await close();
    await watching!.closed;
    await expect(
      (async () => {
        for await (const event of events) void event;
      })(),
    ).rejects.toThrow();
  });

  it('finds nobody where no lab listens, where one has closed, and where a dead one left its socket', async () => {
    const { databaseFile, close } = await served();
    expect(await connectControl(`${databaseFile}-other`)).toBeNull();
    await close();
    expect(await connectControl(databaseFile)).toBeNull();
    await writeFile(controlPath(databaseFile).address, '');
    expect(await connectControl(databaseFile)).toBeNull();
  });

  it('is for the lab’s owner alone', async (context) => {
    if (process.platform === 'win32') return context.skip('Windows has no file modes');
    const { databaseFile } = await served();
    const { address } = controlPath(databaseFile);
    expect(statSync(dirname(address)).mode & 0o077).toBe(0);
  });

  it('takes the place of a socket that a dead lab left, and distrusts a folder that is a link', async () => {
    const { lab, databaseFile, close } = await served();
    await close();
    await writeFile(controlPath(databaseFile).address, '');
    onTestFinished(await serveControl(lab, databaseFile));
    const connection = await connectControl(databaseFile);
    expect((await connection?.client.lab.info())?.door).toBe('cli');
    connection?.close();

    const foreign = await freshFolder();
    vi.stubEnv('XDG_RUNTIME_DIR', foreign);
    await mkdir(join(foreign, 'elsewhere'));
    const { folder } = controlPath(databaseFile);
    await symlink(join(foreign, 'elsewhere'), folder ?? '');
    await expect(serveControl(lab, databaseFile)).rejects.toThrow(/belongs to another user/);
  });
});
