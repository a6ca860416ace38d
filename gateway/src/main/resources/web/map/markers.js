// Shipments on the map: shapes by status, clusters where many are close, fading trails.
import { groupOf, GROUPS, SHAPES } from "../core/status.js";
import { xOf, yOf } from "./projection.js";

const CELL = 48;
const GLIDE_MILLIS = 1000;
const SIZE = 15;
/** From this zoom on nothing is put together any more. */
const ALL_APART = 9;

const paths = Object.fromEntries(
  Object.entries(SHAPES).map(([group, shape]) => [
    group,
    {
      fill: shape.fill && new Path2D(shape.fill),
      line: shape.line && new Path2D(shape.line),
      mark: shape.mark && new Path2D(shape.mark),
      turns: shape.turns,
    },
  ]),
);

const spot = { x: 0, y: 0 };

/** Where a shipment is now: it glides from its former position for a second. */
export function where(shipment, now, into) {
  const { lat, lon } = shipment.lastPosition.position;
  const { from } = shipment;
  const part = from ? (now - from.at) / GLIDE_MILLIS : 1;
  if (part >= 1 || part < 0 || Math.abs(from.lon - lon) > 180) {
    into.lon = lon;
    into.lat = lat;
    into.moves = false;
  } else {
    into.lon = from.lon + (lon - from.lon) * part;
    into.lat = from.lat + (lat - from.lat) * part;
    into.moves = true;
  }
  return into;
}

const geo = { lon: 0, lat: 0, moves: false };

/**
 * Draws them all; answers `{moving, spots}`: whether a frame must follow, and what can be pointed at.
 * Clusters are cells of a grid of the world, so that panning changes none.
 */
export function drawMarkers(context, viewport, shipments, { colours, ratio, now, selected, isStale, still, trails, beneath }) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, viewport.width, viewport.height);
  beneath();
  const cells = new Map();
  const margin = 24;
  let moving = false;
  for (const shipment of shipments) {
    if (!shipment.lastPosition) {
      continue;
    }
    where(shipment, still ? Infinity : now, geo);
    moving ||= geo.moves;
    const x = xOf(geo.lon);
    const y = yOf(geo.lat);
    viewport.place(x, y, spot);
    if (spot.x < -margin || spot.y < -margin || spot.x > viewport.width + margin || spot.y > viewport.height + margin) {
      continue;
    }
    const apart = viewport.zoom >= ALL_APART || shipment.shipmentId === selected;
    const key = apart ? shipment.shipmentId : Math.floor((x * viewport.scale) / CELL) * 1e6 + Math.floor((y * viewport.scale) / CELL);
    const cell = cells.get(key);
    if (cell) {
      cell.x += spot.x;
      cell.y += spot.y;
      cell.all.push(shipment);
    } else {
      cells.set(key, { x: spot.x, y: spot.y, all: [shipment] });
    }
  }
  const spots = [];
  for (const { x, y, all } of cells.values()) {
    spots.push({ x: x / all.length, y: y / all.length, all });
  }
  if (trails) {
    spots.forEach((one) => one.all.length === 1 && drawTrail(context, viewport, one.all[0], colours));
  }
  spots.forEach((one) => (one.all.length === 1 ? drawOne(context, one, { colours, selected, isStale }) : drawCluster(context, one, colours)));
  return { moving, spots };
}

function drawTrail(context, viewport, shipment, colours) {
  const { trail } = shipment;
  if (!trail || trail.length < 2) {
    return;
  }
  context.strokeStyle = colours[groupOf(shipment.status)];
  context.lineWidth = 2;
  context.lineCap = "round";
  viewport.place(xOf(trail[0].lon), yOf(trail[0].lat), spot);
  let { x, y } = spot;
  for (let i = 1; i < trail.length; i++) {
    viewport.place(xOf(trail[i].lon), yOf(trail[i].lat), spot);
    if (Math.abs(spot.x - x) < viewport.width / 2) {
      context.globalAlpha = (0.6 * i) / trail.length;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(spot.x, spot.y);
      context.stroke();
    }
    x = spot.x;
    y = spot.y;
  }
  context.globalAlpha = 1;
}

function drawOne(context, { x, y, all }, { colours, selected, isStale }) {
  const shipment = all[0];
  const group = groupOf(shipment.status);
  const shape = paths[group];
  const colour = colours[group];
  const hollow = isStale(shipment);
  context.save();
  context.translate(x, y);
  if (shipment.shipmentId === selected) {
    context.beginPath();
    context.arc(0, 0, SIZE * 0.95, 0, 2 * Math.PI);
    context.strokeStyle = colours.focus;
    context.lineWidth = 2;
    context.stroke();
  }
  if (shape.turns) {
    context.rotate((((shipment.lastPosition.headingDeg ?? heading(shipment)) - 90) * Math.PI) / 180);
  }
  context.scale(SIZE / 16, SIZE / 16);
  context.translate(-8, -8);
  context.lineJoin = "round";
  if (shape.fill && !hollow) {
    context.strokeStyle = colours.ground;
    context.lineWidth = 2.5;
    context.stroke(shape.fill);
    context.fillStyle = colour;
    context.fill(shape.fill);
    if (shape.mark) {
      context.strokeStyle = colours.ground;
      context.lineWidth = 1.8;
      context.lineCap = "round";
      context.stroke(shape.mark);
    }
  } else {
    const line = shape.line || shape.fill;
    context.fillStyle = colours.ground;
    context.fill(line);
    context.strokeStyle = colour;
    context.lineWidth = 2.2;
    context.stroke(line);
  }
  context.restore();
}

/** The direction of its last movement, in degrees from north. */
function heading({ trail }) {
  if (!trail || trail.length < 2) {
    return 90;
  }
  const [a, b] = trail.slice(-2);
  return (Math.atan2(xOf(b.lon) - xOf(a.lon), yOf(a.lat) - yOf(b.lat)) * 180) / Math.PI;
}

export const worstGroup = (all) =>
  all.map((shipment) => groupOf(shipment.status)).reduce((a, b) => (GROUPS[b].worst < GROUPS[a].worst ? b : a));

function drawCluster(context, { x, y, all }, colours) {
  const radius = Math.min(22, 10 + Math.log2(all.length) * 1.6);
  const colour = colours[worstGroup(all)];
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colours.ground;
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.stroke();
  context.fillStyle = colours.ink;
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(all.length > 9999 ? "10k" : all.length > 999 ? `${(all.length / 1000).toFixed(1)}k` : String(all.length), x, y + 0.5);
}
