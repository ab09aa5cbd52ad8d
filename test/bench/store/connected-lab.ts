import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { StandardRPCHandler } from '@orpc/server/standard';
import type { Contract } from '#core/contract/contract.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { serveConnection } from '#main/connection/serve-connection.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { labRouter } from '#main/lab/router.ts';

export interface ConnectedLab {
  readonly client: ContractRouterClient<Contract>;
  close(): Promise<void>;
}

const startCheck = forkCheck(process.env['BNLAB_BENCH_CHECK'] ?? '');

/** No run is started here. */
const launcher: JobLauncher = {
  launch() {
    throw new Error('The benchmark of the store starts no runs.');
  },
};

/** A lab and a client of it at the two ends of a message port, as the desktop's main process and its window are. */
export async function connectedLab(databaseFile: string): Promise<ConnectedLab> {
  const lab = await createLab({ databaseFile, door: 'desktop', jobs: 1, launcher, startCheck, appVersion: 'bench' });
  const { port1, port2 } = new MessageChannel();
  const served = serveConnection(new StandardRPCHandler(labRouter(lab), {}), {
    send: (message) => port1.postMessage(message),
    unreadBytes: 0,
    end: () => port1.close(),
  });
  port1.on('message', (message: unknown) => void served.receive(message));
  port1.on('close', () => served.closed());
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port2 }));
  port1.start();
  port2.start();
  return {
    client,
    async close() {
      port1.close();
      await lab.close();
    },
  };
}
