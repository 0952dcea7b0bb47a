/**
 * Numbers for those who watch over the server: who has one declares it, and is asked when somebody looks.
 *
 * The metrics module writes them out (OpenMetrics). Nothing is counted here, so that a number nobody looks at costs nothing.
 */

/** One line of what is measured; without labels there is one only. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  /** Of `a-z`, `0-9` and `_`, beginning with `chatelaine_` or `process_`; a counter's without `_total`. */
  readonly name: string;
  /** `counter` only grows until the process (or its module) starts anew; `gauge` goes up and down. */
  readonly type: 'counter' | 'gauge';
  /** The unit the name ends in, such as `seconds` or `bytes`. */
  readonly unit?: string;
  /** A sentence for people. */
  readonly help: string;
  /** Cheap, as it is asked every few seconds. Undefined when it cannot be told here. */
  read(): number | undefined | Iterable<Sample>;
}

export interface Metrics {
  /** Throws when the name is taken, or cannot be one. */
  add(metric: Metric): () => void;
  /** In the order they came. */
  all(): readonly Metric[];
}

const NAME = /^(chatelaine|process)(_[a-z0-9]+)+$/;

export function createMetrics(): Metrics {
  const byName = new Map<string, Metric>();
  return {
    add(metric) {
      const { name, type, unit } = metric;
      if (!NAME.test(name) || name.endsWith('_total')) throw new Error(`no name for a metric: ${name}`);
      // OpenMetrics 1.0: "an underscore and the unit MUST be the suffix of the MetricFamily name."
      if (unit !== undefined && !name.endsWith(`_${unit}`))
        throw new Error(`${name} does not end in ${unit}`);
      if (byName.has(name)) throw new Error(`registered twice: the ${type} ${name}`);
      byName.set(name, metric);
      return () => void (byName.get(name) === metric && byName.delete(name));
    },
    all: () => [...byName.values()],
  };
}
