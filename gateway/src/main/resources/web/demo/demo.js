import { signal } from "../core/signal.js";
export const demo = signal({ state: "stopped" });
export const playDemo = () => {};
