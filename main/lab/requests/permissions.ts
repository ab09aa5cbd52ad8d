import type { RequestEffect } from '#core/contract/contract.ts';
import { LabError } from '#core/errors.ts';

/** Which requests a lab refuses: all changes where it only shows the database, and new work while it closes. */
export class Permissions {
  readonly #databaseFile: string;
  readonly #readOnly: boolean;
  #isClosing = false;

  constructor(databaseFile: string, readOnly: boolean) {
    this.#databaseFile = databaseFile;
    this.#readOnly = readOnly;
  }

  /** From now on nothing is started. */
  close(): void {
    this.#isClosing = true;
  }

  /** @throws LabError (CONFLICT) where a request of that effect is refused */
  require(effect: RequestEffect): void {
    if (effect === 'none') return;
    if (this.#readOnly) {
      throw new LabError(
        'CONFLICT',
        `The database ${this.#databaseFile} is open read-only here: nothing can be started or changed. Use the BatchNorm Lab that has it open, or close that one and open it here again.`,
        { readOnly: true },
      );
    }
    if (effect === 'start' && this.#isClosing) {
      throw new LabError('CONFLICT', 'The lab is closing: no experiment can be started any more.');
    }
  }
}
