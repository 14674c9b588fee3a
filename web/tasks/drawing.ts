/** Strokes that several pictures have in common. All lengths are in CSS pixels. */

export const LABEL_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
export const DASHES = [5, 5];

export function line(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

export function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** An arrow that begins at (x, y) and points along x. */
export function fillArrow(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  length: number,
  width: number,
): void {
  const neck = x + length - Math.sign(length) * Math.min(Math.abs(length), 0.8 * width);
  context.beginPath();
  context.moveTo(x, y - width / 5);
  context.lineTo(neck, y - width / 5);
  context.lineTo(neck, y - width / 2);
  context.lineTo(x + length, y);
  context.lineTo(neck, y + width / 2);
  context.lineTo(neck, y + width / 5);
  context.lineTo(x, y + width / 5);
  context.fill();
}

/** The arrow of a strike, from (x, y) along x. */
export function drawStrike(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  length: number,
  { accent }: { readonly accent: string },
): void {
  context.fillStyle = accent;
  fillArrow(context, x, y, length, 14);
}

/** Around the origin: a pin that two parts turn on. */
export function drawPin(
  context: CanvasRenderingContext2D,
  radius: number,
  { panel, ink }: { readonly panel: string; readonly ink: string },
): void {
  context.fillStyle = panel;
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
