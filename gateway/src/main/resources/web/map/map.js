// The map as a component: two canvases, so that the land is drawn again only when the view changes.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { isStale } from "../core/fleet.js";
import { carrierName } from "../core/places.js";
import { session } from "../core/session.js";
import { GROUPS } from "../core/status.js";
import { words } from "../core/time.js";
import { drawMarkers } from "./markers.js";
import { Ground } from "./ground.js";
import { Viewport, xOf, yOf } from "./projection.js";

const REACH = 18;
const PAN = 80;
const TRAILS_BELOW = 300;

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: read("ground"),
    land: read("land"),
    coast: read("border"),
    ink: read("ink"),
    focus: read("link"),
    ...Object.fromEntries(Object.keys(GROUPS).map((group) => [group, read(group)])),
  };
}

/** Draws whatever its owner hands it, outside of rendering. */
class Chart {
  constructor(element, options) {
    this.element = element;
    this.options = options;
    this.viewport = new Viewport();
    [this.groundCanvas, this.canvas] = element.querySelectorAll("canvas");
    this.groundContext = this.groundCanvas.getContext("2d", { alpha: false });
    this.context = this.canvas.getContext("2d");
    this.ground = new Ground(options.tiles, () => this.redraw());
    this.frames = [];
    this.shipments = [];
    this.spots = [];
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(element);
    this.recolour();
  }

  recolour() {
    this.colours = colours();
    this.redraw();
  }

  resized() {
    const { clientWidth: width, clientHeight: height } = this.element;
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    for (const canvas of [this.groundCanvas, this.canvas]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    this.viewport.resize(width, height);
    if (this.toFit) {
      this.fit(this.toFit);
    }
    this.redraw();
    // At once: a canvas of another size is black until it is drawn.
    cancelAnimationFrame(this.frame);
    this.draw(performance.now());
  }

  /** Shows those positions, once the canvas has a size. */
  fit(positions) {
    this.toFit = positions;
    if (this.viewport.width > 1) {
      this.viewport.fit(positions.map(({ lat, lon }) => ({ x: xOf(lon), y: yOf(lat) })), this.options.mostZoom);
      this.toFit = null;
      this.redraw();
    }
  }

  /** The view has changed: the ground too. */
  redraw() {
    this.groundStale = true;
    this.wake();
  }

  wake() {
    this.frame ||= requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    this.frame = 0;
    if (this.groundStale && this.ratio) {
      this.groundStale = false;
      this.ground.draw(this.groundContext, this.viewport, this.colours, this.ratio);
      this.options.moved?.();
    }
    this.shipments = this.source ? this.source.all() : [];
    const { moving, spots } = drawMarkers(this.context, this.viewport, this.shipments, {
      colours: this.colours,
      ratio: this.ratio || 1,
      now,
      selected: this.selected,
      isStale: this.options.isStale || isStale,
      still: this.still,
      trails: this.options.trails || this.shipments.length < TRAILS_BELOW,
      beneath: () => this.options.overlay?.(this.context, this.viewport, this.colours),
    });
    this.spots = spots;
    this.count(now);
    if (moving) {
      this.wake();
    }
  }

  /** Frames of the last second, on the element for whoever measures. */
  count(now) {
    this.frames.push(now);
    while (now - this.frames[0] > 1000) {
      this.frames.shift();
    }
    if (!this.told || now - this.told > 250 || this.element.dataset.markers !== String(this.shipments.length)) {
      this.told = now;
      this.element.dataset.fps = this.frames.length;
      this.element.dataset.markers = this.shipments.length;
    }
  }

  at(x, y) {
    let nearest = null;
    let least = REACH * REACH;
    for (const spot of this.spots) {
      const distance = (spot.x - x) ** 2 + (spot.y - y) ** 2;
      if (distance < least) {
        least = distance;
        nearest = spot;
      }
    }
    return nearest;
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
  }
}

/** Pointers, wheel and keys of a map. Returns how to stop listening. */
function listen(chart, { chosen, hovered }) {
  const { element, viewport } = chart;
  const pointers = new Map();
  let travelled = 0;
  const at = (event) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spread = () => {
    const [a, b] = pointers.values();
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  const touched = () => {
    chart.touched = true;
  };
  const handlers = {
    pointerdown(event) {
      if (event.target.closest("button")) {
        return;
      }
      pointers.set(event.pointerId, at(event));
      element.setPointerCapture(event.pointerId);
      travelled = 0;
      touched();
    },
    pointermove(event) {
      const now = at(event);
      const was = pointers.get(event.pointerId);
      if (!was) {
        hovered(chart.at(now.x, now.y));
        return;
      }
      const before = pointers.size === 2 ? spread() : 0;
      pointers.set(event.pointerId, now);
      travelled += Math.abs(now.x - was.x) + Math.abs(now.y - was.y);
      if (pointers.size === 2) {
        viewport.zoomBy(Math.log2(spread() / before), now.x, now.y);
      } else {
        viewport.pan(was.x - now.x, was.y - now.y);
      }
      chart.redraw();
    },
    pointerup(event) {
      const held = pointers.delete(event.pointerId);
      if (held && travelled < 5) {
        const { x, y } = at(event);
        const spot = chart.at(x, y);
        if (spot?.all.length > 1 && viewport.zoom < 9) {
          viewport.zoomBy(1.5, spot.x, spot.y);
          chart.redraw();
        } else if (spot) {
          chosen(spot.all[0]);
        }
      }
    },
    pointercancel: (event) => pointers.delete(event.pointerId),
    pointerleave: () => hovered(null),
    wheel(event) {
      event.preventDefault();
      touched();
      const { x, y } = at(event);
      viewport.zoomBy(-event.deltaY / (event.deltaMode ? 10 : 300), x, y);
      chart.redraw();
    },
    dblclick(event) {
      const { x, y } = at(event);
      viewport.zoomBy(1, x, y);
      chart.redraw();
    },
    keydown(event) {
      const step = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] }[event.key];
      if (step) {
        viewport.pan(...step);
      } else if (event.key === "+" || event.key === "=" || event.key === "-") {
        viewport.zoomBy(event.key === "-" ? -0.5 : 0.5);
      } else {
        return;
      }
      event.preventDefault();
      touched();
      chart.redraw();
    },
  };
  Object.entries(handlers).forEach(([name, handler]) => element.addEventListener(name, handler, { passive: false }));
  return () => Object.entries(handlers).forEach(([name, handler]) => element.removeEventListener(name, handler));
}

/**
 * `source` is `{all(), follow(listener)}`; `fitTo` are positions to show until somebody moves the map, `overlay` draws beneath the markers.
 * `moved` is called when the view has changed, with a test of what is in it.
 */
export const WorldMap = ({ source, selected, chosen = () => {}, fitTo, overlay, moved, label, trails, mostZoom = 6, stale }) => {
  const element = useRef(null);
  const chart = useRef(null);
  const [hover, setHover] = useState(null);
  const handlers = useRef({});
  handlers.current = { chosen, overlay, moved };

  useEffect(() => {
    const one = new Chart(element.current, {
      tiles: session.value.config?.tiles,
      trails,
      mostZoom,
      isStale: stale,
      overlay: (...all) => handlers.current.overlay?.(...all),
      moved: () => handlers.current.moved?.(one.viewport),
    });
    chart.current = one;
    const stops = [
      listen(one, {
        chosen: (shipment) => handlers.current.chosen(shipment),
        hovered: (spot) => setHover(spot ? { x: spot.x, y: spot.y, all: spot.all } : null),
      }),
    ];
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const recolour = () => one.recolour();
    dark.addEventListener("change", recolour);
    addEventListener("themechange", recolour);
    return () => {
      stops.forEach((stop) => stop());
      dark.removeEventListener("change", recolour);
      removeEventListener("themechange", recolour);
      one.close();
    };
  }, []);

  useEffect(() => {
    chart.current.source = source;
    const update = () => chart.current.wake();
    update();
    return source.follow(update);
  }, [source]);

  useEffect(() => {
    chart.current.selected = selected;
    chart.current.wake();
  }, [selected]);

  useEffect(() => {
    if (fitTo?.length > 0 && !chart.current.touched) {
      chart.current.fit(fitTo);
    }
  }, [fitTo]);

  const zoom = (steps) => {
    chart.current.touched = true;
    chart.current.viewport.zoomBy(steps);
    chart.current.redraw();
  };
  const attribution = session.value.config?.tiles?.attribution;
  return html`
    <div class="map" ref=${element} data-map tabindex="0" role="application" aria-label=${`${label || "Map"}; arrow keys move it, plus and minus zoom`}>
      <canvas></canvas><canvas></canvas>
      ${hover &&
      html`<div class="map-tip" style=${{ left: `${hover.x}px`, top: `${hover.y}px` }}>
        ${hover.all.length === 1
          ? html`<strong>${hover.all[0].reference}</strong> ${words(hover.all[0].status)}${hover.all[0].carrier ? `, ${carrierName(hover.all[0].carrier)}` : ""}`
          : `${hover.all.length} shipments: click to look closer`}
      </div>`}
      <div class="map-zoom">
        <button type="button" aria-label="Zoom in" onClick=${() => zoom(1)}>+</button>
        <button type="button" aria-label="Zoom out" onClick=${() => zoom(-1)}>−</button>
      </div>
      ${attribution && html`<p class="map-credit">${attribution}</p>`}
    </div>
  `;
};
