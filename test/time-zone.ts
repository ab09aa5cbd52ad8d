/**
 * Sets the time zone of this process, as TZ does at its start.
 * @returns what restores it
 */
export function setTimeZone(zone: string): () => void {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  return () => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  };
}
