/** Lists of whole numbers as people type them: "1, 2, 3", "1 2 3" and "1-5". */

/** More than the schema allows anywhere, so that a typed range cannot fill the memory. */
const RANGE_MAX = 1_000;

/** Anything but a number stays text, so that the schema can say what is wrong with it. */
export function parseNumberList(text: string): (number | string)[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const range = /^(\d+)(?:-|–|\.\.)(\d+)$/.exec(part);
      if (range) {
        const first = Number(range[1]);
        const last = Number(range[2]);
        if (last >= first && last - first < RANGE_MAX)
          return Array.from({ length: last - first + 1 }, (_, i) => first + i);
      }
      const number = Number(part);
      return [Number.isNaN(number) ? part : number];
    });
}

export function formatNumberList(list: unknown): string {
  return Array.isArray(list) ? list.map(String).join(', ') : '';
}
