import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '#core/contract/contract.ts';
import { DEFAULT_PORT, startHost, type Host } from '#main/host/start-host.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab } from '#main/lab/lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'bnlab-host-'));
const rendererFolder = join(folder, 'renderer');
let lab: Lab;
let host: Host;
let token: string;
let cookie: string;

beforeAll(async () => {
  mkdirSync(rendererFolder);
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>The lab</title>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  // No test here starts a run or a check, so neither needs to be built.
  const launcher = new ForkLauncher(join(folder, 'job-process.js'));
  const startCheck = forkCheck(join(folder, 'check-process.js'));
  const databaseFile = join(folder, 'lab.db');
  lab = await createLab({ databaseFile, door: 'host', launcher, startCheck, appVersion: '0.0.0' });
  host = await startHost({ lab, port: 0, rendererFolder });
  token = new URL(host.url).searchParams.get('token')!;
  const answer = await get(`/?token=${token}`);
  cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
});

afterAll(async () => {
  await host.close();
  await lab.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends the path exactly as written, which `fetch` would normalize first. */
function get(path: string, headers: Record<string, string> = {}, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, headers, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The open WebSocket, or the status that refused it. */
function upgrade(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode!);
      response.destroy();
    });
    socket.on('error', reject);
  });
}

const ownOrigin = () => `http://127.0.0.1:${host.port}`;

describe('the key', () => {
  it('is a random token of at least 128 bits in the address, which names loopback', () => {
    expect(host.url).toBe(`http://127.0.0.1:${host.port}/?token=${token}`);
    expect(Buffer.from(token, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
  });

  it('becomes a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const answer = await get(`/?token=${token}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([`bnlab-${host.port}=${token}; HttpOnly; SameSite=Strict; Path=/`]);
  });

  it.each([
    ['no token', '/', {}],
    ['a wrong token', '/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', {}],
    ['an empty token', '/?token=', {}],
    ['a wrong cookie', '/', { cookie: 'bnlab=AAAA' }],
    ['no token for a file', '/assets/page.js', {}],
  ])('is required: %s is refused with a page that says what to do', async (_name, path, headers) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.body).toContain('Open the complete address that the lab printed');
    expect(answer.body).not.toContain(token);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('opens the page, as a cookie', async () => {
    const answer = await get('/', { cookie });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>The lab</title>');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect((await get('/nothing.js', { cookie })).status).toBe(404);
  });

  it('differs from host to host', async () => {
    const other = await startHost({ lab, port: 0, rendererFolder });
    expect(new URL(other.url).searchParams.get('token')).not.toBe(token);
    await other.close();
  });
});

describe('Host and Origin', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost:1', '[::1]:80'])(
    'refuses the host name "%s"',
    async (name) => {
      const answer = await get('/', { cookie, host: name });
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('The lab</title>');
    },
  );

  it('also answers as localhost', async () => {
    expect((await get('/', { cookie, host: `localhost:${host.port}` })).status).toBe(200);
  });

  it('refuses what another page sends, and does not let it read anything', async () => {
    expect((await get('/', { cookie, origin: 'http://evil.example' }, { method: 'POST' })).status).toBe(403);
    expect((await get('/', { cookie }, { method: 'POST' })).status).toBe(403);
    expect((await get('/', { cookie, origin: ownOrigin() }, { method: 'POST' })).status).toBe(405);
  });

  it.each([
    ['another origin', () => ({ cookie, origin: 'http://evil.example' })],
    ['another port of this machine', () => ({ cookie, origin: 'http://127.0.0.1:1' })],
    ['no origin', () => ({ cookie })],
    ['an opaque origin', () => ({ cookie, origin: 'null' })],
    ['no cookie', () => ({ origin: ownOrigin() })],
    ['another host name', () => ({ cookie, host: 'evil.example', origin: 'http://evil.example' })],
  ])('refuses a WebSocket from %s', async (_name, headers) => {
    expect(await upgrade('/rpc', headers())).toBe(403);
  });

  it('refuses a WebSocket anywhere except at /rpc', async () => {
    expect(await upgrade('/', { cookie, origin: ownOrigin() })).toBe(403);
  });
});

describe('files', () => {
  it.each([
    '//',
    '//evil.example/secret.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
  ])('does not leave its folder for %s', async (path) => {
    const answer = await get(path, { cookie });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });
});

describe('the contract', () => {
  it('is spoken over the WebSocket', async () => {
    const socket = (await upgrade('/rpc', { cookie, origin: ownOrigin() })) as WebSocket;
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }));
    expect(await client.lab.info()).toMatchObject({ door: 'host', appVersion: '0.0.0' });
    expect(await client.experiments.list()).toEqual([]);
    socket.close();
  });
});

describe('the port', () => {
  it('in use is an error that names it and the solution', async () => {
    await expect(startHost({ lab, port: host.port, rendererFolder })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(new RegExp(`Port ${host.port} .*in use.*--port`)),
    });
  });

  it('is a free one if the default one is in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      // Another program may already hold the default port; then it is the blocker.
      blocker.once('error', () => resolve());
      blocker.listen(DEFAULT_PORT, '127.0.0.1', () => resolve());
    });
    const other = await startHost({ lab, port: null, rendererFolder });
    expect(other.port).not.toBe(DEFAULT_PORT);
    await other.close();
    await new Promise((resolve) => blocker.close(resolve));
  });
});
