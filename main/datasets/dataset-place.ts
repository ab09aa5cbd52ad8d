import { join } from 'node:path';
import type { DatasetSource } from '#core/contract/dataset-record.ts';
import { DataError } from '#core/errors.ts';
import type { PublishedKind } from '#core/spec/dataset/published.ts';
import { datasetsFolder } from './datasets-folder.ts';
import { namedFolders } from './named-folders.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A published data set's files, and how to tell whether a folder has them. */
export interface DatasetFiles {
  readonly kind: PublishedKind;
  readonly name: string;
  /** `four` */
  readonly count: string;
  /** The environment variable that names a folder with them. */
  readonly variable: string;
  /** True if the folder has all files, whatever they contain. */
  has(folder: string): boolean;
  /** Where the app or the operating system would have them. */
  builtIn(environment: Environment): readonly DatasetPlace[];
}

export interface DatasetPlace {
  readonly folder: string;
  readonly source: DatasetSource;
}

/** Where imported files of a data set are. */
export function importedFolder(kind: PublishedKind, environment: Environment = process.env): string {
  return join(datasetsFolder(environment), kind);
}

/**
 * Where a data set's files are: in the folder that the environment names, whatever it holds, or in the first of these
 * that has them all: the folder that a person named, the imported one, the app's or the system's. Null if none has.
 */
export function findPlace(files: DatasetFiles, environment: Environment = process.env): DatasetPlace | null {
  const variable = environment[files.variable];
  if (variable !== undefined && variable !== '') return { folder: variable, source: 'environment' };
  return places(files, environment).find(({ folder }) => files.has(folder)) ?? null;
}

/** @throws DataError naming where its files were looked for, if they are nowhere */
export function requireFolder(files: DatasetFiles, environment: Environment = process.env): string {
  const place = findPlace(files, environment);
  if (place !== null && files.has(place.folder)) return place.folder;
  const looked = place === null ? places(files, environment).map(({ folder }) => folder) : [place.folder];
  throw new DataError(
    `${files.name}: expected its ${files.count} files in ${looked.join(' or ')}, received none or not all of them.`,
    { dataset: files.kind },
  );
}

function places(files: DatasetFiles, environment: Environment): DatasetPlace[] {
  const named = namedFolders(environment)[files.kind];
  return [
    ...(named === undefined ? [] : [{ folder: named, source: 'folder' as const }]),
    { folder: importedFolder(files.kind, environment), source: 'import' as const },
    ...files.builtIn(environment),
  ];
}
