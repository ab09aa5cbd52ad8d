import { isDeepStrictEqual } from 'node:util';
import { menuMessage, themeChoice } from '#core/contract/desktop-bridge.ts';
import { parseRoute, routeHash } from '#renderer/state/route.ts';
import { expectThat, withinMemory } from '../check.ts';
import { cloneValueOf } from '../clone-values.ts';
import { textOf } from '../input.ts';

/** What reaches the page's frame besides the contract: the menu's and the theme's messages, and the address. */
export const fuzz = withinMemory((bytes) => {
  const message = cloneValueOf(bytes);
  for (const schema of [menuMessage, themeChoice]) {
    const { success, data } = schema.safeParse(message);
    if (success) expectThat(isDeepStrictEqual(schema.parse(structuredClone(data)), data), 'the same message again');
  }
  const route = parseRoute(textOf(bytes));
  expectThat(isDeepStrictEqual(parseRoute(routeHash(route)), route), 'the same route from its own address');
});
