// A value that components can follow. Changes are told once per animation frame, or less often.
import { useEffect, useState } from "../vendor/preact.js";

/** A value with followers. `touch` tells that a mutable value has changed within. */
export function signal(value) {
  const followers = new Set();
  return {
    get value() {
      return value;
    },
    set(next) {
      if (next !== value) {
        value = next;
        followers.forEach((follower) => follower());
      }
    },
    touch() {
      followers.forEach((follower) => follower());
    },
    follow(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

/** Renders the component again when the signal changes, at most once in that many milliseconds. */
export function useSignal(source, millis = 0) {
  const [, render] = useState(0);
  useEffect(() => {
    let timer = 0;
    const again = () => {
      timer = 0;
      render((n) => n + 1);
    };
    const stop = source.follow(() => {
      timer ||= setTimeout(again, millis);
    });
    again();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [source]);
  return source.value;
}

/** Renders the component again in that interval, so that ages and countdowns stay right. */
export function useClock(millis = 1000) {
  const [, render] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => render((n) => n + 1), millis);
    return () => clearInterval(timer);
  }, [millis]);
}
