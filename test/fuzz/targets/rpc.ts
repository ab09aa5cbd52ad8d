import { StandardRPCHandler } from '@orpc/server/standard';
import { labRouter } from '#main/lab/router.ts';
import type { AsyncFuzz } from '../check.ts';
import { textOf } from '../input.ts';
import { openFuzzLab, type FuzzLab } from '../lab.ts';
import { OpenSocket } from '../open-socket.ts';

/** Inputs that one lab hears: what they start stays in its list. */
const INPUTS_PER_LAB = 300;

interface Server {
  readonly lab: FuzzLab;
  readonly handler: StandardRPCHandler<Record<never, never>>;
  /** What the router did not expect. */
  readonly faults: unknown[];
  inputs: number;
}

let server: Promise<Server> | undefined;

async function openServer(): Promise<Server> {
  const lab = await openFuzzLab();
  const faults: unknown[] = [];
  const handler = new StandardRPCHandler(
    labRouter(lab.lab, (fault) => faults.push(fault)),
    {},
  );
  return { lab, handler, faults, inputs: 0 };
}

/** Messages of one WebSocket, a line each: requests of the contract. Whatever they ask, no fault of the lab comes of it. */
export const fuzz: AsyncFuzz = async (bytes) => {
  // The fuzzer's memory is the next input's soon.
  const input = textOf(bytes);
  server ??= openServer();
  const { lab, handler, faults } = await server;
  const socket = new OpenSocket(handler);
  const text = input.replaceAll('$EXPERIMENT', lab.experimentId).replaceAll('$RUN', lab.runId);
  for (const line of text.split('\n')) await socket.receive(line);
  await socket.end();
  const [fault] = [...faults.splice(0), ...socket.faults()];
  if (fault !== undefined) throw fault;
  await renew();
};

async function renew(): Promise<void> {
  const current = await server;
  if (current === undefined || ++current.inputs < INPUTS_PER_LAB) return;
  server = undefined;
  await current.lab.close();
}
