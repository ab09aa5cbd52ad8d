import { stat } from 'node:fs/promises';
import { datasetOutline } from '#core/data/dataset-outline.ts';
import type { DataNote } from '#core/data/data-note.ts';
import { LabError } from '#core/errors.ts';
import type { LoadedDataForm } from '#core/nn/model.ts';
import { isFileDataset, type FileDatasetSpec, type OutlinedDatasetSpec } from '#core/spec/dataset/dataset.ts';
import type { InputNormalizationSpec, RunSpec } from '#core/spec/experiment.ts';
import { DATA_FILE_FIELDS } from '#core/spec/dataset/dataset-files.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { askJob } from '../job-questions/ask-job.ts';

/** Sets whose form is remembered; a designer asks about one again and again. */
const REMEMBERED_MAX = 16;

/** What of a run's spec says what its network sees. */
type InputSpec = Pick<RunSpec, 'dataset' | 'inputNormalization'>;

/** What a job finds out about a data set without training on it. */
interface DataLook {
  readonly form: LoadedDataForm;
  readonly notes: readonly DataNote[];
}

/**
 * The form of a spec's data set, and what is odd about it. Published and generated sets are known without a look at them; one in files is read by a
 * job process, once for each state of its files.
 */
export class DataForms {
  readonly #launcher: JobLauncher;
  readonly #remembered = new Map<string, Promise<DataLook>>();

  constructor(launcher: JobLauncher) {
    this.#launcher = launcher;
  }

  /** @throws DataError's code where the files are missing or not what they should be. */
  async of({ dataset, inputNormalization }: InputSpec): Promise<LoadedDataForm> {
    if (!isFileDataset(dataset)) return outlinedForm(dataset);
    return (await this.#look(dataset, inputNormalization)).form;
  }

  /**
   * What a person should know about the set, as far as that takes reading it here: nothing of published and generated ones.
   * @throws as `of`.
   */
  async notes({ dataset, inputNormalization }: InputSpec): Promise<readonly DataNote[]> {
    return isFileDataset(dataset) ? (await this.#look(dataset, inputNormalization)).notes : [];
  }

  async #look(spec: FileDatasetSpec, normalization: InputNormalizationSpec): Promise<DataLook> {
    const key = JSON.stringify([spec, normalization, await fileStates(spec)]);
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined) return remembered;
    const look = this.#read(spec, normalization);
    this.#remembered.set(key, look);
    if (this.#remembered.size > REMEMBERED_MAX) this.#remembered.delete([...this.#remembered.keys()][0]);
    // What failed may have failed for want of memory, and is tried again.
    look.catch(() => this.#remembered.delete(key));
    return look;
  }

  async #read(dataset: FileDatasetSpec, inputNormalization: InputNormalizationSpec): Promise<DataLook> {
    const answer = await askJob(this.#launcher, { kind: 'outline', dataset, inputNormalization });
    if (answer.kind === 'outlined') return answer;
    throw new LabError('JOB_FAILED', `A job that was asked for a data set's form answers "${answer.kind}".`);
  }
}

export function outlinedForm(spec: OutlinedDatasetSpec): LoadedDataForm {
  const { exampleShape, classes, trainCount, testCount, elementType } = datasetOutline(spec);
  const bytesPerValue = elementType === 'byte' ? 1 : 4;
  return {
    exampleShape,
    classes,
    train: { count: trainCount, elementType, bytesPerValue },
    test: { count: testCount, elementType, bytesPerValue },
  };
}

/** Size and time of each file; a missing one is the reader's to tell. */
function fileStates(spec: FileDatasetSpec): Promise<(string | null)[]> {
  const paths = DATA_FILE_FIELDS[spec.kind].map((field) => (spec as Partial<Record<typeof field, string>>)[field]);
  return Promise.all(
    paths.map(async (path) => {
      if (path === undefined) return null;
      const state = await stat(path).catch(() => null);
      return state === null ? null : `${state.size} ${state.mtimeMs}`;
    }),
  );
}
