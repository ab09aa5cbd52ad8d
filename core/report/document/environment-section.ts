import { formatDuration } from '../../format/duration.ts';
import { formatTime } from '../../format/moment.ts';
import type { Results } from '../results.ts';
import type { Section } from './document.ts';

const GIBIBYTE = 2 ** 30;

/** Where it ran. Without it a duration means nothing, and a difference of digits cannot be explained. */
export function environmentSection(results: Results): Section {
  const { detail, appVersion, generatedAt } = results.input;
  const { environment, experiment } = detail;
  const durations = results.runs.flatMap((run) => (run.durationMs === null ? [] : [run.durationMs]));
  const timing = [
    { term: 'Experiment created', text: formatTime(experiment.createdAt) },
    { term: 'Report written', text: `${formatTime(generatedAt)} by BatchNorm Lab ${appVersion}` },
    {
      term: 'Computing time',
      text: `${formatDuration(durations.reduce((sum, ms) => sum + ms, 0))} over ${durations.length} runs`,
    },
    { term: 'Experiment', text: experiment.id },
  ];
  if (environment === null) {
    return {
      id: 'environment',
      title: 'Environment',
      blocks: [
        { kind: 'paragraph', text: 'No run has started, so nothing is known of where it would run.', tone: 'note' },
        { kind: 'facts', entries: timing },
      ],
    };
  }
  return {
    id: 'environment',
    title: 'Environment',
    blocks: [
      {
        kind: 'facts',
        entries: [
          { term: 'Device', text: environment.deviceDescription },
          ...(environment.deviceChoice === undefined
            ? []
            : [{ term: 'Choice of device', text: environment.deviceChoice }]),
          { term: 'Precision', text: environment.precision },
          { term: 'Processor', text: `${environment.cpu} (${environment.cores} cores)` },
          { term: 'Graphics', text: environment.gpu ?? 'not used' },
          { term: 'Memory', text: `${(environment.memoryBytes / GIBIBYTE).toFixed(1)} GiB` },
          { term: 'Platform', text: environment.platform },
          { term: 'Runtime', text: environment.runtime },
          { term: 'App version', text: environment.appVersion },
          ...timing,
        ],
      },
    ],
  };
}
