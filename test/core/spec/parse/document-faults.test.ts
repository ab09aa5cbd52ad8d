import { describe, expect, it } from 'vitest';
import { SPEC_CHARACTERS_MAX } from '#core/spec/parse/document-text.ts';
import { parseExperimentText } from '#core/spec/parse/parse.ts';
import { faultsOf, faultsWith, SHORTEST } from './faults-of.ts';

describe('a fault of the document', () => {
  it.each([
    ['text', '"hello"', '(document): expected an object, received the text "hello"'],
    ['nothing', '', '(document): expected an object, received null (an empty value)'],
    ['a list', '[1, 2]', '(document): expected an object, received a list of 2 items'],
  ])('%s instead of an experiment', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('names line and column of broken YAML', () => {
    expect(faultsWith('kind: mnist }', 'kind: mnist')).toEqual([
      expect.stringMatching(/^\(document\): expected valid YAML or JSON, received an error at line 5, column 3: /),
    ]);
    expect(faultsOf('title: a\ntitle: b\n')).toEqual([
      '(document): expected valid YAML or JSON, received an error at line 2, column 1: Map keys must be unique',
    ]);
  });

  it('makes nothing but plain values, whatever the tags', () => {
    expect(faultsOf('a: !!js/function "process.exit()"')[0]).toContain('line 1, column 4: Unresolved tag');
    expect(faultsOf('a: !!timestamp 2001-01-01')[0]).toContain('Unresolved tag');
    const polluted = parseExperimentText(`${SHORTEST}`);
    expect(faultsWith('title:', '__proto__: { polluted: true }\ntitle:')).toHaveLength(1);
    expect('polluted' in polluted).toBe(false);
  });

  it('is bounded in size, depth and aliases', () => {
    expect(faultsOf(' '.repeat(SPEC_CHARACTERS_MAX + 1))).toEqual([
      '(document): expected a document of at most 1000000 characters, received 1000001 characters',
    ]);
    expect(faultsOf('['.repeat(100_000))).toEqual([
      '(document): expected a document of reasonable depth, received nesting that is too deep',
    ]);
    const tenfold = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]\n`;
    const bomb = `a: &a [lol]\n${tenfold('b', 'a')}${tenfold('c', 'b')}${tenfold('d', 'c')}${tenfold('e', 'd')}`;
    expect(faultsOf(bomb)[0]).toContain('expected at most 100 uses of aliases');
  });

  it('says that merge keys are not part of YAML 1.2, and where they are', () => {
    expect(faultsOf('base: &base { a: 1 }\narms:\n  - <<: *base\n  - { <<: *base }\n')).toEqual([
      '(document): expected fields that are written out, since YAML 1.2 has no merge keys (<<), received a merge key at line 3, column 5. Write out the fields that it stands for, or patch them in an arm',
      '(document): expected fields that are written out, since YAML 1.2 has no merge keys (<<), received a merge key at line 4, column 7. Write out the fields that it stands for, or patch them in an arm',
    ]);
    expect(faultsOf('"<<": 1')[0]).not.toContain('merge');
  });

  it('wants an anchor for each alias', () => {
    expect(faultsOf('title: *name')).toEqual([
      '(document): expected an anchor (&) before each alias (*) of its name, received the alias "name" without one',
    ]);
  });

  it('is no value that contains itself, nor one that fills the stack', () => {
    const tooDeep = ['(document): expected a document of reasonable depth, received nesting that is too deep'];
    expect(faultsWith('{ network.normalization.kind: batch }', '&patch { network: *patch }')).toEqual(tooDeep);
    const nested = `${'['.repeat(1_500)}${']'.repeat(1_500)}`;
    expect(faultsWith('{ network.normalization.kind: batch }', `{ network: ${nested} }`)).toEqual(tooDeep);
  });

  it('stays one line, whatever the names in it', () => {
    expect(faultsOf('a: |\u0085')).toEqual([expect.stringMatching(/^[^\u0085]*extra characters: \|\\u0085$/)]);
    expect(faultsWith('title:', '"two\\nlines": 1\ntitle:')).toEqual([
      expect.stringMatching(
        /^two\\u000alines: expected one of the fields .*, received the unknown field "two\\nlines"$/,
      ),
    ]);
  });

  it('says the same of a long list of faults in little time', () => {
    const wrongSeeds = `${SHORTEST}seeds: [${Array(100_000).fill('x').join(',')}]`;
    expect(faultsOf(wrongSeeds)[0]).toContain('seeds');
  });
});
