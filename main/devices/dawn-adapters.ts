import { loadDawn } from './dawn-gpu.ts';

/** A graphics adapter as Dawn names it. */
export interface DawnAdapter {
  readonly backend: string;
  readonly name: string;
}

/**
 * A name that no adapter has: when asked for it, Dawn's refusal lists those that exist. WebGPU offers no other list.
 */
const NOBODY = 'bnlab-lists-adapters';

/** Backends on which Dawn offers only WebGPU's compatibility mode. */
const COMPATIBILITY_ONLY = ['d3d11', 'opengl', 'opengles'];

/** All adapters that Dawn finds in this process; none if Dawn cannot be loaded or finds none. */
export async function dawnAdapters(): Promise<DawnAdapter[]> {
  const { create } = await loadDawn();
  try {
    await create([`adapter=${NOBODY}`]).requestAdapter({ powerPreference: 'high-performance' });
    return [];
  } catch (thrown) {
    return adaptersOf(String(thrown));
  }
}

/** Parses Dawn's message, one adapter per line: ` * backend: 'vulkan', name: 'SwiftShader Device (Subzero)'`. */
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
