import type { Plan } from '../../plan/plan.ts';
import type { Device, DeviceReport, Program } from '../device.ts';
import { ReferenceProgram } from './reference-program.ts';

/**
 * The truth that every fast device is held against: plain TypeScript, float64 inside, one loop per formula. It has every
 * op, and it is slow.
 */
export class ReferenceDevice implements Device {
  readonly name = 'reference';

  describe(): DeviceReport {
    return { device: this.name, description: 'Plain TypeScript in float64 (slow, exact)', precision: 'float64' };
  }

  async compile(plan: Plan): Promise<Program> {
    return new ReferenceProgram(plan);
  }
}
