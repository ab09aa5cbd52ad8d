import { implement, ORPCError } from '@orpc/server';
import { contract } from '#core/contract/contract.ts';
import { encodeChunk, encodeCurve } from '#core/contract/series-codec.ts';
import { LabError, type WireError } from '#core/errors.ts';
import { drawCurves } from './reading/draw-curves.ts';
import type { Lab } from './lab.ts';

/**
 * The contract over a lab. Its schemas check what comes in and what goes out; expected failures leave as the typed error
 * `LAB`, anything else is logged here and leaves without its stack.
 */
export function labRouter(lab: Lab, logFault: (fault: unknown) => void = (fault) => console.error(fault)) {
  const contracted = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw wireErrorFrom(thrown, logFault);
    }
  });

  return contracted.router({
    lab: {
      info: contracted.lab.info.handler(() => lab.info()),
      watch: contracted.lab.watch.handler(({ input, signal }) => watchUntil(signal, lab.watch(input.experimentId))),
    },
    recipes: {
      list: contracted.recipes.list.handler(() => [...lab.listRecipes()]),
    },
    specs: {
      parse: contracted.specs.parse.handler(({ input }) => lab.parseSpec(input.text)),
      format: contracted.specs.format.handler(({ input }) => ({ text: lab.formatSpec(input.spec) })),
      plan: contracted.specs.plan.handler(({ input }) => lab.planSpec(input.spec, input.device, input.timed)),
    },
    datasets: {
      columns: contracted.datasets.columns.handler(({ input }) => lab.datasetColumns(input)),
    },
    experiments: {
      list: contracted.experiments.list.handler(() => lab.listExperiments()),
      get: contracted.experiments.get.handler(({ input }) => lab.getExperiment(input.experimentId)),
      start: contracted.experiments.start.handler(({ input }) => lab.startExperiment(input.spec, input.device)),
      remove: contracted.experiments.remove.handler(({ input }) => lab.removeExperiment(input.experimentId)),
      restore: contracted.experiments.restore.handler(({ input }) => lab.restoreExperiment(input.experimentId)),
      trash: contracted.experiments.trash.handler(() => lab.keeping.listTrash()),
      delete: contracted.experiments.delete.handler(({ input }) => lab.keeping.deleteExperiment(input.experimentId)),
      annotate: contracted.experiments.annotate.handler(({ input }) =>
        lab.keeping.annotateExperiment(input.experimentId, input.change),
      ),
      report: contracted.experiments.report.handler(({ input }) => lab.report(input.experimentId)),
    },
    sweeps: {
      list: contracted.sweeps.list.handler(() => lab.listSweeps()),
      get: contracted.sweeps.get.handler(({ input }) => lab.getSweep(input.sweepId)),
      remove: contracted.sweeps.remove.handler(({ input }) => lab.removeSweep(input.sweepId)),
      restore: contracted.sweeps.restore.handler(({ input }) => lab.restoreSweep(input.sweepId, input.removedAt)),
    },
    queue: {
      list: contracted.queue.list.handler(() => lab.queue()),
      workOff: contracted.queue.workOff.handler(() => lab.workOffQueue()),
      pause: contracted.queue.pause.handler(({ input }) => lab.pause(input)),
      resume: contracted.queue.resume.handler(({ input }) => lab.resume(input)),
      cancel: contracted.queue.cancel.handler(({ input }) => lab.cancel(input)),
      move: contracted.queue.move.handler(({ input }) => lab.move(input.scope, input.place)),
      prioritize: contracted.queue.prioritize.handler(({ input }) => lab.prioritize(input.scope, input.priority)),
    },
    runs: {
      get: contracted.runs.get.handler(({ input }) => lab.getRun(input.runId)),
      attempts: contracted.runs.attempts.handler(({ input }) => lab.listAttempts(input.runId)),
      checkpoints: contracted.runs.checkpoints.handler(({ input }) => lab.listCheckpoints(input.runId)),
      branch: contracted.runs.branch.handler(({ input }) => lab.branchRun(input)),
      annotate: contracted.runs.annotate.handler(({ input }) => lab.keeping.annotateRun(input.runId, input.change)),
      find: contracted.runs.find.handler(({ input }) => lab.findRuns(input)),
      completeFilter: contracted.runs.completeFilter.handler(({ input }) =>
        lab.completeFilter(input.text, input.cursor),
      ),
      series: contracted.runs.series.handler(async ({ input }) => {
        const found = await lab.readSeries(input.runIds, input.names);
        return found.map(({ runId, name, chunks }) => ({ runId, name, chunks: chunks.map(encodeChunk) }));
      }),
      curves: contracted.runs.curves.handler(async ({ input }) =>
        (await drawCurves(lab, input.curves, input.pointsMax)).map(encodeCurve),
      ),
    },
    store: {
      backup: contracted.store.backup.handler(({ input }) => lab.keeping.backup(input.file)),
      compact: contracted.store.compact.handler(() => lab.keeping.compact()),
      check: contracted.store.check.handler(() => lab.keeping.check()),
      emptyTrash: contracted.store.emptyTrash.handler(async () => ({ experiments: await lab.keeping.emptyTrash() })),
    },
    archive: {
      export: contracted.archive.export.handler(({ input }) =>
        lab.keeping.exportArchive(input.experimentIds, input.file),
      ),
      import: contracted.archive.import.handler(({ input }) => lab.keeping.importArchive(input.file)),
    },
  });
}

/** A watcher who leaves is let go at once; by itself, its wait would end with the next thing that happens. */
function watchUntil<T>(left: AbortSignal | undefined, events: AsyncIterableIterator<T>): AsyncIterableIterator<T> {
  left?.addEventListener('abort', () => void events.return?.());
  return events;
}

function wireErrorFrom(thrown: unknown, logFault: (fault: unknown) => void): unknown {
  if (thrown instanceof LabError) return labError(thrown.toWire());
  // What oRPC itself refuses, for example an input that is not of its schema, is known to it already.
  if (thrown instanceof ORPCError && thrown.status < 500) return thrown;
  logFault(thrown);
  return labError({ code: 'INTERNAL', message: 'Something in BatchNorm Lab went wrong. Its log says what.' });
}

function labError(data: WireError): ORPCError<'LAB', WireError> {
  return new ORPCError('LAB', { message: data.message, data });
}
