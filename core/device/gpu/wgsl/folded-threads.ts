/** One thread an element, however many there are: WebGPU counts at most 65 535 workgroups in one dimension. */

export const FOLDED_WORKGROUP = 256;
const GROUPS_MAX = 32_768;

export function foldedGroups(elements: number): number[] {
  const groups = Math.ceil(elements / FOLDED_WORKGROUP);
  return [Math.min(groups, GROUPS_MAX), Math.ceil(groups / GROUPS_MAX), 1];
}

/** The entry point of a shader whose uniform block begins with `elements`; the statements see the element's number, i. */
export function foldedMain(statements: string): string {
  return `
@compute @workgroup_size(${FOLDED_WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>) {
  let i = id.x + id.y * groups.x * ${FOLDED_WORKGROUP}u;
  if (i >= shape.elements) { return; }
  ${statements}
}`;
}
