/** What has become of the records of one topic. */
export interface TopicDelivery {
  stored: number;
  deadLettered: number;
}

interface ConnectorsReply {
  readonly connectors: readonly {
    readonly topics: readonly { readonly topic: string; readonly stored: number; readonly deadLettered: number }[];
  }[];
}

interface DatasetsReply {
  readonly data: readonly { readonly name: string; readonly count: number }[];
}

async function getJson(url: string): Promise<unknown> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!reply.ok) throw new Error(`asking ${url}: status ${reply.status}`);
  return reply.json();
}

/** Counts by topic, as the consumer tells them. */
export async function deliveries(consumer: string): Promise<Map<string, TopicDelivery>> {
  const counts = new Map<string, TopicDelivery>();
  const { connectors } = (await getJson(`${consumer}/v1/connectors`)) as ConnectorsReply; // ConnectorListDto
  for (const { topic, stored, deadLettered } of connectors.flatMap(({ topics }) => topics)) {
    const sum = counts.get(topic) ?? { stored: 0, deadLettered: 0 };
    counts.set(topic, { stored: sum.stored + stored, deadLettered: sum.deadLettered + deadLettered });
  }
  return counts;
}

/** Records by dataset, as the query app finds them in the store. */
export async function datasetCounts(datasetsUrl: string): Promise<Map<string, number>> {
  const { data } = (await getJson(datasetsUrl)) as DatasetsReply; // DatasetListDto
  return new Map(data.map(({ name, count }) => [name, count]));
}
