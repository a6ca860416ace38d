// Icons of the rail: lines on a square of 24.
import { html } from "../vendor/preact.js";

const PATHS = {
  overview: "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
  shipments: "M4 7l8-4 8 4v10l-8 4-8-4zM4 7l8 4 8-4M12 11v10",
  tenders: "M4 20h10M7 16l9-9M12 4l7 7M10 6l7 7M17 13l3 3",
  documents: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  operations: "M3 12h4l3-8 4 16 3-8h4",
  start: "M12 3l2.5 6 6.5.5-5 4.2 1.6 6.3-5.6-3.500L6.4 20 8 13.7 3 9.5 9.5 9z",
  theme: "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z",
  help: "M9.5 9a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .9-1 1.700M12 16.500v.200M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
};

export const Icon = ({ name }) => html`<svg class="icon" width="22" height="22" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
