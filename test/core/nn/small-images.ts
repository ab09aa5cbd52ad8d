import type { Dataset, Split } from '#core/data/dataset.ts';
import { randomStream, type RandomStream } from '#core/tensor/random.ts';

/** Images of noise, not square and of a few channels, in two classes that a bright left or right half tells apart. */
export function smallImages(exampleShape: readonly number[] = [5, 4, 2], trainCount = 12): Dataset {
  const [height, width, channels] = exampleShape;
  const split = (count: number, stream: RandomStream): Split => {
    const labels = Int32Array.from({ length: count }, () => stream.integer(2));
    const values = Float32Array.from({ length: count * height * width * channels }, (_, index) => {
      const x = Math.floor(index / channels) % width;
      const label = labels[Math.floor(index / (height * width * channels))];
      return stream.normal() + (x < width / 2 === (label === 0) ? 1 : 0);
    });
    return { count, values, labels };
  };
  return {
    name: 'Small images',
    classes: 2,
    exampleShape,
    train: split(trainCount, randomStream(0, 'small-images', 'train')),
    test: split(7, randomStream(0, 'small-images', 'test')),
  };
}
