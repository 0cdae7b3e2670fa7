/** Instants (milliseconds since 1970, UTC) as people in Viet Nam read them: UTC+7, whatever the phone is set to. */

const OFFSET_MS = 7 * 3600 * 1000;

function local(at) {
  return new Date(at + OFFSET_MS).toISOString();
}

/** `2021-08-13` */
export function localDay(at) {
  return local(at).slice(0, 10);
}

/** `13/08/2021` */
export function localDate(at) {
  return localDay(at).split("-").reverse().join("/");
}

/** `07:15` */
export function localTime(at) {
  return local(at).slice(11, 16);
}

/** `07:15:32` */
export function localClock(at) {
  return local(at).slice(11, 19);
}
