import { type Agent, get } from 'node:http';
import { SluiceError } from '@sluice/contracts';

/** Milliseconds until the last byte of the answer, which is thrown away. Throws STACK_FAILED unless it is 200. */
export async function timedGet(url: string, agent?: Agent): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(url, agent ? { agent } : {}, (reply) => {
      reply.resume();
      reply.on('error', reject);
      reply.on('end', () => {
        if (reply.statusCode === 200) resolve(performance.now() - startedAt);
        else reject(new SluiceError('STACK_FAILED', `${url} answered ${reply.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}
