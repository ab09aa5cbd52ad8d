import type { ExperimentSpec } from '../experiment.ts';
import { parseExperimentText } from '../parse/parse.ts';
import badlyScaledInputs from './badly-scaled-inputs.yaml?raw';
import fashionMnistMlp from './fashion-mnist-mlp.yaml?raw';
import learningRateSweep from './learning-rate-sweep.yaml?raw';
import mnistFig1Full from './mnist-fig1-full.yaml?raw';
import mnistFig1 from './mnist-fig1.yaml?raw';
import mnistLargeLr from './mnist-large-lr.yaml?raw';
import spirals from './spirals.yaml?raw';

/** A ready-made experiment, shipped as a spec file; its title and description are the spec's own. */
export interface Recipe {
  /** The file's name without its ending, for the command line. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly spec: ExperimentSpec;
}

const texts: Readonly<Record<string, string>> = {
  spirals,
  'mnist-fig1': mnistFig1,
  'mnist-fig1-full': mnistFig1Full,
  'mnist-large-lr': mnistLargeLr,
  'fashion-mnist-mlp': fashionMnistMlp,
  'badly-scaled-inputs': badlyScaledInputs,
  'learning-rate-sweep': learningRateSweep,
};

let parsed: readonly Recipe[] | null = null;

/** All recipes, in the order in which to try them; parsed on first use, since most commands need none. */
export function listRecipes(): readonly Recipe[] {
  parsed ??= Object.entries(texts).map(([id, text]) => recipe(id, text));
  return parsed;
}

function recipe(id: string, text: string): Recipe {
  const spec = parseExperimentText(text);
  return { id, title: spec.title, description: spec.description, spec };
}
