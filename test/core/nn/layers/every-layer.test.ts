import { requirePython } from '#test/python.ts';
import { checkLayer } from '../check-layer/check-layer.ts';
import { LAYER_KINDS } from '../check-layer/layer-checks.ts';

for (const kind of LAYER_KINDS) checkLayer(kind, (context) => requirePython(context, ['torch']));
