import { describe, expect, it } from 'vitest';
import { DangerNotices } from '#renderer/state/danger-notices.ts';
import { Notices } from '#renderer/state/notices.svelte.ts';

/** What a session of a window keeps, and the notices of each page that was loaded in it. */
function sessionOfPages() {
  const kept = new Map<string, string>();
  const session = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return () => {
    const notices = new Notices();
    const texts = () => notices.shown.map(({ text }) => text);
    return { dangers: new DangerNotices(notices, session), notices, texts };
  };
}

describe('DangerNotices', () => {
  it('tell what holds once, whether it came as news or at a load, and not again after a reload', () => {
    const loadPage = sessionOfPages();
    const { dangers, notices, texts } = loadPage();
    dangers.tell('damage', 'lab.db is damaged');
    dangers.tell('damage', 'lab.db is damaged');
    dangers.tell('recovery', 'lab.db was damaged');
    expect(texts()).toEqual(['lab.db is damaged', 'lab.db was damaged']);
    expect(notices.shown.map(({ tone }) => tone)).toEqual(['danger', 'danger']);

    const reloaded = loadPage();
    reloaded.dangers.tell('damage', 'lab.db is damaged');
    reloaded.dangers.tell('recovery', 'lab.db was damaged');
    expect(reloaded.texts()).toEqual([]);
  });

  it('tell what is new, and what comes again after it was over', () => {
    const { dangers, texts } = sessionOfPages()();
    dangers.tell('damage', '1 row');
    dangers.tell('damage', '2 rows');
    dangers.tell('damage', undefined);
    dangers.tell('damage', '2 rows');
    expect(texts()).toEqual(['1 row', '2 rows', '2 rows']);
  });
});
