// Reads pages over HTTP with many connections at once, each asking again as soon as it has its answer, until stdin ends;
// then prints one line of JSON. Arguments: URL, connections.
import { Agent, get } from 'node:http';
import { percentile } from '../measure/statistics.js';

const [url = '', connections = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const latencies: number[] = [];
const statuses: Record<string, number> = {};
let failures = 0;
const over = new AbortController();
process.stdin.on('end', () => over.abort()).resume();

function ask(): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (reply) => {
      reply.on('error', reject);
      reply.on('end', () => resolve(reply.statusCode ?? 0));
      reply.resume();
    }).on('error', reject);
  });
}

async function read(): Promise<void> {
  while (!over.signal.aborted) {
    const startedAt = performance.now();
    try {
      const status = await ask();
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(performance.now() - startedAt);
    } catch {
      failures += 1;
    }
  }
}

await Promise.all(Array.from({ length: Number(connections) }, read));
agent.destroy();
const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
process.stdout.write(`${JSON.stringify({ statuses, failures, latencyP50Ms: p50, latencyP99Ms: p99 })}\n`);
