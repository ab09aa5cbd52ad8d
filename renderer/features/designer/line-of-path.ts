import { isNode, isPair, LineCounter, parseDocument } from 'yaml';

/**
 * The line (from 1) of a dotted path's value in a YAML text, or the nearest line above it for a missing field; null if
 * the text does not mention it.
 */
export function lineOfPath(text: string, path: string): number | null {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent', prettyErrors: false });
  const segments = path === '' ? [] : path.split('.');
  for (let depth = segments.length; depth > 0; depth -= 1) {
    const start = startOf(document.getIn(segments.slice(0, depth), true));
    if (start !== null) return lineCounter.linePos(start).line;
  }
  return null;
}

function startOf(found: unknown): number | null {
  const node = isPair(found) ? found.key : found;
  return isNode(node) && node.range ? node.range[0] : null;
}
