import { ELU, GELU, IDENTITY, LEAKY_RELU, RELU, SIGMOID, TANH } from '../op-code';
import { multiplyAdd, multiplySubtract } from './multiply-add';
import { address, integer } from './record';
import { exp, expm1OfNegative, normalCumulative, normalDensity, sigmoid, tanh } from './vector-math';

// Elementwise functions run over whole buffers, padding included: one loop without rows. What they leave in the padding
// is never read as a value.

const LEAKY_RELU_SLOPE: f32 = 0.01;

@inline
function leakyRelu(x: v128): v128 {
  return v128.bitselect(x, f32x4.mul(x, f32x4.splat(LEAKY_RELU_SLOPE)), f32x4.gt(x, f32x4.splat(0)));
}

@inline
function elu(x: v128): v128 {
  return v128.bitselect(x, expm1OfNegative(x), f32x4.gt(x, f32x4.splat(0)));
}

/** Fields: 1 function, 2 bytes, 3 x, 4 y. */
export function activation(record: usize): void {
  const bytes = address(record, 2), y = address(record, 4), shift = address(record, 3) - y, end = y + bytes;
  switch (integer(record, 1)) {
    case SIGMOID: {
      for (let at = y; at < end; at += 32) {
        v128.store(at, sigmoid(v128.load(at + shift)));
        v128.store(at, sigmoid(v128.load(at + shift, 16)), 16);
      }
      break;
    }
    case TANH: {
      for (let at = y; at < end; at += 16) v128.store(at, tanh(v128.load(at + shift)));
      break;
    }
    case RELU: {
      for (let at = y; at < end; at += 16) v128.store(at, f32x4.pmax(v128.load(at + shift), f32x4.splat(0)));
      break;
    }
    case LEAKY_RELU: {
      for (let at = y; at < end; at += 16) v128.store(at, leakyRelu(v128.load(at + shift)));
      break;
    }
    case ELU: {
      for (let at = y; at < end; at += 16) v128.store(at, elu(v128.load(at + shift)));
      break;
    }
    case GELU: {
      for (let at = y; at < end; at += 16) {
        // Φ(−30) is 0; the clamp keeps −∞ from meeting it as −∞ · 0.
        const x = v128.load(at + shift);
        v128.store(at, f32x4.mul(f32x4.pmax(x, f32x4.splat(-30)), normalCumulative(x)));
      }
      break;
    }
    case IDENTITY: {
      memory.copy(y, y + shift, bytes);
      break;
    }
  }
}

/** Fields: 1 function, 2 bytes, 3 x, 4 y, 5 gradOutput, 6 gradInput. */
export function activationBackward(record: usize): void {
  const bytes = address(record, 2), x = address(record, 3), y = address(record, 4);
  const gradOutput = address(record, 5), gradInput = address(record, 6);
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  switch (integer(record, 1)) {
    case SIGMOID: {
      for (let at: usize = 0; at < bytes; at += 16) {
        const value = v128.load(y + at);
        const slope = f32x4.mul(value, f32x4.sub(one, value));
        v128.store(gradInput + at, f32x4.mul(v128.load(gradOutput + at), slope));
      }
      break;
    }
    case TANH: {
      for (let at: usize = 0; at < bytes; at += 16) {
        const value = v128.load(y + at);
        const slope = multiplySubtract(value, value, one);
        v128.store(gradInput + at, f32x4.mul(v128.load(gradOutput + at), slope));
      }
      break;
    }
    case RELU: {
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(gradInput + at, v128.and(v128.load(gradOutput + at), f32x4.gt(v128.load(y + at), zero)));
      }
      break;
    }
    case LEAKY_RELU: {
      const slope = f32x4.splat(LEAKY_RELU_SLOPE);
      for (let at: usize = 0; at < bytes; at += 16) {
        const gradient = v128.load(gradOutput + at);
        const positive = f32x4.gt(v128.load(y + at), zero);
        v128.store(gradInput + at, v128.bitselect(gradient, f32x4.mul(gradient, slope), positive));
      }
      break;
    }
    case ELU: {
      // The slope e^x comes from x: y + 1 would have lost its digits where y is close to −1.
      for (let at: usize = 0; at < bytes; at += 16) {
        const gradient = v128.load(gradOutput + at), value = v128.load(x + at);
        const positive = f32x4.gt(value, zero);
        v128.store(gradInput + at, v128.bitselect(gradient, f32x4.mul(gradient, exp(value)), positive));
      }
      break;
    }
    case GELU: {
      for (let at: usize = 0; at < bytes; at += 16) {
        const value = f32x4.pmin(f32x4.pmax(v128.load(x + at), f32x4.splat(-30)), f32x4.splat(30));
        const slope = multiplyAdd(value, normalDensity(value), normalCumulative(value));
        v128.store(gradInput + at, f32x4.mul(v128.load(gradOutput + at), slope));
      }
      break;
    }
    case IDENTITY: {
      memory.copy(gradInput, gradOutput, bytes);
      break;
    }
  }
}
