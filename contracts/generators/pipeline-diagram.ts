import { recordingRequested } from '../events/recording-requested.v1.js';
import { pipeline, type PipelineRow } from '../pipeline.js';

/** The pipeline as a Mermaid flowchart. What ingest only records in its ledger is one dotted line for each service. */
export function pipelineDiagram(): string {
  const labels = new Map<string, string[]>();
  for (const { event, publishedBy, consumedBy } of pipeline as readonly PipelineRow[]) {
    for (const from of publishedBy) {
      for (const to of consumedBy) {
        const isReport = to === 'ingest' && event.type !== recordingRequested.type;
        const edge = isReport ? `${from} -.-> ${to}` : `${from} -->|LABEL| ${to}`;
        labels.set(edge, [...(labels.get(edge) ?? []), event.type.replace(/\.v\d+$/, '')]);
      }
    }
  }
  const edges = [...labels].map(([edge, names]) => `  ${edge.replace('LABEL', names.join('<br/>'))}`);
  return [
    '```mermaid',
    'flowchart LR',
    '  CMS([CMS]) -->|POST /v1/jobs| ingest',
    ...edges,
    '  notification -->|webhook| CMS',
    '```',
    '',
  ].join('\n');
}
