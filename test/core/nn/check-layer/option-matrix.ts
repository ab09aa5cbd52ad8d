/** Values of every option of a spec's kind: an option without values is an error of its type. */
export type OptionValues<Spec> = {
  readonly [Field in Exclude<keyof Spec, 'kind'>]-?: readonly Spec[Field][];
};

export interface OptionMatrix<Spec> {
  /** The first value of each stands wherever the option is not varied. */
  readonly values: OptionValues<Spec>;
  /** Groups of options of which every combination is wanted. Besides, each option is varied alone. */
  readonly crossed: readonly (readonly Exclude<keyof Spec, 'kind'>[])[];
}

/** The specs of one kind that an option matrix asks for, each once. */
export function combinations<Spec extends { readonly kind: string }>(
  kind: string,
  { values, crossed }: OptionMatrix<Spec>,
): Spec[] {
  type Field = Exclude<keyof Spec, 'kind'>;
  const fields = Object.keys(values) as Field[];
  const first = Object.fromEntries(fields.map((field) => [field, values[field][0]]));
  const groups: (readonly Field[])[] = [...fields.map((field) => [field]), ...crossed];
  const specs = groups.flatMap((group) =>
    group.reduce<Record<string, unknown>[]>(
      (made, field) => made.flatMap((spec) => values[field].map((value) => ({ ...spec, [field]: value }))),
      [{ kind, ...first }],
    ),
  );
  const found = specs.length > 0 ? specs : [{ kind }];
  // JSON leaves undefined options out, as the schema does.
  return [...new Set(found.map((spec) => JSON.stringify(spec)))].map((text) => JSON.parse(text) as Spec);
}
