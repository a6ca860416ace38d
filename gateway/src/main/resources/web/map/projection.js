// Web Mercator: the world is a square of 1 by 1, x to the east, y to the south.

export const MAX_LATITUDE = 85;
const MIN_ZOOM = 0;
const MAX_ZOOM = 12;
/** Pixels of the world at zoom 0, as map services have it. */
export const TILE = 256;

export const xOf = (lon) => (lon + 180) / 360;

export function yOf(lat) {
  const sine = Math.sin((Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** What part of the world is seen: its centre and zoom, on a canvas of so many CSS pixels. */
export class Viewport {
  constructor() {
    this.x = 0.53;
    this.y = 0.36;
    this.zoom = 1.4;
    this.width = 1;
    this.height = 1;
  }

  get scale() {
    return TILE * 2 ** this.zoom;
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
    this.settle();
  }

  /** Never further out than one world fills, never beyond the poles. */
  settle() {
    const least = Math.log2(Math.max(this.width, this.height) / TILE);
    this.zoom = clamp(this.zoom, Math.max(MIN_ZOOM, Math.min(least, 3)), MAX_ZOOM);
    const half = this.height / 2 / this.scale;
    this.y = half >= 0.5 ? 0.5 : clamp(this.y, half, 1 - half);
    this.x -= Math.floor(this.x);
  }

  /** On the canvas, in the copy of the world that is nearest to the centre. */
  place(x, y, into) {
    let across = x - this.x;
    across -= Math.round(across);
    into.x = across * this.scale + this.width / 2;
    into.y = (y - this.y) * this.scale + this.height / 2;
    return into;
  }

  pan(dx, dy) {
    this.x += dx / this.scale;
    this.y += dy / this.scale;
    this.settle();
  }

  /** Zooms by that many steps; the point under `px`, `py` stays where it is. */
  zoomBy(steps, px = this.width / 2, py = this.height / 2) {
    const before = this.scale;
    this.zoom += steps;
    this.settle();
    const shift = 1 / before - 1 / this.scale;
    this.x += (px - this.width / 2) * shift;
    this.y += (py - this.height / 2) * shift;
    this.settle();
  }

  /** Shows all of the points, `{x, y}` of the world. */
  fit(points, mostZoom = 6) {
    if (points.length === 0) {
      return;
    }
    // The largest gap between neighbours is left out: a route over the date line stays whole.
    const xs = points.map((p) => p.x).sort((a, b) => a - b);
    let start = 0;
    let gap = xs[0] + 1 - xs.at(-1);
    for (let i = 1; i < xs.length; i++) {
      if (xs[i] - xs[i - 1] > gap) {
        gap = xs[i] - xs[i - 1];
        start = i;
      }
    }
    const west = xs[start];
    const wide = Math.max(1 - gap, 1e-6);
    const ys = points.map((p) => p.y);
    const top = Math.min(...ys);
    const tall = Math.max(Math.max(...ys) - top, 1e-6);
    this.x = west + wide / 2;
    this.y = top + tall / 2;
    this.zoom = Math.min(mostZoom, Math.log2(Math.min((this.width * 0.8) / wide, (this.height * 0.75) / tall) / TILE));
    this.settle();
  }
}
