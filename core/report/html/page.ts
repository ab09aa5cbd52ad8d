import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { LiveFigure, ReportDocument } from '../document/document.ts';
import { sectionHtml } from './blocks.ts';
import { LIVE_FIGURES_ID } from './embedded-file.ts';
import { markup, trusted, type Markup } from './markup.ts';
import { reportStyle } from './style.ts';

/**
 * One HTML file that needs nothing and asks for nothing. Its content security policy lets exactly one script run, the
 * viewer, named by its hash: even if text from a stranger were to slip through unescaped, it would not execute.
 */
export function pageHtml(document: ReportDocument, armCount: number, viewerScript: string): string {
  const script = scriptText(viewerScript);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="BatchNorm Lab">
<link rel="icon" href="data:,">
<title>${document.title}</title>
<style>${trusted(reportStyle(armCount))}</style>
</head>
<body>
<header>
<h1>${document.title}</h1>
<p class="byline">${document.byline}</p>
${document.description.map((paragraph) => markup`<p class="description">${paragraph}</p>\n`)}
</header>
<main>
${document.sections.map(sectionHtml)}</main>
<footer>Made with BatchNorm Lab. This file holds its data and its figures; it loads nothing.</footer>
${liveFigures(document)}
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.text;
}

function policy(script: string): string {
  const hash = z.util.uint8ArrayToBase64(sha256(utf8ToBytes(script)));
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    `script-src 'sha256-${hash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * The script as it may stand in a page. In strings and regular expressions, where alone these sequences occur, `\x3c`
 * means the same as `<`. Line ends are those that an HTML parser makes of them, for the hash is taken of its result.
 */
function scriptText(viewerScript: string): string {
  return viewerScript.replaceAll(/<(?=\/script|!--)/gi, '\\x3c').replaceAll(/\r\n?/g, '\n');
}

/** JSON in a script element of a type that no browser executes; `<` is escaped, so that nothing can end it early. */
function liveFigures(document: ReportDocument): Markup {
  const figures: Record<string, LiveFigure> = {};
  for (const section of document.sections) {
    for (const block of section.blocks) {
      if (block.kind === 'figure' && block.live !== undefined) figures[block.id] = block.live;
    }
  }
  const json = JSON.stringify(figures).replaceAll('<', '\\u003c');
  return markup`<script type="application/json" id="${LIVE_FIGURES_ID}">${trusted(json)}</script>`;
}
