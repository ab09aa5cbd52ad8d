import { loadDawn } from './dawn-gpu.ts';

/** A graphics adapter as Dawn names it. */
export interface DawnAdapter {
  readonly backend: string;
  readonly name: string;
}

/** A name that no adapter has: asked for it, Dawn says in its refusal which ones there are. WebGPU has no other list. */
const NOBODY = 'bnlab-lists-adapters';

/** Backends on which Dawn has WebGPU's compatibility mode and no more. */
const COMPATIBILITY_ONLY = ['d3d11', 'opengl', 'opengles'];

/** All adapters that Dawn finds in this process; none where Dawn cannot be loaded or finds none. */
export async function dawnAdapters(): Promise<DawnAdapter[]> {
  const { create } = await loadDawn();
  try {
    await create([`adapter=${NOBODY}`]).requestAdapter({ powerPreference: 'high-performance' });
    return [];
  } catch (thrown) {
    return adaptersOf(String(thrown));
  }
}

/** Reads Dawn's words, one adapter a line: ` * backend: 'vulkan', name: 'SwiftShader Device (Subzero)'`. */
export function adaptersOf(refusal: string): DawnAdapter[] {
  const lines = refusal.matchAll(/^\s*\* backend: '([^']+)', name: '(.+)'\s*$/gm);
  const adapters = [...lines]
    .map(([, backend, name]) => ({ backend, name }))
    .filter(({ backend }) => !COMPATIBILITY_ONLY.includes(backend));
  return adapters.filter(
    ({ backend, name }, index) =>
      adapters.findIndex((other) => other.backend === backend && other.name === name) === index,
  );
}
