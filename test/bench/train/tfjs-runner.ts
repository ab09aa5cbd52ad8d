import * as tf from '@tensorflow/tfjs';
import { startTfjs } from '#test/conformance/tfjs/tfjs-backend.ts';
import { formOf, type Net, type NetForm } from './nets.ts';
import type { Runner } from './runner.ts';

/** The dense nets in TF.js's layers on its wasm backend, one thread; it cannot train convolutions there. */
export async function tfjsRunner(net: Net): Promise<Runner | null> {
  const form = formOf(net);
  if (form.kind === 'images') return null;
  await startTfjs();
  const model = build(form);
  const x = tf.randomUniform([form.batchSize, 784]);
  const labels = Array.from({ length: form.batchSize }, (_, row) => row % 10);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 10);
  return {
    async time(steps) {
      const start = performance.now();
      for (let step = 0; step < steps; step += 1) await model.trainOnBatch(x, y);
      return (performance.now() - start) / steps;
    },
    async dispose() {
      model.dispose();
      tf.dispose([x, y]);
    },
  };
}

function build(form: NetForm): tf.Sequential {
  const model = tf.sequential();
  form.units.forEach((units, index) => {
    model.add(tf.layers.dense({ units, useBias: !form.batchNorm, ...(index === 0 ? { inputShape: [784] } : {}) }));
    if (form.batchNorm) model.add(tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }));
    model.add(tf.layers.activation({ activation: form.activation }));
  });
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  const optimizer = form.adam ? tf.train.adam(form.learningRate) : tf.train.sgd(form.learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  return model;
}
