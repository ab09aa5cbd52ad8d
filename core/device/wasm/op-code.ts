/**
 * The numbers by which an encoded op names its kernel and its variant. This file is compiled twice: as TypeScript for
 * the encoder and as AssemblyScript for the interpreter, so that the two cannot disagree. It holds constants only.
 */

export const GATHER = 1;
export const GEMM = 2;
export const ACTIVATION = 3;
export const ACTIVATION_BACKWARD = 4;
export const BATCH_NORM = 5;
export const BATCH_NORM_EVALUATE = 6;
export const BATCH_NORM_BACKWARD = 7;
export const SOFTMAX_CROSS_ENTROPY = 8;
export const MEAN_SQUARED_ERROR = 9;
export const COLUMN_SUM = 10;
export const LOG = 11;
export const SGD = 12;
export const RESHAPE = 13;
export const ADD = 14;
export const CONVOLUTION = 15;
export const CONVOLUTION_GRAD_WEIGHT = 16;
export const MAX_POOL = 17;
export const MAX_POOL_BACKWARD = 18;
export const AVERAGE_POOL = 19;
export const AVERAGE_POOL_BACKWARD = 20;
export const DROPOUT = 21;
export const BATCH_NORM_FROZEN = 22;
export const BATCH_NORM_FROZEN_BACKWARD = 23;
export const BATCH_RENORM = 24;
export const BATCH_RENORM_BACKWARD = 25;
export const GROUP_NORM = 26;
export const GROUP_NORM_BACKWARD = 27;
export const WEIGHT_NORM = 28;
export const WEIGHT_NORM_BACKWARD = 29;
export const GRADIENT_SQUARES = 30;
export const CLIP_GRADIENTS = 31;
export const ADD_WEIGHT_DECAY = 32;
export const DECAY_WEIGHTS = 33;
export const RMSPROP = 34;
export const ADAM = 35;
export const AUGMENT = 36;

/** An encoded op is a row of so many 32-bit words: its code first, then its kernel's fields. */
export const RECORD_WORDS = 32;

export const VALUES_ARE_BYTES = 0;
export const VALUES_ARE_FLOATS = 1;

export const FORM_NN = 0;
export const FORM_NT = 1;
export const FORM_TN = 2;

export const SIGMOID = 0;
export const TANH = 1;
export const RELU = 2;
export const LEAKY_RELU = 3;
export const ELU = 4;
export const GELU = 5;
export const IDENTITY = 6;

export const SGD_PLAIN = 0;
export const SGD_MOMENTUM = 1;
export const SGD_NESTEROV = 2;

/**
 * Fixed addresses at the bottom of memory. Address 0 stands for "no buffer". The zeros are never written; the dump
 * line takes what the matrix product stores for rows that do not exist, and is never read. The constants are those of
 * vector-math.ts.
 */
export const ZERO_LINE = 64;
export const DUMP_LINE = 128;
export const CONSTANTS = 256;
export const FIRST_FREE_BYTE = 320;

/** Rows of one packed panel of the matrix product, and the bytes of the widest, of 16 columns. */
export const PANEL_ROWS = 512;
export const PANEL_BYTES = 32768;
