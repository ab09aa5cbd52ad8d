/** Why a file could not be written, as people say it, by the operating system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'part of the path is a file',
  EISDIR: 'a folder has this name',
  EEXIST: 'a file with this name already exists',
  ENAMETOOLONG: 'the name is too long',
};

/** The reason in a clause: "the disk is full". */
export function writeFailureReason(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
