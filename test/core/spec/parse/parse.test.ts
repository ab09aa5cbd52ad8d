import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '#core/errors.ts';
import { formatExperiment, parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { arbitraryExperiment } from '../arbitrary-experiment.ts';
import { faultsOf, faultsWith, SHORTEST } from './faults-of.ts';

describe('an experiment', () => {
  it('needs little; everything else has its default', () => {
    expect(parseExperimentText(SHORTEST)).toEqual({
      version: 1,
      title: 'The shortest experiment',
      description: '',
      base: {
        dataset: { kind: 'mnist', trainExamples: 60_000, testExamples: 10_000 },
        inputNormalization: 'none',
        network: {
          layers: [{ kind: 'dense', units: 100 }],
          activation: 'relu',
          initializer: { kind: 'he', distribution: 'normal' },
          normalization: { kind: 'none' },
        },
        loss: 'softmaxCrossEntropy',
        optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false },
        batchSize: 60,
        duration: { unit: 'steps', count: 500 },
        evaluation: { interval: { unit: 'epochs', count: 1 }, batchSize: 500 },
      },
      arms: [
        { name: 'without BN', patch: {} },
        { name: 'with BN', patch: { 'network.normalization.kind': 'batch' } },
      ],
      seeds: [1, 2, 3],
    });
  });

  it('may be JSON, also with tabs', () => {
    const spec = parseExperimentText(SHORTEST);
    expect(parseExperimentText(JSON.stringify(spec))).toEqual(spec);
    expect(parseExperimentText(JSON.stringify(spec, null, '\t'))).toEqual(spec);
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(arbitraryExperiment, (input) => {
        const spec = parseExperiment(input);
        expect(parseExperiment(spec)).toEqual(spec);
        expect(parseExperimentText(formatExperiment(spec))).toEqual(spec);
      }),
    );
  });

  it('is written as a person would write it', () => {
    const text = formatExperiment(parseExperimentText(SHORTEST));
    expect(text).toContain('  dataset: { kind: mnist, trainExamples: 60000, testExamples: 10000 }\n');
    expect(text).toContain('      - { kind: dense, units: 100 }\n');
    expect(text).toContain('seeds: [ 1, 2, 3 ]\n');
    expect(text).not.toContain('baseline');
  });
});

describe('a document with ten mistakes', () => {
  const TEN_MISTAKES = `
titel: Ten mistakes
title: ""
base:
  dataset: { kind: mnst }
  network:
    layers:
      - { kind: dense, units: 1.5 }
    activation: relou
    normalization: { kind: none }
  optimizer: { kind: sgd, learningRate: fast }
  batchSize: 0
  duration: {}
arms:
  - name: without BN
  - name: without BN
    patch:
      network.normalisation: { kind: batch }
      network.layers.3.units: 7
seeds: [1, 1]
`;

  it('gets one line for each, with path, expected and received', () => {
    expect(faultsOf(TEN_MISTAKES)).toEqual([
      'title: expected text of 1 to 120 characters, received the text ""',
      'base.dataset.kind: expected one of "mnist", "fashionMnist", "cifar10", "spirals", "moons", "circles", "blobs", "csv", "npz", "idx" (did you mean "mnist"?), received the text "mnst"',
      'base.network.layers.0.units: expected an integer from 1 to 16384, received the number 1.5',
      'base.network.activation: expected one of "sigmoid", "tanh", "relu", "leakyRelu", "elu", "gelu", "identity" (did you mean "relu"?), received the text "relou"',
      'base.optimizer.learningRate: expected a number above 0 and of at most 1000000, received the text "fast"',
      'base.batchSize: expected an integer from 1 to 65536, received the number 0',
      'base.duration.count: expected an integer from 1 to 100000000, received nothing',
      'titel: expected one of the fields version, title, description, base, arms, baseline, seeds, sweep (did you mean "title"?), received the unknown field "titel"',
      'arms.1.name: expected a name different from that of arms.0, received "without BN"',
      'seeds.1: expected a seed that is not listed before (as seeds.0), received 1',
      'arms.1.patch.network.layers.3.units: expected an index of network.layers from 0 to 0, received "3"',
      'arms.1.patch.network.normalisation: expected one of the fields layers, activation, initializer, normalization (did you mean "normalization"?), received the unknown field "normalisation"',
    ]);
  });

  it('carries them as details for programs', () => {
    try {
      parseExperimentText(TEN_MISTAKES);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SpecError);
      const { code, details } = error as SpecError;
      expect(code).toBe('SPEC_INVALID');
      expect(details).toContainEqual({
        path: 'base.batchSize',
        expected: 'an integer from 1 to 65536',
        received: 'the number 0',
      });
    }
  });
});

describe('rules over several fields', () => {
  it('let only different arms stand beside each other', () => {
    expect(faultsWith('name: with BN', 'name: "without BN "')).toEqual([
      'arms.1.name: expected a name different from that of arms.0, received "without BN"',
    ]);
  });

  it('want a baseline that is an arm', () => {
    expect(faultsOf(`${SHORTEST}baseline: witout BN`)).toEqual([
      'baseline: expected the name of an arm: "without BN", "with BN" (did you mean "without BN"?), received "witout BN"',
    ]);
    expect(parseExperimentText(`${SHORTEST}baseline: with BN`).baseline).toBe('with BN');
  });

  it('want two examples for a variance, and blame the arm that asks for it', () => {
    expect(faultsWith('duration:', 'batchSize: 1\n  duration:')).toEqual([
      'arms.1.patch.network.normalization.kind: expected a batchSize of at least 2 with batch normalization: a batch of one gives each channel a single value, which has no variance, received batchSize 1',
    ]);
  });

  it('blame the base once for what all arms inherit', () => {
    expect(faultsWith('duration:', 'batchSize: 60001\n  duration:')).toEqual([
      'base.batchSize: expected a batchSize of at most the 60000 training examples, received batchSize 60001',
    ]);
    expect(faultsWith('{ kind: sgd }', '{ kind: sgd, nesterov: true }')).toEqual([
      'base.optimizer.momentum: expected a momentum above 0 with nesterov, which looks ahead along the velocity, received momentum 0',
    ]);
  });

  it('let an arm mend the base', () => {
    const mended = SHORTEST.replace('{ kind: sgd }', '{ kind: sgd, nesterov: true }')
      .replace('- name: without BN', '- name: without BN\n    patch: { optimizer.nesterov: false }')
      .replace('network.normalization.kind: batch', 'optimizer.momentum: 0.9');
    expect(parseExperimentText(mended).base.optimizer).toMatchObject({ nesterov: true });
  });

  it('bound the duration, also in epochs', () => {
    expect(faultsWith('{ count: 500 }', '{ unit: epochs, count: 1000000 }')).toEqual([
      'base.duration: expected a duration of at most 100000000 steps, received 1000000 epochs of 1000 steps',
    ]);
  });

  it('bound what is generated', () => {
    expect(faultsWith('{ kind: mnist }', '{ kind: blobs, classes: 100, testExamples: 50 }')).toEqual([
      'base.dataset.classes: expected at least one training and one test example of each class, received 100 classes, 2000 training and 50 test examples',
    ]);
    expect(faultsWith('{ kind: mnist }', '{ kind: blobs, features: 1000, trainExamples: 1000000 }')).toEqual([
      'base.dataset.features: expected at most 100000000 values (examples × features), received 1001000000 values',
    ]);
  });
});
