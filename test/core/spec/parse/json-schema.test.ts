import { expect, it } from 'vitest';
import { experimentSpec, runSpec } from '#core/spec/experiment.ts';
import { experimentJsonSchema } from '#core/spec/parse/json-schema.ts';

it('is a JSON Schema of the experiment as a person may write it', () => {
  const schema = experimentJsonSchema();
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema.title).toBe('BatchNorm Lab experiment');
  expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(experimentSpec.shape));
  expect(schema.required).toEqual(['title', 'base', 'arms']);
  expect(schema.additionalProperties).toBe(false);
});

it('has every field of a run, with titles and defaults for editors to show', () => {
  const base = experimentJsonSchema().properties?.base;
  expect(base).toMatchObject({
    required: ['dataset', 'network', 'optimizer', 'duration'],
    properties: { batchSize: { title: 'Batch size', default: 60, type: 'integer', minimum: 1, maximum: 65_536 } },
  });
  expect(Object.keys((base as { properties: object }).properties)).toEqual(Object.keys(runSpec.shape));
});

it('survives JSON', () => {
  expect(JSON.parse(JSON.stringify(experimentJsonSchema()))).toEqual(experimentJsonSchema());
});
