import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startHost, type Host } from '#main/host/start-host.ts';
import { expectThat, type AsyncFuzz } from '../check.ts';
import { openFuzzLab, temporaryFolder } from '../lab.ts';

const PAGE = '<!doctype html><title>The lab</title>';
const SECRET = 'what lies beside the folder';

interface Opened {
  readonly host: Host;
  readonly token: string;
}

let opened: Promise<Opened> | undefined;
let closing: NodeJS.Timeout | undefined;

/** Nobody tells a target which input is the last, and a host that is open keeps its process from ending. */
const IDLE_MILLISECONDS_MAX = 1_000;

async function open(): Promise<Opened> {
  const folder = temporaryFolder();
  const rendererFolder = join(folder, 'page');
  mkdirSync(rendererFolder);
  writeFileSync(join(rendererFolder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  const { lab, close } = await openFuzzLab();
  const host = await startHost({ lab, port: 0, rendererFolder });
  closing = setTimeout(() => {
    opened = undefined;
    void host.close().then(close);
  }, IDLE_MILLISECONDS_MAX);
  return { host, token: new URL(host.url).searchParams.get('token') ?? '' };
}

/**
 * Bytes on a connection to the host, with the port and the token of this one in the place of $PORT and $TOKEN: it answers
 * or hangs up, never with a fault of its own, and without the token nothing of the lab comes out.
 */
export const fuzz: AsyncFuzz = async (bytes) => {
  // The fuzzer's memory is the next input's soon.
  const input = Buffer.from(bytes).toString('latin1');
  opened ??= open();
  const { host, token } = await opened;
  closing?.refresh();
  const text = input.replaceAll('$PORT', `${host.port}`);
  const answer = await exchange(host.port, text.replaceAll('$TOKEN', token));
  expectThat(!answer.includes('HTTP/1.1 500'), `no fault of the host, not ${JSON.stringify(answer.slice(0, 300))}`);
  expectThat(!answer.includes(SECRET), 'nothing from beside the folder');
  if (text.includes('$TOKEN')) return;
  expectThat(!answer.includes(PAGE) && !answer.includes('HTTP/1.1 101'), 'nothing of the lab without the token');
  expectThat(!answer.includes(token), 'no token to who does not know it');
};

/** What the host says until it hangs up, or to the end of what was sent and a moment more. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.on('end', () => socket.destroy());
    socket.end(text, 'latin1');
  });
}
