import { CONSTANTS } from '../op-code';
import { multiplyAdd, multiplySubtract } from './multiply-add';

// Elementary functions on four floats at once, each good to a few units in the last place. NaN stays NaN everywhere:
// the clamps are pseudo-minima and -maxima with the argument first, which return it if it is NaN.

// What exp needs lies in memory: V8 makes a constant vector anew wherever it is used, in three instructions, but spreads
// a float from memory in one.
const ONE: usize = CONSTANTS;
const LOWEST: usize = CONSTANTS + 4;
const HIGHEST: usize = CONSTANTS + 8;
const LOG2_E: usize = CONSTANTS + 12;
const ROUNDING: usize = CONSTANTS + 16;
const LN2_HIGH: usize = CONSTANTS + 20;
const LN2_LOW: usize = CONSTANTS + 24;
const BIAS: usize = CONSTANTS + 28;
const POLYNOMIAL: usize = CONSTANTS + 32;

/** Before any other function here is called. */
export function writeConstants(): void {
  store<f32>(ONE, 1);
  // e^−87.33 is the least that has a normal float, about.
  store<f32>(LOWEST, -87.33);
  store<f32>(HIGHEST, 88);
  store<f32>(LOG2_E, 1.44269504);
  // Adding 1.5 · 2^23 rounds to the nearest integer and leaves it in the low bits.
  store<f32>(ROUNDING, 12582912);
  store<f32>(LN2_HIGH, 0.693359375);
  store<f32>(LN2_LOW, -2.12194440e-4);
  store<i32>(BIAS, 127);
  // expm1(r) for |r| ≤ ln 2 / 2: Cephes's expf.
  store<f32>(POLYNOMIAL, 1.987569150e-4);
  store<f32>(POLYNOMIAL, 1.3981999507e-3, 4);
  store<f32>(POLYNOMIAL, 8.3334519073e-3, 8);
  store<f32>(POLYNOMIAL, 4.1665795894e-2, 12);
  store<f32>(POLYNOMIAL, 1.6666665459e-1, 16);
  store<f32>(POLYNOMIAL, 5.0000001201e-1, 20);
}

@inline
function constant(at: usize): v128 {
  return v128.load32_splat(at);
}

@inline
function polynomial(r: v128): v128 {
  let p = multiplyAdd(constant(POLYNOMIAL), r, constant(POLYNOMIAL + 4));
  p = multiplyAdd(p, r, constant(POLYNOMIAL + 8));
  p = multiplyAdd(p, r, constant(POLYNOMIAL + 12));
  p = multiplyAdd(p, r, constant(POLYNOMIAL + 16));
  p = multiplyAdd(p, r, constant(POLYNOMIAL + 20));
  return multiplyAdd(p, f32x4.mul(r, r), r);
}

/** e^x. Below −87.33 it is 0 (the true value has no normal float); above 88 it stays e^88. */
@inline
export function exp(x: v128): v128 {
  const lowest = constant(LOWEST), rounding = constant(ROUNDING);
  const clamped = f32x4.pmin(f32x4.pmax(x, lowest), constant(HIGHEST));
  const rounded = multiplyAdd(clamped, constant(LOG2_E), rounding);
  const n = f32x4.sub(rounded, rounding);
  let r = multiplySubtract(n, constant(LN2_HIGH), clamped);
  r = multiplySubtract(n, constant(LN2_LOW), r);
  const scale = i32x4.shl(i32x4.add(rounded, constant(BIAS)), 23);
  const value = multiplyAdd(polynomial(r), scale, scale);
  return v128.andnot(value, f32x4.lt(x, lowest));
}

/** e^x − 1 without cancellation near 0, for x ≤ 0. */
@inline
export function expm1OfNegative(x: v128): v128 {
  const rounding = constant(ROUNDING);
  const clamped = f32x4.pmax(x, constant(LOWEST));
  const rounded = multiplyAdd(clamped, constant(LOG2_E), rounding);
  const n = f32x4.sub(rounded, rounding);
  let r = multiplySubtract(n, constant(LN2_HIGH), clamped);
  r = multiplySubtract(n, constant(LN2_LOW), r);
  const scale = i32x4.shl(i32x4.add(rounded, constant(BIAS)), 23);
  return multiplyAdd(polynomial(r), scale, f32x4.sub(scale, constant(ONE)));
}

/** 1 / (1 + e^−x) */
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** Cephes's tanhf: an odd polynomial where 1 − 2 / (e^2x + 1) would cancel, that formula elsewhere. */
@inline
export function tanh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const one = f32x4.splat(1);
  const square = f32x4.mul(x, x);
  let p = multiplyAdd(f32x4.splat(-5.70498872745e-3), square, f32x4.splat(2.06390887954e-2));
  p = multiplyAdd(p, square, f32x4.splat(-5.37397155531e-2));
  p = multiplyAdd(p, square, f32x4.splat(1.33314422036e-1));
  p = multiplyAdd(p, square, f32x4.splat(-3.33332819422e-1));
  const near = multiplyAdd(f32x4.mul(p, square), x, x);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(magnitude, magnitude)), one)));
  const sign = v128.and(x, f32x4.splat(-0.0));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(magnitude, f32x4.splat(0.625)));
}

/**
 * The normal distribution's Φ(x) = erfc(−x / √2) / 2, with a small relative error in the lower tail too. erfc by the
 * Chebyshev fit of Press et al., Numerical Recipes, section 6.2 (fractional error below 1.2e-7).
 */
@inline
export function normalCumulative(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678));
  const one = f32x4.splat(1);
  const t = f32x4.div(one, multiplyAdd(z, f32x4.splat(0.5), one));
  let p = multiplyAdd(f32x4.splat(0.17087277), t, f32x4.splat(-0.82215223));
  p = multiplyAdd(p, t, f32x4.splat(1.48851587));
  p = multiplyAdd(p, t, f32x4.splat(-1.13520398));
  p = multiplyAdd(p, t, f32x4.splat(0.27886807));
  p = multiplyAdd(p, t, f32x4.splat(-0.18628806));
  p = multiplyAdd(p, t, f32x4.splat(0.09678418));
  p = multiplyAdd(p, t, f32x4.splat(0.37409196));
  p = multiplyAdd(p, t, f32x4.splat(1.00002368));
  p = multiplyAdd(p, t, f32x4.splat(-1.26551223));
  const half = f32x4.splat(0.5);
  const tail = f32x4.mul(f32x4.mul(half, t), exp(multiplySubtract(z, z, p)));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/** The normal density φ(x) = e^(−x²/2) / √(2π) */
@inline
export function normalDensity(x: v128): v128 {
  return f32x4.mul(f32x4.splat(0.39894228), exp(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5))));
}

/** Sum of the four lanes, always in the same order. */
@inline
export function sumLanes(x: v128): f32 {
  const low = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1);
  return low + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
