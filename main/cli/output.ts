import { terminalText } from '#core/format/terminal-text.ts';
import { colorsOf, colouredText, type Colors } from './colors.ts';
import { jsonText } from './json-text.ts';

/**
 * Where the command line writes. Results go to stdout, everything else (progress, notes, errors) to stderr, so that a
 * pipe carries results only; with `--json`, stdout gets exactly one object.
 */
export interface Output {
  readonly json: boolean;
  /** Colours for stdout and stderr; plain if not a terminal or if NO_COLOR is set. */
  readonly colors: { readonly out: Colors; readonly err: Colors };
  /** True if stderr is a terminal whose lines can be overwritten. */
  readonly live: boolean;
  /** A result for people; dropped with `--json`. */
  print(text: string): void;
  /** The result for machines; dropped without `--json`. */
  object(value: unknown): void;
  /** A note for people, beside the result. */
  note(text: string): void;
}

export function processOutput(json: boolean): Output {
  return {
    json,
    colors: { out: colorsFor(process.stdout), err: colorsFor(process.stderr) },
    live: isDrawable(process.stderr),
    print: (text) => {
      if (!json) process.stdout.write(`${colouredText(text)}\n`);
    },
    object: (value) => {
      if (json) process.stdout.write(`${terminalText(jsonText(value))}\n`);
    },
    note: (text) => {
      process.stderr.write(`${colouredText(text)}\n`);
    },
  };
}

/**
 * A terminal that reports its height. Lines of a dumb one cannot be overwritten, and those of a build server's log
 * should not be.
 */
function isDrawable(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.rows > 0 && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined;
}

/** https://no-color.org: set and not empty means no colour; FORCE_COLOR forces it when not on a terminal. */
function colorsFor(stream: NodeJS.WriteStream): Colors {
  const refused = (process.env['NO_COLOR'] ?? '') !== '';
  const forced = (process.env['FORCE_COLOR'] ?? '') !== '';
  return colorsOf(!refused && (forced || stream.isTTY));
}
