import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): the header's length as u64, a JSON header padded
 * with spaces to a multiple of 8, then the tensors' bytes, all little-endian. Enough of it to write parameters.
 */
export interface SafeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | BigInt64Array;
}

/**
 * @param metadata strings that readers may look at and that no reader needs
 * @throws RangeError if a tensor's shape does not hold its values, or a name occurs twice.
 */
export function writeSafetensors(
  tensors: readonly SafeTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  // The format asks for no gaps; wide elements come first so that each tensor lies at a multiple of its element size.
  const ordered = [...tensors].sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const tensor of ordered) {
    checkShape(tensor);
    if (tensor.name in header) throw new RangeError(`name: expected each name once, received ${tensor.name} twice`);
    const end = offset + tensor.values.byteLength;
    header[tensor.name] = { dtype: dtypeOf(tensor.values), shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }

  const headerText = JSON.stringify(header);
  const headerBytes = utf8ToBytes(headerText);
  const headerLength = Math.ceil(headerBytes.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(headerBytes, 8);

  let at = 8 + headerLength;
  for (const { values } of ordered) {
    writeValues(view, at, values);
    at += values.byteLength;
  }
  return bytes;
}

function checkShape({ name, shape, values }: SafeTensor): void {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== values.length) {
    throw new RangeError(`${name}: expected ${size} values for shape [${shape.join(', ')}], received ${values.length}`);
  }
}

function dtypeOf(values: SafeTensor['values']): string {
  if (values instanceof Float32Array) return 'F32';
  return values instanceof Int32Array ? 'I32' : 'I64';
}

function writeValues(view: DataView, at: number, values: SafeTensor['values']): void {
  if (values instanceof Float32Array) values.forEach((value, i) => view.setFloat32(at + 4 * i, value, true));
  else if (values instanceof Int32Array) values.forEach((value, i) => view.setInt32(at + 4 * i, value, true));
  else values.forEach((value, i) => view.setBigInt64(at + 8 * i, value, true));
}
