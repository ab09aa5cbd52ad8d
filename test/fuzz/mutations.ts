import fc from 'fast-check';
import { textOf } from './input.ts';

/**
 * Inputs beside the valid ones: bytes of chance, valid inputs with some bytes changed, and, of what is JSON, the tree
 * with some of its values changed. Small steps from what is right reach code that noise never does.
 */
export function mutationsOf(corpus: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const trees = corpus.flatMap(jsonTree);
  return fc.oneof(
    { arbitrary: fc.uint8Array({ maxLength: 200 }), weight: 1 },
    { arbitrary: changedBytes(corpus), weight: 4 },
    ...(trees.length === 0 ? [] : [{ arbitrary: changedTree(trees), weight: 6 }]),
  );
}

type Edit = (bytes: readonly number[]) => number[];

/** A place as a share, so that it means something in an input of any length. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const bytesThatMatter = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 4 }),
  fc.constantFrom(...[0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x22, 0x2c].map((byte) => Uint8Array.of(byte))),
  fc.constantFrom(Uint8Array.of(255, 255, 255, 255), Uint8Array.of(0, 0, 0, 128), Uint8Array.of(255, 255, 255, 127)),
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, bytesThatMatter).map(([at, bytes]): Edit => (of) => {
    const start = Math.floor(at * of.length);
    return [...of.slice(0, start), ...bytes, ...of.slice(start + bytes.length)];
  }),
  fc.tuple(place, bytesThatMatter).map(([at, bytes]): Edit => (of) => {
    const start = Math.floor(at * of.length);
    return [...of.slice(0, start), ...bytes, ...of.slice(start)];
  }),
  place.map(
    (at): Edit =>
      (of) =>
        of.slice(0, Math.floor(at * of.length)),
  ),
  fc.tuple(place, place).map(([a, b]): Edit => (of) => {
    const [start, end] = [a, b].map((at) => Math.floor(at * of.length)).sort((x, y) => x - y);
    return [...of.slice(0, start), ...of.slice(end)];
  }),
  fc.tuple(place, place).map(([a, b]): Edit => (of) => {
    const [start, end] = [a, b].map((at) => Math.floor(at * of.length)).sort((x, y) => x - y);
    return [...of.slice(0, end), ...of.slice(start)];
  }),
);

function changedBytes(corpus: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([input, edits]) => Uint8Array.from(edits.reduce<number[]>((bytes, change) => change(bytes), [...input])));
}

type Path = readonly string[];

interface Tree {
  readonly value: unknown;
  readonly paths: readonly Path[];
}

function jsonTree(input: Uint8Array): Tree[] {
  try {
    const value: unknown = JSON.parse(textOf(input));
    return [{ value, paths: pathsIn(value, []) }];
  } catch {
    return [];
  }
}

function pathsIn(value: unknown, path: Path): Path[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, child]) => pathsIn(child, [...path, key]))];
}

/** What stands where something else should; `undefined` takes the field away. */
const strangeValue = fc.oneof(
  fc.constantFrom(undefined, null, true, 0, -1, 0.5, 1e308, 2 ** 53, '', '\u2028', '__proto__', '0', [], {}, [[]]),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constant('x'.repeat(20_000)),
  fc.array(fc.integer(), { maxLength: 5 }),
  fc.dictionary(fc.string({ maxLength: 10 }), fc.integer(), { maxKeys: 3 }),
);

function changedTree(trees: readonly Tree[]): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(place, strangeValue);
  return fc
    .tuple(fc.constantFrom(...trees), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([{ value, paths }, changes]) => {
      const changed = changes.reduce(
        (tree, [at, strange]) => withValueAt(tree, paths[Math.floor(at * paths.length)], strange),
        value,
      );
      return new TextEncoder().encode(JSON.stringify(changed) ?? '');
    });
}

/** A copy with another value at a path; where an earlier change took the path away, the tree as it is. */
function withValueAt(tree: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  if (typeof tree !== 'object' || tree === null) return tree;
  const [key, ...rest] = path;
  if (Array.isArray(tree))
    return tree.map((item, index) => (`${index}` === key ? withValueAt(item, rest, value) : item));
  return { ...tree, [key]: withValueAt(Reflect.get(tree, key), rest, value) };
}
