import { yaml } from './rule-files.js';

export interface Targets {
  /** Service → addresses (`host:port`) of its processes. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  /** Addresses of rabbitmq_prometheus. */
  readonly rabbitMq: readonly string[];
}

export interface PrometheusSettings {
  readonly targets: Targets;
  /** Paths of rule files, absolute or relative to the configuration. */
  readonly rules: readonly string[];
  /** How often to scrape and to evaluate; default 15 s. */
  readonly interval?: string;
}

/**
 * Configuration of a Prometheus that scrapes the services and the broker. Dashboards and rules rely on `job` being
 * the name of the service.
 */
export function prometheusConfiguration({ targets, rules, interval = '15s' }: PrometheusSettings): string {
  const fixed = (addresses: readonly string[]) => [{ targets: addresses }];
  const services = Object.entries(targets.services).map(([job, addresses]) => ({
    job_name: job,
    static_configs: fixed(addresses),
  }));
  const broker =
    targets.rabbitMq.length === 0
      ? []
      : [
          { job_name: 'rabbitmq', static_configs: fixed(targets.rabbitMq) },
          {
            // Two families of numbers for each queue; all of them would be eight times as much.
            job_name: 'rabbitmq-queues',
            metrics_path: '/metrics/detailed',
            params: { family: ['queue_coarse_metrics', 'queue_metrics'] },
            static_configs: fixed(targets.rabbitMq),
          },
        ];
  return yaml({
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: rules,
    scrape_configs: [...services, ...broker],
  });
}
