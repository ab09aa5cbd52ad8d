import { panelSvg } from '../chart/panel-svg.ts';
import type { Block, Cell, DataFile, FigureBlock, Section, TableBlock } from '../document/document.ts';
import { embeddedFileId } from './embedded-file.ts';
import { markup, trusted, type Markup } from './markup.ts';

const WIDE = { width: 880, height: 340 };
const HALF = { width: 430, height: 190 };

export function sectionHtml(section: Section): Markup {
  return markup`<section id="${section.id}" aria-labelledby="${section.id}-title">
<h2 id="${section.id}-title">${section.title}</h2>
${section.blocks.map(blockHtml)}
</section>
`;
}

function blockHtml(block: Block): Markup {
  switch (block.kind) {
    case 'paragraph':
      return markup`<p class="${block.tone ?? 'normal'}">${block.text}</p>\n`;
    case 'facts':
      return markup`<dl>${block.entries.map(({ term, text }) => markup`<dt>${term}</dt><dd>${text}</dd>\n`)}</dl>\n`;
    case 'table':
      return tableHtml(block);
    case 'figure':
      return figureHtml(block);
    case 'code':
      return markup`<pre tabindex="0"><code>${block.text}</code></pre>\n`;
    case 'downloads':
      return markup`<ul class="files">${block.files.map(fileHtml)}</ul>\n`;
    default:
      return block satisfies never;
  }
}

function tableHtml({ caption, columns, rows }: TableBlock): Markup {
  const head = columns.map(({ label, align }) => markup`<th scope="col" class="${align}">${label}</th>`);
  const body = rows.map(
    (cells) => markup`<tr>${cells.map((cell, column) => cellHtml(cell, columns[column].align, column === 0))}</tr>\n`,
  );
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${columns[0].label} table"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>
<p class="caption">${caption}</p>
`;
}

function cellHtml(cell: Cell, align: 'start' | 'end', heads: boolean): Markup {
  const swatch = cell.arm === undefined ? trusted('') : markup`<span class="swatch arm-${cell.arm}"></span>`;
  const detail = cell.detail === undefined ? trusted('') : markup`<span class="detail">${cell.detail}</span>`;
  const classes = cell.tone === 'warning' ? `${align} warning` : align;
  return heads
    ? markup`<th scope="row" class="${classes}">${swatch}${cell.text}${detail}</th>`
    : markup`<td class="${classes}">${swatch}${cell.text}${detail}</td>`;
}

function figureHtml(figure: FigureBlock): Markup {
  const pairs = figure.panels.length > 1;
  const panels = figure.panels.map((panel, index) => panelSvg(panel, `${figure.id}-${index}`, pairs ? HALF : WIDE));
  const legend =
    figure.legend.length === 0
      ? trusted('')
      : markup`<ul class="legend">${figure.legend.map(({ label, arm }) => markup`<li><span class="swatch arm-${arm}"></span>${label}</li>`)}</ul>`;
  return markup`<figure id="${figure.id}">
<h3>${figure.title}</h3>
${legend}
<div class="plot"><div class="panels ${pairs ? 'pairs' : 'single'}">${panels}</div></div>
<figcaption class="caption">${figure.caption}</figcaption>
</figure>
`;
}

/** A file inside the file: a link that saves it without any script, and its text where it is meant to be read. */
function fileHtml(file: DataFile): Markup {
  const link = `data:${file.mediaType};charset=utf-8,${encodeURIComponent(file.text)}`;
  const shown = file.shown
    ? markup`<details><summary>Show</summary><pre tabindex="0" id="${embeddedFileId(file.fileName)}">${file.text}</pre></details>`
    : trusted('');
  return markup`<li><a href="${link}" download="${file.fileName}">${file.fileName}</a><span class="detail">${file.description}, ${sizeText(file.text.length)}</span>${shown}</li>
`;
}

function sizeText(characters: number): string {
  if (characters < 1_000) return `${characters} bytes`;
  return characters < 1e6 ? `${(characters / 1e3).toFixed(0)} kB` : `${(characters / 1e6).toFixed(1)} MB`;
}
