import { assert } from '#core/assert.ts';
import { toWireError, type WireError } from '#core/errors.ts';
import type { PlatformDevices } from '#core/device/registry.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import { devicesBehind, type ElectronPort } from '#main/devices/remote-gpu.ts';
import { datasetNotes } from '#core/data/dataset-notes.ts';
import { dataForm } from '#core/nn/model.ts';
import { RunRequests } from '#core/train/run-control.ts';
import { outlineCsv } from '#core/data/csv/csv-outline.ts';
import { readCsvFile } from '#main/datasets/file-datasets.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { BatchSender } from './batch-sender.ts';
import { connectToLab } from './job-channel.ts';
import {
  jobCommand,
  type ColumnsCommand,
  type JobMessage,
  type OutlineCommand,
  type StartCommand,
  type TimeCommand,
} from './protocol.ts';
import { Pulses } from './pulses.ts';
import { isReusable } from './reusable.ts';
import { runJob } from './run-job.ts';
import { runtimeDescription } from './runtime-description.ts';
import { timeDevices } from './timing/time-devices.ts';

/**
 * The job process: it executes one run after another, or answers one question, until the lab ends it. A lab starts it as
 * a forked Node process or as an Electron utilityProcess. It never outlives its lab, and it ignores signals from the
 * terminal: Ctrl-C reaches the whole process group, but how a run ends is for the lab to decide.
 */

const channel = connectToLab();
let run: { readonly sender: BatchSender; readonly control: RunRequests } | null = null;

channel.onDisconnect(() => process.exit(0));
process.on('SIGINT', () => undefined);
channel.onCommand(obey);

function obey(message: unknown, gpuPort: ElectronPort | null): void {
  const command = jobCommand.parse(message);
  switch (command.kind) {
    case 'start':
      return void execute(command, devicesFor(gpuPort));
    case 'time':
      return void answer(() => time(command, devicesFor(gpuPort)));
    case 'outline':
      return void answer(() => outline(command));
    case 'columns':
      return void answer(() => columns(command));
    case 'cancel':
      return run?.control.cancel();
    case 'pause':
      return run?.control.pause();
    case 'taken':
      return run?.sender.taken();
    default:
      command satisfies never;
  }
}

function devicesFor(gpuPort: ElectronPort | null): PlatformDevices {
  return gpuPort === null ? nodeDevices : devicesBehind(gpuPort);
}

async function execute(command: StartCommand, devices: PlatformDevices): Promise<void> {
  assert(run === null, 'a job process executes one run at a time');
  const { sender, control } = (run = { sender: new BatchSender(channel), control: new RunRequests() });
  await channel.send({ kind: 'environment', environment: { runtime: runtimeDescription() } });
  const pulses = new Pulses(command.earlierSeconds, (pulse) => channel.send({ kind: 'pulse', ...pulse }));
  let error: WireError | null = null;
  try {
    await runJob({
      command,
      devices,
      control,
      sender,
      pulses,
      report: (data) => channel.send({ kind: 'data', data }),
    });
  } catch (thrown) {
    error = toWireError(thrown);
  }
  await pulses.stop();
  run = null;
  await channel.send(error === null ? { kind: 'ended', reusable: isReusable() } : { kind: 'failed', error });
}

async function time({ specs, devices, turbo }: TimeCommand, platform: PlatformDevices): Promise<JobMessage> {
  return { kind: 'timed', timings: await timeDevices(specs, devices, platform, turbo) };
}

async function outline({ dataset, inputNormalization }: OutlineCommand): Promise<JobMessage> {
  const loaded = await loadDataset(dataset);
  return { kind: 'outlined', form: dataForm(loaded), notes: datasetNotes(loaded, inputNormalization) };
}

async function columns({ table }: ColumnsCommand): Promise<JobMessage> {
  return { kind: 'columns', outline: outlineCsv(await readCsvFile(table.file), table) };
}

async function answer(question: () => Promise<JobMessage>): Promise<void> {
  let message: JobMessage;
  try {
    message = await question();
  } catch (thrown) {
    message = { kind: 'failed', error: toWireError(thrown) };
  }
  await channel.send(message);
}
