/** Where the viewer finds a file's text in the page. */
export function embeddedFileId(fileName: string): string {
  return `file-${fileName}`;
}

/** Where the viewer finds what to draw. */
export const LIVE_FIGURES_ID = 'live-figures';
