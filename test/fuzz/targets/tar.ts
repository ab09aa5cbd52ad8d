import { tarFiles } from '#main/datasets/file-bundle.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';

/** What an imported archive holds, unpacked: each file lies within it. */
export const fuzz = withinMemory((bytes) => {
  const tar = Uint8Array.from(bytes);
  const files = readOrRefused(() => tarFiles(tar, 'archive.tar'));
  for (const [name, content] of files ?? []) {
    expectThat(!/[/\\]/.test(name), `a bare name, not ${JSON.stringify(name)}`);
    expectThat(content.buffer === tar.buffer && content.byteLength <= tar.length, 'a part of the archive');
  }
});
