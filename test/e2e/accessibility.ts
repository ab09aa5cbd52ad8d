import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe finds in the page that is serious or critical, a line for each rule.
 *
 * The page keeps axe: sending and parsing its source takes longer than a look at the page.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const injected = (globalThis as unknown as { axe: typeof axe }).axe;
    // Without details of what passes: only violations are looked at.
    return (await injected.run({ resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(place).join('; ')}`);
}

function place({ target, any }: axe.NodeResult): string {
  return `${target.join(' ')} [${any[0]?.message ?? ''}]`;
}
