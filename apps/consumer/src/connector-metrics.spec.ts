import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { Metrics } from '@sluice/runtime';
import { ConnectorMetrics, declareInstruments } from './connector-metrics.js';

describe('the trouble of a connector', () => {
  const away = new SluiceError('STORE_UNAVAILABLE', 'writing');

  it('lasts while any work is being retried, and ends with it, given back or done', () => {
    const metrics = new ConnectorMetrics('c', declareInstruments(new Metrics('consumer')));
    const [one, other] = [{}, {}];
    expect(metrics.trouble).toBeUndefined();
    metrics.retrying(one, 'writing', away);
    metrics.retrying(other, 'writing', away);
    metrics.ended(one);
    expect(metrics.trouble).toBe(away);
    metrics.ended(other);
    expect(metrics.trouble).toBeUndefined();
  });
});
