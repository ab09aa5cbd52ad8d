import { config } from 'zod';

/**
 * The page's policy forbids `eval`. zod would try it once, be refused and leave an error in the console; told so before
 * the first schema is made, it does not try. Imported first in `main.ts` for that reason.
 */
config({ jitless: true });
