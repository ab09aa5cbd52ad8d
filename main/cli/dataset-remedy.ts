import { PUBLISHED_KINDS, type PublishedKind } from '#core/spec/dataset/published.ts';
import { isImportable } from '#main/datasets/importable.ts';

/** What to type if a published data set is missing or not the original. */
export function datasetRemedy(kind: PublishedKind): string {
  const use = `"bnlab datasets use ${kind} <folder>" uses the files of a folder where they are`;
  if (!isImportable(kind)) return `${use}.`;
  return `Run "bnlab datasets import ${kind}" to download it, with --from <folder or .tar.gz> for files that you have; ${use}.`;
}

/** The remedy that belongs to an error's details; null if they name no data set. */
export function remedyOf(details: unknown): string | null {
  if (typeof details !== 'object' || details === null) return null;
  const named: unknown = Reflect.get(details, 'dataset');
  const kind = PUBLISHED_KINDS.find((one) => one === named);
  return kind === undefined ? null : datasetRemedy(kind);
}
