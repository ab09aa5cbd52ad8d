/** The part of jStat 1.9 that is used here; the package carries no types. */
declare module 'jstat' {
  interface JStat {
    readonly studentt: {
      /** Quantile of Student's t distribution at probability p. */
      inv(p: number, degreesOfFreedom: number): number;
    };
  }
  const jStat: JStat;
  export default jStat;
}
