import fc from 'fast-check';
import { expect, it } from 'vitest';
import { terminalText } from '#core/format/terminal-text.ts';

it.each([
  ['\u001b]0;owned\u0007title', '\\u001b]0;owned\\u0007title'],
  ['\u001b]52;c;aGk=\u001b\\', '\\u001b]52;c;aGk=\\u001b\\'],
  ['a\rb', 'a\\u000db'],
  ['\u009b31mred', '\\u009b31mred'],
  ['user\u202etxt.exe', 'user\\u202etxt.exe'],
  ['two\r\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['مرحبا γ β µ 试验 🙂', 'مرحبا γ β µ 试验 🙂'],
])('%j is shown as %j', (text, shown) => {
  expect(terminalText(text)).toBe(shown);
});

it('leaves nothing that a terminal obeys, and changes no text without it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = terminalText(text);
      expect(shown).not.toMatch(/[^\P{Cc}\n\t]/u);
      expect(terminalText(shown)).toBe(shown);
    }),
  );
});
