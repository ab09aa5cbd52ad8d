import type { Conv2dGradInputOp, Conv2dGradWeightOp, Conv2dOp, ConvolutionGeometry } from '../../../plan/ops.ts';
import type { ProductKernelForm } from './gemm.ts';
import {
  SLICE_DEPTH,
  tiledGroups,
  tiledProductCode,
  tileRows,
  tilingOf,
  type ProductShape,
  type Tiling,
} from './tiled-product.ts';

/**
 * Convolutions as matrix products (`tiledProductCode`) whose factor a is never laid out: its elements are fetched from the
 * images where they are. An element is where a *point*, the window's corner in its image, and an *offset*, the place and
 * channel inside of the window, meet; both are computed once per row of a tile and once per k of a slice.
 *
 * | op               | rows of c         | columns | summed over            | a          | b          |
 * | conv2d           | points of y       | co      | offsets (ky, kx, ci)   | x          | weight     |
 * | conv2dGradInput  | points of x       | ci      | offsets (ky, kx, co)   | gradOutput | weight     |
 * | conv2dGradWeight | offsets           | co      | points of y            | x          | gradOutput |
 */

type ConvolutionOp = Conv2dOp | Conv2dGradInputOp | Conv2dGradWeightOp;

export function convolutionShape({ kind, geometry }: ConvolutionOp): ProductShape {
  const { batch, inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth, inChannels, outChannels } =
    geometry;
  const [inputs, outputs] = [batch * inHeight * inWidth, batch * outHeight * outWidth];
  const window = kernelHeight * kernelWidth;
  switch (kind) {
    case 'conv2d':
      return { m: outputs, n: outChannels, k: window * inChannels };
    case 'conv2dGradInput':
      return { m: inputs, n: inChannels, k: window * outChannels };
    case 'conv2dGradWeight':
      return { m: window * inChannels, n: outChannels, k: outputs };
    default:
      return kind satisfies never;
  }
}

/** A weight is small, and its gradient sums over all positions of all images. */
export function convolutionTiling(op: ConvolutionOp): Tiling {
  return tilingOf(convolutionShape(op), op.kind === 'conv2dGradWeight');
}

/** Bindings: the image that a is fetched from, b, the bias if there is one, c. */
export function convolutionKernel(op: ConvolutionOp): ProductKernelForm {
  const { kind, geometry } = op;
  const shape = convolutionShape(op);
  const tiling = convolutionTiling(op);
  const hasBias = kind === 'conv2d' && op.bias !== null;
  const rowsArePoints = kind !== 'conv2dGradWeight';
  const rows = tileRows(tiling.threads);
  const threadCount = tiling.threads.rows * tiling.threads.columns;
  const place = rowsArePoints ? 'place(ofRow[iLocal], ofK[kLocal])' : 'place(ofK[kLocal], ofRow[iLocal])';
  return {
    code: tiledProductCode({
      threads: tiling.threads,
      members: GEOMETRY_MEMBERS,
      bindings: [
        'var<storage, read> image : array<f32>',
        'var<storage, read> b : array<f32>',
        ...(hasBias ? ['var<storage, read> bias : array<f32>'] : []),
        'var<storage, read_write> c : array<f32>',
      ],
      declarations: `
var<workgroup> ofRow : array<vec4<i32>, ${rows}>;
var<workgroup> ofK : array<vec4<i32>, ${SLICE_DEPTH}>;
${POINT}
${offsetCode(kind)}
${placeCode(kind, geometry)}`,
      prepareTile: `
  for (var i = thread; i < ${rows}u; i += ${threadCount}u) {
    ofRow[i] = ${rowsArePoints ? 'pointAt' : 'offsetAt'}(i32(firstRow + i));
  }`,
      prepareSlice: `
    if (thread < ${SLICE_DEPTH}u) { ofK[thread] = ${rowsArePoints ? 'offsetAt' : 'pointAt'}(i32(sliceStart + thread)); }`,
      a: { alongK: rowsArePoints, fetch: `let at = ${place}; if (at >= 0) { value = image[at]; }` },
      b:
        kind === 'conv2dGradInput'
          ? { alongK: true, fetch: 'value = b[u32(ofK[kLocal].w) + i * u32(shape.channels)];' }
          : { alongK: false, fetch: 'value = b[k * shape.n + i];' },
      addends: hasBias ? ' + bias[column]' : '',
    }),
    words: Uint32Array.of(shape.m, shape.n, shape.k, tiling.partLength, ...geometryWords(kind, geometry)),
    groups: tiledGroups(shape, tiling),
    tiling,
  };
}

/** The image that is fetched from, and the grid of points. */
const GEOMETRY_MEMBERS = [
  'height : i32',
  'width : i32',
  'channels : i32',
  'kernelWidth : i32',
  'gridHeight : i32',
  'gridWidth : i32',
  'strideY : i32',
  'strideX : i32',
  'padTop : i32',
  'padLeft : i32',
  'padding0 : u32',
  'padding1 : u32',
];

function geometryWords(kind: ConvolutionOp['kind'], geometry: ConvolutionGeometry): number[] {
  const { inHeight, inWidth, outHeight, outWidth, kernelWidth, inChannels, outChannels } = geometry;
  const { strideY, strideX, padTop, padLeft } = geometry;
  const [image, grid] =
    kind === 'conv2dGradInput'
      ? [
          [outHeight, outWidth, outChannels],
          [inHeight, inWidth],
        ]
      : [
          [inHeight, inWidth, inChannels],
          [outHeight, outWidth],
        ];
  return [...image, kernelWidth, ...grid, strideY, strideX, padTop, padLeft, 0, 0];
}

/** A point: first position of its image, and its row and column of the grid. */
const POINT = `
fn pointAt(number : i32) -> vec4<i32> {
  let gridSize = shape.gridHeight * shape.gridWidth;
  let inGrid = number % gridSize;
  let firstPosition = number / gridSize * (shape.height * shape.width);
  return vec4<i32>(firstPosition, inGrid / shape.gridWidth, inGrid % shape.gridWidth, 0);
}`;

/** An offset: ky, kx, the channel, and for the input's gradient where b has this k in its first column. */
function offsetCode(kind: ConvolutionOp['kind']): string {
  const bIndex = kind === 'conv2dGradInput' ? 'element * i32(shape.n) * shape.channels + channel' : '0';
  return `
fn offsetAt(number : i32) -> vec4<i32> {
  let element = number / shape.channels;
  let channel = number % shape.channels;
  return vec4<i32>(element / shape.kernelWidth, element % shape.kernelWidth, channel, ${bIndex});
}`;
}

/** Index of the image's element where point and offset meet; −1 outside of the image, and where no window covers it. */
function placeCode(kind: ConvolutionOp['kind'], { strideY, strideX }: ConvolutionGeometry): string {
  const between = strideY > 1 || strideX > 1;
  const position =
    kind === 'conv2dGradInput'
      ? `
  var y = point.y + shape.padTop - offset.x;
  var x = point.z + shape.padLeft - offset.y;
  ${between ? 'if (y < 0 || x < 0 || y % shape.strideY != 0 || x % shape.strideX != 0) { return -1; }' : ''}
  ${between ? 'y /= shape.strideY; x /= shape.strideX;' : ''}`
      : `
  let y = point.y * shape.strideY - shape.padTop + offset.x;
  let x = point.z * shape.strideX - shape.padLeft + offset.y;`;
  return `
fn place(point : vec4<i32>, offset : vec4<i32>) -> i32 {${position}
  if (y < 0 || x < 0 || y >= shape.height || x >= shape.width) { return -1; }
  return (point.x + y * shape.width + x) * shape.channels + offset.z;
}`;
}
