import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PUBLISHED_KINDS, type PublishedKind } from '#core/spec/dataset/published.ts';
import { datasetsFolder } from './datasets-folder.ts';

/**
 * The folders of data sets that a person named, in a small file beside the imported data sets, where job processes find
 * them, too.
 */
export type NamedFolders = Readonly<Partial<Record<PublishedKind, string>>>;

type Environment = Readonly<Record<string, string | undefined>>;

const folders = z.partialRecord(z.enum(PUBLISHED_KINDS), z.string().min(1));

/** None if there is no such file, or if it cannot be read: the data sets are then looked for elsewhere. */
export function namedFolders(environment: Environment = process.env): NamedFolders {
  try {
    return folders.catch({}).parse(JSON.parse(readFileSync(fileIn(environment), 'utf8')));
  } catch {
    return {};
  }
}

/** @param folder null forgets it */
export function nameFolder(kind: PublishedKind, folder: string | null, environment: Environment = process.env): void {
  const { [kind]: _replaced, ...others } = namedFolders(environment);
  const named: NamedFolders = folder === null ? others : { ...others, [kind]: folder };
  const file = fileIn(environment);
  mkdirSync(datasetsFolder(environment), { recursive: true });
  // Whole or not at all: a job process may read it at any moment.
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify(named, null, 2)}\n`);
  renameSync(written, file);
}

function fileIn(environment: Environment): string {
  return join(datasetsFolder(environment), 'folders.json');
}
