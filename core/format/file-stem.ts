/** A file's name from a title: letters and digits of any script, joined by hyphens, so that every file system takes it. */
export function fileStem(title: string): string {
  const stem = title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '');
  return stem === '' ? 'experiment' : stem;
}
