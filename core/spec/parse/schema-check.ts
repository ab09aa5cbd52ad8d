import { z } from 'zod';
import type { SpecIssue } from '../../errors.ts';
import { describeValue, quote } from '../../describe-value.ts';
import { didYouMean } from './did-you-mean.ts';
import { describeExpectation } from './expectation.ts';
import { joinPath, valueAt } from './spec-path.ts';

export type SchemaCheck<T> =
  | { readonly value: T; readonly issues: readonly [] }
  | { readonly value: undefined; readonly issues: readonly SpecIssue[] };

/**
 * Parses a value with a schema; every error that the schema finds becomes one SpecIssue, with one for each unknown
 * field. Fields beside a wrong `kind` are not checked, because the kind decides which of them are right.
 */
export function checkSchema<T extends z.ZodType>(schema: T, input: unknown): SchemaCheck<z.output<T>> {
  const knownKeys = new Map<string, readonly string[]>();
  const result = schema.safeParse(input, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        knownKeys.set(joinPath(...(issue.path ?? [])), Object.keys(issue.inst.shape));
      }
      return expectationOf(issue);
    },
  });
  if (result.success) return { value: result.data, issues: [] };
  return { value: undefined, issues: result.error.issues.flatMap((issue) => specIssues(issue, input, knownKeys)) };
}

/** What was expected of the field; it travels as the issue's message. */
function expectationOf(issue: z.core.$ZodRawIssue): string {
  const options: unknown = Reflect.get(issue, 'options');
  if (issue.code === 'invalid_union' && Array.isArray(options)) return oneOf(options);
  const schema = issue.schema ?? issue.inst;
  // What a channel between processes can carry and JSON cannot: `a Float32Array`.
  if (issue.code === 'invalid_type' && schema instanceof z.ZodCustom) return `a ${issue.expected}`;
  return schema instanceof z.ZodType ? describeExpectation(schema) : 'a different value';
}

function oneOf(options: readonly unknown[]): string {
  const named = options.map((option) => JSON.stringify(option)).join(', ');
  return options.length === 1 ? named : `one of ${named}`;
}

function specIssues(
  issue: z.core.$ZodIssue,
  input: unknown,
  knownKeys: ReadonlyMap<string, readonly string[]>,
): SpecIssue[] {
  const path = joinPath(...issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys.get(path) ?? [];
    return issue.keys.map((key) => ({
      path: joinPath(path, key),
      expected: `${oneOfFields(known)}${suggestion(didYouMean(key, known))}`,
      received: `the unknown field ${quote(key)}`,
    }));
  }
  const received = valueAt(input, issue.path);
  const choices = choicesOf(issue);
  const meant = typeof received === 'string' ? didYouMean(received, choices) : undefined;
  return [{ path, expected: `${issue.message}${suggestion(meant)}`, received: describeValue(received) }];
}

function oneOfFields(known: readonly string[]): string {
  return known.length === 1 ? `no field except ${known[0]}` : `one of the fields ${known.join(', ')}`;
}

function choicesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue) return (issue.options ?? []).map(String);
  return [];
}

function suggestion(meant: string | undefined): string {
  return meant === undefined ? '' : ` (did you mean ${quote(meant)}?)`;
}
