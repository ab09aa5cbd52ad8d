import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { NamedTensor } from '#core/train/events.ts';
import { fromBlob, toBlob } from '../columns/float32-blob.ts';
import { checksummed } from '../integrity/row-checksums.ts';
import { readJson, readRecord, UnreadableValueError } from '../columns/json-column.ts';
import { requireRun } from './run-queries.ts';
import type { LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

const shapeColumn = z.array(z.int().min(0));
const roleColumn = z.enum(['parameter', 'statistic']);

export async function replaceTensors(database: Database, runId: string, all: readonly NamedTensor[]): Promise<void> {
  await requireRun(database, runId);
  await database.deleteFrom('tensors').where('runId', '=', runId).execute();
  for (const [position, tensor] of all.entries()) {
    await database
      .insertInto('tensors')
      .values(
        checksummed('tensors', {
          runId,
          path: tensor.path,
          position,
          role: tensor.role,
          shape: JSON.stringify(tensor.shape),
          data: toBlob(tensor.values),
        }),
      )
      .execute();
  }
}

/** In the order in which they were written. */
export async function selectTensors(database: Database, runId: string): Promise<NamedTensor[]> {
  await requireRun(database, runId);
  const rows = await database
    .selectFrom('tensors')
    .selectAll()
    .where('runId', '=', runId)
    .orderBy('position')
    .execute();
  return rows.map((row) => {
    const where = `tensor ${row.path} of run ${runId}`;
    const shape = readJson(shapeColumn, row.shape, where);
    const size = 4 * shape.reduce((product, extent) => product * extent, 1);
    if (size !== row.data.length) {
      throw new UnreadableValueError(
        `${row.data.length} bytes in ${where}, whose shape [${shape.join(', ')}] asks for ${size}`,
        where,
      );
    }
    return { path: row.path, role: readRecord(roleColumn, row.role, where), shape, values: fromBlob(row.data) };
  });
}
