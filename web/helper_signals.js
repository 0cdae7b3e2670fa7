/** Sound and vibration, so that a helper need not look: one for taken, one for attention, one for not taken. */

/** Hertz and seconds, one tone after the other; milliseconds of vibration and pause. */
const SIGNALS = {
  in: { tones: [[880, 0.09], [1320, 0.12]], vibration: [60] },
  out: { tones: [[1320, 0.09], [880, 0.12]], vibration: [60] },
  attention: { tones: [[740, 0.14], [740, 0.14], [740, 0.14]], vibration: [120, 80, 120, 80, 120] },
  refused: { tones: [[220, 0.3]], vibration: [300] },
};

let audio = null;

/** Browsers let a page sound only after a touch: call at each. */
export function allowSound() {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!Audio) return;
  audio = audio || new Audio();
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

function play(tones) {
  if (!audio || audio.state !== "running") return;
  let at = audio.currentTime;
  tones.forEach(([frequency, seconds]) => {
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
    tone.type = "square";
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.25, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + 0.02;
  });
}

/** Gives the signal of this name: "in", "out", "attention", "refused". */
export function signal(name) {
  const { tones, vibration } = SIGNALS[name];
  play(tones);
  if (navigator.vibrate) navigator.vibrate(vibration);
}
