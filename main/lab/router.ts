import type { AnySchema, ContractProcedure, ErrorMap, Meta } from '@orpc/contract';
import { implement, ORPCError, type InferSchemaInput, type Router } from '@orpc/server';
import { contract, type Contract } from '#core/contract/contract.ts';
import { encodeChunk, encodeCurve } from '#core/contract/series-codec.ts';
import { LabError, type WireError } from '#core/errors.ts';
import { warnOfFault } from '#main/terminal/write-line.ts';
import type { Lab } from './lab.ts';
import type { InputOf } from './requests/lab-requests.ts';

/** What may leave the lab as the answer to a request, for its schema to check. */
type OutgoingOf<Request> =
  Request extends ContractProcedure<AnySchema, infer Answer, ErrorMap, Meta> ? InferSchemaInput<Answer> : never;

/** What answers each request. */
type Answers = {
  readonly [Group in keyof Contract]: {
    readonly [Name in keyof Contract[Group]]: (
      input: InputOf<Contract[Group][Name]>,
      signal: AbortSignal | undefined,
    ) => Promise<OutgoingOf<Contract[Group][Name]>>;
  };
};

type Answer = (input: unknown, signal: AbortSignal | undefined) => Promise<unknown>;

/** As `implement` makes of each request. */
interface Implementer {
  handler(answer: (call: { readonly input: unknown; readonly signal?: AbortSignal }) => Promise<unknown>): unknown;
}

/**
 * The contract over a lab. Its schemas check what comes in and what goes out; expected failures leave as the typed error
 * `LAB`, anything else is logged here and leaves without its stack.
 */
export function labRouter(lab: Lab, logFault: (fault: unknown) => void = warnOfFault) {
  const contracted = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw wireErrorFrom(thrown, logFault);
    }
  });
  const answers = answersOf(lab);
  const groups = Object.entries(contract).map(([group, requests]) => [
    group,
    Object.fromEntries(
      Object.keys(requests).map((name) => {
        const answer = Reflect.get(Reflect.get(answers, group) as object, name) as Answer;
        const request = Reflect.get(Reflect.get(contracted, group) as object, name) as Implementer;
        return [name, request.handler(({ input, signal }) => answer(input, signal))];
      }),
    ),
  ]);
  return contracted.router(Object.fromEntries(groups) as Router<Contract, Record<never, never>>);
}

/** Most of a lab's answers leave as they are; points are encoded. */
function answersOf(lab: Lab): Answers {
  return {
    ...lab,
    lab: {
      info: () => lab.info(),
      setJobs: (input) => lab.setJobs(input),
      watch: (input, left) => Promise.resolve(watchUntil(left, lab.watch(input))),
    },
    runs: {
      ...lab.runs,
      series: async (input) =>
        (await lab.runs.series(input)).map(({ runId, name, chunks }) => ({
          runId,
          name,
          chunks: chunks.map(encodeChunk),
        })),
      curves: async (input) => (await lab.runs.curves(input)).map(encodeCurve),
    },
  };
}

/** A watcher who leaves is let go at once; by itself, its wait would end with the next thing that happens. */
function watchUntil<T>(left: AbortSignal | undefined, events: AsyncIterableIterator<T>): AsyncIterableIterator<T> {
  left?.addEventListener('abort', () => void events.return?.());
  return events;
}

function wireErrorFrom(thrown: unknown, logFault: (fault: unknown) => void): unknown {
  if (thrown instanceof LabError) return labError(thrown.toWire());
  // What oRPC itself refuses, for example an input that is not of its schema, is known to it already.
  if (thrown instanceof ORPCError && thrown.status < 500) return thrown;
  logFault(thrown);
  return labError({ code: 'INTERNAL', message: 'Something in BatchNorm Lab went wrong. Its log says what.' });
}

function labError(data: WireError): ORPCError<'LAB', WireError> {
  return new ORPCError('LAB', { message: data.message, data });
}
