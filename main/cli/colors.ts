import { randomInt } from 'node:crypto';
import pc from 'picocolors';
import { terminalText } from '#core/format/terminal-text.ts';

const NAMES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

export type Colors = Record<(typeof NAMES)[number], (text: string) => string>;

/**
 * Marks the program's own colours, so that the way out can tell them from escape sequences in texts of others: leading
 * parameters that nobody can guess.
 */
const MARK = Array.from({ length: 4 }, () => `${randomInt(1_000, 10_000)};`).join('');
const MARKED = new RegExp(`\u001b\\[${MARK}([0-9]+)m`, 'u');

const enabled = pc.createColors(true);

/** @returns functions that colour a text, or leave it as it is */
export function colorsOf(isColoured: boolean): Colors {
  const entries = NAMES.map((name) => [name, isColoured ? coloured(name) : (text: string) => text] as const);
  return Object.fromEntries(entries) as Colors;
}

function coloured(name: (typeof NAMES)[number]): (text: string) => string {
  const [open, close] = enabled[name]('|').replaceAll('\u001b[', `\u001b[${MARK}`).split('|');
  return (text) => `${open}${text}${close}`;
}

/** Text with the program's own colours, as a terminal may have it: whatever else a terminal would obey is escaped. */
export function colouredText(text: string): string {
  // Every second part is the number of a colour.
  return text
    .split(MARKED)
    .map((part, index) => (index % 2 === 0 ? terminalText(part) : `\u001b[${part}m`))
    .join('');
}
