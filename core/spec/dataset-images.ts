import { z } from 'zod';

/** Published sets of images: their first so many examples, in their published order. */

const firstExamples = (max: number, split: 'Training' | 'Test') =>
  z
    .int()
    .min(split === 'Training' ? 2 : 1)
    .max(max)
    .default(max)
    .meta({
      title: `${split} examples`,
      description: `The first so many of the ${max.toLocaleString('en-US')} ${split.toLowerCase()} images.`,
    });

export const mnist = z
  .strictObject({
    kind: z.literal('mnist'),
    trainExamples: firstExamples(60_000, 'Training'),
    testExamples: firstExamples(10_000, 'Test'),
  })
  .meta({ title: 'MNIST digits' });

export const fashionMnist = z
  .strictObject({
    kind: z.literal('fashionMnist'),
    trainExamples: firstExamples(60_000, 'Training'),
    testExamples: firstExamples(10_000, 'Test'),
  })
  .meta({ title: 'Fashion-MNIST clothes' });

export const cifar10 = z
  .strictObject({
    kind: z.literal('cifar10'),
    trainExamples: firstExamples(50_000, 'Training'),
    testExamples: firstExamples(10_000, 'Test'),
  })
  .meta({ title: 'CIFAR-10 photographs' });
