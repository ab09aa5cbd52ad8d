import { describe, expect, it } from 'vitest';
import { ASSIGNMENT_EXAMPLE, parseAssignment } from '#core/spec/assignment.ts';

describe('a value of a spec written in one line', () => {
  it('is JSON where it reads as such, and text where not', () => {
    expect(parseAssignment(ASSIGNMENT_EXAMPLE)).toEqual({ path: 'optimizer.learningRate', value: 0.01 });
    expect(parseAssignment(' network.normalization.statistics = frozen ')).toEqual({
      path: 'network.normalization.statistics',
      value: 'frozen',
    });
    expect(parseAssignment('network.normalization={"kind": "none"}')?.value).toEqual({ kind: 'none' });
    expect(parseAssignment('title=a=b')).toEqual({ path: 'title', value: 'a=b' });
  });

  it('is none without a path, an equals sign or a value', () => {
    for (const text of ['', 'optimizer.learningRate', '=0.1', 'optimizer.learningRate=', ' = ']) {
      expect(parseAssignment(text)).toBeNull();
    }
  });
});
