/**
 * xᵃ for 0 ≤ x and 0 ≤ a ≤ 1, with the same bits on every engine, unlike `Math.pow`.
 *
 * a in binary is 0.d₁d₂d₃…, so xᵃ is the product of those x^(1/2ⁱ), the i-th root of the root, whose digit dᵢ is 1. Roots
 * and products are rounded in the same way everywhere. After 32 digits the relative error is below |ln x| · 2⁻³², far finer
 * than the float32 that it is used for.
 */
const DIGITS = 32;

export function power(x: number, exponent: number): number {
  if (exponent >= 1) return x;
  let root = x;
  let rest = exponent;
  let product = 1;
  for (let digit = 0; digit < DIGITS && rest > 0; digit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      product *= root;
      rest -= 1;
    }
  }
  return product;
}
