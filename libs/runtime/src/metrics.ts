import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricSpec {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Sentence of the reference page and of `# HELP`; the unit is in the name. */
  readonly help: string;
  readonly labels?: readonly string[];
  readonly buckets?: readonly number[];
}

/** The Prometheus registry of an app. Metrics are declared as tables of {@link MetricSpec}, so that they are listed. */
export class Metrics {
  readonly registry = new Registry();

  constructor(app: string) {
    this.registry.setDefaultLabels({ app });
    collectDefaultMetrics({ register: this.registry });
  }

  counter(spec: MetricSpec): Counter {
    return new Counter({ ...basics(spec), registers: [this.registry] });
  }

  /** A gauge; `collect` sets it anew for each scrape. */
  gauge(spec: MetricSpec, collect?: (gauge: Gauge) => void): Gauge {
    const gauge: Gauge = new Gauge({
      ...basics(spec),
      registers: [this.registry],
      ...(collect ? { collect: () => collect(gauge) } : {}),
    });
    return gauge;
  }

  histogram(spec: MetricSpec): Histogram {
    const buckets = spec.buckets ? { buckets: [...spec.buckets] } : {};
    return new Histogram({ ...basics(spec), ...buckets, registers: [this.registry] });
  }
}

function basics({ name, help, labels = [] }: MetricSpec) {
  return { name, help, labelNames: [...labels] };
}

/** The table as Markdown, for the reference page. */
export function renderMetricsReference(specs: readonly MetricSpec[]): string {
  const rows = specs.map(
    ({ name, kind, labels = [], help }) =>
      `| \`${name}\` | ${kind} | ${labels.map((l) => `\`${l}\``).join(', ')} | ${help} |`,
  );
  return ['| metric | kind | labels | meaning |', '|---|---|---|---|', ...rows].join('\n');
}
