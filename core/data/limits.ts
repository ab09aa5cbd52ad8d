/** The most numbers in all examples of a data set in files: 400 MB as float32, 800 MB as float64. */
export const DATASET_VALUES_MAX = 100_000_000;

/** A label column with more distinct values than this is most likely a quantity. */
export const CLASSES_MAX = 1_000;
