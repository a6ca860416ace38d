// The map of one shipment: its last positions, and where it comes from and goes to.
import { html, useMemo, useRef } from "../vendor/preact.js";
import { isStale } from "../core/fleet.js";
import { place, placeName } from "../core/places.js";
import { xOf, yOf } from "../map/projection.js";
import { WorldMap } from "../map/map.js";
import { Card, Empty, Time } from "../ui/parts.js";

const spot = { x: 0, y: 0 };

/** Ends of the route as rings with their names, joined by a dashed line. */
function drawRoute(ends) {
  return (context, viewport, colours) => {
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "left";
    const points = ends.map(({ lat, lon }) => ({ ...viewport.place(xOf(lon), yOf(lat), spot) }));
    context.strokeStyle = colours.planned;
    context.lineWidth = 2;
    points.forEach(({ x, y }, i) => {
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.fillStyle = colours.ground;
      context.fill();
      context.stroke();
      context.fillStyle = colours.ink;
      const text = ends[i].name;
      const left = x + context.measureText(text).width + 16 > viewport.width;
      context.textAlign = left ? "right" : "left";
      context.lineWidth = 3;
      context.strokeStyle = colours.land;
      context.strokeText(text, x + (left ? -10 : 10), y + 4);
      context.fillText(text, x + (left ? -10 : 10), y + 4);
      context.strokeStyle = colours.planned;
      context.lineWidth = 2;
    });
  };
}

export const PlaceMap = ({ shipment, positions }) => {
  const ends = [shipment.origin, shipment.destination].map((one) => place(one.unLocode)).filter(Boolean);
  const last = positions.at(-1) || shipment.lastPosition;
  const followers = useRef(new Set());
  const marker = useRef(null);
  marker.current = last
    ? { ...shipment, lastPosition: last, trail: positions.map((one) => one.position), from: undefined }
    : null;
  const source = useMemo(
    () => ({
      all: () => (marker.current ? [marker.current] : []),
      follow(listener) {
        followers.current.add(listener);
        return () => followers.current.delete(listener);
      },
    }),
    [],
  );
  followers.current.forEach((listener) => listener());
  const fitTo = useMemo(() => [...ends, ...(last ? [last.position] : [])], [shipment.shipmentId, Boolean(last)]);
  return html`<${Card} class="map-card" label="Map of the shipment" state="ready">
    <${WorldMap} source=${source} fitTo=${fitTo} trails mostZoom=${7} overlay=${drawRoute(ends)} label=${`Map of ${shipment.reference}`} stale=${isStale} />
    <div class="map-foot">
      ${last
        ? html`<span data-shipment-id=${shipment.shipmentId} data-status=${shipment.status} data-version=${shipment.version} data-lat=${last.position.lat} data-lon=${last.position.lon} data-stale=${String(isStale({ ...shipment, lastPosition: last }))}
            >${last.position.lat.toFixed(4)}, ${last.position.lon.toFixed(4)}${last.speedKph !== undefined ? ` · ${last.speedKph} km/h` : ""}${last.temperatureC !== undefined ? ` · ${last.temperatureC} °C` : ""}</span
          ><span><${Time} at=${last.observedAt} age /></span><span>${last.deviceId}</span>`
        : html`<${Empty}>No position yet. A device reports to <code>POST /v1/shipments/${shipment.shipmentId.slice(0, 8)}…/positions</code>.<//>`}
    </div>
  <//>`;
};

export const routeWords = (shipment) => `${placeName(shipment.origin)} → ${placeName(shipment.destination)}`;
