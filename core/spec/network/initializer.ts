import { z } from 'zod';

const distribution = z
  .enum(['normal', 'uniform'])
  .default('normal')
  .meta({ title: 'Distribution', description: 'Both have the same variance.' });

export const initializerSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('normal'),
        stddev: z
          .number()
          .min(0)
          .max(100)
          .default(0.1)
          .meta({ title: 'Standard deviation', description: 'σ of N(0, σ).' }),
      })
      .meta({ title: 'Normal' }),
    z
      .strictObject({
        kind: z.literal('uniform'),
        limit: z
          .number()
          .min(0)
          .max(100)
          .default(0.1)
          .meta({ title: 'Limit', description: 'Uniform on [−limit, limit].' }),
      })
      .meta({ title: 'Uniform' }),
    z.strictObject({ kind: z.literal('xavier'), distribution }).meta({ title: 'Xavier (Glorot)' }),
    z.strictObject({ kind: z.literal('he'), distribution }).meta({ title: 'He (Kaiming)' }),
    z.strictObject({ kind: z.literal('lecun'), distribution }).meta({ title: 'LeCun' }),
  ])
  .meta({ title: 'Initializer', description: 'How weights are drawn. Biases start at 0, gamma at 1, beta at 0.' });

export type InitializerSpec = z.infer<typeof initializerSpec>;
