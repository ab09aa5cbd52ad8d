import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleFinalAccuracy, sampleInput } from '#test/fixtures/report/sample-input.ts';
import { renderReport } from '#core/report/render-report.ts';
import { parseExperimentText } from '#core/spec/parse/parse.ts';

function unescape(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** The text of a file that the report offers as a data: link. */
function linkedFile(html: string, name: string): string {
  const match = new RegExp(`href="data:[^,"]*,([^"]*)" download="${name}"`).exec(html);
  if (match === null) throw new Error(`The report has no link to ${name}`);
  return decodeURIComponent(unescape(match[1]));
}

function shownFile(html: string, name: string): string {
  const match = new RegExp(`<pre tabindex="0" id="file-${name}">([^<]*)</pre>`).exec(html);
  if (match === null) throw new Error(`The report does not show ${name}`);
  return unescape(match[1]);
}

describe('renderReport', () => {
  const html = renderReport(sampleInput());

  it('is a function of its input alone', () => {
    expect(renderReport(sampleInput())).toBe(html);
  });

  it('asks for nothing from outside', () => {
    const addresses = [...html.matchAll(/\b(?:src|href|url|action|srcset)\s*[=(]\s*["']?([^"')\s>]*)/gi)].map(
      (match) => match[1],
    );
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) expect(address).toMatch(/^(?:data:|#)/);
    expect(html).not.toMatch(/https?:\/\//);
  });

  it('holds every point of every curve, at full precision, to save and to read', () => {
    const csv = linkedFile(html, 'train-loss.csv');
    expect(shownFile(html, 'train-loss.csv')).toBe(csv);
    const [header, ...lines] = csv.trimEnd().split('\n');
    expect(header).toBe(
      'step,seed 1: without BN,seed 2: without BN,seed 3: without BN,seed 1: with BN,seed 2: with BN,seed 3: with BN',
    );
    expect(lines).toHaveLength(1_000);
    const source = sampleInput().series.find((series) => series.runId === 'run-1-2' && series.name === 'train/loss');
    expect(lines.map((line) => Math.fround(Number(line.split(',')[5])))).toEqual([...(source?.chunks[0].values ?? [])]);
  });

  it('holds the running statistics of every channel', () => {
    const lines = linkedFile(html, 'batch-norm-arm-1-seed-1.csv').trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 3 * 2 * 11);
    expect(lines[0].split(',')).toHaveLength(3 + 20);
  });

  it('holds the spec, ready to run again, and says how', () => {
    const input = sampleInput();
    expect(parseExperimentText(linkedFile(html, 'spec.yaml'))).toEqual(input.detail.spec);
    expect(html).toContain('<code>bnlab run spec.yaml</code>');
  });

  it('gives mean ± sd over seeds and the paired difference with its interval', () => {
    const mean = (withBatchNorm: boolean) =>
      [1, 2, 3].reduce((sum, seed) => sum + sampleFinalAccuracy(withBatchNorm, seed), 0) / 3;
    expect(html).toContain(`${(mean(true) * 100).toFixed(2)} ± 0.20\u00a0%`);
    expect(html).toContain(`${(mean(false) * 100).toFixed(2)} ± 1.00\u00a0%`);
    // The differences are 8.2, 7.4 and 6.6 points: mean 7.4, sd 0.8, t(0.975, 2) · 0.8 / √3 = 1.987.
    expect(html).toContain(
      'the difference is +7.40 percentage points, 95 % interval +5.41 to +9.39 (n = 3): it does not include zero.',
    );
    expect(html).toContain('[+5.41, +9.39]');
  });

  it('counts who reached a target', () => {
    expect(html).toMatch(/3 of 3 reached/);
    expect(html).toMatch(/not reached<span class="detail">0 of 3/);
  });

  it('names the one script it allows by its hash', () => {
    const script =
      /<script>([^]*?)<\/script>/.exec(
        renderReport(sampleInput({ viewerScript: 'console.log("</script><b>");' })),
      )?.[1] ?? '';
    expect(script).toBe('console.log("\\x3c/script><b>");');
    const withScript = renderReport(sampleInput({ viewerScript: 'console.log("</script><b>");' }));
    const hash = createHash('sha256').update(script).digest('base64');
    expect(withScript).toContain(`script-src &#39;sha256-${hash}&#39;`);
    expect(withScript).toContain('default-src &#39;none&#39;');
  });
});

describe('renderReport with one seed', () => {
  const html = renderReport(sampleInput({ seeds: [7] }));

  it('shows no spread and claims no effect', () => {
    expect(html).toContain('one pair says nothing of how much of it is chance');
    expect(html).toContain('Each arm ran with one seed only.');
    expect(html).not.toMatch(/interval [+−]/);
    expect(html).not.toMatch(/\d ± \d/);
  });
});

describe('renderReport with a diverged run', () => {
  const html = renderReport(sampleInput({ divergingSeed: 2 }));

  it('says so in the findings, counts it in the table and names the step', () => {
    expect(html).toContain('With “without BN”, 1 of 3 runs diverged (at step 333)');
    expect(html).toMatch(/2 completed<span class="detail">1 diverged/);
    expect(html).toContain('diverged at step 333');
    expect(html).toContain('class="marker arm-0"');
  });

  it('keeps its points until it ended, and pairs without it', () => {
    const lines = linkedFile(html, 'train-loss.csv').trimEnd().split('\n');
    expect(lines[333].split(',')[2]).not.toBe('');
    expect(lines[334].split(',')[2]).toBe('');
    expect(html).toContain('n = 2 (1 unpaired)');
  });
});

describe('renderReport with text from a stranger', () => {
  const hostile = `</script><img src=x onerror="alert('1')">&amp;`;
  const html = renderReport(
    sampleInput({ title: hostile, description: hostile, arms: [`=1+1 ${hostile}`, `"${hostile},`] }),
  );

  it('shows it as text everywhere', () => {
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;');
  });

  it('keeps a field of a CSV file from beginning with a formula', () => {
    expect(linkedFile(html, 'test-accuracy.csv')).not.toMatch(/(?:^|,)"?[=+@]/m);
    expect(linkedFile(html, 'test-accuracy.csv')).toContain(
      '"seed 1: ""</script><img src=x onerror=""alert(\'1\')"">&amp;,"',
    );
  });
});
