/** Paths of layers in a built network; those of parameters, statistics and observed buffers begin with them. */

/** `layers.2` */
export function layerPath(index: number): string {
  return `layers.${index}`;
}

/** What a residual block contains: `layers.3.residual`. */
export function blockPath(layer: string): string {
  return `${layer}.residual`;
}

/** `layers.3.residual.layers.0` */
export function innerLayerPath(layer: string, index: number): string {
  return `${blockPath(layer)}.layers.${index}`;
}

/** `layers.3.residual.shortcut` */
export function shortcutPath(layer: string): string {
  return `${blockPath(layer)}.shortcut`;
}
