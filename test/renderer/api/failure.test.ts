import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { describe, expect, it } from 'vitest';
import type { LabClient } from '#renderer/api/connection.svelte.ts';
import { toFailure } from '#renderer/api/failure.ts';

describe('toFailure', () => {
  it('says of a request whose connection was lost meanwhile just that', async () => {
    const { port1, port2 } = new MessageChannel();
    const client = createORPCClient<LabClient>(new RPCLink({ port: port1 }));
    port1.start();
    const asked = client.lab.info();
    port2.close();
    expect(await asked.catch(toFailure)).toMatchObject({
      code: 'CONNECTION',
      message: 'The connection to the lab was lost.',
    });
  });
});
