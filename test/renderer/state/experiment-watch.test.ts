import { createRouterClient, implement } from '@orpc/server';
import { expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { WatchQueue } from '#main/lab/watching/watch-queue.ts';
import { ExperimentWatch } from '#renderer/state/experiment-watch.ts';
import { unansweredRouter } from '#test/fixtures/unanswered-router.ts';
import { until } from '#test/until.ts';

/** A lab that can be watched, and what its watchers have asked for and still listen to. */
function watchedLab() {
  const queues = new Set<WatchQueue>();
  const asked: string[][] = [];
  const os = implement(contract);
  const unasked = unansweredRouter();
  const watch = os.lab.watch.handler(({ input, signal }) => {
    asked.push(input.series ?? []);
    const queue = new WatchQueue(input.experimentId, input.series ?? [], (ended) => queues.delete(ended));
    queues.add(queue);
    signal?.addEventListener('abort', () => queue.end());
    return queue;
  });
  return { asked, queues, client: createRouterClient(os.router({ ...unasked, lab: { ...unasked.lab, watch } })) };
}

function recorder() {
  const heard: string[] = [];
  return {
    heard,
    watchStarted: (series: readonly string[]) => void heard.push(`started with ${series.join()}`),
    seriesNamed: (series: readonly string[]) => void heard.push(`named ${series.join()}`),
    apply: (event: LabEvent) => void heard.push(event.kind),
  };
}

it('takes other series over from one subscription to the next, and starts anew where a subscription was lost', async () => {
  const { asked, queues, client } = watchedLab();
  const listener = recorder();
  const watch = new ExperimentWatch(client, 'e', listener);
  watch.name(['a']);
  watch.name(['a']);
  await until(() => expect(listener.heard).toEqual(['started with a']));
  watch.name(['a', 'b']);
  await until(() => expect(listener.heard).toEqual(['started with a', 'named a,b']));
  expect(asked).toEqual([['a'], ['a', 'b']]);
  await until(() => expect(queues.size).toBe(1));

  for (const queue of queues) queue.push({ kind: 'experimentRemoved', experimentId: 'e' });
  await until(() => expect(listener.heard.slice(2)).toEqual(['experimentRemoved']));
  for (const queue of queues) queue.end();
  await until(() => expect(listener.heard.slice(3)).toEqual(['started with a,b']));
  watch.stop();
  await until(() => expect(queues.size).toBe(0));
});
