/** `Node 22.23.2`, or `Electron 45.4.1 (Node 24.18.0)`. */
export function runtimeDescription(): string {
  const { node, electron } = process.versions;
  return electron === undefined ? `Node ${node}` : `Electron ${electron} (Node ${node})`;
}
