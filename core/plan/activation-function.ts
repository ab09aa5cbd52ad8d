/** The elementwise functions that every device has. leakyRelu: slope 0.01; elu: alpha 1; gelu: x · Φ(x), exact. */
export type ActivationFunction = 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'elu' | 'gelu' | 'identity';

export const LEAKY_RELU_SLOPE = 0.01;
export const ELU_ALPHA = 1;
