/**
 * The point of the unit circle after this many turns: [cos 2πt, sin 2πt]. `Math.cos` and `Math.sin` may differ in their
 * last bit between engines and their versions; a generated data set must not. The angle is reduced exactly to at most
 * an eighth of a turn, where Taylor's series of 9 terms has an error below 1e-16.
 */
export function unitCircle(turns: number): [x: number, y: number] {
  const fraction = turns - Math.floor(turns);
  const quarter = Math.round(4 * fraction);
  const angle = (fraction - quarter / 4) * 2 * Math.PI;
  const squared = angle * angle;
  let cosine = 1;
  let sine = 1;
  // Horner's form: 1 − a²/(n(n−1)) · (…), from the innermost bracket outwards.
  for (let n = 18; n >= 2; n -= 2) {
    cosine = 1 - (squared / (n * (n - 1))) * cosine;
    sine = 1 - (squared / (n * (n + 1))) * sine;
  }
  sine *= angle;
  switch (quarter % 4) {
    case 0:
      return [cosine, sine];
    case 1:
      return [-sine, cosine];
    case 2:
      return [-cosine, -sine];
    default:
      return [sine, -cosine];
  }
}
