import type { BufferId } from '../../../plan/plan.ts';
import type { MemoryMap } from '../memory/buffer-place.ts';

/** A field that the kernel reads as a float. */
export interface FloatField {
  readonly float: number;
}

export type Field = number | FloatField;

/** An encoded op before it is words: its code, then its kernel's fields. */
export type RecordFields = readonly Field[];

/** Where an op's buffers lie, for the encoders. Addresses and strides are in bytes. */
export class OperandPlaces {
  readonly map: MemoryMap;

  constructor(map: MemoryMap) {
    this.map = map;
  }

  at(id: BufferId): number {
    return this.map.places[id].address;
  }

  /** 0 where there is none. */
  optional(id: BufferId | null): number {
    return id === null ? 0 : this.at(id);
  }

  stride(id: BufferId): number {
    return this.map.places[id].stride;
  }

  rows(id: BufferId): number {
    return this.map.places[id].info.rows;
  }

  columns(id: BufferId): number {
    return this.map.places[id].info.columns;
  }

  /** Bytes of all rows, padding included. */
  bytes(id: BufferId): number {
    return this.rows(id) * this.stride(id);
  }

  /** Rows, columns and stride: how most kernels' fields begin. */
  shape(id: BufferId): number[] {
    return [this.rows(id), this.columns(id), this.stride(id)];
  }
}
