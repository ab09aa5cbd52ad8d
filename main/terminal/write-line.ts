import { inspect } from 'node:util';
import { terminalText } from '#core/format/terminal-text.ts';

/** The one way out for text, apart from the command line's coloured output (`main/cli/output.ts`). */
export function writeLine(stream: NodeJS.WritableStream, text: string): void {
  stream.write(`${terminalText(text)}\n`);
}

/** On stderr: what goes wrong, and what the lab says beside its results. */
export function warn(text: string): void {
  writeLine(process.stderr, text);
}

/** A fault of this program, with its stack and cause. */
export function warnOfFault(fault: unknown): void {
  warn(inspect(fault));
}
