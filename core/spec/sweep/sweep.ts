import { z } from 'zod';

/**
 * A sweep: the same comparison at several points, each of which patches the base before the arms do. Paths are those of
 * an arm's patch (`optimizer.learningRate`). Each point becomes an experiment of its own (`expand-sweep.ts`), so that
 * arms stay paired at every point.
 */

export const SWEEP_AXES_MAX = 8;
export const SWEEP_POINTS_MAX = 512;
/** Points × arms × seeds: more than this is a month of a computing centre, not an experiment. */
export const SWEEP_RUNS_MAX = 10_000;

const values = z.array(z.json()).min(1).max(SWEEP_POINTS_MAX).meta({ title: 'Values' });
const count = z
  .int()
  .min(2)
  .max(SWEEP_POINTS_MAX)
  .default(5)
  .meta({ title: 'Count', description: 'Number of values.' });
const from = (number: z.ZodNumber) => number.meta({ title: 'From' });
const to = (number: z.ZodNumber) => number.meta({ title: 'To' });
const whole = z
  .boolean()
  .optional()
  .meta({ title: 'Whole numbers', description: 'Round each value, for sizes and counts.' });

const anyNumber = () => z.number().min(-1e9).max(1e9);
const positiveNumber = () => z.number().gt(0).max(1e9);
const anyInteger = () => z.int().min(-1_000_000_000).max(1_000_000_000);

/** The values of one path in a grid. */
export const gridAxisSpec = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('values'), values }).meta({ title: 'Values' }),
    z
      .strictObject({ kind: z.literal('linear'), from: from(anyNumber()), to: to(anyNumber()), count, whole })
      .meta({ title: 'Linear range' }),
    z
      .strictObject({ kind: z.literal('log'), from: from(positiveNumber()), to: to(positiveNumber()), count, whole })
      .meta({ title: 'Logarithmic range' }),
  ])
  .meta({ title: 'Values' });
export type GridAxisSpec = z.infer<typeof gridAxisSpec>;

/** The distribution from which the values of one path are drawn. */
export const distributionSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('uniform'), from: from(anyNumber()), to: to(anyNumber()) })
      .meta({ title: 'Uniform' }),
    z
      .strictObject({ kind: z.literal('logUniform'), from: from(positiveNumber()), to: to(positiveNumber()), whole })
      .meta({ title: 'Log-uniform' }),
    z
      .strictObject({ kind: z.literal('integer'), from: from(anyInteger()), to: to(anyInteger()) })
      .meta({ title: 'Integer', description: 'Both ends included.' }),
    z.strictObject({ kind: z.literal('choice'), values }).meta({ title: 'Choice' }),
  ])
  .meta({ title: 'Distribution' });
export type DistributionSpec = z.infer<typeof distributionSpec>;

const axes = <T extends z.ZodType>(axis: T) =>
  z.record(z.string(), axis).meta({
    title: 'Axes',
    description: 'By dotted path into the base, as in an arm’s patch: `optimizer.learningRate`.',
  });

export const sweepSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('grid'), axes: axes(gridAxisSpec) })
      .meta({ title: 'Grid', description: 'Every combination of the axes’ values.' }),
    z
      .strictObject({
        kind: z.literal('random'),
        count: z
          .int()
          .min(1)
          .max(SWEEP_POINTS_MAX)
          .default(10)
          .meta({ title: 'Points', description: 'Number of points to draw.' }),
        seed: z
          .int()
          .min(0)
          .max(0xffffffff)
          .default(0)
          .meta({ title: 'Sweep seed', description: 'Draws the points; independent of the runs’ seeds.' }),
        axes: axes(distributionSpec),
      })
      .meta({ title: 'Random', description: 'Points drawn from a distribution for each axis.' }),
    z
      .strictObject({
        kind: z.literal('list'),
        points: z
          .array(z.record(z.string(), z.json()))
          .min(1)
          .max(SWEEP_POINTS_MAX)
          .meta({ title: 'Points', description: 'Each is a patch to the base.' }),
      })
      .meta({ title: 'List', description: 'An explicit list of points.' }),
  ])
  .meta({ title: 'Sweep', description: 'The same comparison at several points. Default: none.' });

export type SweepSpec = z.infer<typeof sweepSpec>;
