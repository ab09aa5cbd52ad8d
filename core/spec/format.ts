import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import type { ExperimentSpec } from './experiment.ts';

/** Small enough to be read at a glance on one line. */
const FLOW_ITEMS_MAX = 4;

/** An experiment as YAML text that `parseExperimentText` reads back to an equal experiment; defaults are spelt out. */
export function formatExperiment(spec: ExperimentSpec): string {
  // Through JSON, so that a field that is undefined is absent and not null.
  const document = new Document(JSON.parse(JSON.stringify(spec)), { aliasDuplicateObjects: false });
  visit(document, {
    // A layer or an evaluation interval is one line, and so is the list of seeds.
    Collection(key, node) {
      const items = isMap(node) ? node.items.map((pair) => pair.value) : node.items;
      const short = isSeq(node) || (node.items.length <= FLOW_ITEMS_MAX && key !== null);
      if (isMap(node) || isSeq(node))
        node.flow = short && items.length > 0 ? items.every(isScalar) : items.length === 0;
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: true });
}
