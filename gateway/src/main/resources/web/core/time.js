// How times, counts and ids are written.
import { serverNow } from "./http.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n) => String(n).padStart(2, "0");
const clock = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

/** `12:03` today, else `3 Dec 12:03`, with the year where it is another; the viewer's zone. */
export function shortTime(iso) {
  const date = new Date(iso);
  const now = new Date(serverNow());
  if (date.toDateString() === now.toDateString()) {
    return clock(date);
  }
  const year = date.getFullYear() === now.getFullYear() ? "" : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year} ${clock(date)}`;
}

export const preciseTime = (iso) => {
  const date = new Date(iso);
  return `${clock(date)}:${two(date.getSeconds())}`;
};

export const utc = (iso) => new Date(iso).toISOString().replace("T", " ").replace(/\.000Z$/, "Z").replace("Z", " UTC");

/** `4 min`, `3 h`, `2 d`: the two largest units where the first is small. */
export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return minutes < 10 && seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return hours < 10 && minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} d`;
}

/** `4 min ago`, `in 3 h`, `just now`. */
export function relative(iso) {
  const ahead = Date.parse(iso) - serverNow();
  if (Math.abs(ahead) < 5000) {
    return "just now";
  }
  return ahead > 0 ? `in ${duration(ahead)}` : `${duration(-ahead)} ago`;
}

export const count = (n) => n.toLocaleString("en");

/** `Carrier assigned` of CARRIER_ASSIGNED. */
export const words = (code) => {
  const text = String(code).replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};
