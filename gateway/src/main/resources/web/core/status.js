// Statuses by groups: each has a colour, a shape and a word, so that none is told by colour alone.

/** Order: what needs attention first. `worst` is the order within clusters of the map. */
export const GROUPS = {
  exception: { word: "Exception", statuses: ["EXCEPTION", "LOST"], worst: 0 },
  attention: { word: "Attention", statuses: ["CUSTOMS_HOLD", "DELIVERY_ATTEMPTED"], worst: 1 },
  returning: { word: "Returning", statuses: ["RETURNING", "RETURNED"], worst: 2 },
  waiting: { word: "Waiting", statuses: ["AT_FACILITY", "AVAILABLE_FOR_PICKUP"], worst: 4 },
  moving: { word: "Moving", statuses: ["PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY"], worst: 3 },
  planned: { word: "Planned", statuses: ["BOOKED", "CARRIER_ASSIGNED", "RELEASED"], worst: 5 },
  done: { word: "Done", statuses: ["DELIVERED"], worst: 6 },
  cancelled: { word: "Cancelled", statuses: ["CANCELLED"], worst: 7 },
};

const GROUP_OF = Object.fromEntries(
  Object.entries(GROUPS).flatMap(([name, group]) => group.statuses.map((status) => [status, name])),
);

export const ALL_STATUSES = Object.values(GROUPS).flatMap((group) => group.statuses);

export const groupOf = (status) => GROUP_OF[status] || "planned";

/** Nothing follows these. */
export const isFinal = (status) => ["DELIVERED", "RETURNED", "LOST", "CANCELLED"].includes(status);

/**
 * The shapes as SVG paths in a square of 16, centred at 8,8. `fill` is the body, `line` is drawn in
 * the colour, `mark` on top in the ground's colour. Those that have a direction point right.
 */
export const SHAPES = {
  planned: { line: "M13 8A5 5 0 1 1 3 8A5 5 0 1 1 13 8Z" },
  moving: { fill: "M14.5 8L3 13.5L5.6 8L3 2.5Z", turns: true },
  waiting: { fill: "M3 3H13V13H3Z" },
  attention: { fill: "M8 1.5L14.5 8L8 14.5L1.5 8Z" },
  exception: { fill: "M5.4 1.800H10.600L14.2 5.400V10.600L10.6 14.200H5.400L1.8 10.600V5.400Z", mark: "M8 4.500V8.800M8 10.900V11.5" },
  returning: { fill: "M1.5 8L13 2.500L10.4 8L13 13.500Z", turns: true },
  done: { fill: "M14 8A6 6 0 1 1 2 8A6 6 0 1 1 14 8Z", mark: "M5.2 8.200L7.2 10.200L10.9 6" },
  cancelled: { line: "M13 8A5 5 0 1 1 3 8A5 5 0 1 1 13 8ZM4.5 11.500L11.5 4.5" },
};

const MOVED = ["PICKED_UP", "IN_TRANSIT", "AT_FACILITY", "CUSTOMS_HOLD", "OUT_FOR_DELIVERY", "DELIVERY_ATTEMPTED", "AVAILABLE_FOR_PICKUP"];

/** From which statuses a milestone moves the shipment on, as the state machine of the gateway. */
const MILESTONES = {
  PICKED_UP: ["CARRIER_ASSIGNED", "RELEASED"],
  DEPARTED: ["PICKED_UP", "AT_FACILITY", "IN_TRANSIT"],
  ARRIVED: ["PICKED_UP", "IN_TRANSIT", "AT_FACILITY"],
  CUSTOMS_HELD: ["PICKED_UP", "IN_TRANSIT", "AT_FACILITY"],
  CUSTOMS_RELEASED: ["CUSTOMS_HOLD"],
  OUT_FOR_DELIVERY: ["PICKED_UP", "IN_TRANSIT", "AT_FACILITY", "DELIVERY_ATTEMPTED"],
  DELIVERY_ATTEMPTED: ["OUT_FOR_DELIVERY"],
  AVAILABLE_FOR_PICKUP: ["AT_FACILITY", "DELIVERY_ATTEMPTED"],
  DELIVERED: ["PICKED_UP", "IN_TRANSIT", "AT_FACILITY", "OUT_FOR_DELIVERY", "DELIVERY_ATTEMPTED", "AVAILABLE_FOR_PICKUP"],
  EXCEPTION_RAISED: [...MOVED, "RETURNING"],
  EXCEPTION_RESOLVED: ["EXCEPTION"],
  RETURN_STARTED: [...MOVED, "EXCEPTION"],
  RETURNED: ["RETURNING"],
  LOST: [...MOVED, "EXCEPTION", "RETURNING"],
};

/** The milestones that the status allows. */
export const milestonesFrom = (status) => Object.keys(MILESTONES).filter((code) => MILESTONES[code].includes(status));
