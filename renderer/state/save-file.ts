import { askDesktop, isDesktop } from '../api/desktop.ts';
import type { LabState } from './lab.svelte.ts';

/** A file that a person wants to keep. */
export interface KeptFile {
  /** In the dialog's title and in what is told afterwards: "the report". */
  readonly what: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** The dialog's name for files with an ending. */
const KINDS: Readonly<Record<string, string>> = {
  html: 'Web page',
  pdf: 'PDF document',
  md: 'Markdown text',
  tex: 'LaTeX document',
  ipynb: 'Jupyter notebook',
  csv: 'CSV table',
  yaml: 'YAML file',
  json: 'JSON file',
  png: 'PNG image',
  svg: 'SVG drawing',
  zip: 'ZIP archive',
};

/**
 * The one way in which the page gives files to people. The desktop asks where, in the system's dialog, and tells the path
 * once the file is written; cancelling says nothing. A browser downloads by its own settings and does not tell the page
 * how that ends.
 */
export async function saveFile(lab: Pick<LabState, 'notices'>, file: KeptFile): Promise<void> {
  if (!isDesktop()) {
    download(file);
    lab.notices.tell(`Your browser is downloading ${file.fileName}.`);
    return;
  }
  const extension = file.fileName.split('.').at(-1) ?? '';
  const answer = await askDesktop({
    kind: 'saveFile',
    title: `Save ${file.what}`,
    suggested: file.fileName,
    filter: { name: KINDS[extension] ?? `${extension.toUpperCase()} file`, extensions: [extension] },
    content: file.content,
  });
  switch (answer.kind) {
    case 'saved':
      lab.notices.tell(`Saved ${answer.path}`, { tone: 'success', action: showInFolder(answer.path) });
      return;
    case 'failed':
      lab.notices.tell(`${sentence(file.what)} was not saved. ${answer.message}`, { tone: 'danger' });
      return;
    case 'cancelled':
    case 'chosen':
    case 'shown':
      return;
    default:
      answer satisfies never;
  }
}

/** Opens the file manager at a file that one of the dialogs named. */
export function showInFolder(path: string): { readonly label: string; readonly run: () => void } {
  return { label: 'Show in folder', run: () => void askDesktop({ kind: 'showInFolder', path }) };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function download({ fileName, mediaType, content }: KeptFile): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download reads the blob after the click; a minute is ample and the memory is given back.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
