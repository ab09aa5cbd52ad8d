import { experimentJsonSchema } from '#core/spec/parse/json-schema.ts';
import type { CommandContext } from './context.ts';

/** Prints the JSON Schema of an experiment, for editors. It is JSON with and without `--json`. */
export function schemaCommand({ output }: CommandContext): number {
  const schema = experimentJsonSchema();
  output.print(JSON.stringify(schema, null, 2));
  output.object(schema);
  return 0;
}
