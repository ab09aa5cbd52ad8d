import { relative } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Comes after the default reporter: lists every skipped test by name with its reason, then one line of counts, the very
 * last of the output. Files that cannot be loaded, errors outside any test, and quality gates that failed before the
 * tests (`BNLAB_FAILED_GATES`, set by the launcher) count as failures, so that the line never says "0 failed" if the
 * exit code says otherwise.
 */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed++;
        else if (result.state === 'skipped') {
          counts.skipped++;
          skipped.push(
            `  ${relative(process.cwd(), module.moduleId)} > ${test.fullName}: ${result.note ?? 'no reason given'}`,
          );
        } else counts.failed++;
      }
      counts.failed += failuresOutsideTests(module);
    }
    const gates = (process.env['BNLAB_FAILED_GATES'] ?? '').split(',').filter((gate) => gate !== '');
    counts.failed += unhandledErrors.length + gates.length;

    const lines: string[] = [];
    if (skipped.length > 0) lines.push('Skipped:', ...skipped, '');
    if (gates.length > 0) lines.push(`Failed before the tests: ${gates.join(', ')} (see above)`, '');
    lines.push(`tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** A file that does not load or a hook that throws leaves its tests unexecuted, which is a failure of its own. */
function failuresOutsideTests(module: TestModule): number {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
  return suites + (module.errors().length > 0 ? 1 : 0);
}
