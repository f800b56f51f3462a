// Uploads a file with tus-js-client, an independent client, which finds its own way after every break of the line.
// node tus_client.mjs <endpoint> <file> <token> <sha256 in hex> [break-after-bytes]
// Without the last argument: prints one JSON line. With it: gives up in the middle, then a second client goes on
// from the address that the first one stored, as after a restart.
import fs from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, path, token, sha256, breakAfter] = process.argv.slice(2);
const data = fs.readFileSync(path);
const seen = { retries: 0, resumed: null };

function upload(more) {
  return new Promise((resolve, reject) => {
    const made = new Upload(data, {
      endpoint,
      chunkSize: 200_000,
      retryDelays: Array(60).fill(20),
      headers: { Authorization: `Bearer ${token}` },
      metadata: { filename: "giấy chứng sinh.pdf", sha256 },
      onShouldRetry: () => { seen.retries += 1; return true; },
      onError: reject,
      onSuccess: () => resolve(made.url),
      ...more(() => made, resolve),
    });
    made.start();
  });
}

let url;
if (breakAfter) {
  const first = await upload((made, resolve) => ({
    onProgress: (sent) => {
      if (sent < Number(breakAfter)) return;
      const { url } = made();
      made().abort().then(() => resolve(url));
    },
  }));
  url = await upload(() => ({
    uploadUrl: first,
    onBeforeRequest: (request) => { if (request.getMethod() === "HEAD") seen.resumed = true; },
  }));
} else {
  url = await upload(() => ({}));
}
console.log(JSON.stringify({ url, ...seen }));
