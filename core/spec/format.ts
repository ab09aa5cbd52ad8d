import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import type { ExperimentSpec } from './experiment.ts';

/** Short enough to be read on one line at a glance. */
const FLOW_ITEMS_MAX = 4;

/** An experiment as YAML text that `parseExperimentText` parses to an equal experiment; defaults are written out. */
export function formatExperiment(spec: ExperimentSpec): string {
  // Through JSON, so that an undefined field is absent rather than null.
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
