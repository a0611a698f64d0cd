import { request } from '../api/client.js';

interface Picker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

/**
 * Saves what a route answers into a file, with the credential that a link would not send: straight to the disk where
 * the browser can do that, else by way of its memory.
 */
export async function saveReply(path: string, name: string, onBytes: (bytes: number) => void): Promise<void> {
  const { showSaveFilePicker } = window as Picker; // not in all browsers, and so not in the library of types
  const file = await showSaveFilePicker?.({ suggestedName: name });
  const reply = await request(path);
  if (file && reply.body) {
    let bytes = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onBytes((bytes += chunk.byteLength));
        controller.enqueue(chunk);
      },
    });
    await reply.body.pipeThrough(counting).pipeTo(await file.createWritable());
    return;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await reply.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
