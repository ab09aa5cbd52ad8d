/** Numbers of all examples of a data set in files: 400 MB as float32. */
export const DATASET_VALUES_MAX = 100_000_000;

/** More classes than this are no classes: most likely the label column is a quantity. */
export const CLASSES_MAX = 1_000;
