import { z } from 'zod';

export const activationSpec = z.enum(['sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'identity']).meta({
  title: 'Activation',
  description: 'leakyRelu has slope 0.01, elu alpha 1, gelu is the exact one (erf): PyTorch’s defaults.',
});

export type ActivationSpec = z.infer<typeof activationSpec>;
