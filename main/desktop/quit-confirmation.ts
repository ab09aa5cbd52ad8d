import { dialog, type BrowserWindow } from 'electron';
import type { Lab } from '#main/lab/lab.ts';

/** True if the app may quit: no runs would be stopped, or the user agrees. */
export async function confirmLeaving(lab: Lab, window: BrowserWindow | null): Promise<boolean> {
  const unfinished = await unfinishedRuns(lab);
  if (unfinished === 0) return true;
  const options = {
    type: 'question' as const,
    title: 'BatchNorm Lab',
    message: unfinished === 1 ? '1 run has not finished' : `${unfinished} runs have not finished`,
    detail:
      unfinished === 1
        ? 'Quitting stops it here, with a checkpoint. It continues from there when BatchNorm Lab is opened again.'
        : 'Quitting stops them here, each with a checkpoint. They continue from there when BatchNorm Lab is opened again.',
    buttons: ['Keep Running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return response === 1;
}

async function unfinishedRuns(lab: Lab): Promise<number> {
  const experiments = await lab.experiments.list();
  return experiments.reduce((count, { runs }) => count + runs.running + runs.queued, 0);
}
