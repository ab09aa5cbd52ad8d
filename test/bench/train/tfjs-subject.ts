import * as tf from '@tensorflow/tfjs';
import { ExampleOrder } from '#core/data/batches.ts';
import { featureCount, type Dataset } from '#core/data/dataset.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { TfjsNetwork } from '#test/conformance/tfjs/tfjs-network.ts';
import type { Subject } from './subject.ts';

const SEED = 1;

/** The same run in TF.js: its data set resident as floats, batches gathered by TF.js, the loss awaited once a round. */
export function tfjsSubject(arm: string, spec: RunSpec, dataset: Dataset): Subject {
  const { train } = dataset;
  const network = new TfjsNetwork(spec, initialTensors(spec, dataset, SEED));
  const values = tf.tensor2d(
    Float32Array.from(train.values, (byte) => byte / 255),
    [train.count, featureCount(dataset)],
  );
  const labels = tf.tensor1d(train.labels, 'int32');
  const order = new ExampleOrder(SEED, train.count, spec.batchSize);
  let step = 0;
  return {
    arm,
    engine: `TF.js ${tf.version.tfjs}, ${tf.getBackend()} backend`,
    stepsPerRound: 5,
    async run(steps) {
      for (let count = 1; count <= steps; count++) {
        const loss = tf.tidy(() => {
          const indices = tf.tensor1d(order.batch(step), 'int32');
          return network.step(tf.gather(values, indices), tf.gather(labels, indices));
        });
        if (count === steps) await loss.data();
        loss.dispose();
        step += 1;
      }
    },
    async dispose() {
      network.dispose();
      tf.dispose([values, labels]);
    },
  };
}
