import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { filePath } from '../spec/file-path.ts';
import { csvOutline, csvRequest } from './csv-outline.ts';
import { experimentPlan } from './experiment-plan.ts';
import { annotationChange, runAnnotationChange } from './annotation.ts';
import { archiveExport, archiveImport } from './archive.ts';
import { backupResult, compaction, locatedFile, storeCheck } from './store-care.ts';
import { priority, queuePlace, queueState, runScope } from './queue.ts';
import { attemptRecord } from './attempt-record.ts';
import { checkpointRecord } from './checkpoint-record.ts';
import { CURVE_POINTS_MAX, curveRecord, curveRequest } from './curve-record.ts';
import { datasetRecord, datasetRequest } from './dataset-record.ts';
import { deviceRequest } from './device-name.ts';
import { experimentDetail, experimentRecord } from './experiment-record.ts';
import { labEvent } from './lab-event.ts';
import { jobCount, labInfo } from './lab-info.ts';
import { recipeRecord } from './recipe-record.ts';
import { runRepetition } from './repetition-record.ts';
import { runRecord } from './run-record.ts';
import { runSeries } from './series-record.ts';
import { sweepDetail } from './sweep-record.ts';
import { DEFAULT_REPORT_FORMAT, reportFormat } from './report-format.ts';
import { filterCompletion, runPage, runQuery } from './run-search.ts';

/**
 * Every request that crosses a process or socket, with its schemas: the desktop window, the browser and the command
 * line reach the lab through this contract only. Expected failures travel as the one typed error `LAB`, whose data is
 * a `WireError`.
 */

const wireError = z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() });

/**
 * What a request does to the lab's database. `none` writes nothing to it and is answered by a read-only lab, too; `change`
 * is refused there; `start` also puts runs into the queue, and is refused while the lab closes.
 */
export type RequestEffect = 'none' | 'change' | 'start';

const request = oc
  .$meta<{ readonly effect: RequestEffect }>({ effect: 'none' })
  .errors({ LAB: { message: 'The lab could not do that.', data: wireError } });
const change = request.meta({ effect: 'change' });
const start = request.meta({ effect: 'start' });

const experimentId = z.object({ experimentId: z.string() });
const sweepId = z.object({ sweepId: z.string() });
const runId = z.object({ runId: z.string() });

/** A text file for the person to keep. */
const textFile = z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() });

export const contract = {
  lab: {
    info: request.output(labInfo),
    /**
     * How many runs execute at once from now on, in this lab and in later ones that are not told otherwise; null: as many
     * as there are cores.
     */
    setJobs: change.input(z.object({ jobs: jobCount.nullable() })).output(labInfo),
    /**
     * All changes from now on. With an experimentId, also how the series of that experiment's runs grow: the points
     * themselves of the series named, of all others only how far they have come, a few times a second.
     */
    watch: request
      .input(z.object({ experimentId: z.string().optional(), series: z.array(z.string()).optional() }))
      .output(eventIterator(labEvent)),
  },
  recipes: {
    list: request.output(z.array(recipeRecord)),
  },
  specs: {
    /**
     * What an experiment will take; `timed` also estimates its time from real steps, which takes seconds. One that cannot
     * fit is refused with the figures, as by `experiments.start`.
     */
    plan: request
      .input(z.object({ spec: z.unknown(), device: deviceRequest.default('wasm'), timed: z.boolean().default(false) }))
      .output(experimentPlan),
  },
  datasets: {
    /** The columns of a table in a file of the lab's machine, by an absolute path. */
    columns: request.input(csvRequest).output(csvOutline),
    /** The published ones, as this machine has them. Changes are announced as `datasetChanged`. */
    list: request.output(z.array(datasetRecord)),
    /**
     * Begins to bring one here: from a folder or an archive of the lab's machine (an absolute path), or from its official
     * address if null. How that goes on and ends is announced; an interrupted download is continued.
     */
    import: request.input(datasetRequest.extend({ from: filePath.nullable() })).output(datasetRecord),
    /** Begins to check a folder that has its files (an absolute path), and uses them from there if all are original. */
    useFolder: request.input(datasetRequest.extend({ folder: filePath })).output(datasetRecord),
    /** Ends what was begun. What a download has received is kept. */
    cancel: request.input(datasetRequest).output(datasetRecord),
    /** Deletes what was imported, or of a download what was received; a folder that a person named is only forgotten. */
    remove: request.input(datasetRequest).output(datasetRecord),
  },
  experiments: {
    list: request.output(z.array(experimentRecord)),
    get: request.input(experimentId).output(experimentDetail),
    /**
     * Stores the experiment with all its runs and queues them; refuses one that cannot fit. A sweep becomes all its
     * experiments at once, or none; the answer is the first of them, whose `sweepId` names the sweep.
     */
    start: start.input(z.object({ spec: z.unknown(), device: deviceRequest.default('wasm') })).output(experimentRecord),
    /** Out of the list; `restore` undoes it. Running runs are cancelled first. */
    remove: change.input(experimentId).output(z.void()),
    restore: change.input(experimentId).output(experimentRecord),
    trash: request.output(z.array(experimentRecord)),
    /** For good, and only from the trash. */
    delete: change.input(experimentId).output(z.void()),
    annotate: change.input(experimentId.extend({ change: annotationChange })).output(experimentRecord),
    /** Others with the same spec, the newest first, without those in the trash. */
    repetitions: request.input(experimentId).output(z.array(experimentRecord)),
    /** How far the results of one of those are the same, run by run; reads whole series. */
    compareRepetition: request.input(experimentId.extend({ otherId: z.string() })).output(z.array(runRepetition)),
    /** One self-contained file. */
    report: request
      .input(experimentId.extend({ format: reportFormat.default(DEFAULT_REPORT_FORMAT) }))
      .output(textFile),
  },
  sweeps: {
    get: request.input(sweepId).output(sweepDetail),
    /** All its experiments out of the list; `restore` undoes it. Running runs are cancelled first. */
    remove: change.input(sweepId).output(z.array(experimentRecord)),
    /** Restores what was removed at one moment (default: the latest); its other experiments stay in the trash. */
    restore: change.input(sweepId.extend({ removedAt: z.string().optional() })).output(z.array(experimentRecord)),
  },
  /** What runs, waits or could be resumed. Changes are announced as `runChanged`. */
  queue: {
    list: request.output(queueState),
    /** Runs everything that waits in the database, and what an earlier lab left unfinished. */
    workOff: change.output(z.void()),
    /** Running runs end at a step boundary with a checkpoint. Resolves when none of them executes any more. */
    pause: change.input(runScope).output(z.array(runRecord)),
    /** Paused and interrupted runs, or a single cancelled or failed run, continue from their last checkpoint. */
    resume: start.input(runScope).output(z.array(runRecord)),
    cancel: change.input(runScope).output(z.array(runRecord)),
    /** Runs that wait move to another place, or have another priority from now on. */
    move: change.input(z.object({ scope: runScope, place: queuePlace })).output(queueState),
    prioritize: change.input(z.object({ scope: runScope, priority })).output(queueState),
  },
  runs: {
    get: request.input(runId).output(runRecord),
    /** Each process that worked on it, in order. */
    attempts: request.input(runId).output(z.array(attemptRecord)),
    /** Its states that are kept, oldest first. */
    checkpoints: request.input(runId).output(z.array(checkpointRecord)),
    /**
     * An experiment of one run that starts from a state of this one, with another spec: values by dotted path replace
     * those of this run's.
     */
    branch: start
      .input(
        z.object({
          runId: z.string(),
          /** The step of one of its checkpoints; null: the newest, or the end of a finished run. */
          step: z.int().min(0).nullable().default(null),
          patch: z.record(z.string(), z.json()),
          title: z.string().optional(),
        }),
      )
      .output(experimentRecord),
    annotate: change.input(runId.extend({ change: runAnnotationChange })).output(runRecord),
    /** Over all experiments that are not in the trash; a fault of the filter comes as FILTER_INVALID with its column. */
    find: request.input(runQuery).output(runPage),
    /** What may stand at the cursor of a filter's text; `cursor` characters are before it. */
    completeFilter: request.input(z.object({ text: z.string(), cursor: z.int().min(0) })).output(filterCompletion),
    series: request
      .input(z.object({ runIds: z.array(z.string()).min(1), names: z.array(z.string()).optional() }))
      .output(z.array(runSeries)),
    /**
     * Curves as they are drawn, computed from whole series: of more points than `pointsMax`, those that can be seen,
     * extremes among them. Who looks closer asks again for the steps that are in view, until those come in full. In the
     * order asked for; one that no run has points of is empty, and so is that of a series of vectors.
     */
    curves: request
      .input(
        z.object({
          curves: z.array(curveRequest).min(1).max(10_000),
          pointsMax: z.int().min(6).max(1_000_000).default(CURVE_POINTS_MAX),
        }),
      )
      .output(z.array(curveRecord)),
  },
  /**
   * Files are on the lab's machine. Their paths are absolute, begin with `~`, or start in the home folder of the person
   * who started the lab.
   */
  store: {
    /** The absolute path that such a path means. */
    locate: request.input(z.object({ file: filePath })).output(locatedFile),
    /** A whole copy, by default beside the database. */
    backup: request.input(z.object({ file: filePath.optional() })).output(backupResult),
    compact: change.output(compaction),
    check: request.output(storeCheck),
    /** Deletes for good what is in the trash; tells how many experiments that were. */
    emptyTrash: change.output(z.object({ experiments: z.int() })),
  },
  archive: {
    /** Experiments with all that belongs to them, as one new file. */
    export: request
      .input(z.object({ experimentIds: z.array(z.string()).min(1), file: filePath }))
      .output(archiveExport),
    /** What is in the file and not here yet; overwrites nothing. */
    import: change.input(z.object({ file: filePath })).output(archiveImport),
  },
};

export type Contract = typeof contract;
