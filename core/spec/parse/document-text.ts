import { isScalar, LineCounter, parseDocument, visit, type Document, type YAMLError } from 'yaml';
import { SpecError, type SpecIssue } from '../../errors.ts';
import { onOneLine, quote } from '../../describe-value.ts';
import { tooDeep } from './document-depth.ts';

/** Far beyond any honest experiment, and far below what could block the parser. */
export const SPEC_CHARACTERS_MAX = 1_000_000;

/** The most nodes that aliases may expand to; an experiment needs none. */
const ALIASES_MAX = 100;

/** After this many syntax errors it is not YAML at all, and more of them help nobody. */
const SYNTAX_FAULTS_MAX = 20;

/** Limits the parser's own description of one error. */
const FAULT_LENGTH_MAX = 200;

/**
 * A YAML 1.2 document (JSON is a subset of it) as a plain value. Untrusted text is only data: its size, its depth and
 * its aliases are limited, and no tag creates anything but plain values.
 * @throws SpecError with the line and column of every syntax error.
 */
export function readDocument(text: string): unknown {
  if (text.length > SPEC_CHARACTERS_MAX) {
    throw documentError(`a document of at most ${SPEC_CHARACTERS_MAX} characters`, `${text.length} characters`);
  }
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      resolveKnownTags: false,
      merge: false,
      logLevel: 'silent',
    });
    const faults = [...document.errors, ...document.warnings];
    if (faults.some((fault) => fault.code === 'RESOURCE_EXHAUSTION')) throw tooDeep();
    if (faults.length > 0) throw new SpecError(syntaxIssues(faults, lineCounter));
    if (text.includes('<<')) requireNoMergeKeys(document, lineCounter);
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    if (error instanceof ReferenceError) throw aliasFault(error.message);
    throw error;
  }
}

/**
 * YAML 1.1's merge keys are gone from YAML 1.2, and would only be an unknown field here.
 * @throws SpecError with the line of each.
 */
function requireNoMergeKeys(document: Document, lineCounter: LineCounter): void {
  const issues: SpecIssue[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '<<' || key.type !== 'PLAIN') return;
      const { line, col } = lineCounter.linePos(key.range?.[0] ?? 0);
      issues.push({
        path: '',
        expected: 'fields that are written out, since YAML 1.2 has no merge keys (<<)',
        received: `a merge key at line ${line}, column ${col}. Write out the fields that it stands for, or patch them in an arm`,
      });
    },
  });
  if (issues.length > 0) throw new SpecError(issues.slice(0, SYNTAX_FAULTS_MAX));
}

/** One per line: further errors on a line mostly repeat the first. */
function syntaxIssues(faults: readonly YAMLError[], lineCounter: LineCounter): SpecIssue[] {
  const byLine = new Map<number, SpecIssue>();
  for (const fault of faults) {
    const { line, col } = lineCounter.linePos(fault.pos[0]);
    if (byLine.has(line) || byLine.size === SYNTAX_FAULTS_MAX) continue;
    // It may quote the document.
    const what = onOneLine(fault.message.split('\n')[0].slice(0, FAULT_LENGTH_MAX));
    byLine.set(line, {
      path: '',
      expected: 'valid YAML or JSON',
      received: `an error at line ${line}, column ${col}: ${what}`,
    });
  }
  return [...byLine.values()];
}

function aliasFault(message: string): SpecError {
  const name = /^Unresolved alias [^:]*: (.*)$/s.exec(message)?.[1];
  if (name === undefined) return documentError(`at most ${ALIASES_MAX} uses of aliases`, message);
  return documentError('an anchor (&) before each alias (*) of its name', `the alias ${quote(name)} without one`);
}

function documentError(expected: string, received: string): SpecError {
  return new SpecError([{ path: '', expected, received }]);
}
