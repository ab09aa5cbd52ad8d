import type { Page } from 'playwright-core';

/**
 * Describes, in one sentence each, the controls that a person could not reach or would hit by mistake: those that overlap
 * another card, are covered where one would click them, or are cut off where nothing scrolls.
 *
 * It scrolls each control into view, and the page back to its start afterwards.
 */
export function controlFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const CONTROLS = 'button, a[href], input, select, textarea, [role="tab"], [role="radio"], [role="switch"]';
    const CARDS = '.panel, .card, .points, aside, .room-tab-list, main header';
    /** For rounding to whole pixels. */
    const SLACK_PX = 1.5;
    /** A control drawn as its label has the label's box. */
    const NOTHING_PX = 4;

    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.getBoundingClientRect().width > NOTHING_PX &&
      element.getBoundingClientRect().height > NOTHING_PX &&
      element.closest('.skip') === null;
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40) || element.id}”`;
    const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
    // What an open dialog covers is out of reach on purpose.
    const top =
      [...document.querySelectorAll('[role="dialog"], [data-popover-content]')].filter(isShown).at(-1) ?? document;
    const controls = [...top.querySelectorAll(CONTROLS)].filter(isShown);
    const cards = [...top.querySelectorAll(CARDS)].filter(isShown);
    const faults: string[] = [];

    // All boxes first: scrolling to a control moves the others.
    for (const control of controls) {
      const box = control.getBoundingClientRect();
      for (const card of cards) {
        if (card.contains(control) || control.contains(card)) continue;
        // A card around both does not count as another, nor does one in a scrolled list that is visible elsewhere.
        const other = card.getBoundingClientRect();
        const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (width > SLACK_PX && height > SLACK_PX && scrollerOf(control) === scrollerOf(card)) {
          faults.push(`${nameOf(control)} reaches ${Math.round(width)}×${Math.round(height)} px into ${nameOf(card)}`);
        }
      }
      const cut = cutOff(control);
      if (cut !== null) faults.push(`${nameOf(control)} ${cut}`);
    }
    for (const control of controls) {
      control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const shown = control.getBoundingClientRect();
      const hit = document.elementFromPoint(shown.left + shown.width / 2, shown.top + shown.height / 2);
      const label = (control as HTMLInputElement).labels?.[0];
      if (hit === null || !(control.contains(hit) || hit.contains(control) || label?.contains(hit) === true)) {
        faults.push(`${nameOf(control)} is covered by ${hit ? nameOf(hit) : 'the edge of the window'}`);
      }
    }
    const moved = ['html', 'body', '.app'].filter((selector) => document.querySelector(selector)!.scrollTop > 0);
    if (moved.length > 0)
      faults.push(`the page itself can be scrolled, and its sidebar out of view: ${moved.join(', ')}`);
    for (const element of document.querySelectorAll('*')) element.scrollTo({ top: 0, left: 0, behavior: 'instant' });
    return faults;

    function scrollerOf(element: Element): Element | null {
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        if (scrolls(overflowX) || scrolls(overflowY)) return at;
      }
      return null;
    }

    /** Where it ends outside what can be scrolled into view; null if it does not. */
    function cutOff(element: Element): string | null {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      let x = [left, right] as const;
      let y = [top, bottom] as const;
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const isRoot = at === document.documentElement;
        const box = isRoot ? new DOMRect(0, 0, innerWidth, innerHeight) : at.getBoundingClientRect();
        if (scrolls(overflowX)) x = [box.left, box.right];
        else if ((isRoot || overflowX !== 'visible') && (x[0] < box.left - SLACK_PX || x[1] > box.right + SLACK_PX)) {
          return `is cut off at the side by ${nameOf(at)}`;
        }
        if (scrolls(overflowY)) y = [box.top, box.bottom];
        else if ((isRoot || overflowY !== 'visible') && (y[0] < box.top - SLACK_PX || y[1] > box.bottom + SLACK_PX)) {
          return `is cut off above or below by ${nameOf(at)}`;
        }
      }
      return null;
    }
  });
}
