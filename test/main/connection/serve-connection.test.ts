import { StandardRPCHandler } from '@orpc/server/standard';
import { describe, expect, it } from 'vitest';
import type { ConnectionLimits } from '#main/connection/serve-connection.ts';
import { labRouter } from '#main/lab/router.ts';
import { OpenSocket } from '#test/fuzz/open-socket.ts';
import { builtJob } from '../jobs/built-job.ts';
import { openLab } from '../lab/opened-lab.ts';
import { spirals } from '../lab/small-experiments.ts';

const { launcher } = builtJob();

const limits: ConnectionLimits = {
  requestsMax: 20,
  unreadableMax: 10,
  unreadMax: 1_000,
  unreadEnd: 10_000,
  slowMs: 100,
};
const info = (id: number) => JSON.stringify({ i: String(id), p: { u: '/lab/info', b: { json: {} } } });

async function connect(changes: Partial<ConnectionLimits> = {}) {
  const lab = await openLab(launcher());
  const faults: unknown[] = [];
  const handler = new StandardRPCHandler(
    labRouter(lab, (fault) => faults.push(fault)),
    {},
  );
  return { lab, faults, handler, socket: new OpenSocket(handler, { ...limits, ...changes }) };
}

const answered = (socket: OpenSocket) =>
  socket.answers.map((answer) => Number((JSON.parse(answer) as { i: string }).i));

describe('a connection', () => {
  it.each([
    ['text', 'no JSON'],
    ['nothing', ''],
    ['JSON of another kind', '{"i":1}'],
    ['a number', 7],
    ['null', null],
    ['an object', { i: '1', p: {} }],
    ['a list', [[]]],
    ['bytes', Uint8Array.of(0xff, 0, 1)],
  ])('drops %s, and goes on', async (_, message) => {
    const { socket, faults } = await connect();
    await socket.receive(message);
    await socket.receive(info(2));
    expect(answered(socket)).toContain(2);
    expect(socket.endedFor).toBeNull();
    expect(faults).toEqual([]);
  });

  it('ends where message after message is no request, with a reason', async () => {
    const { socket, faults } = await connect();
    for (let count = 0; count <= limits.unreadableMax; count += 1) await socket.receive('nonsense');
    expect(socket.endedFor).toBe('More than 10 messages were not requests.');
    await socket.receive(info(1));
    expect(answered(socket)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('ends where more requests wait than a page has', async () => {
    const { socket } = await connect();
    socket.unreadBytes = 5_000;
    for (let id = 0; id <= limits.requestsMax; id += 1) void socket.receive(info(id));
    await expect.poll(() => socket.endedFor).toBe('More than 20 requests wait for an answer.');
    await socket.end();
    expect(answered(socket)).toEqual([]);
  });

  it('answers nothing to who does not read, while it answers others, and ends if that lasts', async () => {
    const { socket, handler } = await connect({ slowMs: 300 });
    socket.unreadBytes = 5_000;
    const asked = Array.from({ length: 10 }, (_, id) => socket.receive(info(id)));
    const other = new OpenSocket(handler, limits);
    await other.receive(info(1));
    expect(answered(other)).toEqual([1]);
    await Promise.all(asked);
    expect(answered(socket)).toEqual([]);
    expect(socket.endedFor).toBe('The answers of the lab are not read.');
  });

  it('goes on where the other side reads again, with all requests in their order', async () => {
    const { socket } = await connect({ slowMs: 600_000 });
    socket.unreadBytes = 5_000;
    const asked = Array.from({ length: 10 }, (_, id) => socket.receive(info(id)));
    socket.unreadBytes = 0;
    await Promise.all(asked);
    await expect.poll(() => answered(socket)).toHaveLength(10);
    expect([...answered(socket)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(socket.endedFor).toBeNull();
  });

  it('ends where events are not read', async () => {
    const { socket, lab } = await connect();
    await socket.receive(JSON.stringify({ i: '1', p: { u: '/lab/watch', b: { json: {} } } }));
    socket.unreadBytes = 20_000;
    await lab.experiments.start({ spec: spirals(), device: 'reference' });
    await expect.poll(() => socket.endedFor).toBe('The answers and events of the lab are not read.');
  });
});
