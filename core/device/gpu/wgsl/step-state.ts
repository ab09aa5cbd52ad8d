/**
 * What the device itself keeps of a call, so that many steps run without asking the host: state = (number of the step,
 * whether the call has halted, whether this step's loss is not finite). A halted call runs on, but nothing that lasts
 * (parameters, moments, running statistics, log) changes any more.
 */
export const STATE = { step: 0, halted: 1, diverged: 2 } as const;
export const STATE_WORDS = 4;

const LOG_WORKGROUP = 64;

/**
 * See `LogOp`. Each of 64 threads sums every 64th row; one adds the sums up, in order. Whether the loss is finite is read
 * from its bits, because shader compilers may assume that no float is NaN.
 * @param columns 2, or 3 with rowTopK.
 */
export function logCode(columns: number): string {
  const names = ['rowLoss', 'rowCorrect', 'rowTopK'].slice(0, columns);
  return `
struct Shape { rows : u32, padding0 : u32, padding1 : u32, padding2 : u32 }
@group(0) @binding(0) var<uniform> shape : Shape;
${names.map((name, index) => `@group(0) @binding(${index + 1}) var<storage, read> ${name} : array<f32>;`).join('\n')}
@group(0) @binding(${columns + 1}) var<storage, read_write> log : array<f32>;
@group(0) @binding(${columns + 2}) var<storage, read_write> state : array<f32>;
var<workgroup> partial : array<f32, ${LOG_WORKGROUP * columns}>;

@compute @workgroup_size(${LOG_WORKGROUP})
fn main(@builtin(local_invocation_index) thread : u32) {
  var sums : array<f32, ${columns}>;
  for (var row = thread; row < shape.rows; row += ${LOG_WORKGROUP}u) {
    ${names.map((name, index) => `sums[${index}] += ${name}[row];`).join(' ')}
  }
  for (var column = 0u; column < ${columns}u; column++) { partial[thread * ${columns}u + column] = sums[column]; }
  workgroupBarrier();
  if (thread != 0u || state[${STATE.halted}] != 0.0) { return; }
  let first = u32(state[${STATE.step}]) * ${columns}u;
  for (var column = 0u; column < ${columns}u; column++) {
    var total = 0.0;
    for (var index = 0u; index < ${LOG_WORKGROUP}u; index++) { total += partial[index * ${columns}u + column]; }
    log[first + column] = total;
  }
  if ((bitcast<u32>(log[first]) & 0x7f800000u) == 0x7f800000u) { state[${STATE.diverged}] = 1.0; }
}`;
}

/** The end of every step. */
export const FINISH_STEP_CODE = `
@group(0) @binding(0) var<storage, read_write> state : array<f32>;

@compute @workgroup_size(1)
fn main() {
  if (state[${STATE.halted}] == 0.0) {
    state[${STATE.step}] += 1.0;
    state[${STATE.halted}] = state[${STATE.diverged}];
  }
}`;
