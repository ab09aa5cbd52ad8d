import * as tf from '@tensorflow/tfjs';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { NamedTensor } from '#core/tensor/named-tensor.ts';

/**
 * The network of a run spec in TF.js's own ops, as far as the paper's experiment needs it: sigmoid layers, batch
 * normalization before the activation or none, softmax cross-entropy, plain SGD. Gradients are TF.js's, by its automatic
 * differentiation of this forward pass; nothing here knows how our layers compute theirs.
 */

interface MovingStatistics {
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
}

export class TfjsNetwork {
  readonly #spec: RunSpec;
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  readonly #moving: readonly MovingStatistics[];
  readonly #optimizer: tf.Optimizer;

  constructor(spec: RunSpec, initial: readonly NamedTensor[]) {
    if (spec.network.activation !== 'sigmoid' || spec.loss !== 'softmaxCrossEntropy' || !isPlainSgd(spec)) {
      throw new Error('TfjsNetwork knows sigmoid layers, softmax cross-entropy and plain SGD.');
    }
    this.#spec = spec;
    const parameters = initial.filter(({ role }) => role === 'parameter');
    this.#variables = new Map(
      parameters.map(({ path, shape, values }) => [path, tf.variable(tf.tensor(values, [...shape]))]),
    );
    this.#moving = batchNormPaths(initial).map((path) => ({
      mean: statisticVariable(initial, `${path}.runningMean`),
      variance: statisticVariable(initial, `${path}.runningVar`),
    }));
    this.#optimizer = tf.train.sgd(spec.optimizer.learningRate);
  }

  /**
   * One training step, with the mean loss of the batch before the update.
   * @param x [B, features] @param labels int [B]
   */
  step(x: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
    return tf.tidy(() => {
      const oneHot = tf.oneHot(labels, this.#output().shape[1] ?? 0);
      const { value, grads } = tf.variableGrads(
        () => tf.losses.softmaxCrossEntropy(oneHot, this.#forward(x)).asScalar(),
        [...this.#variables.values()],
      );
      this.#optimizer.applyGradients(grads);
      return value;
    });
  }

  /** The moving mean and variance of every normalized layer, by TF.js's convention (see `#normalize`). */
  async movingStatistics(): Promise<{ mean: Float32Array; variance: Float32Array }[]> {
    return Promise.all(
      this.#moving.map(async ({ mean, variance }) => ({
        mean: (await mean.data()) as Float32Array,
        variance: (await variance.data()) as Float32Array,
      })),
    );
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    for (const { mean, variance } of this.#moving) {
      mean.dispose();
      variance.dispose();
    }
    this.#optimizer.dispose();
  }

  #forward(x: tf.Tensor2D): tf.Tensor2D {
    let y = x;
    this.#spec.network.layers.forEach((_, index) => {
      y = this.#dense(y, `layers.${index}.dense`);
      if (this.#spec.network.normalization.kind === 'batch') y = this.#normalize(y, index);
      y = tf.sigmoid(y);
    });
    return this.#dense(y, `layers.${this.#spec.network.layers.length}.dense`);
  }

  #dense(x: tf.Tensor2D, path: string): tf.Tensor2D {
    const product: tf.Tensor2D = tf.matMul(x, this.#variable(`${path}.weight`));
    const bias = this.#variables.get(`${path}.bias`);
    return bias === undefined ? product : tf.add(product, bias);
  }

  /**
   * Batch normalization in training mode: `tf.moments` gives the batch's mean and biased variance, through which
   * gradients flow, and moving averages follow them as Keras and TF.js have it: `momentum` weighs the old value (ours
   * weighs the new one), and the variance that they follow is the biased one.
   */
  #normalize(x: tf.Tensor2D, index: number): tf.Tensor2D {
    const { normalization } = this.#spec.network;
    if (normalization.kind !== 'batch') throw new Error('this layer is not normalized');
    const { mean, variance } = tf.moments(x, 0);
    const oldWeight = 1 - normalization.momentum;
    const moving = this.#moving[index];
    moving.mean.assign(tf.add(tf.mul(moving.mean, oldWeight), tf.mul(mean, normalization.momentum)));
    moving.variance.assign(tf.add(tf.mul(moving.variance, oldWeight), tf.mul(variance, normalization.momentum)));
    const gamma = this.#variable(`layers.${index}.batchNorm.gamma`);
    const beta = this.#variable(`layers.${index}.batchNorm.beta`);
    const xHat = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, normalization.epsilon)));
    return tf.add(tf.mul(xHat, gamma), beta);
  }

  #variable(path: string): tf.Variable {
    const variable = this.#variables.get(path);
    if (variable === undefined) throw new Error(`the run has no parameter ${path}`);
    return variable;
  }

  #output(): tf.Variable {
    return this.#variable(`layers.${this.#spec.network.layers.length}.dense.weight`);
  }
}

function isPlainSgd({ optimizer }: RunSpec): boolean {
  return optimizer.kind === 'sgd' && optimizer.momentum === 0;
}

function batchNormPaths(initial: readonly NamedTensor[]): string[] {
  const suffix = '.runningMean';
  return initial.filter(({ path }) => path.endsWith(suffix)).map(({ path }) => path.slice(0, -suffix.length));
}

function statisticVariable(initial: readonly NamedTensor[], path: string): tf.Variable {
  const tensor = initial.find((candidate) => candidate.path === path);
  if (tensor === undefined) throw new Error(`the run has no statistic ${path}`);
  return tf.variable(tf.tensor(tensor.values, [...tensor.shape]), false);
}
