// Reads passes with the camera: by the browser's own detector where it has one, else by jsQR, fetched only then.
"use strict";

const passCamera = (() => {
  const SAME_AGAIN_AFTER = 4000;
  const LOOK_EVERY = 150;
  const WIDEST = 480; // a pass fills much of the frame: enough to read it, and quick enough for an old phone

  async function native() {
    const known = "BarcodeDetector" in window ? await window.BarcodeDetector.getSupportedFormats() : [];
    return known.includes("qr_code") ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      if (window.jsQR) return resolve();
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  async function reader(video, jsqr) {
    const detector = await native();
    if (detector) return async () => (await detector.detect(video))[0]?.rawValue ?? "";
    await load(jsqr);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      return window.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
    };
  }

  // Held still before the camera, a pass is one scan.
  function once(seen) {
    let last = { said: "", at: 0 };
    return (said) => {
      const now = Date.now();
      const again = said === last.said && now - last.at < SAME_AGAIN_AFTER;
      if (said) last = { said, at: now };
      if (said && !again) seen(said);
    };
  }

  return {
    possible: Boolean(navigator.mediaDevices?.getUserMedia),

    // `facing`: "environment" looks away from the reader of the screen, "user" at them. Fails where it is not allowed.
    async start({ video, jsqr, facing, seen }) {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing }, audio: false });
      await video.play();
      const read = await reader(video, jsqr);
      const told = once(seen);
      const look = async () => {
        if (!document.hidden && video.readyState >= 2) told(await read().catch(() => ""));
        setTimeout(look, LOOK_EVERY);
      };
      look();
    },
  };
})();
