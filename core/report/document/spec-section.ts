import { formatExperiment } from '../../spec/parse/parse.ts';
import type { Results } from '../results.ts';
import type { Section } from './document.ts';

export function specSection(results: Results): Section {
  const { detail } = results.input;
  const text = formatExperiment(detail.spec);
  const [device] = new Set(results.runs.map((run) => run.device));
  const option = device === undefined || device === 'wasm' ? '' : ` --device ${device}`;
  return {
    id: 'spec',
    title: 'Specification',
    blocks: [
      {
        kind: 'paragraph',
        text: 'To run this experiment again, save the specification as spec.yaml and give it to the command line:',
      },
      { kind: 'code', text: `bnlab run spec.yaml${option}` },
      {
        kind: 'downloads',
        files: [
          {
            fileName: 'spec.yaml',
            mediaType: 'application/yaml',
            description: 'this experiment, ready to run',
            text,
            shown: false,
          },
        ],
      },
      { kind: 'code', text },
      { kind: 'facts', entries: [{ term: 'Spec hash', text: detail.specHash }] },
    ],
  };
}
