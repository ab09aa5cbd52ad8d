import { parseDocument } from 'yaml';

/** The value of a text in YAML, or null if it is not YAML. (`parse` does not throw with logging turned off.) */
export function readYaml(text: string): { readonly value: unknown } | null {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
  if (document.errors.length > 0) return null;
  try {
    return { value: document.toJS({ maxAliasCount: 0 }) };
  } catch {
    return null;
  }
}
