/** @param share that is done, 0 to 1 */
export type ArchiveProgress = (share: number) => void;
