/** Colours of a series, in the order of its size: distinguishable in both themes, and never the only carrier of meaning. */
const COLOURS = ["#4a86e8", "#12a594", "#e5884d", "#8e6bd8", "#d3588f", "#b39b2e", "#5b9a3c", "#7c8794"];

export function colourOf(index: number): string {
  return COLOURS[Math.min(index, COLOURS.length - 1)] ?? "#7c8794";
}
