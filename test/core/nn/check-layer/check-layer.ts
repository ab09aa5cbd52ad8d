import { describe, expect, it, type TestContext } from 'vitest';
import { layerShape } from '#core/spec/network/layer-shape.ts';
import type { LayerKind } from '#core/spec/network/network.ts';
import { describeDevices, isSlow } from '#test/conformance/devices.ts';
import { checkEvaluation } from './evaluation.ts';
import { checkForm, checkRoundTrip } from './form.ts';
import { checkAlone, checkInNetworks } from './gradients.ts';
import { layerCases, type LayerCase } from './layer-case.ts';
import { checkOnDevice } from './on-device.ts';
import { optionsWithoutEffect } from './option-effects.ts';
import { checkInPytorch } from './in-pytorch.ts';

/** Ends a test that hangs; each goes through the whole option matrix. */
const TIMEOUT_MS = 600_000;

/**
 * Checks a kind of layer over its whole option matrix (`LAYER_CHECKS`): the shape of its output and which inputs it
 * refuses; names, shapes and number of its parameters and statistics; that its spec survives being written and read; that
 * each option has an effect; gradients of all parameters and of the input against finite differences, alone and in whole
 * networks; evaluation; every device against the reference; and the reference against PyTorch where it has the layer.
 * @param python Finds a Python with PyTorch, or skips the test
 */
export function checkLayer(kind: LayerKind, python: (context: TestContext) => string): void {
  const cases = layerCases(kind);
  const accepted = cases.filter(({ output }) => output !== null);
  const refused = cases.filter(({ output }) => output === null);
  const simple = accepted.filter(({ isCrossed }) => !isCrossed);
  // An initializer decides where values start, but no op: other values would prove nothing more.
  const computed = accepted.filter(({ isRedrawn }) => !isRedrawn);

  describe(kind, { timeout: TIMEOUT_MS }, () => {
    if (refused.length > 0) {
      it('refuses inputs that it cannot take', () =>
        checkEach(refused, ({ layer, input }) => expect(layerShape(layer, input)).toHaveProperty('fault')));
    }
    it('has a spec that survives being written and read', () => checkEach(simple, checkRoundTrip));
    it('has the shapes and tensors of its options', () => checkEach(accepted, checkForm));
    it('ignores no option', async () => expect(await optionsWithoutEffect(accepted)).toEqual([]));
    it('has gradients equal to finite differences', () => checkEach(computed, checkAlone));
    it('has them in whole networks too', () => checkEach(computed, checkInNetworks));
    it('evaluates an example alone as in a batch, and changes nothing', () => checkEach(computed, checkEvaluation));
    it('computes what PyTorch computes', async (context) => {
      const interpreter = python(context);
      await checkEach(computed, (testCase) => checkInPytorch(testCase, interpreter));
    });
    describeDevices(kind, (device) => {
      // Software that plays a GPU is too slow for all combinations.
      const here = isSlow(device) ? computed.filter(({ isCrossed }) => !isCrossed) : computed;
      it('computes what the reference computes', () => checkEach(here, (testCase) => checkOnDevice(testCase, device)));
    });
  });
}

/** All faults at once, each with the case that it belongs to. */
async function checkEach(cases: readonly LayerCase[], check: (testCase: LayerCase) => unknown): Promise<void> {
  const faults: string[] = [];
  for (const testCase of cases) {
    try {
      await check(testCase);
    } catch (thrown) {
      faults.push(`${testCase.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  const shown = faults.slice(0, 5).join('\n');
  expect(faults.length, `${faults.length} of ${cases.length} cases failed:\n${shown}\n`).toBe(0);
}
