import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '#core/errors.ts';
import { SPEC_CHARACTERS_MAX } from '#core/spec/parse/document-text.ts';
import { formatExperiment, parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { arbitraryExperiment } from '../arbitrary-experiment.ts';

const SHORTEST = `
title: The shortest experiment
base:
  dataset: { kind: mnist }
  network: { layers: [{ kind: dense, units: 100 }] }
  optimizer: { kind: sgd }
  duration: { count: 500 }
arms:
  - name: without BN
  - name: with BN
    patch: { network.normalization.kind: batch }
`;

/** The faults of a text, one line each, as a person sees them. */
function faultsOf(text: string): string[] {
  try {
    parseExperimentText(text);
  } catch (error) {
    if (error instanceof SpecError) return error.message.split('\n');
    throw error;
  }
  throw new Error('The text has no fault.');
}

/** The faults of the shortest experiment with some of its text replaced. */
const faultsWith = (text: string, replacement: string): string[] => {
  expect(SHORTEST).toContain(text);
  return faultsOf(SHORTEST.replace(text, replacement));
};

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

describe('a fault of the document', () => {
  it.each([
    ['text', '"hello"', '(document): expected an object, received the text "hello"'],
    ['nothing', '', '(document): expected an object, received null (an empty value)'],
    ['a list', '[1, 2]', '(document): expected an object, received a list of 2 items'],
  ])('%s instead of an experiment', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('names line and column of broken YAML', () => {
    expect(faultsWith('kind: mnist }', 'kind: mnist')).toEqual([
      expect.stringMatching(/^\(document\): expected valid YAML or JSON, received an error at line 5, column 3: /),
    ]);
    expect(faultsOf('title: a\ntitle: b\n')).toEqual([
      '(document): expected valid YAML or JSON, received an error at line 2, column 1: Map keys must be unique',
    ]);
  });

  it('makes nothing but plain values, whatever the tags', () => {
    expect(faultsOf('a: !!js/function "process.exit()"')[0]).toContain('line 1, column 4: Unresolved tag');
    expect(faultsOf('a: !!timestamp 2001-01-01')[0]).toContain('Unresolved tag');
    const polluted = parseExperimentText(`${SHORTEST}`);
    expect(faultsWith('title:', '__proto__: { polluted: true }\ntitle:')).toHaveLength(1);
    expect('polluted' in polluted).toBe(false);
  });

  it('is bounded in size, depth and aliases', () => {
    expect(faultsOf(' '.repeat(SPEC_CHARACTERS_MAX + 1))).toEqual([
      '(document): expected a document of at most 1000000 characters, received 1000001 characters',
    ]);
    expect(faultsOf('['.repeat(100_000))).toEqual([
      '(document): expected a document of reasonable depth, received nesting that is too deep',
    ]);
    const tenfold = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]\n`;
    const bomb = `a: &a [lol]\n${tenfold('b', 'a')}${tenfold('c', 'b')}${tenfold('d', 'c')}${tenfold('e', 'd')}`;
    expect(faultsOf(bomb)[0]).toContain('expected at most 100 uses of aliases');
  });

  it('says that merge keys are not part of YAML 1.2, and where they are', () => {
    expect(faultsOf('base: &base { a: 1 }\narms:\n  - <<: *base\n  - { <<: *base }\n')).toEqual([
      '(document): expected fields that are written out, since YAML 1.2 has no merge keys (<<), received a merge key at line 3, column 5. Write out the fields that it stands for, or patch them in an arm',
      '(document): expected fields that are written out, since YAML 1.2 has no merge keys (<<), received a merge key at line 4, column 7. Write out the fields that it stands for, or patch them in an arm',
    ]);
    expect(faultsOf('"<<": 1')[0]).not.toContain('merge');
  });

  it('wants an anchor for each alias', () => {
    expect(faultsOf('title: *name')).toEqual([
      '(document): expected an anchor (&) before each alias (*) of its name, received the alias "name" without one',
    ]);
  });

  it('is no value that contains itself, nor one that fills the stack', () => {
    const tooDeep = ['(document): expected a document of reasonable depth, received nesting that is too deep'];
    expect(faultsWith('{ network.normalization.kind: batch }', '&patch { network: *patch }')).toEqual(tooDeep);
    const nested = `${'['.repeat(1_500)}${']'.repeat(1_500)}`;
    expect(faultsWith('{ network.normalization.kind: batch }', `{ network: ${nested} }`)).toEqual(tooDeep);
  });

  it('stays one line, whatever the names in it', () => {
    expect(faultsOf('a: |\u0085')).toEqual([expect.stringMatching(/^[^\u0085]*extra characters: \|\\u0085$/)]);
    expect(faultsWith('title:', '"two\\nlines": 1\ntitle:')).toEqual([
      expect.stringMatching(
        /^two\\u000alines: expected one of the fields .*, received the unknown field "two\\nlines"$/,
      ),
    ]);
  });

  it('says the same of a long list of faults in little time', () => {
    const wrongSeeds = `${SHORTEST}seeds: [${Array(100_000).fill('x').join(',')}]`;
    expect(faultsOf(wrongSeeds)[0]).toContain('seeds');
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

describe('faults of patches', () => {
  const patched = (patch: string) => faultsWith('{ network.normalization.kind: batch }', patch);

  it.each([
    [
      '{ batchSise: 3 }',
      'arms.1.patch.batchSise: expected one of the fields dataset, inputNormalization, network, loss, labelSmoothing, optimizer, batchSize, duration, evaluation, earlyStop, checkpoint (did you mean "batchSize"?), received the unknown field "batchSise"',
    ],
    ['{ batchSize: many }', 'arms.1.patch.batchSize: expected an integer from 1 to 65536, received the text "many"'],
    [
      '{ batchSize.count: 3 }',
      'arms.1.patch.batchSize.count: expected a path into an object or a list, but batchSize is the number 60, received "batchSize.count"',
    ],
    [
      '{ network.layers.1.units: 3 }',
      'arms.1.patch.network.layers.1.units: expected an index of network.layers from 0 to 0, received "1"',
    ],
    [
      '{ network.layers.first.units: 3 }',
      'arms.1.patch.network.layers.first.units: expected an index of network.layers from 0 to 0, received "first"',
    ],
    [
      '{ network..layers: [] }',
      'arms.1.patch.network..layers: expected a dotted path such as network.normalization, received "network..layers"',
    ],
    [
      '{ __proto__.polluted: 1 }',
      'arms.1.patch.__proto__.polluted: expected a dotted path such as network.normalization, received "__proto__.polluted"',
    ],
    [
      '{ network.normalization: { kind: batch, epsilon: -1 } }',
      'arms.1.patch.network.normalization.epsilon: expected a number above 0 and of at most 1, received the number -1',
    ],
    [
      '{ network.normalization.momentum: 0.2 }',
      'arms.1.patch.network.normalization.momentum: expected no field except kind, received the unknown field "momentum"',
    ],
    ['{ batchSize: .nan }', 'arms.1.patch.batchSize: expected a value that JSON can hold, received the number NaN'],
    ['3', 'arms.1.patch: expected an object, received the number 3'],
  ])('%s', (patch, fault) => {
    expect(patched(patch)).toEqual([fault]);
  });

  it('are found beside faults of the base, without repeating those', () => {
    const broken = SHORTEST.replace('units: 100', 'units: none')
      .replace('{ count: 500 }', '{ count: 0 }')
      .replace('kind: batch }', 'kind: batch, duration.count: -1, optimizer.momentun: 0.9 }');
    expect(faultsOf(broken)).toEqual([
      'base.network.layers.0.units: expected an integer from 1 to 16384, received the text "none"',
      'base.duration.count: expected an integer from 1 to 100000000, received the number 0',
      'arms.1.patch.optimizer.momentun: expected one of the fields kind, learningRate, momentum, nesterov, weightDecay, decayed, gradientClipNorm, schedule, warmup (did you mean "momentum"?), received the unknown field "momentun"',
      'arms.1.patch.duration.count: expected an integer from 1 to 100000000, received the number -1',
    ]);
  });
});
