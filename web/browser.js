/** Browsers inside other apps: they keep a storage of their own and may empty it whenever they like. */

const APPS = [
  [/Zalo/i, "Zalo"],
  [/FBAN|FBAV|FB_IAB|FB4A|Messenger/, "Facebook"],
  [/Instagram/, "Instagram"],
  [/TikTok|musical_ly|BytedanceWebview/i, "TikTok"],
  [/\bLine\//, "LINE"],
];

/** The name of the app whose built-in browser this is, or null in a real browser. */
export function inAppBrowser(userAgent) {
  const app = APPS.find(([pattern]) => pattern.test(userAgent));
  return app ? app[1] : null;
}
