import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { StandardRPCHandler } from '@orpc/server/standard';
import { WebSocketServer } from 'ws';
import { LabError } from '#core/errors.ts';
import { MESSAGE_BYTES_MAX, serveWebSocket } from '#main/connection/serve-web-socket.ts';
import type { Lab } from '#main/lab/lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { readPageFile, SECURITY_HEADERS } from '#main/pages/page-files.ts';
import { warn } from '#main/terminal/write-line.ts';
import { HostAccess } from './access.ts';
import { refusalPage } from './refusal-page.ts';

/**
 * The lab in a browser: the page's files over HTTP and the contract over a WebSocket at /rpc, on 127.0.0.1 only, for
 * clients that know the token (`access.ts`). It serves nothing else.
 */

/** Tried first when no port is given, so that a bookmark or a tunnel keeps working. */
export const DEFAULT_PORT = 4265;

export interface HostOptions {
  readonly lab: Lab;
  /** 0 picks a free one; null tries `DEFAULT_PORT` and then a free one. */
  readonly port: number | null;
  /** The built renderer, with its index.html. */
  readonly rendererFolder: string;
}

export interface Host {
  /** Includes the token: whoever has it can use the lab. */
  readonly url: string;
  readonly port: number;
  /** Closes all connections. The lab stays open; it belongs to the caller. */
  close(): Promise<void>;
}

/** @throws LabError CONFLICT if the port is in use, UNSUPPORTED if the user may not use it */
export async function startHost({ lab, port, rendererFolder }: HostOptions): Promise<Host> {
  const server = createServer();
  await listen(server, port);
  const access = new HostAccess((server.address() as AddressInfo).port);

  server.on('request', (request, response) => {
    void answer(request, response, access, rendererFolder).catch((error: unknown) => {
      warn(`${request.method} ${request.url}: ${error instanceof Error ? error.message : String(error)}`);
      if (!response.headersSent)
        refuse(
          response,
          500,
          'Something went wrong',
          'The lab could not read this file. The terminal in which it runs says why.',
        );
      else response.destroy();
    });
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  const rpc = new StandardRPCHandler(labRouter(lab), {});
  server.on('upgrade', (request, socket, head) => {
    if (!mayUpgrade(request, access)) return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveWebSocket(rpc, webSocket));
  });

  return {
    url: access.address,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const webSocket of sockets.clients) webSocket.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: HostAccess,
  folder: string,
): Promise<void> {
  if (!access.namesThisHost(request)) {
    return refuse(
      response,
      403,
      'Wrong address',
      'The lab answers only to 127.0.0.1 or localhost, with the port that it listens on. If you use a tunnel, use the same port number at both ends.',
    );
  }
  const url = URL.parse(`http://127.0.0.1${request.url}`);
  if (url === null) return refuse(response, 400, 'No such address', 'The lab cannot read this address.');
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (!reading && !access.comesFromOwnPage(request)) {
    return refuse(response, 403, 'Not from the lab', 'This request came from another site’s page.');
  }
  const token = url.searchParams.get('token');
  if (request.method === 'GET' && token !== null && access.isToken(token)) {
    response.writeHead(303, { ...SECURITY_HEADERS, 'set-cookie': access.cookie, location: '/' }).end();
    return;
  }
  if (!access.hasCookie(request)) {
    return refuse(
      response,
      403,
      'This lab needs its key',
      'Open the complete address that the lab printed when it started, including the part after “?token=”. A restarted lab has a new one.',
    );
  }
  if (!reading)
    return refuse(response, 405, 'Read only', 'The lab only serves files for reading here.', { allow: 'GET, HEAD' });

  const file = await readPageFile(folder, url.pathname);
  if (file === null) return refuse(response, 404, 'Not found', 'The lab has no such page.');
  response
    .writeHead(200, { ...file.headers, 'content-length': file.body.length })
    .end(request.method === 'HEAD' ? undefined : file.body);
}

function refuse(
  response: ServerResponse,
  status: number,
  heading: string,
  advice: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(refusalPage(heading, advice));
}

function mayUpgrade(request: IncomingMessage, access: HostAccess): boolean {
  return request.url === '/rpc' && access.comesFromOwnPage(request) && access.hasCookie(request);
}

function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

async function listen(server: Server, port: number | null): Promise<void> {
  if (port !== null) return listenOn(server, port);
  try {
    await listenOn(server, DEFAULT_PORT);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    await listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(portError(port, error));
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve();
    });
  });
}

function portError(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') {
    return new LabError(
      'CONFLICT',
      `Port ${port} on 127.0.0.1 is in use by another program. Choose another one with --port, or leave --port out to let the lab find a free one.`,
      { port },
    );
  }
  if (error.code === 'EACCES') {
    return new LabError('UNSUPPORTED', `This user may not use port ${port}. Choose one from 1024 up with --port.`, {
      port,
    });
  }
  return error;
}
