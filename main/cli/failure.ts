import { CommanderError } from 'commander';
import { describeSpecIssue, LabError, SpecError, toWireError } from '#core/errors.ts';
import { remedyOf } from './dataset-remedy.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';

/**
 * Prints a failure and returns the exit code: 2 for a mistake in the user's input (a spec, an argument), 1 for
 * everything else. A spec's errors are printed one per line. With `--json`, stdout also gets `{"error": …}`.
 */
export function reportFailure(thrown: unknown, output: Output): number {
  if (thrown instanceof CommanderError) {
    // Commander has already printed its message, or the help or version that was asked for.
    if (thrown.exitCode !== 0) output.object({ error: { code: 'USAGE', message: thrown.message } });
    return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  output.object({ error: withoutStack(thrown) });
  const { red } = output.colors.err;
  if (thrown instanceof SpecError) {
    for (const issue of thrown.details) output.note(describeSpecIssue(issue));
    return EXIT.usage;
  }
  if (thrown instanceof LabError) {
    const remedy = remedyOf(thrown.details);
    output.note(`${red('error')} ${thrown.message}${remedy === null ? '' : ` ${remedy}`}`);
    return thrown.code === 'SPEC_INVALID' || thrown.code === 'FILTER_INVALID' ? EXIT.usage : EXIT.failed;
  }
  // A bug in this program: whoever fixes it needs the stack.
  output.note(`${red('error')} ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  return EXIT.failed;
}

function withoutStack(thrown: unknown) {
  const { code, message, details } = toWireError(thrown);
  return thrown instanceof LabError && details !== undefined ? { code, message, details } : { code, message };
}
