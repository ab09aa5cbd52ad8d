import { z } from 'zod';

/** Published sets of images: the first examples, in their published order. */

const firstExamples = (max: number, split: 'Training' | 'Test') =>
  z
    .int()
    .min(split === 'Training' ? 2 : 1)
    .max(max)
    .default(max)
    .meta({
      title: `${split} examples`,
      description: `How many of the ${max.toLocaleString('en-US')} ${split.toLowerCase()} images to use, from the first on.`,
    });

/** Light augmentation of training images; test images are unchanged. */
export const augmentation = z
  .strictObject({
    flip: z
      .boolean()
      .default(false)
      .meta({ title: 'Flip', description: 'Mirrors each image left to right with probability 1/2.' }),
    shift: z.int().min(0).max(16).default(0).meta({
      title: 'Shift',
      description: 'Moves each image by up to this many pixels vertically and horizontally, filling in black.',
    }),
  })
  .meta({
    title: 'Augmentation',
    description: 'Drawn anew for each image at each step; the same for all arms of one seed. Default: none.',
  });

export type AugmentationSpec = z.infer<typeof augmentation>;

export const mnist = z
  .strictObject({
    kind: z.literal('mnist'),
    trainExamples: firstExamples(60_000, 'Training'),
    testExamples: firstExamples(10_000, 'Test'),
    augmentation: augmentation.optional(),
  })
  .meta({ title: 'MNIST digits' });

export const fashionMnist = z
  .strictObject({
    kind: z.literal('fashionMnist'),
    trainExamples: firstExamples(60_000, 'Training'),
    testExamples: firstExamples(10_000, 'Test'),
    augmentation: augmentation.optional(),
  })
  .meta({ title: 'Fashion-MNIST clothes' });

export const cifar10 = z
  .strictObject({
    kind: z.literal('cifar10'),
    trainExamples: firstExamples(50_000, 'Training'),
    testExamples: firstExamples(10_000, 'Test'),
    augmentation: augmentation.optional(),
  })
  .meta({ title: 'CIFAR-10 photographs' });
