import { figureOf, type Figure } from '../store/timing.ts';
import type { Round } from './bench.ts';
import type { FrameCount } from './socket-traffic.ts';

/** Medians of the rounds, with what they lie between. */
export function table(rounds: readonly Round[]): string {
  const figure = (of: (round: Round) => number) => figureOf(rounds.map(of));
  const lines: (readonly string[])[] = [
    ['', 'median (min to max)'],
    ['duration, watched', seconds(figure(({ watched }) => watched.durationMs))],
    ['  unwatched', seconds(figure(({ unwatched }) => unwatched.durationMs))],
    ['processor time of the lab, watched', seconds(figure(({ watched }) => watched.cpuMs))],
    ['  unwatched', seconds(figure(({ unwatched }) => unwatched.cpuMs))],
    ['  for the page', seconds(figure(({ watched, unwatched }) => watched.cpuMs - unwatched.cpuMs))],
    ['processor time of the page', seconds(figure(({ watched }) => watched.page.cpuMs))],
    ['  of it in JavaScript', seconds(figure(({ watched }) => watched.page.scriptMs))],
    ['series read for the page', count(figure(({ watched }) => watched.page.seriesReads))],
    ...direction('to the page', rounds, 'received'),
    ...direction('from the page', rounds, 'sent'),
  ];
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  return `${lines.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n')}\n`;
}

function direction(name: string, rounds: readonly Round[], way: 'sent' | 'received'): [string, string][] {
  const countsOf = ({ watched }: Round): Readonly<Record<string, FrameCount>> => watched.page[way];
  const kinds = [...new Set(rounds.flatMap((round) => Object.keys(countsOf(round))))];
  const bytesOf = (kind: string) => figureOf(rounds.map((round) => countsOf(round)[kind]?.bytes ?? 0));
  const framesOf = (kind: string) => figureOf(rounds.map((round) => countsOf(round)[kind]?.frames ?? 0));
  const all = figureOf(
    rounds.map((round) => Object.values(countsOf(round)).reduce((sum, { bytes }) => sum + bytes, 0)),
  );
  const ordered = kinds.sort((one, other) => bytesOf(other).median - bytesOf(one).median);
  return [
    [`bytes ${name}`, kilobytes(all)],
    ...ordered.map((kind): [string, string] => [
      `  ${kind}`,
      `${kilobytes(bytesOf(kind))} in ${framesOf(kind).median} frames`,
    ]),
  ];
}

const seconds = (figure: Figure) => spread(figure, (ms) => `${(ms / 1_000).toFixed(2)}`, 's');
const kilobytes = (figure: Figure) => spread(figure, (bytes) => (bytes / 1_000).toFixed(1), 'kB');
const count = (figure: Figure) => spread(figure, String, '').trim();

function spread({ median, minimum, maximum }: Figure, write: (value: number) => string, unit: string): string {
  return `${write(median)} ${unit} (${write(minimum)} to ${write(maximum)})`;
}
