/**
 * Decodes QR codes beside the page, by zxing-wasm (MIT). First message: `{script, wasm}`, the addresses of the decoder;
 * then `{pixels, width, height}`, answered by `{texts}`.
 */
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: false, tryRotate: false, maxNumberOfSymbols: 2 };

async function load({ script, wasm }) {
  importScripts(script);
  await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return { ready: true };
}

async function decode({ pixels, width, height }) {
  const image = new ImageData(new Uint8ClampedArray(pixels), width, height);
  const codes = await ZXingWASM.readBarcodes(image, OPTIONS);
  return { texts: codes.filter((code) => code.isValid).map((code) => code.text) };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(data.script ? await load(data) : await decode(data));
  } catch (error) {
    self.postMessage({ failed: error.message });
  }
};
