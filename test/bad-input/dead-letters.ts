import { type KafkaConnection, listTopics, PartitionReader, type ReadRecord } from '@sluice/kafka';

/** A dead letter, by the headers that tell its reason. */
export interface FoundLetter extends ReadRecord {
  readonly code: string | undefined;
}

/** The dead letters of a topic by the offset of their records. Two about one record are a failure of the test. */
export async function deadLettersByOrigin(kafka: KafkaConnection, topic: string): Promise<Map<number, FoundLetter>> {
  const letters = new Map<number, FoundLetter>();
  if (!(await listTopics(kafka)).includes(topic)) return letters;
  const reader = new PartitionReader(kafka, topic, 0);
  const onRecord = (record: ReadRecord): void => {
    // the last of a name counts
    const reasons = new Map(record.headers.map(({ name, value }) => [name, value?.toString()]));
    const offset = Number(reasons.get('__connect.errors.offset'));
    if (letters.has(offset)) throw new Error(`two dead letters of offset ${offset} in ${topic}`);
    letters.set(offset, { ...record, code: reasons.get('__connect.errors.exception.class.name') });
  };
  try {
    await reader.catchUp(onRecord, () => undefined);
  } finally {
    await reader.close();
  }
  return letters;
}
