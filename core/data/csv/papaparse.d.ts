/** The part of Papa Parse 5.7 that is used here. Its published types need Node's, which core does not use. */
declare module 'papaparse' {
  interface StepResult {
    /** The fields of one row. */
    readonly data: readonly string[];
    readonly errors: readonly { readonly code: string; readonly message: string }[];
  }
  interface ParseOptions {
    readonly delimiter: string;
    readonly step: (result: StepResult) => void;
  }
  const Papa: { parse(text: string, options: ParseOptions): void };
  export default Papa;
}
