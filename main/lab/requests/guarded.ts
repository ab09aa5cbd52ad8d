import { contract, type RequestEffect } from '#core/contract/contract.ts';
import type { LabRequests } from './lab-requests.ts';

type Answer = (...args: readonly unknown[]) => unknown;

/**
 * The requests behind a guard: each that changes something, as the contract marks it, is permitted first. Every door
 * and every caller in this process gets them so.
 *
 * @param permit throws where such a request must be refused
 */
export function guarded(requests: LabRequests, permit: (effect: RequestEffect) => void): LabRequests {
  const groups = Object.entries(contract).map(([group, procedures]) => [
    group,
    Object.fromEntries(
      Object.entries(procedures).map(([name, procedure]) => {
        const answer = Reflect.get(Reflect.get(requests, group) as object, name) as Answer;
        const { effect } = procedure['~orpc'].meta;
        const guardedAnswer: Answer = async (...args) => {
          permit(effect);
          return answer(...args);
        };
        return [name, effect === 'none' ? answer : guardedAnswer];
      }),
    ),
  ]);
  return Object.fromEntries(groups) as LabRequests;
}
