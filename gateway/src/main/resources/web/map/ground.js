// What lies beneath the shipments: land of Natural Earth, and map tiles where they are configured.
import { TILE, xOf, yOf } from "./projection.js";

let land = null;

/** One path of the whole world, in its square of 1 by 1. */
async function loadLand() {
  const { perDegree, rings } = await (await fetch("/web/land.json")).json();
  const path = new Path2D();
  for (const ring of rings) {
    let lon = ring[0];
    let lat = ring[1];
    path.moveTo(xOf(lon / perDegree), yOf(lat / perDegree));
    for (let i = 2; i < ring.length; i += 2) {
      lon += ring[i];
      lat += ring[i + 1];
      path.lineTo(xOf(lon / perDegree), yOf(lat / perDegree));
    }
    path.closePath();
  }
  return path;
}

export class Ground {
  constructor(tiles, changed) {
    this.tiles = tiles;
    this.changed = changed;
    this.images = new Map();
    land ||= loadLand();
    land.then((path) => {
      this.path = path;
      changed();
    });
  }

  draw(context, viewport, colours, ratio) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, viewport.width, viewport.height);
    if (this.path) {
      const { scale, width, height } = viewport;
      for (const copy of [-1, 0, 1]) {
        const left = (copy - viewport.x) * scale + width / 2;
        if (left > width || left + scale < 0) {
          continue;
        }
        context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * (height / 2 - viewport.y * scale));
        context.fillStyle = colours.land;
        context.fill(this.path);
        context.lineWidth = 1 / scale;
        context.strokeStyle = colours.coast;
        context.stroke(this.path);
      }
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.tiles) {
      this.drawTiles(context, viewport);
    }
  }

  drawTiles(context, viewport) {
    const z = Math.max(0, Math.round(viewport.zoom));
    const across = 2 ** z;
    const size = viewport.scale / across;
    const left = viewport.x * across - viewport.width / 2 / size;
    const top = viewport.y * across - viewport.height / 2 / size;
    for (let x = Math.floor(left); (x - left) * size < viewport.width; x++) {
      for (let y = Math.max(0, Math.floor(top)); y < across && (y - top) * size < viewport.height; y++) {
        const image = this.image(z, ((x % across) + across) % across, y);
        if (image.complete && image.naturalWidth > 0) {
          context.drawImage(image, (x - left) * size, (y - top) * size, size + 0.5, size + 0.5);
        }
      }
    }
  }

  image(z, x, y) {
    const url = this.tiles.url.replace("{z}", z).replace("{x}", x).replace("{y}", y).replace("{s}", "a");
    let image = this.images.get(url);
    if (!image) {
      if (this.images.size > 400) {
        this.images.clear();
      }
      image = new Image(TILE, TILE);
      image.onload = this.changed;
      image.src = url;
      this.images.set(url, image);
    }
    return image;
  }
}
