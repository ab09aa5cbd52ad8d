import { z } from 'zod';

/** No system takes longer ones. */
const LENGTH_MAX = 4_096;

/**
 * The path of a file or folder, as a person typed it. Programs that end a name at a NUL would read another name than
 * those that do not, and other control characters would reach terminals.
 */
export const filePath = z
  .string()
  .trim()
  .min(1)
  .max(LENGTH_MAX)
  .refine((typed) => !/\p{Cc}/u.test(typed), { error: 'expected a path without control characters' });
