/** The server: one request, one answer. Never puts personal data into an address. */

const TIMEOUT_MS = 12000;

/** The server could not be reached, or did not answer in time: nobody knows whether it stored anything. */
export class NetworkError extends Error {}

/**
 * The server answered with an error.
 *
 * `status` is HTTP's; `code`, `details` ([{field, message}]) and `bits` (the work asked for under attack) are ours, where
 * the answer has them: those of the gateway carry only a message. `retryAfter` is in seconds or null; `serverTime` in
 * milliseconds or null.
 */
export class ApiError extends Error {
  constructor(answer) {
    super(answer.body.message || `HTTP ${answer.status}`);
    this.status = answer.status;
    this.code = answer.body.error || "";
    this.details = answer.body.details || [];
    this.bits = answer.body.bits;
    this.retryAfter = answer.retryAfter;
    this.serverTime = answer.serverTime;
  }

  /** Nothing was stored because the server is busy or down: the same request may be sent again. */
  get temporary() {
    return this.status === 429 || this.status >= 500;
  }
}

async function json(response) {
  try {
    return (await response.json()) || {};
  } catch (error) {
    return {};
  }
}

/**
 * Sends a request and gives `{status, body, retryAfter, serverTime}`.
 *
 * Options: `body` (sent as JSON), `token` (Bearer), `timeout` in milliseconds, `cache` (as fetch has it; nothing is
 * kept unless it is given), `read` (what to make of a good response where it is not JSON). Throws NetworkError, ApiError.
 */
export async function request(method, path, options) {
  const { body, token, timeout, cache, read } = options || {};
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout || TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      method, headers, signal: abort.signal, cache: cache || "no-store", credentials: "omit",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = {
      status: response.status,
      body: await (response.ok && read ? read : json)(response),
      retryAfter: parseInt(response.headers.get("Retry-After"), 10) || null,
      serverTime: Date.parse(response.headers.get("Date")) || null,
    };
    if (response.ok) return answer;
    throw new ApiError(answer);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new NetworkError(error.message);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * How long to wait before attempt number `attempt` + 1, in milliseconds: what the server asked for, else 1, 2, 4 …
 * up to 30 s; with up to half as much again by chance, so that phones that failed together do not return together.
 */
export function backOff(attempt, retryAfter) {
  const seconds = retryAfter || Math.min(30, 2 ** attempt);
  return seconds * 1000 * (1 + Math.random() / 2);
}

/** Resolves after so many milliseconds. */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
