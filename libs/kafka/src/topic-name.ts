import { SluiceError } from '@sluice/contracts';

/**
 * Checks a topic name by Kafka's rules: 1 to 249 letters, digits, dots, underscores and hyphens, neither "." nor "..".
 * @throws SluiceError TOPIC_INVALID
 */
export function assertTopicName(topic: string): void {
  const why =
    topic === ''
      ? 'is empty'
      : topic === '.' || topic === '..'
        ? 'is not allowed'
        : topic.length > 249
          ? 'is longer than 249 characters'
          : /^[\w.-]+$/.test(topic)
            ? undefined
            : 'has characters other than letters, digits, ".", "_" and "-"';
  if (why === undefined) return;
  const shown = topic.length > 80 ? `${topic.slice(0, 80)}…` : topic;
  throw new SluiceError('TOPIC_INVALID', `using topic ${JSON.stringify(shown)}: its name ${why}`, {
    context: { topic: shown },
  });
}
