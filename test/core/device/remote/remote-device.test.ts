import { expect, test } from 'vitest';
import type { DevicePort } from '#core/device/remote/device-port.ts';
import { RemoteDevice } from '#core/device/remote/remote-device.ts';
import { serveDevice } from '#core/device/remote/serve-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { DeviceError } from '#core/errors.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';

/** Two ends of a line that clones as processes do, and that can be cut. */
function line(): { near: DevicePort; far: DevicePort; cut: () => void } {
  const { port1, port2 } = new MessageChannel();
  const end = (port: MessagePort): DevicePort => ({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.onmessage = ({ data }) => listener(data);
    },
    onClose: (listener) => port.addEventListener('close', listener),
  });
  return { near: end(port1), far: end(port2), cut: () => port2.close() };
}

const spec = runSpec.parse({
  dataset: { kind: 'blobs' },
  network: { layers: [{ kind: 'dense', units: 6 }], normalization: { kind: 'batch' } },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batchSize: 10,
  duration: { unit: 'steps', count: 1 },
});

test('a model trains at the other end of a line as it does here, bit by bit', async () => {
  const { near, far, cut } = line();
  serveDevice(far, () => openWasmDevice());
  const remote = await RemoteDevice.open(near);
  const here = await openWasmDevice();
  expect(remote.name).toBe('wasm');
  expect(remote.describe()).toEqual(here.describe());

  const dataset = await loadDataset(spec.dataset);
  const models = [
    await TrainedModel.create(spec, 1, dataset, here),
    await TrainedModel.create(spec, 1, dataset, remote),
  ];
  const indices = Int32Array.from({ length: 50 }, (_, index) => index);
  for (const model of models) expect(await model.train(1, 5, indices)).toBe(5);
  expect(await models[1].tensors()).toEqual(await models[0].tensors());
  for (const { program } of models) await program.dispose();
  remote.close();
  cut();
});

test('what the far end throws arrives with its code', async () => {
  const { near, far, cut } = line();
  serveDevice(far, () => Promise.reject(new DeviceError('DEVICE_UNAVAILABLE', 'no adapter')));
  await expect(RemoteDevice.open(near)).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE', message: 'no adapter' });
  cut();
});

test('a far end that dies loses the device: what waits fails, and what is asked later', async () => {
  const { near, far, cut } = line();
  serveDevice(far, () => new Promise(() => undefined));
  const opening = RemoteDevice.open(near);
  cut();
  await expect(opening).rejects.toMatchObject({ code: 'DEVICE_LOST' });
});
