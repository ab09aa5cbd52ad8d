import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#core/contract/run-record.ts';
import { renderReport } from '#core/report/render-report.ts';
import type { ReportInput, ReportSeries } from '#core/report/report-input.ts';
import { endingReason, outcomeLabel } from '#core/report/run-ending.ts';
import { runRecord } from '#test/fixtures/records.ts';
import { sampleInput } from '#test/fixtures/report/sample-input.ts';

const bound = 'train/loss was 1.25 at step 7, above 1.';

function changed(
  ofRun: (run: RunRecord) => Partial<RunRecord>,
  ofSeries: (series: ReportSeries) => ReportSeries | null = (series) => series,
): ReportInput {
  const input = sampleInput();
  const runs = input.detail.runs.map((run) => ({ ...run, ...ofRun(run) }));
  return { ...input, detail: { ...input.detail, runs }, series: input.series.flatMap((one) => ofSeries(one) ?? []) };
}

const ended = (part: Partial<RunRecord>) => runRecord({ steps: 64, stepsTotal: 1_000, ...part });

describe('how and why a run ended', () => {
  it.each([
    [{ status: 'completed' }, 'completed', null],
    [
      { status: 'completed', stopReason: 'test/accuracy reached 0.9 at step 64.' },
      'stopped early',
      'Stopped early at step 64 of 1,000. test/accuracy reached 0.9 at step 64.',
    ],
    [
      { status: 'diverged', divergedAtStep: 7, stopReason: bound },
      'diverged at step 7',
      `Ended at step 64 of 1,000. ${bound}`,
    ],
    [
      { status: 'diverged', divergedAtStep: 64 },
      'diverged at step 64',
      'Ended at step 64 of 1,000. The training loss of step 64 was not a finite number.',
    ],
    [{ status: 'cancelled' }, 'cancelled', 'Cancelled at step 64 of 1,000.'],
    [{ status: 'paused' }, 'paused', 'Paused at step 64 of 1,000.'],
    [{ status: 'failed', failure: 'The file is gone.' }, 'failed', 'The file is gone.'],
    [{ status: 'running' }, 'running', null],
  ] as const)('%j', (part, label, reason) => {
    expect([outcomeLabel(ended(part)), endingReason(ended(part))]).toEqual([label, reason]);
  });
});

describe('a report of runs that end for a reason', () => {
  it('tells a bound for divergence from a loss that is not finite', () => {
    const html = renderReport(
      changed(({ arm }) => (arm === 'with BN' ? { status: 'diverged', divergedAtStep: 7, stopReason: bound } : {})),
    );
    expect(html).toContain('the training loss was above the bound that the spec sets for divergence.');
    expect(html).not.toContain('finite');
    expect(html).toContain(bound);
  });

  it('says how many stopped early, where, and why', () => {
    const reason = 'test/accuracy reached 0.9 at step 300.';
    const html = renderReport(changed(({ seed }) => (seed === 1 ? { steps: 300, stopReason: reason } : {})));
    expect(html).toContain('2 of 6 runs stopped early, at step 300, as the spec demands');
    expect(html).toContain(`stopped early<span class="detail">Stopped early at step 300 of 1,000. ${reason}</span>`);
    expect(html).toContain(`,with BN,&quot;Stopped early at step 300 of 1,000. ${reason}&quot;`);
  });
});

/** The series as it is up to a step. */
function until(series: ReportSeries, step: number): ReportSeries {
  const chunks = series.chunks.map(({ values, ...chunk }) => ({
    ...chunk,
    values: values.slice(0, Math.floor((step - chunk.firstStep) / chunk.stride) + 1),
  }));
  return { ...series, chunks };
}

it('takes arms by names that objects have keys of', () => {
  const html = renderReport(sampleInput({ arms: ['__proto__', 'constructor'] }));
  expect(html).toContain('the baseline “__proto__”');
  expect(html).toContain('<figure id="batch-norm-1">');
});

describe('a figure', () => {
  it('dashes a mean of fewer seeds than elsewhere, and says of how many it is', () => {
    const html = renderReport(
      changed(
        () => ({}),
        (series) => (series.runId === 'run-1-2' && series.name === 'test/accuracy' ? until(series, 400) : series),
      ),
    );
    expect(html).toContain('<path class="line strong fewer arm-1"');
    expect(html).toContain('>2 of 3</text>');
    expect(html).toContain('“with BN” from step 500 (2 of 3 at its end)');
    expect(renderReport(sampleInput())).not.toContain('strong fewer arm');
  });

  it('is a sentence where no value is finite', () => {
    const html = renderReport(
      changed(
        () => ({}),
        (series) =>
          series.name === 'test/loss'
            ? { ...series, chunks: series.chunks.map((chunk) => ({ ...chunk, values: chunk.values.map(() => NaN) })) }
            : series,
      ),
    );
    expect(html).toContain('Test loss: there is nothing to draw, because no value of any run was a finite number.');
    expect(html).not.toContain('<figure id="test-loss">');
    expect(html).toContain('<figure id="train-loss">');
  });

  it('names an arm that it cannot draw', () => {
    const html = renderReport(
      changed(
        () => ({}),
        (series) =>
          series.name === 'test/loss' && series.runId.startsWith('run-1')
            ? { ...series, chunks: series.chunks.map((chunk) => ({ ...chunk, values: chunk.values.fill(Infinity) })) }
            : series,
      ),
    );
    expect(html).toContain('“with BN” is not drawn: none of its values was a finite number.');
  });
});
