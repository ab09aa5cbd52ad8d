import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { create, globals } from 'webgpu';
import { buildTfjsModel } from '../train/tfjs-runner.ts';
import { formOf, type Net } from '../train/nets.ts';
import type { Runner } from '../train/runner.ts';

/**
 * TF.js's WebGPU backend in Node, on Dawn, with a device of its own on the adapter that ours takes. Its limits are the
 * adapter's, as TF.js asks for in browsers.
 */
export async function startTfjsWebGpu(): Promise<void> {
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('TF.js finds no adapter where ours did.');
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  // Dawn ends the process when the object goes from which all of this came.
  held.push(gpu);
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  if (!(await tf.setBackend('webgpu'))) throw new Error('TF.js did not start its webgpu backend.');
  await tf.ready();
}

const held: object[] = [];

/** The net in TF.js's layers; each step's loss is awaited, as `trainOnBatch` does. */
export function tfjsWebGpuRunner(net: Net): Runner {
  const form = formOf(net);
  const model = buildTfjsModel(form);
  const x = tf.randomUniform([form.batchSize, ...net.exampleShape]);
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
