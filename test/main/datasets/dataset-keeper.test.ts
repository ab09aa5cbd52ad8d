import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import type { PublishedKind } from '#core/spec/dataset/published.ts';
import { DatasetKeeper, type DatasetKeeperOptions } from '#main/datasets/dataset-keeper.ts';
import { requireFolder } from '#main/datasets/dataset-place.ts';
import { MNIST, MNIST_FILES } from '#main/datasets/mnist.ts';
import { servePublished, type PublishedServer } from './published-server.ts';

let folder: string;
let sets: string;
let environment: Record<string, string>;
let server: PublishedServer;
let keeper: DatasetKeeper;
let changes: DatasetRecord[];
let onChange: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-keeper-'));
  sets = join(folder, 'sets');
  environment = { BNLAB_DATASETS_DIR: sets };
  server = await servePublished();
  open();
});

afterEach(async () => {
  await keeper.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

function open(options: Partial<DatasetKeeperOptions> = {}): void {
  changes = [];
  onChange = () => {};
  keeper = new DatasetKeeper({
    environment,
    importables: server.importables,
    download: { attemptsMax: 2, delayMs: 1 },
    progressMs: 0,
    onChange: (dataset) => {
      changes.push(dataset);
      onChange();
    },
    ...options,
  });
}

/** The first change, of those so far and to come, that is looked for. */
async function change(isIt: (dataset: DatasetRecord) => boolean): Promise<DatasetRecord> {
  for (;;) {
    const found = changes.find(isIt);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => {
      onChange = resolve;
    });
  }
}

const over = (kind: PublishedKind) => change((dataset) => dataset.kind === kind && dataset.task === null);

describe('downloading', () => {
  it('says how far it is, verifies, and ends with the data set here', async () => {
    expect(await keeper.get('cifar10')).toMatchObject({ state: 'missing', folder: null, task: null, source: null });
    const begun = await keeper.import('cifar10', null);
    expect(begun).toMatchObject({ task: { text: 'Downloading CIFAR-10', share: 0 } });
    expect(await over('cifar10')).toMatchObject({
      state: 'present',
      source: 'import',
      folder: join(sets, 'cifar10'),
      fault: null,
    });
    const shares = changes.flatMap(({ task }) => (task?.text === 'Downloading CIFAR-10' ? [task.share] : []));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(changes.map(({ task }) => task?.text)).toContain('Verifying CIFAR-10');
  });

  it('counts the bytes of all files of a data set together', async () => {
    await keeper.import('fashionMnist', null);
    expect(await over('fashionMnist')).toMatchObject({ state: 'present', bytes: expect.any(Number) as number });
    const shares = changes.flatMap(({ task }) => (task?.text === 'Downloading Fashion-MNIST' ? [task.share] : []));
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('keeps what it has when it is cancelled, and goes on from there, also in a later lab', async () => {
    server.answer = 'wait';
    await keeper.import('cifar10', null);
    await change(({ receivedBytes }) => receivedBytes > 0);
    const cancelled = await keeper.cancel('cifar10');
    expect(cancelled).toMatchObject({ state: 'partial', task: null, fault: null });
    expect(cancelled.receivedBytes).toBeGreaterThan(0);
    await keeper.close();

    open();
    server.answer = 'whole';
    expect(await keeper.get('cifar10')).toMatchObject({ state: 'partial', receivedBytes: cancelled.receivedBytes });
    await keeper.import('cifar10', null);
    expect(await over('cifar10')).toMatchObject({ state: 'present', receivedBytes: 0 });
    expect(server.ranges).toEqual([undefined, `bytes=${cancelled.receivedBytes}-`]);
  });

  it('fetches no file twice that it has whole', async () => {
    await keeper.import('fashionMnist', null);
    await change(({ task }) => (task?.share ?? 0) > 0.9);
    await keeper.cancel('fashionMnist');
    const [before] = [server.ranges.length];
    open();
    await keeper.import('fashionMnist', null);
    await over('fashionMnist');
    expect(server.ranges.length - before).toBeLessThan(4);
  });

  it('goes on by itself after a broken connection, and says so meanwhile', async () => {
    server.answer = 'cut';
    const retrying = change(({ task }) => task?.text.includes('trying again') ?? false);
    await keeper.import('cifar10', null);
    const { task } = await retrying;
    expect(task?.text).toMatch(/^Downloading CIFAR-10: .+; trying again$/);
    expect(await over('cifar10')).toMatchObject({ state: 'present' });
  });

  it('twice at once is one download', async () => {
    server.answer = 'wait';
    await keeper.import('cifar10', null);
    await change(({ receivedBytes }) => receivedBytes > 0);
    expect((await keeper.import('cifar10', null)).task).not.toBeNull();
    server.release();
    await over('cifar10');
    expect(server.ranges).toEqual([undefined]);
  });

  it('ends with the lab, and leaves what it has', async () => {
    server.answer = 'wait';
    await keeper.import('cifar10', null);
    await change(({ receivedBytes }) => receivedBytes > 0);
    await keeper.close();
    open();
    expect(await keeper.get('cifar10')).toMatchObject({ state: 'partial', task: null });
  });
});

describe('a failure stays with the data set until the next attempt', () => {
  it.each([
    [
      'a wrong file',
      'wrong',
      /^CIFAR-10: http:.*: expected SHA-256 [0-9a-f]{64}, received .*It is not the published file\.$/,
    ],
    ['a missing file', 'gone', /^CIFAR-10: .*expected the file, received the response 404 Not Found\.$/],
  ] as const)('%s', async (_name, answer, message) => {
    server.answer = answer;
    await keeper.import('cifar10', null);
    const { fault, state } = await over('cifar10');
    expect(fault).toMatch(message);
    expect(state).toBe('missing');
    expect(await keeper.get('cifar10')).toMatchObject({ fault });
    server.answer = 'whole';
    changes = [];
    expect(await keeper.import('cifar10', null)).toMatchObject({ fault: null });
    expect(await over('cifar10')).toMatchObject({ state: 'present', fault: null });
  });

  it('no network', async () => {
    await keeper.close();
    environment['BNLAB_DATASETS_MIRROR'] = 'http://bnlab.invalid/sets';
    open();
    expect((await keeper.get('cifar10')).addresses).toEqual(['http://bnlab.invalid/sets/cifar-10-binary.tar.gz']);
    await keeper.import('cifar10', null);
    expect((await over('cifar10')).fault).toBe(
      'CIFAR-10: http://bnlab.invalid/sets/cifar-10-binary.tar.gz: could not be downloaded: its address could not be found (is there a network?).',
    );
  });
});

describe('a folder of the user', () => {
  /** The real MNIST: no other data set's files are at hand everywhere. */
  function copyMnist(...path: string[]): string {
    const copy = join(folder, ...path);
    mkdirSync(copy, { recursive: true });
    const source = requireFolder(MNIST, environment);
    for (const { name } of Object.values(MNIST_FILES)) copyFileSync(join(source, name), join(copy, name));
    return copy;
  }

  it('is verified, used in place, and only forgotten when the data set is removed', async () => {
    const mine = copyMnist('mine');
    await keeper.useFolder('mnist', mine);
    expect(await over('mnist')).toMatchObject({ state: 'present', source: 'folder', folder: mine, namedFolder: mine });
    expect(existsSync(join(sets, 'mnist'))).toBe(false);
    expect(await keeper.remove('mnist')).toMatchObject({ state: 'present', source: 'app', namedFolder: null });
    expect(readdirSync(mine)).toHaveLength(4);
  });

  it('may have them in a folder of its own', async () => {
    const inside = copyMnist('downloads', 'mnist');
    await keeper.useFolder('mnist', join(folder, 'downloads'));
    expect(await over('mnist')).toMatchObject({ folder: inside });
  });

  it('is refused if a file is missing or not the original', async () => {
    const mine = copyMnist('mine');
    writeFileSync(join(mine, MNIST_FILES.testLabels.name), 'other');
    await keeper.useFolder('mnist', mine);
    const { fault, namedFolder } = await over('mnist');
    expect(fault).toMatch(/^MNIST: .*t10k-labels-idx1-ubyte: expected/);
    expect(namedFolder).toBeNull();
    await expect(keeper.useFolder('mnist', 'relative')).rejects.toThrow(
      'expected an absolute path, received "relative"',
    );
  });

  it('with the files in another form is imported', async () => {
    const archive = join(folder, 'downloads');
    await keeper.useFolder('cifar10', archive);
    expect((await over('cifar10')).fault).toBe(
      `CIFAR-10: expected a folder or an archive at ${archive}, received no such file.`,
    );
  });
});

describe('removing', () => {
  it('deletes what was imported', async () => {
    await keeper.import('cifar10', null);
    await over('cifar10');
    expect(await keeper.remove('cifar10')).toMatchObject({ state: 'missing' });
    expect(existsSync(join(sets, 'cifar10'))).toBe(false);
  });

  it('ends a download and deletes what it has', async () => {
    server.answer = 'wait';
    await keeper.import('cifar10', null);
    await change(({ receivedBytes }) => receivedBytes > 0);
    expect(await keeper.remove('cifar10')).toMatchObject({ state: 'missing', receivedBytes: 0, task: null });
  });

  it('refuses what belongs to the app or to a folder of the environment', async () => {
    await expect(keeper.remove('mnist')).rejects.toThrow('MNIST cannot be removed here: it is part of BatchNorm Lab.');
    environment['BNLAB_MNIST_DIR'] = requireFolder(MNIST, environment);
    await expect(keeper.remove('mnist')).rejects.toThrow('BNLAB_MNIST_DIR');
  });
});

it('imports no data set that nobody publishes for it', async () => {
  await expect(keeper.import('mnist', null)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});
