import type { Device } from '#core/device/device.ts';
import type { Layer, Mode } from '#core/nn/layers/layer.ts';
import { hiddenLayer, residualBlock } from '#core/nn/network-layers.ts';
import { canonicalJson } from '#core/spec/hash.ts';
import type { Shape } from '#core/spec/network/layer-shape.ts';
import { networkSpec, type LayerKind, type LayerSpec } from '#core/spec/network/network.ts';
import { randomStream } from '#core/tensor/random.ts';
import { GRAD_OUTPUT, INPUT, LayerProbe } from '../layer-probe.ts';
import { shake } from '../shake.ts';
import { INITIALIZERS, layerCheck, sizeOf, type LayerCheck, type NetworkDefaults } from './layer-checks.ts';
import { under, type TensorShapes } from './normalization-checks.ts';
import { combinations } from './option-matrix.ts';

/** One layer with all its options, in a network's defaults, in front of one input. */
export interface LayerCase {
  readonly name: string;
  readonly layer: LayerSpec;
  readonly defaults: NetworkDefaults;
  readonly input: Shape;
  /** Null where the layer must refuse the input. */
  readonly output: Shape | null;
  readonly tensors: TensorShapes;
  /** Whether several options together differ from their first values. */
  readonly isCrossed: boolean;
  /** Whether its initializer is not the first: that decides where values start, but no op. */
  readonly isRedrawn: boolean;
  /** The hidden layers of whole networks that hold the layer. */
  readonly networks: readonly (readonly LayerSpec[])[];
  /** The modes in which PyTorch computes the same; none for other initial values. */
  readonly inPytorch: readonly Mode[];
}

const PATH = 'layers.0';
/** Examples of a batch. */
export const BATCH_SIZE = { vector: 6, image: 3 } as const;

const made = new Map<LayerKind, readonly LayerCase[]>();

/** The whole option matrix of a kind of layer, on inputs of every rank; the same objects each time. */
export function layerCases(kind: LayerKind): readonly LayerCase[] {
  const cases = made.get(kind) ?? makeCases(kind);
  made.set(kind, cases);
  return cases;
}

function makeCases(kind: LayerKind): LayerCase[] {
  const check = layerCheck(kind);
  const alone = new Set(combinations<LayerSpec>(kind, { ...check, crossed: [] }).map((spec) => JSON.stringify(spec)));
  return (check.defaults ?? [{}]).flatMap((given, index) => {
    const { activation, initializer, normalization } = networkSpec.parse({ layers: [], ...given });
    const defaults = { activation, initializer, normalization };
    return combinations<LayerSpec>(kind, index === 0 ? check : onlyCrossed(check)).flatMap((layer) => {
      const isCrossed = !alone.has(JSON.stringify(layer));
      const isRedrawn = 'initializer' in layer && canonicalJson(layer.initializer) !== canonicalJson(INITIALIZERS[0]);
      const inputs = check.inputs.filter((input) => !isCrossed || (check.crossedOn?.includes(input.kind) ?? true));
      return inputs.map((input) => {
        const output = check.output(layer, input);
        const network = check.defaults && { network: given };
        const inNetworks = output !== null && !isRedrawn && (!isCrossed || check.crossedInNetworks === true);
        return {
          name: canonicalJson({ ...layer, kind: undefined, ...network, input: extentsOf(input) }),
          layer,
          defaults,
          input,
          output,
          isCrossed,
          isRedrawn,
          tensors: output === null ? {} : under(PATH, check.tensors(layer, input, defaults)),
          networks: inNetworks ? check.networks(layer, input) : [],
          inPytorch: output === null || isRedrawn ? [] : check.inPytorch(layer, defaults),
        };
      });
    });
  });
}

/** Other options stay at their first values. */
function onlyCrossed(check: LayerCheck<LayerSpec>): LayerCheck<LayerSpec> {
  const crossed = new Set<string>(check.crossed.flat());
  const values = Object.entries<readonly unknown[]>(check.values).map(
    ([field, all]) => [field, crossed.has(field) ? all : all.slice(0, 1)] as const,
  );
  return { ...check, values: Object.fromEntries(values) as LayerCheck<LayerSpec>['values'] };
}

export function layerOf({ layer, defaults, input }: LayerCase): Layer {
  const network = { layers: [layer], ...defaults };
  return layer.kind === 'residual'
    ? residualBlock(network, layer, PATH, input)
    : hiddenLayer(network, layer, PATH, input);
}

interface ProbeOptions {
  readonly mode: Mode;
  readonly device?: Device;
  /** Default: a batch. */
  readonly examples?: number;
}

/** The layer alone, on values that float32 holds, all away from 0 and 1. */
export async function openProbe(
  testCase: LayerCase,
  { examples = BATCH_SIZE[testCase.input.kind], ...options }: ProbeOptions,
): Promise<LayerProbe> {
  const [rows, columns] = matrixOf(testCase.input, examples);
  const probe = await LayerProbe.open(layerOf(testCase), { rows, columns, ...options });
  await shake(probe);
  await probe.write(INPUT, inputOf(testCase).subarray(0, rows * columns));
  const [outputRows, outputColumns] = probe.outputShape;
  if (options.mode === 'training') await probe.write(GRAD_OUTPUT, normals(GRAD_OUTPUT, outputRows * outputColumns));
  return probe;
}

/** A batch of examples. */
export function inputOf({ input }: LayerCase): Float32Array {
  return normals(INPUT, BATCH_SIZE[input.kind] * sizeOf(input));
}

/** Rows and columns of a batch in a plan. */
export function matrixOf(shape: Shape, examples: number): [rows: number, columns: number] {
  return shape.kind === 'vector' ? [examples, shape.features] : [examples * shape.height * shape.width, shape.channels];
}

export function extentsOf(shape: Shape): number[] {
  return shape.kind === 'vector' ? [shape.features] : [shape.height, shape.width, shape.channels];
}

/** Of a tensor, by its path. */
export function roleOf(path: string): 'parameter' | 'statistic' {
  return path.includes('.running') ? 'statistic' : 'parameter';
}

function normals(purpose: string, size: number): Float32Array {
  const stream = randomStream(1, 'layer case', purpose);
  return Float32Array.from({ length: size }, () => stream.normal());
}
