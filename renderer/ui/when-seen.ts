import type { Attachment } from 'svelte/attachments';

/** How far below what is seen an element counts as seen, so that what it asks for is there before the person is. */
const MARGIN = '600px';

/** Calls back whenever the element comes into sight or near it. */
export function whenSeen(seen: () => void): Attachment {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) seen();
      },
      { rootMargin: MARGIN, scrollMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
