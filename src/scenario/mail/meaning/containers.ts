/** Functions that find the object around another, or its private part: `EXT4_I(inode)->i_flags`, `to_hub(dev)->state`. */
import { drawnWordOf as wordOf } from '../../words/table.ts';

/** The code with what they are given in their place: one name stands for the whole object. */
export function withoutContainers(code: string): string {
  return code.replace(
    /\b([A-Za-z_]\w*)\((&?)([A-Za-z_]\w*(?:(?:->|\.)\w+)*)\)->/g,
    (whole, name: string, address: string, inner: string) =>
      wordOf(name) !== null || /^(?:if|while|for|switch|return|sizeof)$/.test(name)
        ? whole
        : `${inner}${address === '' ? '->' : '.'}`,
  );
}
