// The demo: 24 shipments booked and moved along twelve lanes while the page is open. Seeded, so each run is alike.
import { onFrame } from "../core/live.js";
import { serverNow } from "../core/http.js";
import { signal } from "../core/signal.js";
import { command, report, seen } from "./calls.js";
import { LANES, placeOn } from "./lanes.js";
import { AT_THE_END, ONCE, SHIPMENTS, stepsOf } from "./script.js";

const SEED = 4711;
const SHIPPERS = ["Demo Tea", "Demo Parts", "Demo Pharma"];
const GOODS = { "Demo Tea": "Green tea", "Demo Parts": "Pump parts", "Demo Pharma": "Vaccines, cooled" };
const TICK_MILLIS = 250;
const REPORT_MILLIS = 1000;
const AT_A_TIME = 6;
const HOUR = 3600000;

/** `{state: "stopped"|"playing"|"paused", speed, seconds}` */
export const demo = signal({ state: "stopped", speed: 1, seconds: 0 });

const change = (members) => demo.set({ ...demo.value, ...members });

export const pauseDemo = () => change({ state: demo.value.state === "paused" ? "playing" : "paused" });
export const setSpeed = (speed) => change({ speed });
export const stopDemo = () => change({ state: "stopped" });

/** mulberry32 */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A shipment of the demo: where its vehicle is, and the steps that are still to come. */
class Traveller {
  constructor(number, plan, dice) {
    const shipper = SHIPPERS[number % SHIPPERS.length];
    const lane = LANES[plan.lane];
    this.lane = lane;
    this.shipper = shipper;
    this.reference = `DEMO-${number + 1}`;
    this.km = lane.length * (number < 12 ? 0.04 + dice() * 0.2 : 0.35 + dice() * 0.25);
    this.kph = lane.kph * (0.95 + dice() * 0.1);
    this.moves = false;
    this.back = false;
    this.sequence = 0;
    this.cold = shipper === "Demo Pharma";
    this.degrees = 4 + dice();
    this.steps = stepsOf(plan).map(([time, act]) => ({ time, act }));
    this.busy = false;
    this.ended = false;
  }

  async book() {
    const { lane } = this;
    const receipt = await command("POST", "/v1/shipments", {
      reference: this.reference,
      shipper: this.shipper,
      mode: lane.mode,
      origin: { unLocode: lane.origin },
      destination: { unLocode: lane.destination },
      cargo: { description: GOODS[this.shipper], packages: 40 + this.reference.length, grossWeightKg: 5200 },
      requestedPickupAt: new Date(serverNow() - HOUR).toISOString(),
      requestedDeliveryBy: new Date(serverNow() + 36 * HOUR).toISOString(),
    });
    this.id = receipt.shipmentId;
    this.path = `/v1/shipments/${this.id}`;
  }

  /** Does what is due, one step at a time; a refused step ends its story, not the demo. */
  async act(seconds) {
    if (this.busy || !this.id || this.steps.length === 0 || this.steps[0].time > seconds) {
      return;
    }
    this.busy = true;
    try {
      await this.steps.shift().act(this);
    } catch {
      // The strip shows the refusal.
      this.steps = [];
    } finally {
      this.busy = false;
    }
  }

  travel(hours, seconds) {
    if (!this.moves) {
      return;
    }
    this.km += (this.back ? -1 : 1) * this.kph * hours;
    if (this.km >= this.lane.length && !this.ended && this.steps.length === 0) {
      this.ended = true;
      this.steps = AT_THE_END.map(([time, act]) => ({ time: seconds + time, act }));
    }
  }

  update(observedAt) {
    const { headingDeg, ...position } = placeOn(this.lane, this.km);
    return {
      shipmentId: this.id,
      deviceId: `demo-${this.reference.slice(5)}`,
      sequence: this.sequence++,
      observedAt,
      position,
      speedKph: Number(this.kph.toFixed(1)),
      headingDeg: this.back ? (headingDeg + 180) % 360 : headingDeg,
      ...(this.cold ? { temperatureC: Number((this.degrees + Math.sin(this.sequence / 9) * 0.6).toFixed(1)) } : {}),
    };
  }
}

/** Books them all, then plays until it is stopped. */
export async function playDemo() {
  if (demo.value.state !== "stopped") {
    return;
  }
  change({ state: "playing", seconds: 0 });
  const stopListening = onFrame(seen);
  const dice = random(SEED);
  const travellers = SHIPMENTS.map((plan, number) => new Traveller(number, plan, dice));
  const once = ONCE.map(([time, act]) => ({ time, act }));
  let last = performance.now();
  let reported = 0;

  const tick = () => {
    if (demo.value.state === "stopped") {
      clearInterval(timer);
      stopListening();
      return;
    }
    const now = performance.now();
    // A hidden tab's timers are slow: it goes on where it was.
    const passed = Math.min((now - last) / 1000, 2) * (demo.value.state === "paused" ? 0 : demo.value.speed);
    last = now;
    const seconds = demo.value.seconds + passed;
    change({ seconds });
    travellers.forEach((one) => {
      one.travel(passed, seconds);
      one.act(seconds);
    });
    while (once.length > 0 && once[0].time <= seconds) {
      once.shift().act().catch(() => {});
    }
    if (now - reported >= REPORT_MILLIS && passed > 0) {
      reported = now;
      const observedAt = new Date(serverNow()).toISOString();
      const updates = travellers.filter((one) => one.moves).map((one) => one.update(observedAt));
      if (updates.length > 0) {
        report(updates);
      }
    }
  };
  const timer = setInterval(tick, TICK_MILLIS);

  const waiting = [...travellers];
  const worker = async () => {
    while (waiting.length > 0 && demo.value.state !== "stopped") {
      // A refusal is that shipment's alone, and stands in the strip.
      await waiting.shift().book().catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}
playDemo.available = true;
