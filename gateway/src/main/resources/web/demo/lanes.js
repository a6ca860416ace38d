// Twelve lanes of waypoints that stay on water, road or rail, and where on them a vehicle is.

const POINTS = (text) => text.split(" ").map((pair) => pair.split(",").map(Number));

/** Speeds are those of the trade, in km/h. */
export const LANES = [
  { mode: "SEA", carrier: "MAEU", vehicle: "MV Elbe Maersk", kph: 37, origin: "CNSHA", destination: "DEHAM",
    points: POINTS("31.2,122.2 29,123 25.1,120.1 22,116 15,112 8,107.5 3,105 1.25,104.2 1.2,103.4 3,100.6 6.1,95 5.6,80.5 12.6,52.5 12.2,46 12.6,43.3 15,41.8 20,38.7 27,34.4 29.8,32.55 31.4,32.4 33.2,28 34,24 36.3,15.5 37.5,11 37.5,6 36.1,-2 35.95,-5.5 36.5,-9.3 43.6,-10 48.7,-6 50.1,-1 51.1,1.5 52.5,3.5 53.9,7 54,8.3 53.6,9.7") },
  { mode: "SEA", carrier: "HLCU", vehicle: "Hudson Express", kph: 39, origin: "NLRTM", destination: "USNYC",
    points: POINTS("52,3.9 51,1.4 50.1,-1 49.2,-6 46.5,-30 42.3,-55 40.4,-70 40.5,-73.9") },
  { mode: "SEA", carrier: "MSCU", vehicle: "MSC Santos", kph: 35, origin: "BRSSZ", destination: "ESVLC",
    points: POINTS("-24.1,-46.3 -23.8,-41 -8,-33.5 10,-27.5 27,-20.5 35.7,-8 35.95,-5.6 36.3,-2 38.2,0.5 39.4,-0.2") },
  { mode: "SEA", carrier: "COSU", vehicle: "COSCO Pacific", kph: 40, origin: "CNSHA", destination: "USLAX",
    points: POINTS("31.2,122.2 30.3,130.6 35,145 44,175 44.5,-160 36,-126 33.6,-118.6") },
  { mode: "SEA", carrier: "CMDU", vehicle: "CMA CGM Malabar", kph: 34, origin: "INNSA", destination: "AEJEA",
    points: POINTS("18.8,72.6 21.5,65 24.8,58.2 26.5,56.6 25.3,55") },
  { mode: "ROAD", carrier: "DSVF", vehicle: "HH-QS 310", kph: 66, origin: "DEHAM", destination: "ITMIL",
    points: POINTS("53.5,10 52.3,9.8 50.1,8.7 48,7.8 47.5,7.6 46.5,8.6 45.5,9.2") },
  { mode: "ROAD", carrier: "DBSC", vehicle: "WX 47110", kph: 62, origin: "PLWAW", destination: "FRLIO",
    points: POINTS("52.2,21 52.4,16.9 52.4,13.2 51.3,12.3 50,8.6 48.6,7.7 47.3,5.1 45.8,4.9") },
  { mode: "ROAD", carrier: "KHNN", vehicle: "1247 KHN", kph: 64, origin: "ESMAD", destination: "NLRTM",
    points: POINTS("40.4,-3.7 42.8,-2.6 43.35,-1.75 44.8,-0.6 46.6,0.3 48.8,2.3 50.6,3.1 51.2,4.4 51.9,4.5") },
  { mode: "RAIL", carrier: "DBCG", vehicle: "Train 80041", kph: 46, origin: "CNXIY", destination: "DEDUI",
    points: POINTS("34.3,108.9 36.1,103.8 40.5,95.8 43.8,87.6 45.2,82.5 51.1,71.5 55.1,61.4 55.8,49.1 55.7,37.6 53.9,27.6 52.1,23.6 52.2,21 52.4,13.2 51.4,6.8") },
  { mode: "RAIL", carrier: "DBCG", vehicle: "Train 2213", kph: 52, origin: "USLAX", destination: "USCHI",
    points: POINTS("34,-118.2 35.1,-106.6 37.7,-97.3 39.1,-94.6 41.9,-87.6") },
  { mode: "AIR", carrier: "DHLC", vehicle: "D-AALM", kph: 620, origin: "HKHKG", destination: "DELEJ",
    points: POINTS("22.3,113.9 35,95 48,65 52,35 51.4,12.2") },
  { mode: "AIR", carrier: "FDEG", vehicle: "N886FD", kph: 610, origin: "USJFK", destination: "DEFRA",
    points: POINTS("40.6,-73.8 48,-50 52.5,-20 51.5,-3 50.05,8.6") },
];

const RADIUS_KM = 6371;
const radians = (degrees) => (degrees * Math.PI) / 180;

function distance([lat1, lon1], [lat2, lon2]) {
  const a = Math.sin(radians(lat2 - lat1) / 2) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * RADIUS_KM * Math.asin(Math.sqrt(a));
}

LANES.forEach((lane) => {
  lane.legs = lane.points.slice(1).map((point, i) => distance(lane.points[i], point));
  lane.length = lane.legs.reduce((sum, leg) => sum + leg, 0);
});

/** `{lat, lon, headingDeg}` at so many kilometres from the start. */
export function placeOn(lane, km) {
  let left = Math.max(0, Math.min(km, lane.length));
  let leg = 0;
  while (leg < lane.legs.length - 1 && left > lane.legs[leg]) {
    left -= lane.legs[leg++];
  }
  const [from, to] = [lane.points[leg], lane.points[leg + 1]];
  // The short way round, over the date line too.
  const east = ((to[1] - from[1] + 540) % 360) - 180;
  const part = lane.legs[leg] === 0 ? 0 : left / lane.legs[leg];
  const lat = from[0] + (to[0] - from[0]) * part;
  const lon = ((from[1] + east * part + 540) % 360) - 180;
  const heading = (Math.atan2(east * Math.cos(radians(lat)), to[0] - from[0]) * 180) / Math.PI;
  return { lat: Number(lat.toFixed(5)), lon: Number(lon.toFixed(5)), headingDeg: Number(((heading + 360) % 360).toFixed(1)) % 360 };
}
