import * as tf from '@tensorflow/tfjs';
import { startTfjs } from '#test/conformance/tfjs/tfjs-backend.ts';
import { formOf, type Net, type NetForm } from './nets.ts';
import type { Runner } from './runner.ts';

/** The dense nets in TF.js's layers on its wasm backend, one thread; it cannot train convolutions there. */
export async function tfjsRunner(net: Net): Promise<Runner | null> {
  const form = formOf(net);
  if (form.kind === 'images') return null;
  await startTfjs();
  const model = buildTfjsModel(form);
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

/** The net in TF.js's layers, compiled. */
export function buildTfjsModel(form: NetForm): tf.Sequential {
  const model = tf.sequential();
  form.units.forEach((units, index) => {
    const options = { useBias: !form.batchNorm, ...(index === 0 ? { inputShape: INPUT_SHAPES[form.kind] } : {}) };
    model.add(
      form.kind === 'dense'
        ? tf.layers.dense({ units, ...options })
        : tf.layers.conv2d({ filters: units, kernelSize: 3, padding: 'same', ...options }),
    );
    if (form.batchNorm) model.add(tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }));
    model.add(tf.layers.activation({ activation: form.activation }));
    if (form.kind === 'images') model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  });
  if (form.kind === 'images') model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  const optimizer = form.adam ? tf.train.adam(form.learningRate) : tf.train.sgd(form.learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  return model;
}

const INPUT_SHAPES = { dense: [784], images: [32, 32, 3] };
