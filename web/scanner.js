/**
 * The camera as a scanner: QR codes in the middle of its picture, as texts.
 *
 * By the browser's own BarcodeDetector where there is one, else by zxing-wasm in a worker. `<body>` names its files in
 * `data-worker-src`, `data-decoder-src` and `data-wasm-src`; the server leaves an address without a version where
 * the file is not there.
 */

/** Frames are looked at no faster than this, to spare the battery; decoding itself takes most of the time. */
const FRAME_MS = 70;
/** Cards carry dense codes: as many pixels as cameras give without a delay. */
const WISHED = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } };
/** A card held in front of the camera is one scan until it has been out of sight for so long. */
const SAME_CARD_MS = 5000;

/** No scanning by camera. `reason`: "insecure", "denied", "absent" (no camera), "decoder" (no decoder here). */
export class ScannerError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Whether this copy of the site has the decoder for browsers that have none of their own. */
export function hasDecoder() {
  return [document.body.dataset.decoderSrc, document.body.dataset.wasmSrc].every((address) => address.startsWith("/v/"));
}

/** What has to be kept so that the camera scans without a network. */
export async function decoderFiles() {
  if (!hasDecoder() || (await ownDetector())) return [];
  const { workerSrc, decoderSrc, wasmSrc } = document.body.dataset;
  return [workerSrc, decoderSrc, wasmSrc];
}

async function ownDetector() {
  if (typeof BarcodeDetector !== "function") return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return {
    read: async (video) => (await detector.detect(video)).map((code) => code.rawValue),
    close() {},
  };
}

function answerOf(worker, message, transferred) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.failed === undefined ? resolve(data) : reject(new Error(data.failed)));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message, transferred || []);
  });
}

/** The middle square of the picture, where the frame is drawn. */
function middle(video, canvas) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (!side) return null;
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, side, side);
  return context.getImageData(0, 0, side, side);
}

async function workerDetector() {
  if (!hasDecoder()) throw new ScannerError("decoder");
  const { workerSrc, decoderSrc, wasmSrc } = document.body.dataset;
  const worker = new Worker(workerSrc);
  try {
    await answerOf(worker, { script: decoderSrc, wasm: wasmSrc });
  } catch (error) {
    worker.terminate();
    throw new ScannerError("decoder");
  }
  const canvas = document.createElement("canvas");
  return {
    async read(video) {
      const image = middle(video, canvas);
      if (!image) return [];
      const { width, height, data } = image;
      return (await answerOf(worker, { pixels: data.buffer, width, height }, [data.buffer])).texts;
    },
    close: () => worker.terminate(),
  };
}

async function openCamera() {
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) throw new ScannerError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ video: WISHED, audio: false });
  } catch (error) {
    throw new ScannerError(error.name === "NotAllowedError" ? "denied" : "absent");
  }
}

/** What was in sight within the last seconds, and when; also before the camera was opened again. */
const seen = new Map();

function isNew(text) {
  const now = performance.now();
  seen.forEach((at, other) => { if (now - at > SAME_CARD_MS) seen.delete(other); });
  const first = !seen.has(text);
  seen.set(text, now);
  return first;
}

function torchOf(stream) {
  const [track] = stream.getVideoTracks();
  const can = track.getCapabilities && track.getCapabilities().torch;
  return can ? (on) => track.applyConstraints({ advanced: [{ torch: on }] }) : null;
}

/**
 * Shows the camera in `video` and calls `onText` with each new text in sight. Gives `{stop(), torch}`; `torch(on)` is
 * null where there is none. Throws ScannerError.
 */
export async function openScanner(video, onText) {
  const detector = (await ownDetector()) || (await workerDetector());
  let stream = null;
  try {
    stream = await openCamera();
  } catch (error) {
    detector.close();
    throw error;
  }
  let running = true;
  video.srcObject = stream;
  const playing = video.play();
  const look = async () => {
    if (!running) return;
    const begun = performance.now();
    try {
      const texts = video.readyState >= 2 ? await detector.read(video) : [];
      if (running) texts.filter(Boolean).filter(isNew).forEach(onText);
    } catch (error) {
      // One frame that cannot be read says nothing about the next.
    }
    setTimeout(look, Math.max(0, FRAME_MS - (performance.now() - begun)));
  };
  await playing.catch(() => {});
  look();
  return {
    torch: torchOf(stream),
    stop() {
      running = false;
      detector.close();
      stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    },
  };
}
