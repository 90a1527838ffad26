export {
  prometheusConfiguration,
  type PrometheusSettings,
  type Targets,
} from './prometheus-configuration.js';
export { ruleFiles } from './rule-files.js';
