import { CommanderError } from 'commander';
import { describeSpecIssue, LabError, SpecError, toWireError } from '#core/errors.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';

/**
 * Tells a failure and says what to exit with: 2 for what the person wrote (a spec, an argument), 1 for all else. A
 * spec's faults come one a line. With `--json`, stdout gets `{"error": …}` as well.
 */
export function reportFailure(thrown: unknown, output: Output): number {
  if (thrown instanceof CommanderError) {
    // Commander has already written its message, or the help or version that was asked for.
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
    output.note(`${red('error')} ${thrown.message}`);
    return thrown.code === 'SPEC_INVALID' || thrown.code === 'FILTER_INVALID' ? EXIT.usage : EXIT.failed;
  }
  // A fault in this program: the stack is for whoever mends it.
  output.note(`${red('error')} ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  return EXIT.failed;
}

function withoutStack(thrown: unknown) {
  const { code, message, details } = toWireError(thrown);
  return thrown instanceof LabError && details !== undefined ? { code, message, details } : { code, message };
}
