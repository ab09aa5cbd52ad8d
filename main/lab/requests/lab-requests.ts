import type { AnySchema, ContractProcedure, ErrorMap, InferSchemaOutput, Meta } from '@orpc/contract';
import type { Contract } from '#core/contract/contract.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { DrawnCurve } from '#core/stats/drawn-curve.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';

/** What a request brings once its schema has checked it. */
export type InputOf<Request> =
  Request extends ContractProcedure<infer Input, AnySchema, ErrorMap, Meta> ? InferSchemaOutput<Input> : never;

/** What is answered, as its schema has it. */
type AnswerOf<Request> =
  Request extends ContractProcedure<AnySchema, infer Answer, ErrorMap, Meta> ? InferSchemaOutput<Answer> : never;

type Method<Input, Answer> = unknown extends Input ? () => Promise<Answer> : (input: Input) => Promise<Answer>;

/** Answers that are encoded only when they leave the lab (`router.ts`). */
interface UnencodedRequests {
  lab: { watch: (input: InputOf<Contract['lab']['watch']>) => AsyncIterableIterator<LabEvent> };
  runs: {
    series: Method<InputOf<Contract['runs']['series']>, StoredSeries[]>;
    curves: Method<InputOf<Contract['runs']['curves']>, DrawnCurve[]>;
  };
}

type Unencoded<Group, Name> = Group extends keyof UnencodedRequests
  ? Name extends keyof UnencodedRequests[Group]
    ? UnencodedRequests[Group][Name]
    : null
  : null;

/**
 * The contract's requests as methods, by group: what each is given and answers follows from the contract. Each group is
 * in a file of its own beside this one.
 */
export type LabRequests = {
  readonly [Group in keyof Contract]: {
    readonly [Name in keyof Contract[Group]]: Unencoded<Group, Name> extends null
      ? Method<InputOf<Contract[Group][Name]>, AnswerOf<Contract[Group][Name]>>
      : Unencoded<Group, Name>;
  };
};
